"""Figures for everybody: entries, documents, how many questions were answered at once (S2-75)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from processes.calendar import BEIJING
from processes.library.documents import IN_FORCE
from processes.library.entries import VALID
from processes.library.gathering import INQUIRY
from processes.store import ElementInstance, Instance, PolicyDocument, PublicAnswers, QaEntry

#: How an inquiry ends, by the end event of its process.
ENDS = {"E1": "instant", "E2": "in_time", "E3": "late"}


@dataclass
class Answered:
    """Inquiries of a unit in a period: received, and answered at once, in time or late."""

    received: int = 0
    instant: int = 0
    in_time: int = 0
    late: int = 0

    @property
    def rate(self) -> float | None:
        """Answered at once of all that were received, 0 to 1 (S2-75); None while there are none."""
        return self.instant / self.received if self.received else None


@dataclass
class Figures:
    """What the library holds, and what it has done."""

    entries: dict[str, int] = field(default_factory=dict)
    documents: int = 0
    interpretations: int = 0
    asked: int = 0
    answered: int = 0
    inquiries: dict[str, Answered] = field(default_factory=dict)

    @property
    def total(self) -> Answered:
        """All units together."""
        each = self.inquiries.values()
        return Answered(
            sum(one.received for one in each),
            sum(one.instant for one in each),
            sum(one.in_time for one in each),
            sum(one.late for one in each),
        )


def figures(session: Session, *, since: datetime | None = None, until: datetime | None = None) -> Figures:
    """The figures; *since* and *until* (not included) bound the inquiries and the public's questions."""
    by_unit = select(QaEntry.unit, func.count()).where(QaEntry.status == VALID).group_by(QaEntry.unit)
    found = Figures(entries={row[0]: row[1] for row in session.execute(by_unit.order_by(QaEntry.unit))})
    in_force = select(func.count()).select_from(PolicyDocument).where(PolicyDocument.status == IN_FORCE)
    found.documents = session.scalar(in_force) or 0
    read = in_force.where(PolicyDocument.interpretation_url.is_not(None))
    found.interpretations = session.scalar(read) or 0
    _public(session, found, since, until)
    found.inquiries = inquiries(session, since=since, until=until)
    return found


def inquiries(
    session: Session, *, since: datetime | None = None, until: datetime | None = None
) -> dict[str, Answered]:
    """The inquiries received in a period, by the unit that received them, and how they ended."""
    came = [Instance.process_id == INQUIRY]
    if since is not None:
        came.append(Instance.started_at >= since)
    if until is not None:
        came.append(Instance.started_at < until)
    found: dict[str, Answered] = {}
    received = select(Instance.owner_unit, func.count()).where(*came).group_by(Instance.owner_unit)
    for unit, number in session.execute(received.order_by(Instance.owner_unit)):
        found[unit or ""] = Answered(received=number)
    ended = (
        select(Instance.owner_unit, ElementInstance.element_id, func.count())
        .join(ElementInstance, ElementInstance.instance_id == Instance.id)
        .where(*came, ElementInstance.process_id == INQUIRY, ElementInstance.status == "completed")
        .where(ElementInstance.element_id.in_(ENDS))
        .group_by(Instance.owner_unit, ElementInstance.element_id)
    )
    for unit, element, number in session.execute(ended):
        setattr(found[unit or ""], ENDS[str(element)], number)
    return found


def count_question(session: Session, day: str, *, answered: bool) -> None:
    """One more question of the public on *day*; the question itself is not kept."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(PublicAnswers).values(day=day, asked=1, answered=int(answered))
    counted: Mapping[str, Any] = {
        "asked": PublicAnswers.asked + 1,
        "answered": PublicAnswers.answered + int(answered),
    }
    session.execute(statement.on_conflict_do_update(index_elements=["day"], set_=counted))


def office_day(at: datetime) -> str:
    """The day in the office of an instant: 2026-02-06."""
    return at.astimezone(BEIJING).date().isoformat()


def _public(session: Session, found: Figures, since: datetime | None, until: datetime | None) -> None:
    query = select(func.sum(PublicAnswers.asked), func.sum(PublicAnswers.answered))
    if since is not None:
        query = query.where(PublicAnswers.day >= office_day(since))
    if until is not None:
        query = query.where(PublicAnswers.day < office_day(until))
    asked, answered = session.execute(query).one()
    found.asked, found.answered = int(asked or 0), int(answered or 0)
