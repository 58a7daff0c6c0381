"""Office hours: when on a day work is done, and until when a day's business can be handed in.

民法典 203: a period ends at 24:00 of its last day or, where there are business hours, when business stops.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

MINUTES_PER_DAY = 24 * 60


class Span(NamedTuple):
    """A piece of office time, in minutes since 00:00: ``start`` < ``end`` <= 1440."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{clock(self.start)}–{clock(self.end)}"


Spans = tuple[Span, ...]

#: 09:00–12:00 and 14:00–18:00: what holds where nobody has said otherwise.
DEFAULT_SPANS: Spans = (Span(9 * 60, 12 * 60), Span(14 * 60, 18 * 60))


class Season(NamedTuple):
    """Hours that hold every year from ``first`` to ``last`` (month, day), over New Year when first > last."""

    first: tuple[int, int]
    last: tuple[int, int]
    spans: Spans

    def covers(self, day: date) -> bool:
        """Whether *day* lies in the season."""
        place = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= place <= self.last
        return place >= self.first or place <= self.last


@dataclass(frozen=True)
class HoursPlan:
    """The office hours that one arrangement names; what it does not name is left to the next plan."""

    regular: Spans | None = None
    seasons: Sequence[Season] = ()
    days: Mapping[date, Spans] = field(default_factory=dict)


class OfficeHours:
    """Office hours by plans, the unit's own before the general one; named days before everything else."""

    def __init__(self, plans: Sequence[HoursPlan] = ()) -> None:
        self._plans = tuple(plans)

    def of(self, day: date) -> Spans:
        """The hours of *day*, were it a working day."""
        return next(self._answers(day), DEFAULT_SPANS)

    def _answers(self, day: date) -> Iterator[Spans]:
        for plan in self._plans:
            if day in plan.days:
                yield plan.days[day]
        for plan in self._plans:
            yield from (season.spans for season in plan.seasons if season.covers(day))
            if plan.regular is not None:
                yield plan.regular


def clock(minutes: int) -> str:
    """Minutes since 00:00 as ``HH:MM``; the end of the day is 24:00."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def show(spans: Spans) -> str:
    """``09:00–12:00、14:00–18:00``."""
    return "、".join(map(str, spans))


def within(midnight: datetime, span: Span) -> tuple[datetime, datetime]:
    """The instants between which a span of the day that begins at *midnight* lies."""
    return midnight + timedelta(minutes=span.start), midnight + timedelta(minutes=span.end)
