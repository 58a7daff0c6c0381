"""The deployed deadline guard (P30) under the commands: reminders, a notice that moves them, an overdue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, jobs, proof, queries, reexecution, store
from processes.jobs import Recipient, WorkerSettings
from tests import artefacts
from tests.processes.commands.test_calendar import NOTICE
from tests.processes.conftest import BEIJING, DRAFTER, Clock
from tests.processes.matters import begun


class Office:
    """One person in every group."""

    def members(self, group: str) -> Sequence[Recipient]:
        return [Recipient(group, group)]


@pytest.fixture
def sessions(sqlite_url: str, connect: Callable[[str], Engine]) -> sessionmaker[Session]:
    return store.sessions(connect(sqlite_url))


@pytest.fixture
def number(sessions: sessionmaker[Session], clock: Clock) -> int:
    """A guard over 20 working days from 21 December 2026, into a year without a notice."""
    clock.now = datetime(2026, 12, 21, 9, tzinfo=BEIJING)
    variables = {
        "guard_id": "AJ-1",
        "basis": "20WD",
        "start_at": "2026-12-21",
        "n": 20,
        "rule": "S2-62",
        "subject": "《某办法》解读发布",
        "owner_group": "drafter",
        "supervisor_group": "gov_office_interp",
    }
    return begun(sessions, clock, "jd_deadline_guard", artefacts.contents(), **variables)


def dues(sessions: sessionmaker[Session]) -> list[str]:
    with sessions() as session:
        return [f"{timer.due.astimezone(BEIJING):%m-%d %H:%M}" for timer in queries.timers(session)]


def test_a_guard_is_moved_by_a_notice_and_ends_overdue(
    sessions: sessionmaker[Session], clock: Clock, number: int
) -> None:
    assert dues(sessions)[-1] == "01-19 18:00"
    with sessions.begin() as session:
        report = commands.load_calendar_notice(session, NOTICE, actor=DRAFTER, now=clock.advance(days=1))
    [moved] = [move for move in report.moved if move.old_due != move.new_due]
    assert (moved.instance_id, moved.provisional_before, moved.provisional_after) == (number, True, False)
    assert dues(sessions)[-1] == "01-18 18:00"
    clock.now = datetime(2027, 2, 1, 9, tzinfo=BEIJING)
    counts = jobs.run_once(sessions, now=clock(), settings=WorkerSettings(directory=Office()))
    assert counts.errors == counts.failed == 0
    with sessions() as session:
        told = [note.kind for note in queries.notifications(session, "drafter@zjw")]
        names = {task.name for task in queries.instance_detail(session, number).user_tasks}
        assert [i for i, instance in queries.incidents(session) if instance.id == number] == []
        assert reexecution.reexecute(session, number) == []
        assert proof.verify(session) == []
    assert told.count("reminder") == 5
    assert names
