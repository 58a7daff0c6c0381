"""When to remind before a deadline (decision D14 of the catalogue)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from processes.calendar.basis import Basis
from processes.calendar.days import BEIJING, instant_of, local_date, midnight, start_instant
from processes.calendar.office_time import add_office_time
from processes.calendar.working import WorkingCalendar

_MORNING = time(9, 0)
_LONG = (10, 5, 3, 1)
_SHORT = (2, 1)
_LONG_FROM = 10
_DAYS_BEFORE = {"D": (5, 1), **dict.fromkeys(("M", "Y", "quarter_end", "year_end"), (30, 10, 3))}
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
    calendar: WorkingCalendar, basis: Basis, start: date | datetime, due: datetime
) -> list[Reminder]:
    """The reminders of a deadline in order; those not later than its start are left out.

    A deadline that lies before its start (it was counted backwards) has the reminders of the last two working
    days, one in hours has none: nobody knows when its period began.
    """
    n = basis.n or 0
    if n < 0 or (basis.unit == "custom" and due <= start_instant(start)):
        found = iter(()) if basis.unit in ("H", "OH") else _working_days(calendar, 3, due)
        return sorted(found, key=lambda reminder: reminder.at)
    if basis.unit == "WD":
        found = _working_days(calendar, n, due)
    elif basis.unit == "H":
        found = _hours(n, due)
    elif basis.unit == "OH":
        found = _office_hours(calendar, n, start_instant(start))
    elif basis.unit == "custom":
        found = _shares(calendar, start, due)
    else:
        found = _calendar_days(basis.unit, due)
    begin = _begin(start)
    return sorted((r for r in found if begin <= r.at <= due), key=lambda reminder: reminder.at)


def _begin(start: date | datetime) -> datetime:
    if isinstance(start, datetime):
        return instant_of(start)
    # The day of the start does not count (民法典 201): the period begins when it is over.
    return midnight(start) + timedelta(days=1)


def _morning(day: date) -> datetime:
    return datetime.combine(day, _MORNING, BEIJING)


def _last_day(due: datetime) -> date:
    return local_date(due - timedelta(microseconds=1))


def _working_days(calendar: WorkingCalendar, n: int, due: datetime) -> Iterator[Reminder]:
    last = _last_day(due)
    for offset in _LONG if n >= _LONG_FROM else _SHORT:
        if offset < n:
            day = calendar.nth_working_day(last, -offset)
            yield Reminder(_morning(day), f"T-{offset}", f"距截止日 {last} 还有{offset}个工作日。")
    yield Reminder(_morning(last), "T-0", f"今天（{last}）是截止日。")


def _calendar_days(unit: str, due: datetime) -> Iterator[Reminder]:
    last = _last_day(due)
    for offset in _DAYS_BEFORE[unit]:
        day = last - timedelta(days=offset)
        yield Reminder(_morning(day), f"T-{offset}", f"距截止日 {last} 还有{offset}天。")


def _marks(n: int) -> list[timedelta]:
    if n == 5:
        return [timedelta(hours=hour) for hour in _FIVE_HOURS]
    return [timedelta(minutes=n * 60 * part // whole) for part, whole in _SHARES]


def _hours(n: int, due: datetime) -> Iterator[Reminder]:
    begin = due - timedelta(hours=n)
    for mark in _marks(n):
        yield _after(mark, n, begin + mark, "小时")


def _office_hours(calendar: WorkingCalendar, n: int, begin: datetime) -> Iterator[Reminder]:
    for mark in _marks(n):
        yield _after(mark, n, add_office_time(calendar, begin, mark)[0], "个办公小时")


def _after(mark: timedelta, n: int, at: datetime, unit: str) -> Reminder:
    label = f"+{mark.total_seconds() / 3600:g}h"
    left = (timedelta(hours=n) - mark).total_seconds() / 3600
    return Reminder(at, label, f"自起算已过{label[1:-1]}{unit}，还有{left:g}{unit}。")


def _shares(calendar: WorkingCalendar, start: date | datetime, due: datetime) -> Iterator[Reminder]:
    begin = _begin(start)
    for percent in (50, 80):
        at = (begin + (due - begin) * percent / 100).replace(second=0, microsecond=0)
        if not isinstance(start, datetime):
            at = _morning(at.date())
        yield Reminder(at, f"{percent}%", f"期限已过{percent}%，截止 {due:%Y-%m-%d %H:%M}。")
    last = _last_day(due)
    day = calendar.nth_working_day(last, -1)
    yield Reminder(_morning(day), "T-1", f"距截止日 {last} 还有1个工作日。")
