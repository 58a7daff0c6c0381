"""Timers fire once, in due order, also after a time down; a broken one does not stop the others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from processes import commands, history, jobs, proof, queries, store
from processes.errors import Forbidden, InvalidState, NotFound
from processes.jobs import engine_jobs
from processes.jobs.tries import Tries
from tests.processes.conftest import DRAFTER, OPERATOR, Clock
from tests.processes.diagrams import GARDEN, diagram, flow, timer
from tests.processes.jobs.processes import WAIT
from tests.processes.matters import Sessions, begun

DAILY = diagram(
    "daily",
    "每日",
    '<startEvent id="start">'
    + timer("R3/P1D", "timeCycle")
    + '</startEvent><endEvent id="done"/>'
    + flow("start", "done"),
)


def deploy(sessions: Sessions, clock: Clock, **files: bytes) -> None:
    with sessions.begin() as session:
        named = {f"{name}.bpmn": content for name, content in files.items()}
        commands.deploy(session, named, "", actor=DRAFTER, now=clock())


def waiting(sessions: Sessions, clock: Clock, hours: int) -> int:
    due = (clock() + timedelta(hours=hours)).isoformat()
    with sessions.begin() as session:
        return commands.start_instance(session, "wait", {"due": due}, actor=DRAFTER, now=clock()).id


def fired(sessions: Sessions) -> list[int]:
    """The instances whose timer fired."""
    with sessions() as session:
        query = select(store.RecordRow.instance_id).where(store.RecordRow.type == "timer_fired")
        return list(session.scalars(query))


def test_timers_fire_when_due_and_not_before(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock, wait=WAIT)
    late, soon = waiting(sessions, clock, 48), waiting(sessions, clock, 24)
    assert jobs.run_once(sessions, now=clock()).done == 0
    clock.advance(hours=24)
    assert jobs.run_once(sessions, now=clock()).timers == 1
    assert jobs.run_once(sessions, now=clock()).timers == 0
    assert fired(sessions) == [soon]
    with sessions() as session:
        assert [timer.instance_id for timer in queries.timers(session)] == [late]


def test_a_timer_cannot_be_fired_early_or_twice(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock, wait=WAIT)
    number = waiting(sessions, clock, 1)
    with sessions() as session:
        element = queries.timers(session)[0].element_instance_id
    with sessions.begin() as session, pytest.raises(InvalidState, match="应于 2026年1月7日 10:00 触发"):
        commands.fire_timer(session, number, element, now=clock())
    clock.advance(hours=1)
    with sessions.begin() as session:
        commands.fire_timer(session, number, element, now=clock())
    with sessions.begin() as session, pytest.raises(NotFound):
        commands.fire_timer(session, number, element, now=clock())


def test_after_days_down_everything_happens_in_due_order(sessions: Sessions, clock: Clock) -> None:
    number = begun(sessions, clock, "garden", {"garden.bpmn": GARDEN})
    clock.advance(days=30)
    assert jobs.run_once(sessions, now=clock()).timers == 4
    with sessions() as session:
        entries = list(store.entries(session, number))
    order = [e.record.element_id for e in entries if e.record.type == "timer_fired"]
    assert order == ["remind", "remind", "remind", "overdue"]
    assert {task.name for task in history.fold(entries).user_tasks.values()} == {"逾期说明", "征求意见"}


def test_one_broken_timer_does_not_hold_up_the_others(
    sessions: Sessions, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(sessions, clock, wait=WAIT)
    broken, healthy = waiting(sessions, clock, 1), waiting(sessions, clock, 2)
    real = commands.fire_timer

    def fire(session: Session, instance_id: int, *rest: int, **named: object) -> object:
        if instance_id == broken:
            raise RuntimeError("a bug")
        return real(session, instance_id, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(engine_jobs.commands, "fire_timer", fire)
    clock.advance(days=1)
    counts = jobs.run_once(sessions, now=clock())
    assert (counts.timers, counts.errors) == (1, 1)
    assert fired(sessions) == [healthy]
    with sessions() as session:
        [fault] = queries.faults(session)
        assert (fault.kind, fault.instance_id, fault.attempts) == ("timer", broken, 1)
        assert fault.error == "RuntimeError: a bug"
    monkeypatch.undo()
    assert jobs.run_once(sessions, now=clock()).timers == 0
    clock.advance(seconds=10)
    assert jobs.run_once(sessions, now=clock()).timers == 1
    with sessions() as session:
        assert queries.faults(session) == []


def test_a_broken_timer_is_tried_later_and_later_until_an_operator_wants_it_now(
    sessions: Sessions, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(sessions, clock, wait=WAIT)
    waiting(sessions, clock, 1)

    def fire(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(engine_jobs.commands, "fire_timer", fire)
    clock.advance(hours=2)
    for pause in (10, 60, 600, 3600, 3600):
        assert jobs.run_once(sessions, now=clock()).errors == 1
        clock.advance(seconds=pause - 1)
        assert jobs.run_once(sessions, now=clock()).errors == 0
        clock.advance(seconds=1)
    monkeypatch.undo()
    with sessions.begin() as session:
        [fault] = queries.faults(session)
        assert fault.attempts == 5
        place = (fault.kind, fault.instance_id, fault.number, fault.index, fault.name)
        with pytest.raises(Forbidden):
            commands.retry_fault(session, *place, actor=DRAFTER, now=clock())
        commands.retry_fault(session, *place, actor=OPERATOR, now=clock())
    assert jobs.run_once(sessions, now=clock()).timers == 1


def test_many_workers_fire_each_timer_once(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock, wait=WAIT)
    numbers = [waiting(sessions, clock, 1) for _ in range(30)]
    clock.advance(hours=2)
    threads = [
        threading.Thread(target=jobs.run_once, args=(sessions,), kwargs={"now": clock()}) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    jobs.run_once(sessions, now=clock())
    assert sorted(fired(sessions)) == numbers


def test_a_process_starts_by_itself(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock, daily=DAILY)
    assert jobs.run_once(sessions, now=clock()).starts == 0
    clock.advance(days=1)
    assert jobs.run_once(sessions, now=clock()).starts == 1
    clock.advance(days=10)
    assert jobs.run_once(sessions, now=clock()).starts == 2
    assert jobs.run_once(sessions, now=clock()).starts == 0
    with sessions() as session:
        assert {item.started_by for item in queries.instances(session, process_id="daily").items} == {"timer"}


def test_the_loop_ends_when_told(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock, wait=WAIT)
    number = waiting(sessions, clock, 0)
    stop = threading.Event()
    worker = threading.Thread(
        target=jobs.run, args=(stop,), kwargs={"sessions": sessions, "clock": clock, "interval": 60}
    )
    worker.start()
    done = threading.Event()
    while not fired(sessions) and not done.wait(0.05):
        pass
    stop.set()
    worker.join(10)
    assert not worker.is_alive()
    assert fired(sessions) == [number]


_WORKER = """
import sys
from datetime import datetime
from processes import jobs, store
engine = store.connect(sys.argv[1])
while jobs.run_once(store.sessions(engine), now=datetime.fromisoformat(sys.argv[2])).done:
    pass
