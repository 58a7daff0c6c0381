"""What comes again by working days moves with a notice: running cycles, and starts of processes."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, jobs, proof, queries, reexecution, store
from tests.processes.commands.test_arrangements import minute, shown
from tests.processes.commands.test_calendar import NOTICE
from tests.processes.conftest import BEIJING, DRAFTER, OTHER, Clock
from tests.processes.diagrams import diagram, flow, timer, user_task

Sessions = sessionmaker[Session]


def cycling(process_id: str, start: str, cycle: str) -> bytes:
    """A process that starts by itself, with a reminder that comes again while somebody works."""
    return diagram(
        process_id,
        "按工作日发起",
        f'<startEvent id="start">{timer(start, "timeCycle")}</startEvent>'
        + user_task("work", "办理")
        + f'<boundaryEvent id="again" attachedToRef="work" cancelActivity="false">{timer(cycle, "timeCycle")}'
        + '</boundaryEvent><endEvent id="reminded"/><endEvent id="done"/>'
        + flow("start", "work")
        + flow("work", "done")
        + flow("again", "reminded"),
    )


@pytest.fixture
def numbers(sessions: Sessions, clock: Clock) -> dict[str, int]:
    """By the notice for 2027 the sixth working day of January is the 10th, without it the 11th."""
    clock.now = datetime(2026, 12, 21, 9, tzinfo=BEIJING)
    files = {
        "by_days.bpmn": cycling("by_days", "0 9 6WD 1 *", "0 10 6WD * *"),
        "by_date.bpmn": cycling("by_date", "0 9 11 1 *", "0 10 11 * *"),
        "by_span.bpmn": cycling("by_span", "R/P21D", "R/P21D"),
    }
    with sessions.begin() as session:
        commands.deploy(session, files, "", actor=DRAFTER, now=clock())
    found = {}
    for name in ("by_days", "by_date", "by_span"):
        with sessions.begin() as session:
            found[name] = commands.start_instance(
                session, name, {}, actor=DRAFTER, now=clock(), event="start"
            ).id
    return found


def starts(sessions: Sessions) -> dict[str, str]:
    with sessions() as session:
        return {row.process_id: minute(row.due) for row in session.scalars(select(store.StartEvent))}


def cycles(sessions: Sessions) -> dict[int, str]:
    with sessions() as session:
        return {row.instance_id: minute(row.due) for row in queries.timers(session)}


def test_only_what_goes_by_working_days_moves(
    sessions: Sessions, clock: Clock, numbers: dict[str, int]
) -> None:
    before, starting = cycles(sessions), starts(sessions)
    assert starting == {
        "by_days": "2027-01-11 09:00",
        "by_date": "2027-01-11 09:00",
        "by_span": "2027-01-11 09:00",
    }
    assert set(before.values()) == {"2027-01-11 10:00", "2027-01-11 09:00"}

    with sessions() as session:
        preview = commands.preview_calendar_notice(session, NOTICE, actor=OTHER, now=clock())
    assert (cycles(sessions), starts(sessions)) == (before, starting)
    with sessions.begin() as session:
        report = commands.load_calendar_notice(session, NOTICE, actor=OTHER, now=clock.advance(hours=1))
    assert report == preview

    number = numbers["by_days"]
    assert shown(report) == {number: ("2027-01-11 10:00", "2027-01-10 10:00")}
    [moved] = report.starts
    assert (moved.process_id, minute(moved.new_due)) == ("by_days", "2027-01-10 09:00")
    assert cycles(sessions) == before | {number: "2027-01-10 10:00"}
    assert starts(sessions) == starting | {"by_days": "2027-01-10 09:00"}
    with sessions() as session:
        assert proof.verify(session) == []
        assert reexecution.reexecute(session, number) == []


def test_they_fire_at_the_new_instant_and_go_on_by_the_new_calendar(
    sessions: Sessions, clock: Clock, numbers: dict[str, int]
) -> None:
    with sessions.begin() as session:
        commands.load_calendar_notice(session, NOTICE, actor=OTHER, now=clock.advance(hours=1))
    clock.now = datetime(2027, 1, 10, 12, tzinfo=BEIJING)
    jobs.run_once(sessions, now=clock())
    assert starts(sessions)["by_days"] == "2028-01-11 09:00"
    assert cycles(sessions)[numbers["by_days"]] == "2027-02-16 10:00"
    with sessions() as session:
        assert reexecution.reexecute(session, numbers["by_days"]) == []
