"""What ledgers list: documents, inquiries, public opinion events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from processes.papers.wording import as_day


class Row(NamedTuple):
    """A fact with the instance that it belongs to; rows come sorted by instance, then by time."""

    instance_id: int
    process_id: str
    owner_unit: str | None
    title: str | None
    ended_at: datetime | None
    scope: int
    name: str
    at: datetime
    value: Any


@dataclass(frozen=True)
class Return:
    """One 退文."""

    day: date | None
    missing: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Document:
    """A document and its interpretation.

    ``t0`` is the day of issue, ``interpreted`` that of the text on the site, ``reached`` the instant at which
    everything was published, ``due`` the end of the last day (24:00) for it, ``copying`` 0..1.
    """

    instance_id: int
    unit: str
    title: str
    doc_no: str
    doc_type: str
    public: bool
    in_scope: bool
    ended_at: datetime | None
    t0: date | None
    due_date: date | None
    due: datetime | None
    interpreted: date | None
    published: date | None
    forms: tuple[str, ...]
    enough_forms: int
    linked: bool
    reached: datetime | None
    late: bool | None
    channels_missing: tuple[str, ...]
    copying: float | None
    copied: bool
    returns: tuple[Return, ...]

    @property
    def day(self) -> date | None:
        """The day by which the document belongs to a period; None: it belongs to none (yet)."""
        if self.t0 is not None:
            return self.t0
        return None if self.in_scope or self.ended_at is None else as_day(self.ended_at.isoformat())


@dataclass(frozen=True)
class Inquiry:
    """An inquiry; ``late`` is None while nobody has answered and nothing is known."""

    instance_id: int
    unit: str
    number: str
    channel: str
    question: str
    policy_ref: str
    received_at: datetime | None
    replied_at: datetime | None
    due: datetime | None
    due_date: date | None
    late: bool | None
    instant: bool
    reassigned: int


@dataclass(frozen=True)
class Opinion:
    """A public opinion event; ``needs_response`` is None before it was judged."""

    instance_id: int
    unit: str
    number: str
    summary: str
    source: str
    detected_at: datetime | None
    responded_at: datetime | None
    due: datetime | None
    late: bool | None
    needs_response: bool | None


@dataclass(frozen=True)
class Safeguards:
    """What the yearly round of an office (``owner``) found missing (S2-08, S2-09, S2-85), by unit."""

    owner: str
    day: date | None
    missing: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Score:
    """The assessment of a unit: points by dimension and in all, and what was decided (S1-46, S1-47)."""

    unit: str
    year: int
    score: float
    parts: Mapping[str, float | None]
    outcome: str


@dataclass(frozen=True)
class Cases:
    """Everything at once; ``spoken``: (unit, day, how often) a head of a unit spoke himself (S2-58)."""

    documents: tuple[Document, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    spoken: tuple[tuple[str, date | None, int], ...] = ()
    #: (unit, day) of every review that took less time than reading takes.
    hasty: tuple[tuple[str, date | None], ...] = ()
    safeguards: tuple[Safeguards, ...] = ()
    scores: tuple[Score, ...] = ()