"""


def test_killed_workers_lose_nothing_and_double_nothing(
    sessions: Sessions, clock: Clock, database_url: str
) -> None:
    deploy(sessions, clock, wait=WAIT)
    numbers = [waiting(sessions, clock, 1) for _ in range(60)]
    now = clock.advance(hours=2).isoformat()
    kills = 0
    while len(fired(sessions)) < len(numbers):
        worker = subprocess.Popen(
            [sys.executable, "-c", _WORKER, database_url, now],
            cwd=Path(__file__).parents[3],
            env=dict(os.environ),
        )
        target = min(len(fired(sessions)) + 15, len(numbers))
        waiter = threading.Event()
        while worker.poll() is None and len(fired(sessions)) < target:
            waiter.wait(0.01)
        if worker.poll() is None and kills < 4:
            worker.send_signal(signal.SIGKILL)
            kills += 1
        worker.wait(60)
    assert kills > 0
    assert sorted(fired(sessions)) == numbers
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(store.Timer)) == 0
        assert proof.verify(session) == []


@pytest.mark.postgresql
def test_the_next_timer_is_found_in_the_order_of_the_index(
    postgres_url: str, connect: Callable[[str], Engine]
) -> None:
    """PostgreSQL sorts nothing: however many are due, it reads the first."""
    asked: list[tuple[str, Any]] = []
    engine = connect(postgres_url)
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    with store.sessions(engine)() as session:
        engine_jobs.fire_next_timer(session, Clock()(), Tries())
    [(claim, parameters)] = [each for each in asked if "FOR UPDATE" in each[0]]
    with engine.connect() as connection:
        for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
            connection.exec_driver_sql(f"SET enable_{way} = off")
        rows = connection.exec_driver_sql("EXPLAIN " + claim, parameters)
        plan = "\n".join(row[0] for row in rows)
    assert "ix_timer_due_instance_id" in plan
    assert "Sort" not in plan
