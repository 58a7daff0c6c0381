"""Invariants of dates, times and durations."""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.feel import Date, DateTime, DaysTime, InvalidTemporal, Time, YearsMonths, read_temporal
from processes.feel.dates import MAX_YEAR, civil, day_number
from processes.feel.durations import DAY
from processes.feel.isotext import read_date, read_date_time, read_duration, read_time

NUMBERS = st.integers(day_number(-MAX_YEAR, 1, 1), day_number(MAX_YEAR, 12, 31))
NANOSECONDS = st.integers(-(10**22), 10**22)


@given(NUMBERS)
def test_day_numbers_and_dates_are_inverse(number: int) -> None:
    assert day_number(*civil(number)) == number
    date = Date.from_number(number)
    assert read_date(str(date)) == date


@given(st.dates())
def test_agrees_with_python(day: datetime.date) -> None:
    date = Date.from_host(day)
    assert date.number == (day - datetime.date(1970, 1, 1)).days
    assert date.weekday == day.isoweekday()
    assert str(date) == day.isoformat()
    assert date.to_host() == day


@given(NANOSECONDS)
def test_days_and_time_durations_read_what_they_write(nanoseconds: int) -> None:
    duration = DaysTime(nanoseconds)
    assert read_duration(str(duration)) == duration


@given(st.integers(-(10**9), 10**9))
def test_years_and_months_durations_read_what_they_write(months: int) -> None:
    duration = YearsMonths(months)
    assert read_duration(str(duration)) == duration


@given(st.datetimes(), st.integers(-18 * 60, 18 * 60) | st.none())
def test_date_times_read_what_they_write(moment: datetime.datetime, minutes: int | None) -> None:
    zone = None if minutes is None else datetime.timezone(datetime.timedelta(minutes=minutes))
    value = DateTime.from_host(moment.replace(tzinfo=zone))
    again = read_date_time(str(value))
    assert again == value
    assert hash(again) == hash(value)
    assert again.to_host() == moment.replace(tzinfo=zone)


@given(st.datetimes(), NANOSECONDS)
def test_adding_and_subtracting_a_duration_comes_back(moment: datetime.datetime, nanoseconds: int) -> None:
    value = DateTime.from_host(moment)
    assert value.plus(nanoseconds).plus(-nanoseconds) == value


@given(st.dates(), st.integers(-500, 500))
def test_adding_months_keeps_the_day_or_ends_the_month(day: datetime.date, months: int) -> None:
    date = Date.from_host(day)
    moved = date.add_months(months)
    assert (moved.year * 12 + moved.month) - (date.year * 12 + date.month) == months
    assert moved.day == date.day or Date.from_number(moved.number + 1).day == 1


@pytest.mark.parametrize(
    "text",
    [
        "2026-2-6",
        "02026-01-01",
        "2026-02-06 ",
        "2026-13-01",
        "10:00",
        "24:00:01",
        "10:60:00",
        "10:00:00+19:00",
        "10:00:00+08:60",
        "10:00:00@Nowhere/Land",
        "10:00:00@../etc/passwd",
        "2026-02-06T10:00",
        "P",
        "PT",
        "P1DT",
        "P1Y1D",
        "1D",
        "P" + "9" * 300 + "D",
        "٢٠٢٦-01-01",
    ],
)
def test_other_texts_are_nothing(text: str) -> None:
    assert read_temporal(text) is None


def test_order() -> None:
    samples: list[list[Any]] = [
        [read_date("-0001-12-31"), read_date("2026-02-06"), read_date("2026-02-07")],
        [read_time("08:00:00+08:00"), read_time("01:00:00Z")],
        [read_date_time("2026-02-06T08:00:00+08:00"), read_date_time("2026-02-06T01:00:00Z")],
        [YearsMonths(-1), YearsMonths(0), YearsMonths(12)],
        [DaysTime(-1), DaysTime(0), DaysTime(DAY)],
    ]
    for values in samples:
        assert all(a < b for a, b in pairwise(values))


def test_representations_name_the_type() -> None:
    assert repr(read_date("2026-02-06")) == "Date(2026-02-06)"
    assert repr(read_time("10:00:00.120Z")) == "Time(10:00:00.12Z)"
    assert repr(read_date_time("2026-02-06T10:00:00-01:30")) == "DateTime(2026-02-06T10:00:00-01:30)"
    assert repr(YearsMonths(14)) == "YearsMonths(P1Y2M)"
    assert repr(DaysTime(0)) == "DaysTime(PT0S)"


def test_a_time_is_within_a_day() -> None:
    with pytest.raises(InvalidTemporal):
        Time(DAY)
