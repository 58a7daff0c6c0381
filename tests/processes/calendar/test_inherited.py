"""What workalendar's core offers is answered from our table, or refused: never from weekdays alone."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workalendar.core import Calendar

from processes.calendar import BEIJING, WorkingCalendar, default_calendar
from processes.calendar.inherited import TableCalendar
from processes.errors import InvalidArgument

CALENDAR = default_calendar()
#: Arithmetic on weekdays alone, without holidays: right as it is.
PURE = {
    "get_first_weekday_after",
    "get_iso_week_date",
    "get_last_weekday_in_month",
    "get_nth_weekday_in_month",
    "get_weekend_days",
}
#: Built by the core from the hook ``get_variable_days`` and from ``holidays``.
BUILT = {"get_calendar_holidays", "get_fixed_holidays", "holidays_set", "sub_working_days"}
DAYS = st.dates(date(2018, 1, 1), date(2026, 12, 31))


def test_every_public_method_of_the_core_is_accounted_for():
    public = {name for name, _ in inspect.getmembers(Calendar, callable) if not name.startswith("_")}
    ours = {name for name in vars(TableCalendar) if not name.startswith("_")}
    assert issubclass(WorkingCalendar, Calendar)
    assert public - ours == PURE | BUILT


def test_holidays_by_name():
    assert (date(2026, 2, 16), "春节") in CALENDAR.holidays(2026)
    assert CALENDAR.holidays(2026) == CALENDAR.get_calendar_holidays(2026) == sorted(CALENDAR.holidays(2026))
    assert CALENDAR.get_fixed_holidays(2026) == []
    assert CALENDAR.holidays_set(2026) == {day for day, _ in CALENDAR.holidays(2026)}
    assert CALENDAR.get_holiday_label(date(2026, 10, 1)) == "国庆节"
    assert CALENDAR.get_holiday_label(date(2026, 10, 10)) is None
    assert CALENDAR.is_holiday(date(2026, 2, 15))
    assert not CALENDAR.is_holiday(date(2026, 2, 14))
    assert CALENDAR.is_holiday(date(2026, 2, 14), extra_holidays=[date(2026, 2, 14)])


def test_the_year_must_be_given_because_there_is_no_clock():
    with pytest.raises(InvalidArgument, match="须给出年份"):
        CALENDAR.holidays()
    with pytest.raises(InvalidArgument, match="只能计算"):
        CALENDAR.holidays(1999)
    with pytest.raises(InvalidArgument, match="iCal"):
        CALENDAR.export_to_ical([2026, 2026])


def test_following_working_day_knows_holidays_and_make_up_days():
    assert CALENDAR.find_following_working_day(date(2026, 2, 15)) == date(2026, 2, 24)
    assert CALENDAR.find_following_working_day(date(2026, 2, 14)) == date(2026, 2, 14)


def test_distance_whichever_comes_first():
    assert CALENDAR.get_working_days_delta(date(2026, 2, 28), date(2026, 2, 6)) == 11
    assert CALENDAR.get_working_days_delta(date(2026, 2, 6), date(2026, 2, 28), include_start=True) == 12
    assert CALENDAR.get_working_days_delta(date(2026, 2, 6), date(2026, 2, 6), include_start=True) == 0
    off = [date(2026, 2, 9)]
    assert CALENDAR.get_working_days_delta(date(2026, 2, 6), date(2026, 2, 28), extra_holidays=off) == 10


def test_subtraction_and_times_of_day():
    assert CALENDAR.sub_working_days(date(2026, 3, 12), 20) == date(2026, 2, 6)
    evening = datetime(2026, 2, 6, 16, 30, tzinfo=UTC)
    kept = CALENDAR.add_working_days(evening, 1, keep_datetime=True)
    assert kept == datetime(2026, 2, 9, 0, 30, tzinfo=BEIJING)
    assert CALENDAR.add_working_days(evening, 1) == date(2026, 2, 9)


@given(DAYS, st.integers(-30, 30), st.lists(DAYS, max_size=5), st.lists(DAYS, max_size=5))
def test_extra_days_count_as_the_core_means_them(
    day: date, n: int, working: list[date], off: list[date]
) -> None:
    near = [day + timedelta(days=index) for index in range(-2, 4, 2)]
    working, off = working + near[:1], off + near[1:]
    found = CALENDAR.add_working_days(day, n, extra_working_days=working, extra_holidays=off)
    expected = Calendar.add_working_days(CALENDAR, day, n, working, off)
    assert found == expected
    delta = CALENDAR.get_working_days_delta(day, found, extra_working_days=working, extra_holidays=off)
    assert delta == Calendar.get_working_days_delta(CALENDAR, day, found, False, working, off)
