"""Where a completed or returned task leads whoever did it: to what his step has given him, else nowhere."""

from __future__ import annotations

import pytest

from processes import commands
from tests.processes.conftest import DRAFTER, HEAD, Clock
from tests.processes.diagrams import diagram, flow, user_task
from tests.processes.matters import Sessions, begun, open_tasks

_MINE, _HIS = f'assignee="{DRAFTER.id}"', f'assignee="{HEAD.id}"'
_RETURN = '<jiedu:verbs allow="return"/>'


def _due(day: str) -> str:
    return f'<zeebe:taskSchedule dueDate="{day}T17:00:00+08:00"/>'


#: What is due earlier comes later in the diagram; one path may end everything at once.
_BODY = (
    '<startEvent id="start"/>'
    + user_task("draft", "起草", _MINE)
    + '<exclusiveGateway id="all" default="all_fork"/><parallelGateway id="fork"/>'
    + user_task("someday", "存档", _MINE)
    + user_task("later", "报备", _MINE, _due("2026-03-20"))
    + user_task("sooner", "公开", _MINE, _due("2026-03-10") + _RETURN)
    + user_task("his", "审核", _HIS, _RETURN)
    + '<parallelGateway id="both"/>'
    + '<endEvent id="stop"><terminateEventDefinition/></endEvent>'
    + flow("start", "draft")
    + flow("draft", "all")
    + flow("all", "fork")
    + flow("all", "both", "stopped = true")
    + flow("both", "someday")
    + flow("both", "stop")
    + "".join(flow("fork", each) for each in ("later", "sooner", "his"))
)
FILES = {"paths.bpmn": diagram("paths", "分头办理", _BODY)}


@pytest.fixture
def number(sessions: Sessions, clock: Clock) -> int:
    return begun(sessions, clock, "paths", FILES)


def test_to_the_most_urgent_of_those_that_it_opened(sessions: Sessions, clock: Clock, number: int) -> None:
    draft = open_tasks(sessions, number)["draft"]
    with sessions.begin() as session:
        found = commands.complete_user_task(session, draft, {}, actor=DRAFTER, now=clock())
    assert found == open_tasks(sessions, number)["sooner"]


def test_not_to_what_others_have_or_what_was_open_before(
    sessions: Sessions, clock: Clock, number: int
) -> None:
    with sessions.begin() as session:
        draft = open_tasks(sessions, number)["draft"]
        commands.complete_user_task(session, draft, {}, actor=DRAFTER, now=clock())
    later = open_tasks(sessions, number)["later"]
    with sessions.begin() as session:
        assert commands.complete_user_task(session, later, {}, actor=DRAFTER, now=clock()) is None


def test_not_to_what_the_same_step_has_ended(sessions: Sessions, clock: Clock, number: int) -> None:
    draft = open_tasks(sessions, number)["draft"]
    with sessions.begin() as session:
        given = {"stopped": True}
        assert commands.complete_user_task(session, draft, given, actor=DRAFTER, now=clock()) is None
    assert open_tasks(sessions, number) == {}


@pytest.mark.parametrize(("element_id", "actor"), [("sooner", DRAFTER), ("his", HEAD)])
def test_returned_to_oneself_it_is_the_next(
    sessions: Sessions, clock: Clock, number: int, element_id: str, actor: commands.Actor
) -> None:
    with sessions.begin() as session:
        draft = open_tasks(sessions, number)["draft"]
        commands.complete_user_task(session, draft, {}, actor=DRAFTER, now=clock())
    ref = open_tasks(sessions, number)[element_id]
    with sessions.begin() as session:
        found = commands.return_user_task(session, ref, "draft", "重写", actor=actor, now=clock())
    assert found == (open_tasks(sessions, number)["draft"] if actor is DRAFTER else None)
