"""Operators suspend, resume, modify, return and correct instances; nobody else may."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from processes import commands, history, jobs, narrative, proof, queries, reexecution, store
from processes.errors import Forbidden, InvalidArgument, InvalidState
from tests.processes import diagrams
from tests.processes.conftest import DRAFTER, OPERATOR, Clock
from tests.processes.matters import Sessions, begun, open_tasks


@pytest.fixture
def garden(sessions: Sessions, clock: Clock) -> int:
    """A running instance with two branches, three timers, a message and a job ahead."""
    return begun(sessions, clock, "garden", {"garden.bpmn": diagrams.GARDEN})


def story(sessions: Sessions, number: int) -> list[str]:
    with sessions() as session:
        lines = narrative.tell(store.entries(session, number))
    return ["；".join((line.summary, *line.consequences)) for line in lines]


def sound(sessions: Sessions, number: int) -> None:
    """Proof, re-execution and a rebuild agree with what is stored."""
    with sessions.begin() as session:
        assert proof.verify(session, number) == []
        assert reexecution.reexecute(session, number) == []
        before = queries.instance(session, number).status
        store.rebuild(session)
        assert queries.instance(session, number).status == before
        assert history.fold(store.entries(session, number)).status == before


INTERVENTIONS: tuple[Callable[..., object], ...] = (
    lambda session, number, **who: commands.suspend_instance(session, number, "等", **who),
    lambda session, number, **who: commands.resume_instance(session, number, **who),
    lambda session, number, **who: commands.cancel_instance(session, number, "不办", **who),
    lambda session, number, **who: commands.set_variables(session, number, {"a": 1}, **who),
    lambda session, number, **who: commands.return_element(session, number, 5, "write", "错", **who),
    lambda session, number, **who: commands.modify_instance(session, number, [], "错", **who),
    lambda session, number, **who: commands.migrate_instance(session, number, commands.Move(2), **who),
    lambda session, number, **who: commands.plan_migration(session, number, commands.Move(2), **who),
    lambda session, number, **who: commands.resolve_incident(session, number, 5, **who),
    lambda session, number, **who: commands.retry_job(session, number, 5, **who),
    lambda session, number, **who: commands.retry_fault(session, "timer", number, 5, 0, "", **who),
)


def test_only_operators_intervene(sessions: Sessions, clock: Clock, garden: int) -> None:
    for intervene in INTERVENTIONS:
        with sessions.begin() as session, pytest.raises(Forbidden, match="只有系统管理员"):
            intervene(session, garden, actor=DRAFTER, now=clock())


def test_a_suspended_instance_stands_still_while_its_deadlines_count(
    sessions: Sessions, clock: Clock, garden: int
) -> None:
    with sessions.begin() as session:
        commands.suspend_instance(session, garden, "等上级意见", actor=OPERATOR, now=clock())
    task = open_tasks(sessions, garden)["write"]
    for command in (commands.claim_user_task, lambda s, t, **k: commands.complete_user_task(s, t, {}, **k)):
        with sessions.begin() as session, pytest.raises(InvalidState, match="流程实例已暂停（等上级意见）"):
            command(session, task, actor=DRAFTER, now=clock())
    clock.advance(days=8)
    assert jobs.run_once(sessions, now=clock()).done == 0
    with sessions() as session:
        assert queries.instance(session, garden).status == "suspended"
        assert len(queries.timers(session, garden)) == 2
    with sessions.begin() as session:
        commands.resume_instance(session, garden, actor=OPERATOR, now=clock())
    assert jobs.run_once(sessions, now=clock()).timers == 4
    with sessions() as session:
        fired = [r.payload["due"][:10] for r in records(session, garden, "timer_fired")]
    assert fired == ["2026-01-08", "2026-01-09", "2026-01-10", "2026-01-13"]
    assert set(open_tasks(sessions, garden)) == {"consult", "explain"}
    assert story(sessions, garden)[1:3] == ["周管 暂停流程：等上级意见", "周管 恢复流程"]
    sound(sessions, garden)


def records(session: Session, number: int, kind: str) -> list[history.Record]:
    return [entry.record for entry in store.entries(session, number) if entry.record.type == kind]


def test_suspending_waits_for_whoever_works_on_the_instance(
    sessions: Sessions, clock: Clock, garden: int, engine: Engine
) -> None:
    """Elsewhere a suspension during another command turns the instance into an error."""
    task, held, failures = open_tasks(sessions, garden)["consult"], Event(), list[Exception]()

    def suspend() -> None:
        held.wait(10)
        try:
            with sessions.begin() as session:
                commands.suspend_instance(session, garden, "同时", actor=OPERATOR, now=clock())
        except Exception as error:
            failures.append(error)

    thread = Thread(target=suspend)
    thread.start()
    head = commands.Actor("li4", "李四", "zjw", frozenset({"section_head@zjw"}))
    with sessions.begin() as session:
        commands.complete_user_task(session, task, {}, actor=head, now=clock())
        held.set()
        thread.join(0.3)
    thread.join(20)
    assert failures == []
    with sessions() as session:
        assert queries.instance(session, garden).status == "suspended"
    sound(sessions, garden)


def test_a_modification_is_told_and_can_be_repeated(sessions: Sessions, clock: Clock, garden: int) -> None:
    move = {"type": "move", "element_id": "consult", "target": "tell"}
    with sessions.begin() as session:
        commands.modify_instance(session, garden, [move], "已征求", actor=OPERATOR, now=clock())
    assert set(open_tasks(sessions, garden)) == {"write"}
    told = story(sessions, garden)[1]
    assert told == "周管 人工调整环节：已征求；结束“征求意见”；从“告知”开始；任务“征求意见”随之取消"
    sound(sessions, garden)


def test_an_operator_returns_and_corrects(sessions: Sessions, clock: Clock, garden: int) -> None:
    ref = open_tasks(sessions, garden)["write"]
    with sessions.begin() as session:
        commands.set_variables(session, garden, {"text": {"title": "改"}}, actor=OPERATOR, now=clock())
        commands.return_element(session, *ref, "write", "重写", actor=OPERATOR, now=clock())
    assert open_tasks(sessions, garden)["write"] != ref
    assert "退回到“撰写”：重写" in story(sessions, garden)[2]
    with sessions.begin() as session, pytest.raises(InvalidArgument, match="没有写明"):
        commands.set_variables(session, garden, {}, actor=OPERATOR, now=clock())
    with sessions.begin() as session, pytest.raises(InvalidArgument, match="须写明原因"):
        commands.suspend_instance(session, garden, " ", actor=OPERATOR, now=clock())
    sound(sessions, garden)


def test_a_suspended_instance_can_be_cancelled(sessions: Sessions, clock: Clock, garden: int) -> None:
    with sessions.begin() as session:
        commands.suspend_instance(session, garden, "等", actor=OPERATOR, now=clock())
        commands.cancel_instance(session, garden, "不办了", actor=OPERATOR, now=clock())
        with pytest.raises(InvalidState, match="不能再取消"):
            commands.cancel_instance(session, garden, "再次", actor=OPERATOR, now=clock())
    sound(sessions, garden)
