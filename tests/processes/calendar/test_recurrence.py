"""When something comes again: tables for every notation, and laws that hold for all of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from processes.calendar import (
    BEIJING,
    default_calendar,
    is_recurrence,
    load_arrangement,
    next_occurrence,
    occurrences,
    parse_recurrence,
)
from processes.errors import InvalidArgument
from tests.processes.calendar.test_office_time import UNIT

CALENDAR = default_calendar()
NOW = datetime(2026, 1, 30, 10, tzinfo=BEIJING)


def shown(text: str, count: int = 3, now: datetime = NOW) -> list[str]:
    found = list(islice(occurrences(text, now, CALENDAR), count))
    assert all(moment.tzinfo is BEIJING for moment in found)
    return [f"{moment:%m-%d %H:%M}" for moment in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R/P1D", ["01-31 10:00", "02-01 10:00", "02-02 10:00"]),
        ("R/PT90M", ["01-30 11:30", "01-30 13:00", "01-30 14:30"]),
        ("R2/PT12H", ["01-30 22:00", "01-31 10:00"]),
        ("R1/P1W", ["02-06 10:00"]),
        ("r/p1m", ["02-28 10:00", "03-30 10:00", "04-30 10:00"]),
        ("R/2026-01-31T09:00/P1M", ["01-31 09:00", "02-28 09:00", "03-31 09:00"]),
        ("R/2026-01-31T01:00Z/P1M", ["01-31 09:00", "02-28 09:00", "03-31 09:00"]),
        ("R/2026-01-31T02:00@Europe/Berlin/P1D", None),
        ("R/2025-12-31/P1M", ["01-31 00:00", "02-28 00:00", "03-31 00:00"]),
        ("R3/2025-12-31/P1M", ["01-31 00:00", "02-28 00:00"]),
        ("R1/2025-12-31/P1M", []),
        ("R/2024-02-29/P1Y", ["02-28 00:00", "02-28 00:00", "02-29 00:00"]),
        ("R5/2026-01-05/2026-01-12", ["02-02 00:00"]),
        ("0 9 * * *", ["01-31 09:00", "02-01 09:00", "02-02 09:00"]),
        ("30 0 9 * * *", ["01-31 09:00", "02-01 09:00", "02-02 09:00"]),
        ("0 0 9-17 * * MON-FRI", ["01-30 11:00", "01-30 12:00", "01-30 13:00"]),
        ("*/20 10 * * *", ["01-30 10:20", "01-30 10:40", "01-31 10:00"]),
        ("5/25 10 * * ?", ["01-30 10:05", "01-30 10:30", "01-30 10:55"]),
        ("0 9 1,15 */2 *", ["03-01 09:00", "03-15 09:00", "05-01 09:00"]),
        ("0 9 31 * *", ["01-31 09:00", "03-31 09:00", "05-31 09:00"]),
        ("0 9 29 2 *", ["02-29 09:00", "02-29 09:00", "02-29 09:00"]),
        ("0 9 L * *", ["01-31 09:00", "02-28 09:00", "03-31 09:00"]),
        ("0 9 L-3 * *", ["02-25 09:00", "03-28 09:00", "04-27 09:00"]),
        ("0 9 15W * *", ["02-16 09:00", "03-16 09:00", "04-15 09:00"]),
        ("0 9 1W 2,3,8 *", ["02-02 09:00", "03-02 09:00", "08-03 09:00"]),
        ("0 9 31W 1,2,5 *", ["05-29 09:00", "01-29 09:00", "05-31 09:00"]),
        ("0 9 LW * ?", ["02-27 09:00", "03-31 09:00", "04-30 09:00"]),
        ("0 9 * * 0", ["02-01 09:00", "02-08 09:00", "02-15 09:00"]),
        ("0 9 * * 7", ["02-01 09:00", "02-08 09:00", "02-15 09:00"]),
        ("0 9 * * fri-sun", ["01-31 09:00", "02-01 09:00", "02-06 09:00"]),
        ("0 9 * * MON#1", ["02-02 09:00", "03-02 09:00", "04-06 09:00"]),
        ("0 9 * * 5#5", ["05-29 09:00", "07-31 09:00", "10-30 09:00"]),
        ("0 9 * * FRIL", ["02-27 09:00", "03-27 09:00", "04-24 09:00"]),
        ("0 9 * feb mon,wed", ["02-02 09:00", "02-04 09:00", "02-09 09:00"]),
        ("@monthly", ["02-01 00:00", "03-01 00:00", "04-01 00:00"]),
        ("@Hourly", ["01-30 11:00", "01-30 12:00", "01-30 13:00"]),
        ("0 9 * * WD", ["02-02 09:00", "02-03 09:00", "02-04 09:00"]),
        ("0 9 1WD 1,4,7,10 *", ["04-01 09:00", "07-01 09:00", "10-08 09:00"]),
        ("0 9 LWD * *", ["02-28 09:00", "03-31 09:00", "04-30 09:00"]),
        ("0 9 -2WD * *", ["02-27 09:00", "03-30 09:00", "04-29 09:00"]),
        ("0 9 3WD 2,10 *", ["02-04 09:00", "10-10 09:00", "02-03 09:00"]),
        ("0 9 1WD,LWD 2 *", ["02-02 09:00", "02-28 09:00", "02-01 09:00"]),
    ],
)
def test_notations(text: str, expected: list[str] | None) -> None:
    if expected is None:
        with pytest.raises(InvalidArgument):
            shown(text)
        return
    assert shown(text) == expected
    assert is_recurrence(text)


def test_months_with_too_few_working_days_are_left_out() -> None:
    for moment in islice(occurrences("0 9 23WD * *", NOW, CALENDAR), 3):
        first = moment.date().replace(day=1)
        assert CALENDAR.get_working_days_delta(first, moment, include_start=True) == 23


def test_every_working_day_leaves_out_holidays_and_takes_make_up_days() -> None:
    found = shown("0 9 * * WD", 6, datetime(2026, 2, 11, 12, tzinfo=BEIJING))
    assert found == ["02-12 09:00", "02-13 09:00", "02-14 09:00", "02-24 09:00", "02-25 09:00", "02-26 09:00"]
    own = CALENDAR.with_arrangement(load_arrangement(UNIT))
    assert next_occurrence("0 9 * * WD", datetime(2026, 7, 10, 12), own) == datetime(
        2026, 7, 15, 9, tzinfo=BEIJING
    )


def test_the_anchor_keeps_the_count() -> None:
    later = NOW + timedelta(days=2)
    assert next_occurrence("R3/P1D", later, anchor=NOW) == NOW + timedelta(days=3)
    assert next_occurrence("R3/P1D", NOW + timedelta(days=3), anchor=NOW) is None
    assert next_occurrence("R3/P1D", later) == later + timedelta(days=1)


def test_instants_of_other_zones_are_read_on_the_clock_of_beijing() -> None:
    assert next_occurrence("0 9 * * *", datetime(2026, 1, 30, 0, 59, tzinfo=UTC)) == NOW.replace(hour=9)
    assert next_occurrence("0 9 * * *", datetime(2026, 1, 30, 1, 0, tzinfo=UTC)) == NOW.replace(
        day=31, hour=9
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("R0/P1D", "次数应大于0"),
        ("R/P0D", "时长应大于零"),
        ("R/PT0S", "时长应大于零"),
        ("R/P", "时长应形如"),
        ("R/-P1D", "起点应为|时长应形如"),
        ("R/P1.5D", "时长应形如"),
        ("R", "应形如 R/P1D"),
        ("R3", "应形如 R/P1D"),
        ("Rx/P1D", "应形如 R/P1D"),
        ("R/a/b/c", "应形如 R/P1D"),
        ("R/昨天/P1D", "起点应为 ISO 时刻"),
        ("R/2026-01-01T00:00@Nowhere/P1D", "应形如|起点应为"),
        ("R/2026-01-05/2026-01-05", "第二个时刻应晚于第一个"),
        ("R/P1D/2026-01-05", "不支持只写终点"),
        ("", "有0项"),
        ("0 0 * *", "有4项"),
        ("0 0 0 * * * *", "有7项"),
        ("60 * * * *", "的分应为"),
        ("* 24 * * *", "的时应为"),
        ("60 0 0 * * *", "的秒应为"),
        ("0 0 0 * *", "的日应为 .*实际为“0”"),
        ("0 0 32 * *", "的日应为"),
        ("0 0 * 13 *", "的月应为 .*JAN–DEC.*实际为“13”"),
        ("0 0 * * 8", "的星期应为"),
        ("0 0 * * MON#6", "的星期应为"),
        ("0 0 * * L", "的星期应为"),
        ("0 0 L-28 * *", "的日应为"),
        ("0 0 24WD * *", "的日应为"),
        ("0 0 0WD * *", "的日应为"),
        ("0 0 W * *", "的日应为"),
        ("*/0 * * * *", "的分应为"),
        ("5-1 * * * *", "的分应为"),
        ("1,,2 * * * *", "的分应为"),
        ("? * * * *", "的分应为"),
        ("0 0 1 * MON", "同时限定了日和星期"),
        ("0 0 31 2 *", "2月没有31日"),
        ("0 0 31 4,6 *", "4、6月没有31日"),
        ("@never", "以 @ 开头的只有"),
        ("* " * 300, "不超过500个字符"),
    ],
)
def test_refusals_name_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        parse_recurrence(text)


def test_working_days_need_a_calendar() -> None:
    for text in ("0 9 1WD * *", "0 9 * * WD"):
        with pytest.raises(InvalidArgument, match="需要工作日历"):
            next_occurrence(text, NOW)


@pytest.mark.parametrize(
    "text",
    ["P1D", "2026-03-12T18:00:00+08:00", "= plan", "plan.due", "deadline(basis, from)", "R", "a b c d e"],
)
def test_other_timer_values_are_no_recurrence(text: str) -> None:
    assert not is_recurrence(text)


def test_the_years_end() -> None:
    assert next_occurrence("R/P1D", datetime(9999, 12, 31, 12)) is None
    assert next_occurrence("0 9 LWD * *", datetime(2098, 12, 1), CALENDAR) is None


FIELDS = st.tuples(
    st.sampled_from(["0", "*/7", "5,50", "10-20/3"]),
    st.sampled_from(["*", "0", "9-17", "*/6", "23"]),
    st.sampled_from(["*", "1", "L", "15", "10-12"]),
    st.sampled_from(["*", "2", "1,7", "*/3"]),
).map(lambda fields: " ".join((*fields, "*")))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)).map(lambda m: m.replace(tzinfo=BEIJING))
RULES = st.one_of(
    FIELDS,
    st.sampled_from(["R/PT7H", "R/P1M", "R/P1Y2M3D", "R/2025-01-31T08:15/P1M", "0 9 * * WD", "0 9 1WD * *"]),
)


@given(RULES, MOMENTS)
def test_each_is_later_than_the_one_before_and_none_is_left_out(text: str, moment: datetime) -> None:
    found = list(islice(occurrences(text, moment, CALENDAR), 4))
    assert found[0] > moment
    for earlier, later in pairwise(found):
        assert earlier < later
        between = earlier + (later - earlier) * 0.6
        assert next_occurrence(text, between, CALENDAR, anchor=moment) == later
        just_before = later - timedelta(microseconds=1)
        assert next_occurrence(text, just_before, CALENDAR, anchor=moment) == later


@given(FIELDS, MOMENTS)
def test_the_recurrence_rule_of_rfc_5545_agrees(text: str, moment: datetime) -> None:
    minutes, hours, days, months, _ = parse_fields(text)
    rule = f"FREQ=DAILY;BYHOUR={hours};BYMINUTE={minutes};BYSECOND=0;BYMONTHDAY={days};BYMONTH={months}"
    local = moment.replace(tzinfo=None)
    expected = rrulestr(rule, dtstart=local.replace(hour=0, minute=0, second=0, microsecond=0)).after(local)
    assert next_occurrence(text, moment) == expected.replace(tzinfo=BEIJING)


def parse_fields(text: str) -> list[str]:
    """The same fields as lists of numbers for an RRULE."""
    bounds = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)]
    return [",".join(numbers(part, *bound)) for part, bound in zip(text.split(), bounds, strict=True)]


def numbers(field: str, low: int, high: int) -> list[str]:
    found: list[str] = []
    for part in field.split(","):
        span, _, step = part.partition("/")
        if span == "L":
            found.append("-1")
            continue
        first, _, last = span.partition("-")
        begin, end = (low, high) if span == "*" else (int(first), int(last or first))
        found += [str(number) for number in range(begin, end + 1, int(step or 1))]
    return found


@given(st.text(alphabet="RrPT/0123456789-*,?#LWDMONFI @:YHS ", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = next_occurrence(text, NOW, CALENDAR)
    except InvalidArgument as error:
        told = str(error)
    else:
        told = "。" if found is None or found > NOW else f"{text} gives {found}"
    assert told.endswith("。")
