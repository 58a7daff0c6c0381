"""A job that kills its worker is counted before it runs: it holds up nobody and is shown to the operator."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, jobs, queries, store
from processes.jobs import engine_jobs, faults
from processes.jobs.sweep import Sweep
from processes.jobs.tries import Tries, Uncounted
from tests.processes.conftest import Clock
from tests.processes.jobs.processes import deploy, ended, start

Sessions = sessionmaker[Session]


class Killed(BaseException):
    """To the database, a process that is gone: nothing of it is committed, nothing after it runs."""


@pytest.fixture
def poison(sessions: Sessions, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> int:
    """The instance whose timer kills; 40 healthy ones are due after it."""
    deploy(sessions, clock)
    number = start(sessions, clock, "wait", 2)
    for _ in range(40):
        start(sessions, clock, "wait", 3)
    clock.advance(hours=1)
    _kill_at(number, monkeypatch)
    return number


def _kill_at(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real = commands.fire_timer

    def fire(session: Session, instance_id: int, *rest: int, **named: object) -> object:
        if instance_id == number:
            raise Killed
        return real(session, instance_id, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(engine_jobs.commands, "fire_timer", fire)


def test_a_timer_that_kills_its_worker_kills_one_and_then_waits(
    sessions: Sessions, clock: Clock, poison: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Killed):
        jobs.run_once(sessions, now=clock(), careful=jobs.CAREFUL)
    assert jobs.run_once(sessions, now=clock(), careful=jobs.CAREFUL).timers == 40
    with sessions() as session:
        [fault] = queries.faults(session)
    assert (fault.instance_id, fault.attempts, fault.error) == (poison, 1, faults.DIED)
    assert jobs.run_once(sessions, now=clock(), careful=jobs.CAREFUL).timers == 0

    clock.advance(seconds=1)  # most often it was not the job that ended the process
    with pytest.raises(Killed):
        jobs.run_once(sessions, now=clock())  # it is known: counted although this worker is long at work
    with sessions() as session:
        assert [fault.attempts for fault in queries.faults(session)] == [2]
    monkeypatch.undo()
    clock.advance(seconds=9)
    assert jobs.run_once(sessions, now=clock()).timers == 0
    clock.advance(seconds=1)
    assert jobs.run_once(sessions, now=clock()).timers == 1
    with sessions() as session:
        assert queries.faults(session) == []
    assert ended(sessions) == 41


def test_one_that_kills_a_worker_long_at_work_is_the_first_that_the_next_one_counts(
    sessions: Sessions, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(sessions, clock)
    numbers = [start(sessions, clock, "wait", number) for number in range(1, 21)]
    clock.advance(hours=1)
    _kill_at(numbers[12], monkeypatch)
    with pytest.raises(Killed):
        jobs.run_once(sessions, now=clock(), careful=jobs.CAREFUL)
    assert ended(sessions) == 12 > jobs.CAREFUL
    with pytest.raises(Killed):
        jobs.run_once(sessions, now=clock(), careful=jobs.CAREFUL)
    with sessions() as session:
        assert [(each.instance_id, each.attempts) for each in queries.faults(session)] == [(numbers[12], 1)]
    assert jobs.run_once(sessions, now=clock(), careful=jobs.CAREFUL).timers == 7


def test_one_that_was_counted_and_fails_waits_as_long_as_any_that_fails(
    sessions: Sessions, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(sessions, clock)
    start(sessions, clock, "wait")

    def fire(*_: object, **__: object) -> None:
        raise LookupError("a bug")

    monkeypatch.setattr(engine_jobs.commands, "fire_timer", fire)
    jobs.run_once(sessions, now=clock(), careful=1)
    with sessions() as session:
        [fault] = queries.faults(session)
    assert (fault.attempts, fault.retry_at) == (1, clock() + faults.PAUSES[0])


def test_a_job_that_another_worker_counts_at_the_same_moment_stops_no_sweep(
    sessions: Sessions, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(sessions, clock)
    for _ in range(2):
        start(sessions, clock, "wait")
    real = faults.begin

    def begin(session: Session, *given: object) -> None:
        monkeypatch.undo()
        real(session, *given)  # type: ignore[arg-type]
        [fault] = session.query(store.JobFault).all()
        session.execute(text("DELETE FROM job_fault"))  # the other one has run it meanwhile
        fault.attempts += 1

    monkeypatch.setattr(faults, "begin", begin)
    assert jobs.run_once(sessions, now=clock(), careful=jobs.CAREFUL).timers == 2
    with sessions() as session:
        assert queries.faults(session) == []


def test_healthy_jobs_are_counted_too_and_leave_nothing(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock)
    for _ in range(3):
        start(sessions, clock, "wait")
    sweep = Sweep(sessions, clock, jobs.WorkerSettings(), {}, careful=2)
    counts = sweep.begin()
    sweep.inside()
    assert counts.timers == 3
    assert sweep.tries["fire_next_timer"].ordinary  # from then on no job is looked at twice
    with sessions() as session:
        assert queries.faults(session) == []


def test_a_database_that_goes_away_is_not_the_fault_of_the_job(
    sessions: Sessions, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(sessions, clock)
    start(sessions, clock, "wait")
    gone = OperationalError(
        "COMMIT", None, Exception("server closed the connection"), connection_invalidated=True
    )

    def fire(*_: object, **__: object) -> None:
        raise gone

    monkeypatch.setattr(engine_jobs.commands, "fire_timer", fire)
    with pytest.raises(OperationalError):
        jobs.run_once(sessions, now=clock())
    with sessions() as session:
        assert queries.faults(session) == []
    monkeypatch.undo()
    assert jobs.run_once(sessions, now=clock()).timers == 1


def test_what_the_database_says_of_a_statement_does_not_pass(sessions: Sessions) -> None:
    with pytest.raises(DBAPIError) as caught, sessions.begin() as session:
        session.execute(text("SELECT nothing FROM nowhere"))
    assert not store.passing(caught.value)


_EFFECT = """
import os, sys
from datetime import datetime
from processes import jobs, store
engine = store.connect(sys.argv[1])
handlers = {"echo": lambda *_: os._exit(7)}
jobs.run_once(store.sessions(engine), now=datetime.fromisoformat(sys.argv[2]), handlers=handlers)
"""


def test_an_effect_that_kills_its_process_ends_as_an_incident(
    sqlite_url: str, clock: Clock, connect: object
) -> None:
    sessions = store.sessions(connect(sqlite_url))  # type: ignore[operator]
    deploy(sessions, clock)
    start(sessions, clock, "work")
    for code in (7, 7, 0):
        arguments = [sys.executable, "-c", _EFFECT, sqlite_url, clock().isoformat()]
        root = Path(__file__).parents[3]
        assert subprocess.run(arguments, cwd=root, env=dict(os.environ), check=False).returncode == code
        clock.advance(minutes=3)
    with sessions() as session:
        [(incident, _)] = queries.incidents(session)
    assert "执行程序中途退出，已尝试 2 次" in incident.message


def test_a_job_that_another_worker_did_after_it_was_counted_leaves_no_trace(
    sessions: Sessions, clock: Clock
) -> None:
    deploy(sessions, clock)
    number = start(sessions, clock, "wait")
    sweep = Sweep(sessions, clock, jobs.WorkerSettings(), {}, careful=5)
    sweep.begin()
    tries = Tries(first=5)
    with pytest.raises(Uncounted) as caught, sessions.begin() as session:
        engine_jobs.fire_next_timer(session, clock(), tries)
    assert jobs.run_once(sessions, now=clock()).timers == 1  # another worker, between the two transactions
    with sessions.begin() as session:
        tries.count(session, caught.value, clock())
    sweep.tries["fire_next_timer"] = tries
    sweep.begin()
    assert tries.ordinary
    sweep.forget()
    with sessions() as session:
        assert queries.faults(session) == []
    assert number == ended(sessions) == 1
