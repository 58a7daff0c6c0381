"""Notices and arrangements of units move exactly the running deadlines that they change, shown first."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session, sessionmaker

from processes import calendars, commands, proof, queries, reexecution
from processes.calendar import default_calendar, load_notice
from processes.errors import InvalidState, NotFound
from tests.processes.commands.test_calendar import NOTICE
from tests.processes.conftest import BEIJING, DRAFTER, OTHER, Clock
from tests.processes.diagrams import diagram, flow, timer

Sessions = sessionmaker[Session]
WATCH = diagram(
    "watch",
    "期限看护",
    '<startEvent id="start"/><intermediateCatchEvent id="due" name="到期">'
    + timer("=deadline(basis, start_at, n)", "timeDate")
    + '</intermediateCatchEvent><endEvent id="end"/>'
    + flow("start", "due")
    + flow("due", "end"),
)
KEEPER = commands.Actor("wu", "吴维", None, frozenset({"sysadmin"}))
ISSUED = "2026-12-21"
#: Name, basis, start, n, unit, and where the deadline lies before and after the notice for 2027.
#: By the notice 10 and 31 January are worked and 5–12 February are off; without it 5–10 February are off.
RUNNING = [
    ("working days", "20WD", ISSUED, None, "zjw", "2027-01-19 18:00", "2027-01-18 18:00"),
    ("another unit", "20WD", ISSUED, None, "xcb", "2027-01-19 18:00", "2027-01-18 18:00"),
    ("no unit", "20WD", ISSUED, None, None, "2027-01-19 18:00", "2027-01-18 18:00"),
    ("backwards", "-5WD", "2027-01-15", None, "zjw", "2027-01-08 18:00", "2027-01-10 18:00"),
    ("office hours", "70OH", f"{ISSUED}T14:00", None, "zjw", "2027-01-05 12:00", None),
    ("many office hours", "140OH", f"{ISSUED}T14:00", None, "zjw", "2027-01-19 12:00", "2027-01-18 12:00"),
    ("steps", "custom", ISSUED, "30D 5WD", "zjw", "2027-01-27 18:00", None),
    (
        "steps over the spring festival",
        "custom",
        ISSUED,
        "quarter_end 25WD",
        "zjw",
        "2027-02-11 18:00",
        "2027-02-03 18:00",
    ),
    ("rolled over", "41D", ISSUED, None, "zjw", "2027-02-01 18:00", "2027-01-31 18:00"),
    ("named day", "custom", ISSUED, "2027-02-09", "zjw", "2027-02-09 18:00", None),
    ("hours", "480H", f"{ISSUED}T09:00", None, "zjw", "2027-01-10 09:00", None),
    ("short", "5WD", ISSUED, None, "zjw", "2026-12-28 18:00", None),
    ("end of the year", "year_end", ISSUED, None, "zjw", "2026-12-31 18:00", None),
]
FLOOD = """
unit: zjw
title: 区住房城乡建委停止办公通知
number: 青建〔2026〕12号
issued: 2026-12-22
source: 区住房城乡建委
closed:
  - {name: 汛情停止办公, days: 2026-12-24/2026-12-25}
hours:
  - {name: 常规, time: [09:00-12:00, 13:30-17:30]}
