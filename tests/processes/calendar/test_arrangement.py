"""The arrangement of a unit: read with exact errors, laid over the notices, with versions of its own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from processes.calendar import (
    EVERY_UNIT,
    Arrangement,
    InvalidNotice,
    Notice,
    default_calendar,
    load_arrangement,
    load_document,
)
from processes.calendar.hours import Span
from processes.errors import InvalidArgument
from tests.processes.calendar.test_notice import GOOD as NOTICE
from tests.processes.calendar.test_office_time import UNIT

ALL = UNIT.replace("unit: zjw", "unit: 全部").replace("08:30-12:00, 13:30-17:30", "09:00-12:00, 13:00-17:00")


def test_reads_all_fields() -> None:
    found = load_arrangement(UNIT)
    assert (found.unit, found.number, found.issued) == ("zjw", "青建办〔2026〕3号", date(2026, 5, 20))
    assert found.closed == {date(2026, 7, 13): "汛情停止办公", date(2026, 7, 14): "汛情停止办公"}
    assert found.open == {date(2026, 7, 18): "汛情补班"}
    assert found.hours.regular == (Span(510, 720), Span(810, 1050))
    assert found.hours.days == {date(2026, 2, 13): (Span(540, 720),)}
    assert load_arrangement(ALL).unit == EVERY_UNIT


def test_a_document_is_told_from_a_notice_by_its_unit() -> None:
    assert isinstance(load_document(UNIT), Arrangement)
    good = NOTICE.replace("off: 2027-05-01\n", "off: 2027-05-01/2027-05-02\n")
    assert isinstance(load_document(good), Notice)
    for text in ("", "- 1", "a", "x: 1"):
        with pytest.raises(InvalidNotice):
            load_document(text)


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "message"),
    [
        ("unit: zjw", "unit: a+b", 2, "unit", "（不含空格和加号，最长64个字符）或“全部”，实际为“a+b”"),
        ("issued: 2026-05-20", "issued: 五月", 5, "issued", "应为日期（如 2026-02-15），实际为“五月”"),
        ("issued: 2026-05-20", "issued: 20260520", 5, "issued", "应为日期"),
        ("issued: 2026-05-20\n", "", 2, "issued", "应为必填字段，实际为缺失"),
        ("issued: 2026-05-20", "issued: 1999-12-31", 5, "issued", "应为2000年至2098年的日期"),
        ("source: 区", "sauce: 区", 6, "sauce", "未知字段“sauce”"),
        ("days: [2026-07-18]", "days: [2026-07-14]", 10, "open[0].days", "2026-07-14 重复"),
        ("08:30-12:00, 13:30-17:30", "08:30-25:00", 12, "hours[0].time", "由早到晚的时段"),
        ("08:30-12:00, 13:30-17:30", "12:00-08:30", 12, "hours[0].time", "实际为“12:00-08:30”"),
        ("08:30-12:00, 13:30-17:30", "08:60-12:00", 12, "hours[0].time", "由早到晚的时段"),
        ("08:30-12:00, 13:30-17:30", "08:30-12:00, 12:00-17:30", 12, "hours[0].time", "互不相接"),
        ("[08:30-12:00, 13:30-17:30]", "[]", 12, "hours[0].time", "至少一段办公时间"),
        ("yearly: 06-01/09-30", "yearly: 06-31/09-30", 13, "hours[1].yearly", "月-日/月-日"),
        ("yearly: 06-01/09-30, ", "", 13, "hours[1]", "只有一项常规办公时间"),
        ("days: 2026-02-13, ", "days: 2026-02-13, yearly: 01-01/02-01, ", 14, "hours[2]", "两项都有"),
        ("days: 2026-02-13, ", "yearly: 09-30/01-31, ", 14, "hours[2].yearly", "不重叠"),
        ("days: 2026-02-13, ", "days: [2026-02-13, 2026-02-13], ", 14, "hours[2].days", "重复"),
    ],
)
def test_refuses_with_line_and_field(old: str, new: str, line: int, field: str, message: str) -> None:
    assert old in UNIT
    with pytest.raises(InvalidNotice) as caught:
        load_arrangement(UNIT.replace(old, new))
    assert message in str(caught.value)
    assert (caught.value.context["line"], caught.value.context["field"]) == (line, field)


def test_an_arrangement_that_arranges_nothing_is_refused() -> None:
    with pytest.raises(InvalidNotice, match="closed、open、hours 中至少一项"):
        load_arrangement("unit: zjw\ntitle: a\nissued: 2026-01-01\nsource: b\n")


def test_days_of_a_unit_lie_over_the_notices() -> None:
    own = default_calendar().with_arrangement(load_arrangement(UNIT))
    kinds = {day.date.day: (day.kind, day.working) for day in own.days(date(2026, 7, 13), date(2026, 7, 19))}
    assert kinds[13] == kinds[14] == ("closed", False)
    assert kinds[18] == ("open", True)
    assert kinds[19] == ("weekend", False)
    assert own.day(date(2026, 7, 13)).name == "汛情停止办公"
    assert own.get_holiday_label(date(2026, 7, 14)) == "汛情停止办公"
    assert default_calendar().is_working_day(date(2026, 7, 13))


def test_versions_count_the_arrangements_of_everybody_and_of_the_unit() -> None:
    first = default_calendar().with_arrangement(load_arrangement(UNIT))
    assert first.version == "2026.1+zjw.1"
    second = first.with_arrangement(load_arrangement(ALL)).with_arrangement(load_arrangement(UNIT))
    assert second.version == "2026.1+*.1+zjw.2"
    assert len(second.arrangements) == 3
    other = load_arrangement(UNIT.replace("zjw", "jtj"))
    with pytest.raises(InvalidArgument, match="只属于一个单位"):
        first.with_arrangement(other)


def test_a_new_arrangement_replaces_the_one_before() -> None:
    shorter = UNIT.replace("2026-07-13/2026-07-14", "2026-07-13")
    calendar = default_calendar().with_arrangement(load_arrangement(UNIT))
    again = calendar.with_arrangement(load_arrangement(shorter))
    assert again.is_working_day(date(2026, 7, 14))
    assert not again.is_working_day(date(2026, 7, 13))


def test_hours_of_the_unit_come_before_those_of_everybody_but_named_days_come_first() -> None:
    half = ALL.replace("2026-02-13", "2026-02-12")
    both = default_calendar().with_arrangement(load_arrangement(half))
    assert both.office_hours(date(2026, 3, 2)) == (Span(540, 720), Span(780, 1020))
    own = both.with_arrangement(load_arrangement(UNIT))
    assert own.office_hours(date(2026, 3, 2)) == (Span(510, 720), Span(810, 1050))
    assert own.office_hours(date(2026, 2, 12)) == (Span(540, 720),)
    assert own.office_hours(date(2026, 3, 1)) == ()
    assert own.close_of_business(date(2026, 3, 1)) == timedelta(hours=17, minutes=30)
