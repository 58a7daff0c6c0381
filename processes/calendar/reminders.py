"""When to remind before a deadline (decision D14 of the catalogue)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from processes.calendar.working import BEIJING, WorkingCalendar, local_date

_MORNING = time(9, 0)
_LONG = (10, 5, 3, 1)
_SHORT = (2, 1)
_LONG_FROM = 10
_DAYS_BEFORE = {"D": (5, 1), "quarter_end": (30, 10, 3), "year_end": (30, 10, 3)}
#: 24H: +4, +12, +20, +23 h and 48H: +8, +24, +40, +46 h are the same shares of the period.
_SHARES = ((1, 6), (1, 2), (5, 6), (23, 24))
#: The five hours of an emergency (国办发〔2016〕80号).
_FIVE_HOURS = (1, 3, 4)


@dataclass(frozen=True)
class Reminder:
    """One reminder: its instant, a label such as ``T-10`` or ``+4h``, and a Chinese sentence."""

    at: datetime
    label: str
    explanation: str


def plan_reminders(
    calendar: WorkingCalendar, unit: str, n: int | None, start: date | datetime, due: datetime
) -> list[Reminder]:
    """The reminders of a deadline in order; those not later than its start are left out."""
    if unit == "WD":
        found = _working_days(calendar, n or 0, due)
    elif unit == "H":
        found = _hours(n or 0, due)
    elif unit == "custom":
        found = _shares(calendar, start, due)
    else:
        found = _calendar_days(unit, due)
    begin = _begin(start)
    return sorted((r for r in found if begin <= r.at <= due), key=lambda reminder: reminder.at)


def _begin(start: date | datetime) -> datetime:
    if isinstance(start, datetime):
        return start if start.tzinfo else start.replace(tzinfo=BEIJING)
    # The day of the start does not count (民法典 201): the period begins when it is over.
    return datetime.combine(start, time(), BEIJING) + timedelta(days=1)


def _morning(day: date) -> datetime:
    return datetime.combine(day, _MORNING, BEIJING)


def _working_days(calendar: WorkingCalendar, n: int, due: datetime) -> Iterator[Reminder]:
    last = local_date(due - timedelta(microseconds=1))
    for offset in _LONG if n >= _LONG_FROM else _SHORT:
        if offset < n:
            day = calendar.add_working_days(last, -offset)
            yield Reminder(_morning(day), f"T-{offset}", f"距截止日 {last} 还有{offset}个工作日。")
    yield Reminder(_morning(last), "T-0", f"今天（{last}）是截止日。")


def _calendar_days(unit: str, due: datetime) -> Iterator[Reminder]:
    last = local_date(due - timedelta(microseconds=1))
    for offset in _DAYS_BEFORE[unit]:
        day = last - timedelta(days=offset)
        yield Reminder(_morning(day), f"T-{offset}", f"距截止日 {last} 还有{offset}天。")


def _hours(n: int, due: datetime) -> Iterator[Reminder]:
    begin = due - timedelta(hours=n)
    marks = (
        [timedelta(hours=hour) for hour in _FIVE_HOURS]
        if n == 5
        else [timedelta(minutes=n * 60 * part // whole) for part, whole in _SHARES]
    )
    for mark in marks:
        label = f"+{mark.total_seconds() / 3600:g}h"
        left = (timedelta(hours=n) - mark).total_seconds() / 3600
        yield Reminder(begin + mark, label, f"自起算已过{label[1:-1]}小时，还有{left:g}小时。")


def _shares(calendar: WorkingCalendar, start: date | datetime, due: datetime) -> Iterator[Reminder]:
    begin = _begin(start)
    for percent in (50, 80):
        at = (begin + (due - begin) * percent / 100).replace(second=0, microsecond=0)
        if not isinstance(start, datetime):
            at = _morning(at.date())
        yield Reminder(at, f"{percent}%", f"期限已过{percent}%，截止 {due:%Y-%m-%d %H:%M}。")
    last = local_date(due - timedelta(microseconds=1))
    day = calendar.add_working_days(last, -1)
    yield Reminder(_morning(day), "T-1", f"距截止日 {last} 还有1个工作日。")
