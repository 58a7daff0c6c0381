"""Office hours: seasons, half days, units; and the laws of adding and measuring office time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.calendar import (
    BEIJING,
    WorkingCalendar,
    add_office_time,
    deadline,
    default_calendar,
    in_office_hours,
    load_arrangement,
    office_time_between,
)
from processes.calendar.office_time import pieces

UNIT = """
unit: zjw
title: 区住房城乡建委2026年办公安排
number: 青建办〔2026〕3号
issued: 2026-05-20
source: 区住房城乡建委
closed:
  - {name: 汛情停止办公, days: 2026-07-13/2026-07-14}
open:
  - {name: 汛情补班, days: [2026-07-18]}
hours:
  - {name: 常规, time: [08:30-12:00, 13:30-17:30]}
  - {name: 夏季, yearly: 06-01/09-30, time: [08:30-12:00, 15:00-18:30]}
  - {name: 半天, days: 2026-02-13, time: 09:00-12:00}
"""
GENERAL = default_calendar()
OWN = GENERAL.with_arrangement(load_arrangement(UNIT))
CALENDARS = st.sampled_from([GENERAL, OWN])
INSTANTS = st.datetimes(datetime(2025, 12, 1), datetime(2026, 11, 30)).map(
    lambda moment: moment.replace(tzinfo=BEIJING)
)
SPANS = st.timedeltas(timedelta(minutes=1), timedelta(hours=120))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def after(text: str, hours: float, calendar: WorkingCalendar = GENERAL) -> str:
    return add_office_time(calendar, at(text), timedelta(hours=hours))[0].isoformat(" ", "minutes")[:16]


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-02-06T10:00", 2, "2026-02-06 12:00"),
        ("2026-02-06T10:00", 3, "2026-02-06 15:00"),
        ("2026-02-06T12:30", 1, "2026-02-06 15:00"),
        ("2026-02-06T10:00", 8, "2026-02-09 11:00"),
        ("2026-02-13T17:00", 2, "2026-02-14 10:00"),
        ("2026-02-14T17:30", 1, "2026-02-24 09:30"),
        ("2026-02-15T08:00", 7, "2026-02-24 18:00"),
        ("2026-02-24T09:30", -1, "2026-02-14 17:30"),
        ("2026-02-24T09:00", -7, "2026-02-14 09:00"),
        ("2026-02-06T15:00", -1, "2026-02-06 14:00"),
        ("2026-02-06T15:00", -2, "2026-02-06 11:00"),
        ("2026-02-06T15:00", 0, "2026-02-06 15:00"),
    ],
)
def test_only_office_hours_of_working_days_pass(start: str, hours: float, expected: str) -> None:
    assert after(start, hours) == expected


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-07-10T18:00", 1, "2026-07-15 09:00"),  # closed by the flood on Monday and Tuesday
        ("2026-07-17T18:00", 1, "2026-07-18 09:00"),  # works on that Saturday instead
        ("2026-02-13T11:00", 2, "2026-02-14 09:30"),  # half a day
        ("2026-05-29T17:00", 1, "2026-06-01 09:00"),  # summer begins
        ("2026-09-30T18:00", 1, "2026-10-08 09:00"),  # and ends
    ],
)
def test_a_unit_has_hours_and_days_of_its_own(start: str, hours: float, expected: str) -> None:
    assert after(start, hours, OWN) == expected


def test_open_or_closed_at_an_instant() -> None:
    assert in_office_hours(GENERAL, at("2026-02-06T09:00"))
    assert not in_office_hours(GENERAL, at("2026-02-06T12:00"))
    assert not in_office_hours(GENERAL, at("2026-02-16T10:00"))
    assert in_office_hours(GENERAL, at("2026-02-14T10:00"))
    assert not in_office_hours(OWN, at("2026-02-13T15:00"))


@given(CALENDARS, INSTANTS, SPANS)
def test_measuring_is_the_inverse_of_adding(
    calendar: WorkingCalendar, start: datetime, span: timedelta
) -> None:
    end, worked = add_office_time(calendar, start, span)
    assert office_time_between(calendar, start, end) == span
    assert office_time_between(calendar, end, start) == -span
    assert sum((last - first for first, last in worked), timedelta()) == span
    begin, before = add_office_time(calendar, start, -span)
    assert office_time_between(calendar, begin, start) == span
    assert sum((last - first for first, last in before), timedelta()) == span
    assert begin < start < end


@given(CALENDARS, INSTANTS, SPANS)
def test_going_back_undoes_going_forward(calendar: WorkingCalendar, start: datetime, span: timedelta) -> None:
    """Within office hours exactly, else up to the idle time around the start."""
    back = add_office_time(calendar, add_office_time(calendar, start, span)[0], -span)[0]
    assert office_time_between(calendar, start, back) == timedelta()
    assert back >= start
    forth = add_office_time(calendar, add_office_time(calendar, start, -span)[0], span)[0]
    assert office_time_between(calendar, forth, start) == timedelta()
    assert forth <= start
    if in_office_hours(calendar, start):
        assert back == start
        assert forth == start or start in {opens for opens, _ in pieces(calendar, start.date())}


@given(CALENDARS, INSTANTS, SPANS, SPANS)
def test_adding_twice_is_adding_the_sum(
    calendar: WorkingCalendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    once = add_office_time(calendar, start, first + second)[0]
    assert add_office_time(calendar, add_office_time(calendar, start, first)[0], second)[0] == once


@given(CALENDARS, INSTANTS, st.integers(1, 600))
def test_a_minute_by_minute_count_agrees(calendar: WorkingCalendar, start: datetime, minutes: int) -> None:
    moment, left = start.replace(second=0, microsecond=0), minutes
    begin = moment
    while left:
        left -= in_office_hours(calendar, moment)
        moment += timedelta(minutes=1)
    assert add_office_time(calendar, begin, timedelta(minutes=minutes))[0] == moment


@given(INSTANTS, INSTANTS, INSTANTS)
def test_distances_add_up(first: datetime, second: datetime, third: datetime) -> None:
    parts = office_time_between(OWN, first, second) + office_time_between(OWN, second, third)
    assert parts == office_time_between(OWN, first, third)


@given(CALENDARS, INSTANTS, st.integers(1, 60))
def test_counting_back_is_the_mirror_of_counting(calendar: WorkingCalendar, start: datetime, n: int) -> None:
    """The n-th working day before a working day d has d as its n-th working day after."""
    back = deadline(calendar, f"-{n}WD", start).due_date
    assert calendar.working_days_between(start.date(), back) == -n
    if calendar.is_working_day(start):
        assert deadline(calendar, f"{n}WD", back).due_date == start.date()
    forth = deadline(calendar, f"{n}WD", start).due_date
    if calendar.is_working_day(start):
        assert deadline(calendar, f"-{n}WD", forth).due_date == start.date()
    hours = deadline(calendar, f"{n}H", start).due
    assert deadline(calendar, f"-{n}H", hours).due == start


@given(CALENDARS, st.dates(date(2026, 1, 1), date(2026, 11, 30)), st.integers(1, 60))
def test_calendar_days_roll_away_from_the_start(calendar: WorkingCalendar, start: date, n: int) -> None:
    last = start + timedelta(days=n)
    due = deadline(calendar, f"{n}D", start).due_date
    assert due >= last
    assert [day.date for day in calendar.days(last, due) if day.working] == [due]
    first = start - timedelta(days=n)
    back = deadline(calendar, f"-{n}D", start).due_date
    assert back <= first
    assert [day.date for day in calendar.days(back, first) if day.working] == [back]
