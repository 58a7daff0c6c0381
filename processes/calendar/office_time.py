"""Adding and measuring office time: hours that pass only while offices work."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from processes.calendar.days import instant_of, midnight
from processes.calendar.hours import within
from processes.calendar.working import WorkingCalendar

ZERO = timedelta()
Piece = tuple[datetime, datetime]


def pieces(calendar: WorkingCalendar, day: date) -> list[Piece]:
    """The office time of *day* as pairs of instants; nothing on a day without work."""
    return [within(midnight(day), span) for span in calendar.office_hours(day)]


def add_office_time(
    calendar: WorkingCalendar, start: datetime, span: timedelta
) -> tuple[datetime, list[Piece]]:
    """The first instant by which *span* of office time has passed since *start*, and the pieces that count.

    For a negative *span* the last instant from which so much office time leads to *start*.  So the close of a
    day is named, not the opening of the next.  Pieces are in the order of time.  Zero gives *start*.  Raises
    InvalidArgument beyond the years of the calendar.
    """
    begin = instant_of(start)
    if span == ZERO:
        return begin, []
    return _forwards(calendar, begin, span) if span > ZERO else _backwards(calendar, begin, -span)


def _forwards(calendar: WorkingCalendar, begin: datetime, left: timedelta) -> tuple[datetime, list[Piece]]:
    found: list[Piece] = []
    day = calendar.next_working_day(begin)
    while True:
        for opens, closes in pieces(calendar, day):
            first = max(opens, begin)
            if first >= closes:
                continue
            last = min(closes, first + left)
            found.append((first, last))
            left -= last - first
            if left <= ZERO:
                return last, found
        day = calendar.nth_working_day(day, 1)


def _backwards(calendar: WorkingCalendar, begin: datetime, left: timedelta) -> tuple[datetime, list[Piece]]:
    found: list[Piece] = []
    day = calendar.previous_working_day(begin)
    while True:
        for opens, closes in reversed(pieces(calendar, day)):
            last = min(closes, begin)
            if last <= opens:
                continue
            first = max(opens, last - left)
            found.insert(0, (first, last))
            left -= last - first
            if left <= ZERO:
                return first, found
        day = calendar.nth_working_day(day, -1)


def office_time_between(calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
    """The office time between two instants; negative when *end* is the earlier one."""
    begin, until = instant_of(start), instant_of(end)
    if begin > until:
        return -office_time_between(calendar, until, begin)
    if begin.date() == until.date():
        return _of_day(calendar, begin.date(), begin, until)
    days = calendar.days(begin.date() + timedelta(days=1), until.date() - timedelta(days=1))
    whole = (closes - opens for day in days if day.working for opens, closes in pieces(calendar, day.date))
    edges = [_of_day(calendar, each.date(), begin, until) for each in (begin, until)]
    return sum([*whole, *edges], ZERO)


def _of_day(calendar: WorkingCalendar, day: date, begin: datetime, until: datetime) -> timedelta:
    parts = (min(closes, until) - max(opens, begin) for opens, closes in pieces(calendar, day))
    return sum((part for part in parts if part > ZERO), ZERO)


def in_office_hours(calendar: WorkingCalendar, moment: datetime) -> bool:
    """Whether offices are open at *moment*; the instant of closing is closed."""
    local = instant_of(moment)
    return any(opens <= local < closes for opens, closes in pieces(calendar, local.date()))
