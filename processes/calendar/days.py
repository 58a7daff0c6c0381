"""Days as the calendar sees them, on the one clock of the service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

#: Every instant of the service is read on this clock (Asia/Shanghai, +08:00).
BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Day:
    """One day of the calendar.

    ``kind`` is ``workday``, ``makeup`` (调休上班), ``holiday`` (放假) or ``weekend`` by the notices, ``open``
    (本单位上班) or ``closed`` (本单位停止办公) by the arrangement of the unit; ``name`` is the holiday or
    arrangement it belongs to, 周六/周日 for a weekend.  ``provisional`` (暂定) days lie in a year whose
    notice is not known yet, or in a December that the next notice is expected to change.
    """

    date: date
    kind: str
    name: str | None
    provisional: bool

    @property
    def working(self) -> bool:
        """Whether offices work on this day."""
        return self.kind in ("workday", "makeup", "open")


@dataclass(frozen=True)
class DayChange:
    """A day that is a working day in one version of the calendar and not in the other."""

    date: date
    old: Day
    new: Day


def local_date(day: date) -> date:
    """The date of *day* in Beijing; a naive datetime is read as Beijing time."""
    if not isinstance(day, datetime):
        return day
    try:
        return (day.astimezone(BEIJING) if day.tzinfo else day).date()
    except OverflowError:  # the first and last hours that Python knows
        return day.date()


def instant_of(moment: datetime) -> datetime:
    """*moment* on the clock of Beijing; a naive one is read as Beijing time."""
    return moment.astimezone(BEIJING) if moment.tzinfo else moment.replace(tzinfo=BEIJING)


def start_instant(start: date | datetime) -> datetime:
    """*start* as an instant in Beijing; a date begins at 00:00."""
    return instant_of(start) if isinstance(start, datetime) else midnight(start)


def midnight(day: date) -> datetime:
    """00:00 of *day* in Beijing."""
    return datetime.combine(day, time(), BEIJING)