"""


@pytest.fixture
def numbers(sessions: Sessions, clock: Clock) -> dict[str, int]:
    """One running deadline for each line of the table."""
    clock.now = datetime(2026, 12, 21, 9, tzinfo=BEIJING)
    with sessions.begin() as session:
        commands.deploy(session, {"watch.bpmn": WATCH}, "", actor=DRAFTER, now=clock())
    found = {}
    nobody = commands.Actor("outside", "外部系统")
    for name, basis, start, n, unit, _, _ in RUNNING:
        given = {"basis": basis, "start_at": start, "n": n, "title": name}
        with sessions.begin() as session:
            instance = commands.start_instance(session, "watch", given, actor=nobody, now=clock(), unit=unit)
            found[name] = instance.id
    return found


def dues(sessions: Sessions) -> dict[int, str]:
    with sessions() as session:
        return {row.instance_id: minute(row.due) for row in queries.timers(session)}


def minute(moment: datetime | None) -> str:
    assert moment is not None
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def load(sessions: Sessions, clock: Clock, text: str, **more: str) -> commands.NoticeReport:
    with sessions.begin() as session:
        return commands.load_calendar_notice(session, text, actor=OTHER, now=clock.advance(hours=1), **more)


def shown(report: commands.NoticeReport) -> dict[int, tuple[str, str]]:
    return {each.instance_id: (minute(each.old_due), minute(each.new_due)) for each in report.moved}


def test_the_notice_for_2027_moves_exactly_what_it_should(
    sessions: Sessions, clock: Clock, numbers: dict[str, int]
) -> None:
    before = {numbers[name]: old for name, *_, old, _ in RUNNING}
    assert dues(sessions) == before
    moving = {numbers[name]: (old, new) for name, *_, old, new in RUNNING if new is not None}

    with sessions() as session:
        preview = commands.preview_calendar_notice(session, NOTICE, actor=OTHER, now=clock())
    assert {k: v for k, v in shown(preview).items() if v[0] != v[1]} == moving
    assert dues(sessions) == before
    with sessions() as session:
        assert queries.calendar_notices(session) == []
        assert calendars.current(session).version == "2026.1"

    report = load(sessions, clock, NOTICE, seen=preview.previous_version)
    assert (report.moved, report.days, report.version) == (preview.moved, preview.days, preview.version)
    assert dues(sessions) == before | {number: new for number, (_, new) in moving.items()}
    with sessions() as session:
        assert proof.verify(session) == []
        for number in numbers.values():
            assert reexecution.reexecute(session, number) == []


def test_an_arrangement_moves_the_deadlines_of_its_unit_only(
    sessions: Sessions, clock: Clock, numbers: dict[str, int]
) -> None:
    before = dues(sessions)
    report = load(sessions, clock, FLOOD)
    assert (report.unit, report.year, report.number) == ("zjw", None, "青建〔2026〕12号")
    assert (report.previous_version, report.version) == ("2026.1", "2026.1+zjw.1")
    assert [change.date.isoformat() for change in report.days] == ["2026-12-24", "2026-12-25"]
    after = dues(sessions)
    assert shown(report).keys() == {number for number in before if before[number] != after[number]}
    assert after[numbers["working days"]] == "2027-01-21 17:30"
    assert after[numbers["short"]] == "2026-12-30 17:30"
    assert after[numbers["end of the year"]] == "2026-12-31 17:30"
    assert after[numbers["hours"]] == before[numbers["hours"]]
    assert after[numbers["another unit"]] == before[numbers["another unit"]]
    assert after[numbers["no unit"]] == before[numbers["no unit"]]


def test_what_a_unit_arranged_is_recorded_and_repeated(
    sessions: Sessions, clock: Clock, numbers: dict[str, int]
) -> None:
    load(sessions, clock, FLOOD)
    load(sessions, clock, NOTICE)
    odd = load(sessions, clock, FLOOD.replace("unit: zjw", "unit: 建委.2"))
    load(
        sessions,
        clock,
        FLOOD.replace("unit: zjw", "unit: 全部").replace("2026-12-24/2026-12-25", "2026-12-29"),
    )
    again = load(sessions, clock, FLOOD.replace("2026-12-24/2026-12-25", "2026-12-24"))
    assert again.version == "2027.1+*.1+zjw.2"
    same = load(sessions, clock, FLOOD.replace("2026-12-24/2026-12-25", "2026-12-24"))
    assert (same.version, same.moved) == (same.previous_version, ())
    with sessions() as session:
        assert proof.verify(session) == []
        for number in numbers.values():
            assert reexecution.reexecute(session, number) == []
        assert odd.version == "2027.1+建委.2.1"
        known = ("2026.1", "2026.1+zjw.1", "2027.1+zjw.1", odd.version, "2027.1+*.1", again.version)
        for version in known:
            assert calendars.of_version(session, version).version == version
        own, other = calendars.current(session, "zjw"), calendars.current(session, "xcb")
        assert not own.is_working_day(date(2026, 12, 24))
        assert other.is_working_day(date(2026, 12, 24))
        assert not other.is_working_day(date(2026, 12, 29))
        assert calendars.of_version(session, "2026.1+zjw.1").day(date(2026, 12, 25)).kind == "closed"
        rows = queries.calendar_notices(session)
        assert [row.year for row in rows] == [2026, 2026, 2026, 2027, 2026]
        assert {row.loaded_by for row in rows} == {"zhao6"}
        for version in ("2026.2", "2026.1+xcb.1", "2026.1+zjw.3", "2026.1+zjw.x", "2026.1+zjw.0", "x"):
            with pytest.raises(NotFound):
                calendars.of_version(session, version)


def test_the_unknown_unit_has_the_general_calendar(sessions: Sessions, clock: Clock) -> None:
    load(sessions, clock, FLOOD)
    with sessions() as session:
        assert calendars.current(session, "nobody") is calendars.current(session)
        assert calendars.book(session).units == ["zjw"]
        assert calendars.current(session).working_ordinals == default_calendar().working_ordinals


def test_a_release_that_packages_a_loaded_year_keeps_the_old_versions(
    sessions: Sessions, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = NOTICE.replace("2027-01-10", "2027-01-16")
    load(sessions, clock, text)
    packaged = default_calendar().with_notice(load_notice(NOTICE))
    monkeypatch.setattr(calendars, "default_calendar", lambda: packaged)
    with sessions() as session:
        assert calendars.current(session).version == "2027.2"
        assert calendars.of_version(session, "2026.1").working_ordinals == default_calendar().working_ordinals
        then = calendars.of_version(session, "2027.1")
        assert then.is_working_day(date(2027, 1, 16))
        assert not then.is_working_day(date(2027, 1, 10))
        newest = calendars.documents(session)[0]
        assert (newest.loaded_by, newest.in_force) == ("zhao6", True)
        assert [each.in_force for each in calendars.documents(session)][1] is False


def test_a_preview_is_stale_when_another_notice_came_in_between(sessions: Sessions, clock: Clock) -> None:
    with sessions() as session:
        preview = commands.preview_calendar_notice(session, NOTICE, actor=OTHER, now=clock())
    load(sessions, clock, NOTICE.replace("2027-01-10", "2027-01-09"))
    with pytest.raises(InvalidState, match=r"由 2026\.1 变为 2027\.1，请重新预览"):
        load(sessions, clock, NOTICE, seen=preview.previous_version)


def test_the_deadlines_of_a_suspended_instance_move_too(
    sessions: Sessions, clock: Clock, numbers: dict[str, int]
) -> None:
    number = numbers["working days"]
    with sessions.begin() as session:
        commands.suspend_instance(session, number, "等待上级意见", actor=KEEPER, now=clock())
    assert number in shown(load(sessions, clock, NOTICE))
    assert dues(sessions)[number] == "2027-01-18 18:00"
    with sessions.begin() as session:
        commands.resume_instance(session, number, actor=KEEPER, now=clock())
    with sessions() as session:
        assert reexecution.reexecute(session, number) == []


def test_commands_of_a_unit_count_with_its_calendar(sessions: Sessions, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 21, 9, tzinfo=BEIJING)
    load(sessions, clock, FLOOD)
    with sessions.begin() as session:
        commands.deploy(session, {"watch.bpmn": WATCH}, "", actor=DRAFTER, now=clock())
    given = {"basis": "3WD", "start_at": ISSUED, "n": None}
    with sessions.begin() as session:
        mine = commands.start_instance(session, "watch", given, actor=DRAFTER, now=clock()).id
        theirs = commands.start_instance(session, "watch", given, actor=OTHER, now=clock()).id
    assert dues(sessions) == {mine: "2026-12-28 17:30", theirs: "2026-12-24 18:00"}
    with sessions() as session:
        assert reexecution.reexecute(session, mine) == []
