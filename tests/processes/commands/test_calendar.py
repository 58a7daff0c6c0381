"""A notice that is loaded moves exactly the deadlines that it changes, with records."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import calendars, commands, jobs, proof, queries, reexecution, store
from processes.calendar import InvalidNotice, default_calendar
from processes.calendar import deadline as count
from tests.processes.conftest import BEIJING, DRAFTER, Clock
from tests.processes.diagrams import deadline, diagram, flow

Sessions = sessionmaker[Session]
NOTICE = """
year: 2027
title: 国务院办公厅关于2027年部分节假日安排的通知
number: 国办发明电〔2026〕9号
source: https://www.gov.cn/example
holidays:
  - name: 元旦
    off: [2027-01-01, 2027-01-02, 2027-01-03]
    work: [2027-01-10]
  - name: 春节
    off: 2027-02-05/2027-02-12
    work: [2027-01-31, 2027-02-20]
  - name: 清明节
    off: 2027-04-03/2027-04-05
  - name: 劳动节
    off: 2027-05-01/2027-05-05
  - name: 端午节
    off: [2027-06-09]
  - name: 中秋节
    off: [2027-09-15]
  - name: 国庆节
    off: 2027-10-01/2027-10-07
"""


def guard(process_id: str, basis: str, loops: bool) -> bytes:
    """A deadline; with *loops* a message boundary event computes it again."""
    message = '<message id="m" name="calendar_changed"/>'
    inner = (
        '<startEvent id="s"/><intermediateCatchEvent id="due" name="到期">'
        + deadline(basis, "now()" if basis.endswith("H") else "date(issued)")
        + '</intermediateCatchEvent><endEvent id="e"/>'
        + flow("s", "due")
        + flow("due", "e")
    )
    body = (
        '<startEvent id="start"/><exclusiveGateway id="again"/>'
        f'<subProcess id="watch" name="看护">{inner}</subProcess><endEvent id="done"/>'
        + flow("start", "again")
        + flow("again", "watch")
        + flow("watch", "done")
    )
    if loops:
        body += (
            '<boundaryEvent id="changed" attachedToRef="watch">'
            '<messageEventDefinition messageRef="m"/></boundaryEvent>' + flow("changed", "again")
        )
    return diagram(process_id, "期限看护", body, message)


@pytest.fixture
def numbers(sessions: Sessions, clock: Clock) -> dict[str, int]:
    """Running deadlines into 2027 (and one that stays in 2026), issued on 21 December 2026."""
    files = {
        "loop.bpmn": guard("loop", "20WD", loops=True),
        "plain.bpmn": guard("plain", "20WD", loops=False),
        "hours.bpmn": guard("hours", "480H", loops=True),
        "early.bpmn": guard("early", "5WD", loops=True),
    }
    clock.now = datetime(2026, 12, 21, 9, tzinfo=BEIJING)
    with sessions.begin() as session:
        commands.deploy(session, files, "", actor=DRAFTER, now=clock())
    found = {}
    for name in ("loop", "plain", "hours", "early"):
        issued = {"issued": "2026-12-21", "title": name}
        with sessions.begin() as session:
            found[name] = commands.start_instance(session, name, issued, actor=DRAFTER, now=clock()).id
    return found


def load(sessions: Sessions, clock: Clock) -> commands.NoticeReport:
    with sessions.begin() as session:
        return commands.load_calendar_notice(session, NOTICE, actor=DRAFTER, now=clock.advance(hours=1))


def dues(sessions: Sessions) -> dict[int, tuple[str, bool]]:
    with sessions() as session:
        return {
            t.instance_id: (t.due.astimezone(BEIJING).date().isoformat(), bool(t.explanation["provisional"]))
            for t in queries.timers(session)
        }


def test_the_notice_moves_exactly_what_it_changes(
    sessions: Sessions, clock: Clock, numbers: dict[str, int]
) -> None:
    before = dues(sessions)
    assert before[numbers["loop"]] == ("2027-01-19", True)
    report = load(sessions, clock)
    assert (report.previous_version, report.version, report.year) == ("2026.1", "2027.1", 2027)
    assert sorted(move.instance_id for move in report.moved) == [numbers["loop"], numbers["plain"]]
    for move in report.moved:
        assert move.old_due.astimezone(BEIJING).date().isoformat() == "2027-01-19"
        assert move.new_due is not None
        assert move.new_due.astimezone(BEIJING).date().isoformat() == "2027-01-18"
        assert (move.provisional_before, move.provisional_after) == (True, False)
        assert move.title in ("loop", "plain")
    after = dues(sessions)
    assert after[numbers["loop"]] == after[numbers["plain"]] == ("2027-01-18", False)
    assert after[numbers["early"]] == before[numbers["early"]]
    assert after[numbers["hours"]] == before[numbers["hours"]]


def test_the_move_is_recorded_and_can_be_repeated(
    sessions: Sessions, clock: Clock, numbers: dict[str, int]
) -> None:
    load(sessions, clock)
    with sessions() as session:
        for name, number in numbers.items():
            assert reexecution.reexecute(session, number) == []
            versions = [
                e.record.payload["calendar"]
                for e in store.entries(session, number)
                if e.record.type == "command_accepted"
            ]
            assert (versions[0], set(versions[1:])) == (
                "2026.1",
                {"2027.1"} if name in ("loop", "plain") else set(),
            )
        assert proof.verify(session) == []
        assert calendars.current(session).version == "2027.1"
        assert calendars.of_version(session, "2026.1").version == "2026.1"
        [notice] = queries.calendar_notices(session)
        assert (notice.number, notice.loaded_by) == ("国办发明电〔2026〕9号", "zhang3")


def test_loading_the_same_notice_again_changes_nothing(
    sessions: Sessions, clock: Clock, numbers: dict[str, int]
) -> None:
    load(sessions, clock)
    report = load(sessions, clock)
    assert (report.previous_version, report.version, report.moved) == ("2027.1", "2027.1", ())
    with sessions() as session:
        assert len(queries.calendar_notices(session)) == 1


def test_moved_deadlines_fire_at_their_new_instant(
    sessions: Sessions, clock: Clock, numbers: dict[str, int]
) -> None:
    load(sessions, clock)
    clock.now = datetime(2027, 1, 18, 17, 59, tzinfo=BEIJING)
    jobs.run_once(sessions, now=clock())
    assert numbers["loop"] in dues(sessions)
    clock.advance(minutes=1)
    jobs.run_once(sessions, now=clock())
    assert dues(sessions) == {}


TASK = diagram(
    "tasked",
    "限期办理",
    '<startEvent id="start"/><userTask id="write" name="撰写"><extensionElements><zeebe:userTask/>'
    '<zeebe:taskSchedule dueDate="{due}"/></extensionElements></userTask><endEvent id="done"/>'
    + flow("start", "write")
    + flow("write", "done"),
).decode()


@pytest.mark.parametrize(
    ("due", "moves"),
    [
        ("=deadline(&quot;20WD&quot;, date(issued))", True),
        ("=if issued = null then null else plan.due", True),
        ("=deadline(&quot;5WD&quot;, date(issued))", False),
        ("2027-01-19T18:00:00+08:00", False),
        ("", False),
    ],
)
def test_a_task_that_is_due_by_a_deadline_moves_without_a_timer(
    sessions: Sessions, clock: Clock, due: str, moves: bool
) -> None:
    clock.now = datetime(2026, 12, 21, 9, tzinfo=BEIJING)
    counted = count(default_calendar(), "20WD", date(2026, 12, 21)) if "plan" in due else None
    given = {"issued": "2026-12-21", "title": "方案", "plan": counted and counted.as_context()}
    with sessions.begin() as session:
        files = {"task.bpmn": TASK.replace("{due}", due).encode()}
        commands.deploy(session, files, "", actor=DRAFTER, now=clock())
        number = commands.start_instance(session, "tasked", given, actor=DRAFTER, now=clock()).id
    seen = task(sessions, number)
    report = load(sessions, clock)
    after = task(sessions, number)
    assert after.revision == seen.revision
    if not moves:
        assert (report.moved, after.due) == ((), seen.due)
        return
    [moved] = report.moved
    assert (moved.instance_id, moved.element_id, moved.title) == (number, "write", "方案")
    assert (moved.old_due, moved.new_due) == (seen.due, after.due)
    assert after.due is not None
    assert after.due.astimezone(BEIJING).isoformat(" ", "minutes") == "2027-01-18 18:00+08:00"
    with sessions() as session:
        assert proof.verify(session) == []
        assert reexecution.reexecute(session, number) == []


def task(sessions: Sessions, number: int) -> store.UserTask:
    with sessions() as session:
        return session.scalars(select(store.UserTask).where(store.UserTask.instance_id == number)).one()


def test_a_wrong_notice_is_refused(sessions: Sessions, clock: Clock) -> None:
    with pytest.raises(InvalidNotice), sessions.begin() as session:
        commands.load_calendar_notice(session, "year: 2027", actor=DRAFTER, now=clock())
    with sessions() as session:
        assert queries.calendar_notices(session) == []
