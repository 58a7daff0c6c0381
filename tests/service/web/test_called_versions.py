"""Pages of an instance that has called a later version than its own deployment has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from processes import commands
from processes.commands import SYSTEM
from service.state import State
from tests.processes.commands.test_bindings import FIRST, LATEST, SECOND, called, caller, complete, form, ref
from tests.processes.diagrams import diagram, flow, user_task
from tests.service.conftest import Browser, Clock

Login = Callable[[str], Browser]
REPLAY = "/instances/1/replay/"


def deploy(state: State, files: dict[str, bytes]) -> None:
    with state.sessions.begin() as session:
        commands.deploy(session, files, "", actor=SYSTEM, now=state.now())


def start(state: State, process_id: str) -> int:
    with state.sessions.begin() as session:
        now = state.now()
        return commands.start_instance(session, process_id, {}, actor=SYSTEM, now=now, unit="zjw").id


@pytest.fixture
def inside(state: State, clock: Clock) -> int:
    """An instance that stands in the second version of what it calls."""
    deploy(state, {"calling.bpmn": caller(LATEST), **FIRST})
    number = start(state, "calling")
    deploy(state, SECOND)
    for task in ("before", "look"):
        complete(state.sessions, clock, number, task)
    return number


def drawn(data: dict[str, Any]) -> dict[str, str]:
    return {each["process_id"]: each["xml"] for each in data["diagrams"]}


def test_the_replay_shows_the_diagram_of_the_version_that_is_called(inside: int, as_user: Login) -> None:
    cheng = as_user("cheng")
    data = cheng.data(REPLAY, "replay")
    assert 'id="weigh"' in drawn(data)["checking"]
    assert 'id="read"' not in drawn(data)["checking"]
    assert 'id="call"' in drawn(data)["calling"]
    texts = [step["text"] for step in data["steps"]]
    assert any(text.endswith("“审查”调用的版本：“checking”第 2 版") for text in texts)
    assert any("进入“审查weigh”" in text for text in texts)


def test_a_moment_before_the_call_is_drawn_otherwise(inside: int, as_user: Login) -> None:
    cheng = as_user("cheng")
    last = cheng.data(REPLAY, "replay")
    early = cheng.data(f"{REPLAY}?at=3", "replay")
    assert early["definition"] != last["definition"]
    assert 'id="read"' in drawn(early)["checking"]
    for at, page in ((3, early), (last["at"], last)):
        moment = cheng.get(f"{REPLAY}moment?at={at}").json
        assert moment["definition"] == page["definition"]


def test_the_instance_page_and_the_task_are_of_that_version(
    inside: int, state: State, as_user: Login, clock: Clock
) -> None:
    data = as_user("cheng").data(f"/instances/{inside}", "instance")
    assert 'id="weigh"' in drawn(data)["checking"]
    task = str(ref(state.sessions, inside, "weigh"))
    lin = as_user("lin")
    shown = lin.data(f"/tasks/{task}", "formview")
    assert [field["key"] for field in shown["schema"]["components"]] == ["basis"]
    deploy(state, {"checking.bpmn": called("weigh", "F"), "F.form": form("F", "opinion")})
    complete(state.sessions, clock, inside, "weigh", basis="依据")
    done = lin.data(f"/tasks/{task}", "formview")
    assert [field["key"] for field in done["schema"]["components"]] == ["basis"]


def test_what_a_called_version_did_is_undone_on_its_own_diagram(
    state: State, clock: Clock, as_user: Login
) -> None:
    undo = '<userTask id="undo" name="{}" isForCompensation="true"/>'
    text = (
        '<startEvent id="begin"/>'
        + user_task("look", "初看")
        + '<boundaryEvent id="back" attachedToRef="look"><compensateEventDefinition/></boundaryEvent>'
        + undo
        + '<association id="a" sourceRef="back" targetRef="undo" associationDirection="One"/>'
        + flow("begin", "look")
    )
    thrown = caller(LATEST).replace(
        b'<endEvent id="done"/>', b'<endEvent id="done"><compensateEventDefinition/></endEvent>'
    )
    deploy(
        state, {"calling.bpmn": thrown, "checking.bpmn": diagram("checking", "审查", text.format("旧撤销"))}
    )
    number = start(state, "calling")
    deploy(state, {"checking.bpmn": diagram("checking", "审查", text.format("新撤销"))})
    for task in ("before", "look", "after"):
        complete(state.sessions, clock, number, task)
    data = as_user("cheng").data(REPLAY, "replay")
    assert any("进入“新撤销”" in step["text"] for step in data["steps"])
    assert "新撤销" in drawn(data)["checking"]
