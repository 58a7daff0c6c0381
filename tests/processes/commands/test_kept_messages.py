"""Messages with a time to live: kept for later receivers, once per process, gone when their time is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, jobs, queries, reexecution, store
from processes.errors import InvalidState, NotFound
from processes.store import Instance, Message, MessageReceipt
from tests.processes.conftest import DRAFTER, OPERATOR, Clock
from tests.processes.diagrams import diagram, flow, timer, user_task

Sessions = sessionmaker[Session]
Start = Callable[..., int]
HOUR = timedelta(hours=1)
_AROUND = (
    '<message id="m_answer" name="answer"><extensionElements>'
    '<zeebe:subscription correlationKey="=key"/></extensionElements></message>'
    '<message id="m_order" name="order"/><message id="m_news" name="published"/>'
    '<signal id="s_alarm" name="alarm"/>'
)


def waiting(name: str, what: str) -> bytes:
    """A task, then something to wait for."""
    return diagram(
        name,
        name,
        '<startEvent id="start"/>'
        + user_task("prepare", "准备")
        + f'<intermediateCatchEvent id="wait">{what}</intermediateCatchEvent><endEvent id="done"/>'
        + flow("start", "prepare")
        + flow("prepare", "wait")
        + flow("wait", "done"),
        _AROUND,
    )


ANSWER = '<messageEventDefinition messageRef="m_answer"/>'
ASK, ALSO = waiting("ask", ANSWER), waiting("also", ANSWER)
HEARS = waiting("hears", '<messageEventDefinition messageRef="m_news"/>')
ALARMED = waiting("alarmed", '<signalEventDefinition signalRef="s_alarm"/>')
ORDERED = diagram(
    "ordered",
    "受命",
    '<startEvent id="start"><messageEventDefinition messageRef="m_order"/></startEvent>'
    + user_task("obey", "照办")
    + '<endEvent id="done"/>'
    + flow("start", "obey")
    + flow("obey", "done"),
    _AROUND,
)
#: Counts what came while it was suspended, timers and messages alike.
TOLD = diagram(
    "told",
    "先后",
    '<startEvent id="start"/>'
    + user_task("work", "办理")
    + f'<boundaryEvent id="heard" attachedToRef="work" cancelActivity="false">{ANSWER}</boundaryEvent>'
    + '<boundaryEvent id="rang" attachedToRef="work" cancelActivity="false">'
    + timer("R2/PT2H", "timeCycle")
    + '</boundaryEvent><endEvent id="a"/><endEvent id="b"/><endEvent id="done"/>'
    + flow("start", "work")
    + flow("heard", "a")
    + flow("rang", "b")
    + flow("work", "done"),
    _AROUND,
)


@pytest.fixture
def start(sessions: Sessions, clock: Clock) -> Start:
    """Start a process and return the number of the instance."""
    with sessions.begin() as session:
        files = {f"{n}.bpmn": each for n, each in enumerate((ASK, ALSO, HEARS, ALARMED, ORDERED, TOLD))}
        commands.deploy(session, files, "", actor=DRAFTER, now=clock())

    def start(process_id: str, **variables: object) -> int:
        with sessions.begin() as session:
            return commands.start_instance(session, process_id, variables, actor=DRAFTER, now=clock()).id

    return start


def publish(sessions: Sessions, clock: Clock, name: str, key: str | None = None, **more: object) -> list[int]:
    with sessions.begin() as session:
        found = commands.publish_message(
            session, name, {"x": 1}, key, actor=OPERATOR, now=clock(), unit="zjw", **more
        )
        return [instance.id for instance in found]


def prepare(sessions: Sessions, clock: Clock, number: int) -> None:
    with sessions.begin() as session:
        [task] = [t for t in queries.instance_detail(session, number).user_tasks if t.status == "open"]
        ref = commands.TaskRef(number, task.element_instance_id)
        commands.complete_user_task(session, ref, {}, actor=DRAFTER, now=clock())


def status(sessions: Sessions, number: int) -> str:
    with sessions() as session:
        return queries.instance(session, number).status


def kept(sessions: Sessions) -> int:
    with sessions() as session:
        return len(session.scalars(select(Message)).all())


def test_a_kept_message_reaches_who_begins_to_wait_later(
    sessions: Sessions, clock: Clock, start: Start
) -> None:
    first, second, other = start("ask", key="A"), start("ask", key="A"), start("also", key="A")
    assert publish(sessions, clock, "answer", "A", time_to_live=HOUR) == []
    for number in (second, first, other):
        prepare(sessions, clock, number)
    assert jobs.run_once(sessions, now=clock()).messages == 2
    assert [status(sessions, n) for n in (first, second, other)] == ["completed", "active", "completed"]
    assert jobs.run_once(sessions, now=clock()).done == 0
    with sessions() as session:
        assert reexecution.reexecute(session, first) == []


def test_who_asks_for_no_key_takes_a_kept_message_with_one(
    sessions: Sessions, clock: Clock, start: Start
) -> None:
    listening = start("hears")
    assert publish(sessions, clock, "published", "A", time_to_live=HOUR) == []
    prepare(sessions, clock, listening)
    assert jobs.run_once(sessions, now=clock()).messages == 1
    assert status(sessions, listening) == "completed"


def test_it_goes_to_one_receiver_in_each_process_at_once(
    sessions: Sessions, clock: Clock, start: Start
) -> None:
    numbers = [start("ask", key="A"), start("also", key="A"), start("ask", key="A")]
    for number in numbers:
        prepare(sessions, clock, number)
    assert publish(sessions, clock, "answer", "A") == numbers[:2]
    assert status(sessions, numbers[2]) == "active"
    assert kept(sessions) == 0


def test_it_expires_by_the_worker(sessions: Sessions, clock: Clock, start: Start) -> None:
    number = start("ask", key="A")
    publish(sessions, clock, "answer", "A", time_to_live=HOUR)
    assert kept(sessions) == 1
    clock.advance(hours=1)
    prepare(sessions, clock, number)
    assert jobs.run_once(sessions, now=clock()).done == 0
    assert (kept(sessions), status(sessions, number)) == (0, "active")


def test_without_a_time_to_live_nothing_is_kept(sessions: Sessions, clock: Clock, start: Start) -> None:
    with pytest.raises(NotFound, match="没有流程在等待消息“answer”（关联键 A）"):
        publish(sessions, clock, "answer", "A")
    assert kept(sessions) == 0


def test_a_message_id_is_taken_once_while_it_is_kept(sessions: Sessions, clock: Clock, start: Start) -> None:
    def again(key: str, name: str = "1") -> None:
        publish(sessions, clock, "answer", key, time_to_live=HOUR, message_id=name)

    again("A")
    for key, name in (("B", "1"), ("A", "2")):
        again(key, name)
    with pytest.raises(InvalidState, match="编号为“1”的消息“answer”已于 2026年1月7日 09:00 发布"):
        again("A")
    clock.advance(hours=2)
    again("A")
    assert kept(sessions) == 3


def test_one_instance_per_key_at_a_time(sessions: Sessions, clock: Clock, start: Start) -> None:
    [first] = publish(sessions, clock, "order", "A", time_to_live=HOUR)
    assert publish(sessions, clock, "order", "A", time_to_live=HOUR) == []
    assert len(publish(sessions, clock, "order", "B")) == 1
    with pytest.raises(NotFound):
        publish(sessions, clock, "order", "A")
    assert jobs.run_once(sessions, now=clock()).messages == 0
    prepare(sessions, clock, first)
    assert jobs.run_once(sessions, now=clock()).messages == 1
    with sessions.begin() as session:
        query = select(Instance.correlation_key, Instance.status).order_by(Instance.id)
        told = [tuple(row) for row in session.execute(query)]
        assert told == [("A", "completed"), ("B", "active"), ("A", "active")]
        store.rebuild(session)
        assert [tuple(row) for row in session.execute(query)] == told
    assert len(publish(sessions, clock, "order")) == len(publish(sessions, clock, "order")) == 1


def test_what_came_while_suspended_comes_in_due_order(sessions: Sessions, clock: Clock, start: Start) -> None:
    number = start("told", key="A")
    with sessions.begin() as session:
        commands.suspend_instance(session, number, "等", actor=OPERATOR, now=clock())
    for _ in range(2):
        clock.advance(hours=1)
        assert publish(sessions, clock, "answer", "A") == [number]
        clock.advance(hours=1, minutes=1)
    assert jobs.run_once(sessions, now=clock()).done == 0
    assert kept(sessions) == 2
    with sessions.begin() as session:
        commands.resume_instance(session, number, actor=OPERATOR, now=clock())
    counts = jobs.run_once(sessions, now=clock())
    assert (counts.messages, counts.timers) == (2, 2)
    with sessions() as session:
        entries = (entry.record for entry in store.entries(session, number))
        ends = [r.element_id for r in entries if r.type == "element_activated" and r.element_id in ("a", "b")]
        assert ends == ["a", "b", "a", "b"]
        assert reexecution.reexecute(session, number) == []
    assert kept(sessions) == 0


def test_a_signal_waits_for_a_suspended_instance(sessions: Sessions, clock: Clock, start: Start) -> None:
    numbers = [start("alarmed"), start("alarmed"), start("alarmed")]
    for number in numbers[:2]:
        prepare(sessions, clock, number)
    with sessions.begin() as session:
        commands.suspend_instance(session, numbers[0], "等", actor=OPERATOR, now=clock())
    with sessions.begin() as session:
        reached = commands.broadcast_signal(session, "alarm", {}, actor=OPERATOR, now=clock())
        assert [instance.id for instance in reached] == numbers[:2]
    assert [status(sessions, n) for n in numbers] == ["suspended", "completed", "active"]
    with sessions.begin() as session:
        commands.resume_instance(session, numbers[0], actor=OPERATOR, now=clock())
    jobs.run_once(sessions, now=clock())
    assert status(sessions, numbers[0]) == "completed"


def test_what_is_held_for_a_cancelled_instance_goes(sessions: Sessions, clock: Clock, start: Start) -> None:
    number = start("told", key="A")
    with sessions.begin() as session:
        commands.suspend_instance(session, number, "等", actor=OPERATOR, now=clock())
    publish(sessions, clock, "answer", "A")
    with sessions.begin() as session:
        commands.cancel_instance(session, number, "不办", actor=OPERATOR, now=clock())
    jobs.run_once(sessions, now=clock())
    assert kept(sessions) == 0
    with sessions() as session:
        assert session.scalars(select(MessageReceipt)).all() == []


def test_a_signal_touches_only_who_waits(sessions: Sessions, clock: Clock, start: Start) -> None:
    numbers = [start("alarmed") for _ in range(3)]
    prepare(sessions, clock, numbers[2])
    with sessions.begin() as session:
        steps = {n: queries.instance(session, n).step for n in numbers}
        commands.broadcast_signal(session, "alarm", {}, actor=OPERATOR, now=clock())
        assert [queries.instance(session, n).step - steps[n] for n in numbers] == [0, 0, 1]


def test_many_workers_hand_each_message_over_once(sessions: Sessions, clock: Clock, start: Start) -> None:
    numbers = [start("ask", key="A") for _ in range(6)]
    for _ in range(4):
        publish(sessions, clock, "answer", "A", time_to_live=HOUR)
    for number in numbers:
        prepare(sessions, clock, number)
    threads = [Thread(target=jobs.run_once, args=(sessions,), kwargs={"now": clock()}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    jobs.run_once(sessions, now=clock())
    with sessions() as session:
        told = [entry.record for n in numbers for entry in store.entries(session, n)]
        assert sum(record.type == "message_correlated" for record in told) == 4
        receipts = session.scalars(select(MessageReceipt).where(MessageReceipt.status == "done")).all()
        assert len({receipt.instance_id for receipt in receipts}) == len(receipts) == 4
        assert queries.faults(session) == []
