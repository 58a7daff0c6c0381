"""Rounds that lie in rows of their own, under everything that an operator can do, on the real tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, history, proof, queries, reexecution, store
from processes.commands import Move
from processes.store.rows import table_of
from tests.conformance.drawing import draw
from tests.processes.conftest import DRAFTER, OPERATOR, Clock

Sessions = sessionmaker[Session]
MODEL = """
process p
  start s
  call c q each=items item=x collect=answers of=answer
  boundary stop on=c signal=stop
  user {last}
  s > c > {last}
  stop > {last}
process q
  start qs
  service ask job
  user {check}
  boundary late on={check} timer=P1D nonint
  boundary hint on={check} message=hint key=x nonint
  boundary odd on={check} when="text = x" nonint
  task told
  qs > ask > {check}
  late > told
  hint > told
  odd > told
"""
OLD, NEW = MODEL.format(last="last", check="check"), MODEL.format(last="end_of_it", check="look")
LONG = "意见" * 3_000
ROUNDS = 18


def deploy(sessions: Sessions, clock: Clock, model: str) -> None:
    with sessions.begin() as session:
        commands.deploy(session, {"p.bpmn": draw(model)}, "", actor=DRAFTER, now=clock())


def holds(sessions: Sessions, number: int) -> None:
    """The tables follow from the records, and the records from the commands."""
    with sessions.begin() as session:
        before = rows(session)
        store.rebuild(session)
        assert rows(session) == before
        assert proof.verify(session) == []
        assert reexecution.reexecute(session, number) == []


def rows(session: Session) -> dict[str, list[str]]:
    tables = [table_of(model) for model in (*store.READ_TABLES, store.Instance)]
    return {table.name: sorted(map(repr, session.execute(select(table)))) for table in tables}


def open_now(sessions: Sessions, number: int) -> tuple[list[int], list[int]]:
    """Element instances of open jobs and of open user tasks."""
    with sessions() as session:
        detail = queries.instance_detail(session, number)
        jobs = [job.element_instance_id for job in detail.jobs if job.status == "open"]
        return jobs, [task.element_instance_id for task in detail.user_tasks if task.status == "open"]


def started(sessions: Sessions, clock: Clock) -> int:
    deploy(sessions, clock, OLD)
    given: dict[str, Any] = {"items": [f"k{n}" for n in range(ROUNDS)], "text": LONG, "note": "注" * 300}
    with sessions.begin() as session:
        number = commands.start_instance(session, "p", given, actor=DRAFTER, now=clock()).id
    deploy(sessions, clock, NEW)
    return number


def report(sessions: Sessions, clock: Clock, number: int, job: int) -> None:
    with sessions.begin() as session:
        commands.complete_job(session, number, job, {"answer": LONG + str(job)}, now=clock())


def change_by_hand(session: Session, clock: Clock, number: int, unwanted: int) -> None:
    """One round more, one less, and the other version of the process."""
    operator: dict[str, Any] = {"actor": OPERATOR, "now": clock()}
    elements = queries.instance_detail(session, number).elements
    [body] = [each.element_instance_id for each in elements if each.kind == "multiInstanceBody"]
    more = {"type": "activate", "element_id": "c", "scope": body, "variables": {"c": {"x": "more"}}}
    commands.modify_instance(session, number, [more], "加一轮", **operator)
    less = {"type": "cancel", "element_instance_id": unwanted}
    commands.modify_instance(session, number, [less], "撤一轮", **operator)
    move = Move(2, {"last": "end_of_it", "check": "look"}, ["look"], "换版本")
    commands.migrate_instance(session, number, move, **operator)


def finish(sessions: Sessions, clock: Clock, number: int) -> None:
    for job in open_now(sessions, number)[0]:
        report(sessions, clock, number, job)
    while tasks := open_now(sessions, number)[1]:
        for task in tasks:
            with sessions.begin() as session:
                ref = commands.TaskRef(number, task)
                commands.complete_user_task(session, ref, {}, actor=DRAFTER, now=clock())


def test_everything_an_operator_does_reaches_rounds_in_rows_of_their_own(
    sessions: Sessions, clock: Clock
) -> None:
    number = started(sessions, clock)
    operator: dict[str, Any] = {"actor": OPERATOR, "now": clock()}
    first, second, third, *_ = open_now(sessions, number)[0]
    report(sessions, clock, number, first)
    with sessions.begin() as session:
        commands.set_variables(session, number, {"text": "短", "note": "短"}, **operator)
        commands.suspend_instance(session, number, "等待", **operator)
    report(sessions, clock, number, second)
    with sessions.begin() as session:
        change_by_hand(session, clock, number, third)
    holds(sessions, number)
    with sessions.begin() as session:
        commands.resume_instance(session, number, **operator)
    waiting, tasks = open_now(sessions, number)
    assert (len(waiting), len(tasks)) == (ROUNDS - 2, 2)
    with sessions.begin() as session:
        commands.publish_message(session, "hint", {"seen": LONG}, "k1", actor=DRAFTER, now=clock())
        commands.set_variables(session, number, {"text": "k0"}, element_instance_id=tasks[0], **operator)
    finish(sessions, clock, number)
    holds(sessions, number)
    with sessions() as session:
        told = history.fold(store.entries(session, number))
        assert told.status == "completed"
        assert len(told.variables[history.ROOT]["answers"]) == ROUNDS + 1
