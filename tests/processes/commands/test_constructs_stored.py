"""Constructs that keep something of their own in the state, through the database and from the records."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from processes import commands, jobs, reexecution
from processes.store import Incident, Timer
from tests.conformance.drawing import draw
from tests.processes.conftest import DRAFTER, OPERATOR, Clock
from tests.processes.matters import Sessions, begun, open_tasks

WATCHED = """
process p
  start s
  user a
  boundary odd on=a when="limit + 1"
  boundary daily on=a cycle="0 0 9 * * *" nonint
  task told
  user after
  s > a
  odd > after
  daily > told
"""
CALLING = """
process p
  start s
  call c "= which"
  throw t compensate
  user after
  s > c > t > after
process q
  start qs
  user work
  boundary u on=work compensate
  user undo_work comp
  qs > work
  undo u undo_work
"""


def begin(sessions: Sessions, clock: Clock, model: str, **variables: Any) -> int:
    return begun(sessions, clock, "p", {"p.bpmn": draw(model)}, **variables)


def complete(sessions: Sessions, clock: Clock, number: int, element: str) -> None:
    ref = open_tasks(sessions, number)[element]
    with sessions.begin() as session:
        commands.complete_user_task(session, ref, {}, actor=DRAFTER, now=clock())


def resolve(sessions: Sessions, clock: Clock, number: int, **variables: Any) -> str:
    """Repair the one open incident; its code."""
    with sessions.begin() as session:
        [incident] = session.scalars(select(Incident).where(Incident.status == "open")).all()
        at = incident.element_instance_id
        commands.resolve_incident(session, number, at, variables, actor=OPERATOR, now=clock())
        return incident.code


def same_again(sessions: Sessions, number: int) -> bool:
    with sessions() as session:
        return reexecution.reexecute(session, number) == []


def test_a_condition_that_fails_waits_for_the_operator_while_its_activity_goes_on(
    sessions: Sessions, clock: Clock
) -> None:
    number = begin(sessions, clock, WATCHED, limit=1)
    clock.advance(days=1, hours=1)
    jobs.run_once(sessions, now=clock())
    with sessions() as session:
        [due] = session.scalars(select(Timer.due)).all()
    assert due.day == clock().day + 1
    assert list(open_tasks(sessions, number)) == ["a"]
    assert resolve(sessions, clock, number, limit=None) == "condition_not_boolean"
    complete(sessions, clock, number, "a")
    assert open_tasks(sessions, number) == {}
    assert same_again(sessions, number)


def test_a_call_by_expression_is_repaired_done_and_undone(sessions: Sessions, clock: Clock) -> None:
    number = begin(sessions, clock, CALLING, which="nobody")
    assert resolve(sessions, clock, number, which="q") == "missing_process"
    complete(sessions, clock, number, "work")
    assert list(open_tasks(sessions, number)) == ["undo_work"]
    complete(sessions, clock, number, "undo_work")
    assert list(open_tasks(sessions, number)) == ["after"]
    assert same_again(sessions, number)
