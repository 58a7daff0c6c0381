"""Backwards, office-hour and stepwise deadlines: results, reminders, sentences, refusals, recomputation."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from processes.calendar import BEIJING, Deadline, counted_again, deadline, default_calendar, load_arrangement
from processes.errors import InvalidArgument
from tests.processes.calendar.test_office_time import OWN, UNIT

CALENDAR = default_calendar()
CONFERENCE = date(2026, 2, 27)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def ends(basis: str, start: date, **more: Any) -> str:
    return deadline(CALENDAR, basis, start, **more).due.isoformat(" ", "minutes")[:16]


@pytest.mark.parametrize(
    ("basis", "start", "expected"),
    [
        ("-5WD", CONFERENCE, "2026-02-13 18:00"),
        ("-3WD", CONFERENCE, "2026-02-24 18:00"),
        ("-30D", date(2026, 3, 24), "2026-02-14 18:00"),  # 22 February is a holiday: the day before it counts
        ("-1D", date(2026, 2, 16), "2026-02-14 18:00"),
        ("-24H", at("2026-02-27T09:30"), "2026-02-26 09:30"),
        ("-8OH", at("2026-02-25T10:00"), "2026-02-24 09:00"),
        ("8OH", at("2026-02-14T17:00"), "2026-02-24 18:00"),
        ("7OH", at("2026-02-06T08:00"), "2026-02-06 18:00"),
    ],
)
def test_ends(basis: str, start: date, expected: str) -> None:
    assert ends(basis, start) == expected


@pytest.mark.parametrize(
    ("basis", "start", "expected"),
    [
        ("1M", date(2026, 1, 31), "2026-02-28 18:00"),  # a make-up Saturday is a working day
        ("3M", date(2026, 1, 31), "2026-04-30 18:00"),
        ("1M", date(2026, 9, 5), "2026-10-08 18:00"),
        ("1Y", date(2024, 2, 29), "2025-02-28 18:00"),
        ("2Y", date(2024, 3, 1), "2026-03-02 18:00"),
        ("-6M", date(2026, 8, 31), "2026-02-28 18:00"),
        ("-1M", date(2026, 3, 20), "2026-02-14 18:00"),
    ],
)
def test_months_end_on_the_corresponding_day(basis: str, start: date, expected: str) -> None:
    assert ends(basis, start) == expected
    context = deadline(CALENDAR, basis, start).as_context()
    assert counted_again(counted_again(context, OWN), CALENDAR) == context
    assert ends("nM" if basis.endswith("M") else "nY", start, n=int(basis[:-1])) == expected


def test_months_say_their_law() -> None:
    found = deadline(CALENDAR, "1M", date(2026, 9, 5))
    assert found.explanation == (
        "自2026年9月5日（周六）起算1个月（起算当日不计入，民法典第二百零一条；到期月的对应日为末日，第二百零二条）；"
        "末日10月5日为国庆节放假，顺延（民法典第二百零三条）；"
        "截止 2026年10月8日（周四），请于18:00前办结，法定截止为当日24:00。工作日历版本 2026.1。"
    )
    assert labels(found) == ["T-30 09-08 09:00", "T-10 09-28 09:00", "T-3 10-05 09:00"]
    assert ends("1M", date(2026, 9, 5), inclusive=True) == "2026-10-08 18:00"
    assert ends("custom", date(2026, 8, 31), end="-6M 5WD") == "2026-03-06 18:00"


def test_the_day_of_the_start_counts_only_when_asked() -> None:
    assert ends("-5WD", CONFERENCE, inclusive=True) == "2026-02-14 18:00"
    assert ends("-nWD", CONFERENCE, n=5) == ends("nWD", CONFERENCE, n=-5) == ends("-5WD", CONFERENCE)


def test_business_stops_when_the_unit_says_so() -> None:
    assert deadline(OWN, "5WD", date(2026, 2, 6)).due == at("2026-02-13T12:00")  # half a day
    assert deadline(OWN, "1WD", date(2026, 3, 2)).due == at("2026-03-03T17:30")
    assert deadline(OWN, "1WD", date(2026, 7, 10)).due == at("2026-07-15T18:30")
    assert deadline(OWN, "1WD", date(2026, 7, 10), close="24:00").due == at("2026-07-16T00:00")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("30D -5WD", "2026-03-02 18:00"),  # 8 March is a Sunday: 9 March, then five working days back
        ("quarter_end -5WD", "2026-03-24 18:00"),
        ("20WD", "2026-03-12 18:00"),
        ("quarter_end 1WD", "2026-04-01 18:00"),
    ],
)
def test_a_custom_end_may_be_given_by_steps(steps: str, expected: str) -> None:
    start = date(2026, 2, 6)
    found = deadline(CALENDAR, "custom", start, end=steps)
    assert found.due.isoformat(" ", "minutes")[:16] == expected
    assert (found.basis, found.n, found.end) == ("custom", None, steps)


def test_steps_go_on_from_the_instant_of_hours() -> None:
    found = deadline(CALENDAR, "custom", at("2026-02-06T10:00"), end="24H 2OH")
    assert found.due == at("2026-02-09T11:00")


def test_sentences() -> None:
    assert deadline(CALENDAR, "-5WD", CONFERENCE).explanation == (
        "自2026年2月27日（周五）向前推算5个工作日（起算当日不计入，民法典第二百零一条）；"
        "不计入：2月15日至23日春节；调休上班计入：2月14日；"
        "截止 2026年2月13日（周五），请于18:00前办结，法定截止为当日24:00。工作日历版本 2026.1。"
    )
    assert deadline(CALENDAR, "-30D", date(2026, 3, 24)).explanation == (
        "自2026年3月24日（周二）向前推算30日（起算当日不计入，民法典第二百零一条）；"
        "末日2月22日为春节放假，提前至其前一工作日，不缩短提前量；"
        "截止 2026年2月14日（周六），请于18:00前办结，法定截止为当日24:00。工作日历版本 2026.1。"
    )
    assert deadline(CALENDAR, "8OH", at("2026-02-14T17:00")).explanation == (
        "自2026年2月14日（周六）17:00起算8个办公小时，自该时刻起只计工作日的办公时间"
        "（09:00–12:00、14:00–18:00）；不计入：2月15日至23日春节；调休上班计入：2月14日；"
        "截止 2026年2月24日（周二）18:00。工作日历版本 2026.1。"
    )
    assert "期限为依次计算：30日，再提前5个工作日；截止" in (
        deadline(CALENDAR, "custom", CONFERENCE, end="30D -5WD").explanation
    )
    flood = deadline(OWN, "2WD", date(2026, 7, 10)).explanation
    assert "不计入：7月13日至14日汛情停止办公，双休日2天" in flood
    assert "工作日历版本 2026.1+zjw.1。" in flood
    rolled = deadline(OWN, "3D", date(2026, 7, 10)).explanation
    assert "末日7月13日为汛情停止办公，顺延（民法典第二百零三条）" in rolled


def test_what_counted_is_told_piece_by_piece() -> None:
    context = deadline(CALENDAR, "8OH", at("2026-02-14T17:00"), rule="S2-82").as_context()
    assert json.loads(json.dumps(context)) == context
    assert context["counted"] == ["2026-02-14", "2026-02-24"]
    assert [(piece["from"][5:16], piece["to"][11:16]) for piece in context["worked"]] == [
        ("02-14T17:00", "18:00"),
        ("02-24T09:00", "12:00"),
        ("02-24T14:00", "18:00"),
    ]
    assert len(context["skipped"]) == 9


def labels(found: Deadline) -> list[str]:
    return [f"{reminder.label} {reminder.at:%m-%d %H:%M}" for reminder in found.reminders]


def test_reminders() -> None:
    assert labels(deadline(CALENDAR, "-5WD", CONFERENCE)) == [
        "T-2 02-11 09:00",
        "T-1 02-12 09:00",
        "T-0 02-13 09:00",
    ]
    assert labels(deadline(CALENDAR, "-24H", at("2026-02-27T09:30"))) == []
    assert labels(deadline(CALENDAR, "12OH", at("2026-02-06T09:00"))) == [
        "+2h 02-06 11:00",
        "+6h 02-06 17:00",
        "+10h 02-09 12:00",
        "+11.5h 02-09 15:30",
    ]


@pytest.mark.parametrize(
    ("basis", "more", "message"),
    [
        ("0WD", {}, "应为1至2500之间的整数（提前为负数）"),
        ("-2501WD", {}, "应为1至2500"),
        ("8OH", {}, "须给出起算时刻"),
        ("30000OH", {}, "应为1至20000"),
        ("--5WD", {}, "无法识别"),
        ("custom", {"end": "30D custom"}, "不能是 custom"),
        ("custom", {"end": ""}, "应有1至8步"),
        ("custom", {"end": "1D " * 9}, "应有1至8步"),
        ("custom", {"end": "8OH"}, "须给出起算时刻"),
    ],
)
def test_refusals(basis: str, more: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        deadline(CALENDAR, basis, CONFERENCE, **more)


@pytest.mark.parametrize(
    "start", [datetime.max, datetime.min, datetime(1999, 12, 31, 12), datetime(2098, 12, 31, 17)]
)
@pytest.mark.parametrize("basis", ["30D", "-1Y", "24H", "-24H", "8OH", "1WD", "quarter_end", "custom"])
def test_starts_outside_the_calendar_are_refused(basis: str, start: datetime) -> None:
    with pytest.raises(InvalidArgument, match="只能计算2000年至2098年"):
        deadline(CALENDAR, basis, start.replace(tzinfo=UTC), end="1D -1Y" if basis == "custom" else None)


@pytest.mark.parametrize(
    ("basis", "start", "more"),
    [
        ("-5WD", CONFERENCE, {}),
        ("-30D", date(2026, 3, 24), {"inclusive": True}),
        ("8OH", at("2026-02-14T17:00"), {"rule": "S2-82"}),
        ("custom", CONFERENCE, {"end": "30D -5WD"}),
    ],
)
def test_contexts_are_counted_again(basis: str, start: date, more: dict[str, Any]) -> None:
    context = deadline(CALENDAR, basis, start, **more).as_context()
    again = counted_again(json.loads(json.dumps(context)), OWN)
    assert again["calendar"] == OWN.version
    assert counted_again(again, CALENDAR) == context
    assert again["due"] == deadline(OWN, basis, start, **more).due.isoformat()


def test_a_named_end_stays_and_steps_move() -> None:
    flood = load_arrangement(UNIT.replace("2026-07-13/2026-07-14", "2026-03-27/2026-03-31"))
    other = CALENDAR.with_arrangement(flood)
    named = deadline(CALENDAR, "custom", CONFERENCE, end=date(2026, 3, 30)).as_context()
    assert counted_again(named, other) == named
    steps = deadline(CALENDAR, "custom", CONFERENCE, end="quarter_end -2WD").as_context()
    assert steps["due_date"] == "2026-03-27"
    assert counted_again(steps, other)["due_date"] == "2026-03-25"


def test_older_contexts_keep_their_close_of_business() -> None:
    context = deadline(CALENDAR, "1WD", date(2026, 7, 10), close="18:00").as_context()
    brief = {name: context[name] for name in ("basis", "start", "n", "due", "due_date", "calendar")}
    assert counted_again(brief, OWN)["due"] == "2026-07-15T18:00:00+08:00"
    late = deadline(CALENDAR, "1WD", date(2026, 7, 10), close="24:00").as_context()
    brief = {name: late[name] for name in brief}
    assert counted_again(brief, OWN)["due"] == "2026-07-16T00:00:00+08:00"


@pytest.mark.parametrize(
    "odd", [{"basis": "20WD"}, {"basis": 5, "calendar": "x"}, {"basis": "20天", "start": "a"}]
)
def test_what_only_looks_like_a_deadline_stays(odd: dict[str, Any]) -> None:
    assert counted_again(odd, OWN) == odd
