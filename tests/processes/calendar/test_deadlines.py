"""Deadlines of the catalogue: the vector file, table §5.3, 民法典 201 and 203, reminders, explanations."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from processes.calendar import BEIJING, WorkingCalendar, deadline, default_calendar, recompute
from processes.errors import InvalidArgument

VECTORS = json.loads((Path(__file__).parent / "deadline_vectors.json").read_text(encoding="utf-8"))

# Start, 20 working days, the same with the day of the start counted, 5 working days (catalogue §5.3).
TABLE = """
2025-12-12 2026-01-12 2026-01-09 2025-12-19
2025-12-31 2026-01-29 2026-01-28 2026-01-08
2026-01-04 2026-01-30 2026-01-29 2026-01-09
2026-01-30 2026-03-05 2026-03-04 2026-02-06
2026-02-06 2026-03-12 2026-03-11 2026-02-13
2026-02-13 2026-03-19 2026-03-18 2026-02-27
2026-02-14 2026-03-20 2026-03-19 2026-02-28
2026-02-15 2026-03-20 2026-03-20 2026-02-28
2026-02-24 2026-03-23 2026-03-20 2026-03-02
2026-03-31 2026-04-29 2026-04-28 2026-04-08
2026-04-20 2026-05-20 2026-05-19 2026-04-27
2026-04-30 2026-06-01 2026-05-29 2026-05-11
2026-05-08 2026-06-04 2026-06-03 2026-05-14
2026-06-18 2026-07-17 2026-07-16 2026-06-26
2026-08-28 2026-09-24 2026-09-23 2026-09-04
2026-09-11 2026-10-15 2026-10-14 2026-09-18
2026-09-18 2026-10-22 2026-10-21 2026-09-24
2026-09-20 2026-10-23 2026-10-22 2026-09-28
2026-09-24 2026-10-29 2026-10-28 2026-10-09
2026-09-30 2026-11-03 2026-11-02 2026-10-13
2026-10-03 2026-11-03 2026-11-03 2026-10-13
2026-10-10 2026-11-06 2026-11-05 2026-10-16
2026-11-23 2026-12-21 2026-12-18 2026-11-30
2026-12-03 2026-12-31 2026-12-30 2026-12-10
"""
ROWS = [tuple(map(date.fromisoformat, line.split())) for line in TABLE.split("\n") if line]


def due(basis: str, start: date, **more: Any) -> date:
    return deadline(default_calendar(), basis, start, **more).due_date


def reminders(basis: str, start: date, **more: Any) -> dict[str, str]:
    found = deadline(default_calendar(), basis, start, **more).reminders
    return {reminder.label: f"{reminder.at:%Y-%m-%d %H:%M}" for reminder in found}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["start"])
def test_vectors(vector: dict[str, Any]):
    result = deadline(default_calendar(), "nWD", date.fromisoformat(vector["start"]), vector["n"])
    assert result.due_date.isoformat() == vector["due"]
    assert not result.provisional
    planned = {reminder.label: reminder.at.date().isoformat() for reminder in result.reminders}
    assert {label: planned[label] for label in vector["reminders"]} == vector["reminders"]
    assert planned["T-0"] == vector["due"]
    assert default_calendar().is_working_day(result.start) == vector["start_is_workday"]


@pytest.mark.parametrize(("start", "twenty", "inclusive", "five"), ROWS)
def test_table_of_the_catalogue(start: date, twenty: date, inclusive: date, five: date):
    assert due("20WD", start) == twenty
    assert due("20WD", start, inclusive=True) == inclusive
    assert due("5WD", start) == five
    assert not deadline(default_calendar(), "20WD", start).provisional


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2025, 12, 8), date(2026, 1, 7)),
        (date(2026, 7, 20), date(2026, 8, 19)),
        (date(2026, 9, 2), date(2026, 10, 8)),
        (date(2026, 1, 19), date(2026, 2, 24)),
    ],
)
def test_calendar_days_roll_over(start: date, expected: date):
    assert due("30D", start) == expected


def test_a_make_up_saturday_ends_a_period():
    assert due("nD", date(2026, 2, 26), n=2) == date(2026, 2, 28)


def test_hours_run_through_holidays_from_the_instant():
    result = deadline(default_calendar(), "24H", datetime(2026, 2, 16, 21, 30, tzinfo=BEIJING))
    assert result.due == datetime(2026, 2, 17, 21, 30, tzinfo=BEIJING) == result.legal_due
    utc = datetime(2026, 10, 2, 1, 15, tzinfo=UTC)
    assert deadline(default_calendar(), "48H", utc).due.isoformat() == "2026-10-04T09:15:00+08:00"


def test_case_a():
    assert reminders("20WD", date(2026, 2, 6)) == {
        "T-10": "2026-02-27 09:00",
        "T-5": "2026-03-05 09:00",
        "T-3": "2026-03-09 09:00",
        "T-1": "2026-03-11 09:00",
        "T-0": "2026-03-12 09:00",
    }


def test_case_b():
    planned = reminders("20WD", date(2026, 9, 18))
    assert [planned[label][5:10] for label in ("T-10", "T-5", "T-3", "T-1")] == [
        "10-09",
        "10-15",
        "10-19",
        "10-21",
    ]


def test_reminders_of_the_other_bases():
    assert list(reminders("5WD", date(2026, 2, 13))) == ["T-2", "T-1", "T-0"]
    assert list(reminders("1WD", date(2026, 2, 13))) == ["T-0"]
    begin = datetime(2026, 10, 2, 9, 15, tzinfo=BEIJING)
    assert list(reminders("24H", begin)) == ["+4h", "+12h", "+20h", "+23h"]
    assert list(reminders("48H", begin)) == ["+8h", "+24h", "+40h", "+46h"]
    assert list(reminders("5H", begin)) == ["+1h", "+3h", "+4h"]
    assert reminders("30D", date(2026, 7, 20)) == {"T-5": "2026-08-14 09:00", "T-1": "2026-08-18 09:00"}
    assert list(reminders("year_end", date(2026, 1, 1))) == ["T-30", "T-10", "T-3"]
    assert list(reminders("quarter_end", date(2026, 3, 27))) == ["T-3"]
    assert list(reminders("custom", date(2026, 10, 12), end=date(2026, 11, 20))) == ["50%", "80%", "T-1"]


def test_no_reminder_before_the_start_or_after_the_end():
    calendar = default_calendar()
    for basis in ("1WD", "2WD", "5WD", "9WD", "10WD", "20WD", "1D", "6D", "quarter_end", "year_end", "3H"):
        for offset in range(0, 366):
            start = datetime(2026, 1, 1, 20, 0, tzinfo=BEIJING) + timedelta(days=offset)
            result = deadline(calendar, basis, start)
            instants = [reminder.at for reminder in result.reminders]
            assert instants == sorted(instants)
            assert all(start <= at <= result.due for at in instants)


def test_ends_of_periods():
    assert due("quarter_end", date(2026, 2, 1)) == date(2026, 3, 31)
    assert due("quarter_end", date(2026, 12, 31)) == date(2026, 12, 31)
    assert due("year_end", date(2026, 2, 1)) == date(2026, 12, 31)
    assert "2022年12月31日（周六）" in deadline(default_calendar(), "year_end", date(2022, 5, 1)).explanation
    assert "请提前办结" in deadline(default_calendar(), "year_end", date(2022, 5, 1)).explanation


def test_close_of_business_and_the_legal_end():
    result = deadline(default_calendar(), "20WD", date(2026, 2, 6), close="17:30")
    assert result.due.isoformat() == "2026-03-12T17:30:00+08:00"
    assert result.legal_due.isoformat() == "2026-03-13T00:00:00+08:00"
    late = deadline(default_calendar(), "20WD", date(2026, 2, 6), close="24:00")
    assert late.due == late.legal_due
    assert late.due_date == date(2026, 3, 12)
    assert late.reminders[-1].at.date() == date(2026, 3, 12)
    assert "2026年3月12日（周四）24:00" in late.explanation


def test_the_context_explains_itself():
    context = deadline(default_calendar(), "20WD", date(2026, 2, 6), rule="S2-62").as_context()
    assert json.loads(json.dumps(context)) == context
    assert context["due"] == "2026-03-12T18:00:00+08:00"
    assert (context["n"], context["basis"], context["calendar"], context["rule"]) == (
        20,
        "20WD",
        "2026.1",
        "S2-62",
    )
    assert len(context["counted"]) == 20
    assert context["makeup"] == ["2026-02-14", "2026-02-28"]
    assert {"date": "2026-02-16", "why": "春节"} in context["skipped"]
    assert context["explanation"] == (
        "自2026年2月6日（周五）起算20个工作日（起算当日不计入，民法典第二百零一条）；"
        "不计入：2月15日至23日春节，双休日5天；调休上班计入：2月14日、2月28日；"
        "截止 2026年3月12日（周四），请于18:00前办结，法定截止为当日24:00。依据：S2-62。工作日历版本 2026.1。"
    )
    assert context["reminders"][0]["due"] == "2026-02-27T09:00:00+08:00"
    assert context["reminders"][0]["rule"] == "S2-62"


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2026, 12, 4), date(2027, 1, 4)),
        (date(2026, 12, 10), date(2027, 1, 8)),
        (date(2026, 12, 25), date(2027, 1, 25)),
        (date(2027, 1, 25), date(2027, 2, 26)),
    ],
)
def test_into_a_year_without_notice_is_provisional(start: date, expected: date):
    result = deadline(default_calendar(), "20WD", start)
    assert result.due_date == expected
    assert result.provisional
    assert "2027年节假日安排通知尚未载入，本结果暂定" in result.explanation
    assert all(reminder["provisional"] for reminder in result.as_context()["reminders"])


@pytest.mark.parametrize(
    ("basis", "more", "message"),
    [
        ("20天", {}, "期限类型“20天”无法识别"),
        ("nWD", {}, "须给出数量"),
        ("20WD", {"n": 5}, "不一致"),
        ("0WD", {}, "应为1至2500之间的整数"),
        ("999999WD", {}, "应为1至2500之间的整数"),
        ("24H", {}, "须给出起算时刻"),
        ("custom", {}, "须给出截止"),
        ("custom", {"end": date(2026, 1, 1)}, "应晚于起算时间"),
        ("5WD", {"close": "25:00"}, "下班时间应为 HH:MM"),
    ],
)
def test_refusals(basis: str, more: dict[str, Any], message: str):
    with pytest.raises(InvalidArgument, match=message):
        deadline(default_calendar(), basis, date(2026, 2, 6), **more)


@pytest.mark.parametrize(
    ("basis", "start", "more"),
    [
        ("20WD", date(2026, 2, 6), {"rule": "S2-62", "close": "17:30"}),
        ("20WD", date(2026, 2, 6), {"inclusive": True}),
        ("30D", date(2026, 9, 2), {}),
        ("48H", datetime(2026, 10, 2, 9, 15, tzinfo=BEIJING), {}),
        ("quarter_end", date(2026, 5, 1), {}),
        ("custom", date(2026, 10, 12), {"end": date(2026, 11, 20)}),
    ],
)
def test_a_stored_context_can_be_computed_again(basis: str, start: date, more: dict[str, Any]):
    calendar = default_calendar()
    context = deadline(calendar, basis, start, **more).as_context()
    again = recompute(calendar, json.loads(json.dumps(context))).as_context()
    expected = {name: value for name, value in context.items() if name not in ("legal_due", "explanation")}
    assert {name: again[name] for name in expected} == expected


def test_recomputing_with_another_version_moves_the_due_date():
    early = WorkingCalendar.from_notices(
        notice for notice in default_calendar().notices if notice.year < 2026
    )
    context = deadline(early, "5WD", date(2026, 2, 13)).as_context()
    assert (context["due_date"], context["provisional"]) == ("2026-02-26", True)
    again = recompute(default_calendar(), context)
    assert (again.due_date, again.provisional) == (date(2026, 2, 27), False)


@pytest.mark.parametrize(
    "context", [{}, {"basis": "20WD"}, {"basis": "20WD", "start": "x"}, {"basis": "x", "start": 3}]
)
def test_what_is_no_deadline_cannot_be_computed_again(context: dict[str, Any]):
    with pytest.raises(InvalidArgument):
        recompute(default_calendar(), context)
