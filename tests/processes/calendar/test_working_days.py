"""Working days against an independent source, and arithmetic for every start."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st
from workalendar.asia import China

from processes.calendar import WorkingCalendar, changed_days, default_calendar, load_notice
from processes.calendar.statutory import provisional_days, qingming, statutory_days
from processes.errors import InvalidArgument

FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1)]

NOTICE_2027 = """
year: 2027
title: 关于2027年部分节假日安排的通知
source: 测试
holidays:
  - {name: 元旦, off: 2027-01-01/2027-01-03}
  - {name: 春节, off: 2027-02-05/2027-02-12, work: [2027-02-13, 2027-02-20]}
  - {name: 清明节, off: 2027-04-03/2027-04-05}
  - {name: 劳动节, off: 2027-05-01/2027-05-05, work: [2027-05-08]}
  - {name: 端午节, off: 2027-06-09}
  - {name: 中秋节, off: 2027-09-15}
  - {name: 国庆节, off: 2027-10-01/2027-10-07, work: [2027-09-26, 2027-10-09]}
"""


def test_every_day_agrees_with_chinesecalendar():
    calendar = default_calendar()
    different = [day for day in EVERY_DAY if calendar.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert different == []


def test_every_day_agrees_with_holidays():
    calendar, other = default_calendar(), holidays.country_holidays("CN", years=range(2017, 2028))
    assert [day for day in EVERY_DAY if calendar.is_working_day(day) != other.is_working_day(day)] == []


def test_workalendars_own_china_is_wrong_on_two_days_of_2020():
    """It does not know that 春节 2020 was extended to 2 February; nothing else differs where it answers."""
    calendar = default_calendar()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # every call warns that its table may be old
        china = China()
        known = [day for day in EVERY_DAY if day.year <= 2023]
        different = [day for day in known if calendar.is_working_day(day) != china.is_working_day(day)]
        assert different == [date(2020, 1, 31), date(2020, 2, 1)]
        assert not calendar.is_working_day(date(2020, 1, 31))
        assert not calendar.is_working_day(date(2020, 2, 1))
        assert not china.is_working_day(date(2026, 1, 4))  # a make-up Sunday, and no word of doubt
    assert calendar.is_working_day(date(2026, 1, 4))


def test_working_days_per_year():
    calendar = default_calendar()
    counts = [
        calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
        for year in range(2018, 2027)
    ]
    assert counts == [250, 250, 249, 250, 249, 249, 251, 248, 248]


@pytest.mark.parametrize("n", [1, 2, 3, 5, 10, 20, 250])
def test_counting_back_gives_n_for_every_start(n: int):
    calendar = default_calendar()
    for start in EVERY_DAY:
        due = calendar.add_working_days(start, n)
        assert calendar.is_working_day(due)
        assert calendar.working_days_between(start, due) == n
        assert calendar.working_days_between(due, start) == 1 - n - calendar.is_working_day(start)


def test_adding_one_at_a_time_is_adding_n():
    calendar = default_calendar()
    for start in EVERY_DAY:
        day = start
        for n in range(1, 21):
            day = calendar.add_working_days(day, 1)
            assert calendar.add_working_days(start, n) == day


@given(st.dates(date(2018, 1, 1), date(2040, 12, 31)), st.integers(-600, 600))
def test_distance_is_the_inverse_of_addition(start: date, n: int):
    calendar = default_calendar()
    assert calendar.working_days_between(start, calendar.add_working_days(start, n)) == n


@given(st.dates(date(2018, 1, 1), date(2026, 12, 31)), st.integers(1, 60))
def test_naive_count_agrees(start: date, n: int):
    calendar = default_calendar()
    day, left = start, n
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)
    assert calendar.add_working_days(start, n) == day


def test_a_datetime_counts_as_its_date_in_beijing():
    calendar = default_calendar()
    evening = datetime(2026, 2, 13, 17, 0, tzinfo=UTC)  # 14 February 01:00 in Beijing, make-up day
    assert calendar.day(evening).kind == "makeup"
    assert calendar.is_working_day(evening)


def test_kinds_of_days():
    calendar = default_calendar()
    assert (calendar.day(date(2026, 2, 16)).kind, calendar.day(date(2026, 2, 16)).name) == ("holiday", "春节")
    assert (calendar.day(date(2026, 2, 14)).kind, calendar.day(date(2026, 2, 14)).name) == ("makeup", "春节")
    assert (calendar.day(date(2026, 3, 1)).kind, calendar.day(date(2026, 3, 1)).name) == ("weekend", "周日")
    assert calendar.day(date(2026, 3, 2)).kind == "workday"


def test_a_notice_changes_the_december_before_its_year():
    calendar = default_calendar()
    assert calendar.is_working_day(date(2018, 12, 29))
    assert not calendar.is_working_day(date(2018, 12, 31))


def test_the_extended_spring_festival_of_2020():
    assert not default_calendar().is_working_day(date(2020, 2, 1))
    assert default_calendar().add_working_days(date(2020, 1, 23), 1) == date(2020, 2, 3)


def test_a_year_without_notice_is_provisional():
    calendar = default_calendar()
    assert calendar.version == "2026.1"
    assert calendar.years == frozenset(range(2018, 2027))
    assert calendar.day(date(2027, 1, 4)).provisional
    assert not calendar.day(date(2026, 12, 31)).provisional


def test_december_before_a_tuesday_new_year_is_provisional_until_the_next_notice():
    known = [notice for notice in default_calendar().notices if notice.year == 2018]
    calendar = WorkingCalendar.from_notices(known)
    assert calendar.is_provisional(date(2018, 12, 29))
    assert not calendar.is_provisional(date(2018, 12, 28))
    assert not default_calendar().is_provisional(date(2018, 12, 31))


def test_provisional_2027_has_the_thirteen_days_and_their_compensation():
    days = provisional_days(2027)
    assert sorted(day for day, name in days.items() if name == "春节") == [
        date(2027, 2, day) for day in (5, 6, 7, 8)
    ]
    assert [day for day, name in days.items() if name.endswith("补假")] == [
        date(2027, 2, 9),
        date(2027, 2, 10),
        date(2027, 5, 3),
        date(2027, 5, 4),
        date(2027, 10, 4),
        date(2027, 10, 5),
    ]
    assert len(statutory_days(2027)) == 13


@pytest.mark.parametrize("year", range(2000, 2099))
def test_every_provisional_year_gives_its_days_off_on_working_days(year: int):
    lost = sum(1 for day in provisional_days(year) if day.weekday() < 5)
    assert lost == len(statutory_days(year))


def test_qingming_by_formula():
    known = {
        2018: 5,
        2019: 5,
        2020: 4,
        2021: 4,
        2022: 5,
        2023: 5,
        2024: 4,
        2025: 4,
        2026: 5,
        2027: 5,
        2028: 4,
    }
    assert {year: qingming(year).day for year in known} == known


def test_loading_the_next_notice_gives_the_next_version():
    old = default_calendar()
    new = old.with_notice(load_notice(NOTICE_2027))
    assert (old.version, new.version) == ("2026.1", "2027.1")
    changed = {change.date: change.new.kind for change in changed_days(old, new)}
    assert changed[date(2027, 2, 11)] == "holiday"
    assert changed[date(2027, 2, 13)] == "makeup"
    assert all(change.old.working != change.new.working for change in changed_days(old, new))
    assert all(first < second for first, second in pairwise(changed))


def test_replacing_a_notice_counts_the_revision():
    old = default_calendar()
    assert old.with_notice(old.notices[-1]).version == "2026.2"
    assert old.with_notice(old.notices[-1]).with_notice(load_notice(NOTICE_2027)).version == "2027.2"
    assert changed_days(old, old.with_notice(old.notices[-1])) == []


def test_a_later_notice_takes_back_a_december_day():
    text = NOTICE_2027.replace("off: 2027-01-01/2027-01-03", "off: 2026-12-31/2027-01-02, work: [2026-12-26]")
    first = default_calendar().with_notice(load_notice(text))
    assert not first.is_working_day(date(2026, 12, 31))
    again = first.with_notice(load_notice(NOTICE_2027))
    assert again.is_working_day(date(2026, 12, 31))
    assert not again.is_working_day(date(2026, 12, 26))


def test_dates_outside_the_table_are_refused():
    with pytest.raises(InvalidArgument, match="只能计算2000年至2098年"):
        default_calendar().is_working_day(date(1999, 12, 31))
    with pytest.raises(InvalidArgument):
        default_calendar().add_working_days(date(2098, 12, 1), 100)
