"""The loops of a worker: woken at once, timers beside slow effects, an end that loses nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from processes import jobs, store
from processes.jobs import effects, leases
from processes.jobs.sweep import Sweep
from tests.processes.conftest import Clock
from tests.processes.jobs.processes import deploy, ended, start

Sessions = sessionmaker[Session]
SOON = 20.0  # seconds that a loaded machine may take for what should be immediate


class Slow:
    """A handler that waits until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, *_: Any) -> Mapping[str, Any]:
        self.begun.set()
        assert self.go.wait(SOON)
        return {}


@contextmanager
def working(
    sessions: Sessions, clock: Clock, handler: Any = None, **named: Any
) -> Iterator[Callable[[], bool]]:
    """A worker that never looks by itself; the function ends it and tells whether all came to an end."""
    stop, answers = threading.Event(), list[bool]()
    told = {"sessions": sessions, "clock": clock, "interval": 3600, "handlers": {"echo": handler or Slow()}}

    def run() -> None:
        answers.append(jobs.run(stop, **told | named))

    thread = threading.Thread(target=run)
    thread.start()

    def end() -> bool:
        stop.set()
        thread.join(SOON)
        return answers[0]

    try:
        yield end
    finally:
        stop.set()
        thread.join(SOON)


def until(condition: Callable[[], bool]) -> bool:
    """Whether it comes true soon."""
    pause = threading.Event()
    return any(condition() or pause.wait(0.02) for _ in range(int(SOON / 0.02)))


def test_a_command_wakes_the_worker(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock)
    with working(sessions, clock, lambda *_: {}) as end:
        for number in range(1, 4):
            start(sessions, clock, "work" if number % 2 else "wait")
            assert until(lambda expected=number: ended(sessions) == expected)  # type: ignore[misc]
        assert end()


def test_timers_do_not_wait_for_a_slow_effect(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock)
    slow = Slow()
    start(sessions, clock, "work")
    with working(sessions, clock, slow) as end:
        assert slow.begun.wait(SOON)
        start(sessions, clock, "wait")
        assert until(lambda: ended(sessions) == 1)
        slow.go.set()
        assert until(lambda: ended(sessions) == 2)
        assert end()


def test_an_effect_that_is_running_is_finished_at_the_end(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock)
    slow = Slow()
    start(sessions, clock, "work")
    start(sessions, clock, "work")
    with working(sessions, clock, slow) as end:
        assert slow.begun.wait(SOON)
        threading.Timer(0.2, slow.go.set).start()
        assert end()
    assert ended(sessions) == 1  # nothing new was begun


def test_what_takes_too_long_is_given_back_and_fenced_off(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock)
    slow = Slow()
    start(sessions, clock, "work")
    with working(sessions, clock, slow, grace=0.1) as end:
        assert slow.begun.wait(SOON)
        assert not end()
        with sessions() as session:
            [effect] = session.query(store.Effect).all()
            assert (effect.attempt, effect.leased_by, effect.due) == (0, None, clock())
        slow.go.set()
        assert jobs.run_once(sessions, now=clock(), handlers={"echo": lambda *_: {}}).effects == 1
    assert ended(sessions) == 1


def test_a_sweep_ends_between_two_jobs(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock)
    for _ in range(4):
        start(sessions, clock, "wait")
    asked = iter([False, False, True, True, True])
    sweep = Sweep(sessions, clock, jobs.WorkerSettings(), {}, lambda: next(asked, True))
    counts = sweep.begin()
    sweep.inside()
    assert counts.timers == ended(sessions) == 2


def test_a_lease_is_kept_while_the_effect_runs(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock)
    start(sessions, clock, "work")
    settings = jobs.WorkerSettings()
    with sessions.begin() as session:
        work = effects.lease(session, settings, clock())
    assert work is not None
    clock.advance(seconds=100)
    assert effects.prolong(work, sessions, settings, clock())
    clock.advance(seconds=100)
    with sessions.begin() as session:
        assert effects.lease(session, settings, clock()) is None
    clock.advance(seconds=30)
    with sessions.begin() as session:
        assert effects.lease(session, settings, clock()) is not None
    assert not effects.prolong(work, sessions, settings, clock())  # it is another worker's now


def test_the_lease_is_prolonged_by_itself_until_it_is_lost() -> None:
    twice, answers = threading.Event(), iter([True, False])

    def prolong() -> bool:
        answer = next(answers)
        if not answer:
            twice.set()
        return answer

    with leases.held(prolong, timedelta(seconds=0.03)):
        assert twice.wait(SOON)


def test_a_result_waits_for_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "_WAITS", (0, 0))
    gone = OperationalError("COMMIT", None, Exception("starting up"), connection_invalidated=True)
    outcomes = iter([gone, gone, "written", gone, gone, gone, ValueError("a bug")])

    def write() -> object:
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    assert leases.patiently(write) == "written"
    with pytest.raises(OperationalError):
        leases.patiently(write)
    with pytest.raises(ValueError, match="a bug"):
        leases.patiently(write)


@pytest.mark.postgresql
def test_a_worker_comes_back_when_its_connections_were_cut(
    postgres_url: str, clock: Clock, connect: Any
) -> None:
    engine = connect(postgres_url)
    sessions = store.sessions(engine)
    deploy(sessions, clock)
    other = connect(postgres_url)
    with working(store.sessions(other), clock, lambda *_: {}, interval=0.05) as end:
        start(sessions, clock, "wait")
        assert until(lambda: ended(sessions) == 1)
        with engine.begin() as connection:
            mine = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            where = "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            connection.execute(text(f"{mine} {where}"))
        start(sessions, clock, "work")
        assert until(lambda: ended(sessions) == 2)
        assert end()
