"""The document system of the office writes messages: whose matter they start, and with what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from processes import commands
from processes.commands import SYSTEM
from service.state import State
from tests.processes.diagrams import diagram, flow
from tests.service.conftest import Browser

Login = Callable[[str], Browser]
API = "/api/v1"
REGISTERED = diagram(
    "registered",
    "公文登记",
    '<startEvent id="start"><messageEventDefinition messageRef="m"/></startEvent>'
    '<userTask id="check" name="核对"><extensionElements><zeebe:userTask/>'
    '<zeebe:assignmentDefinition candidateGroups="drafter"/></extensionElements></userTask>'
    '<endEvent id="done"/>' + flow("start", "check") + flow("check", "done"),
    '<message id="m" name="doc_registered"/>',
)


@pytest.fixture
def registered(state: State) -> None:
    """A process that the document system starts."""
    files = {"registered.bpmn": REGISTERED}
    with state.sessions.begin() as session:
        commands.deploy(session, files, "公文登记", actor=SYSTEM, now=state.now())


def register(browser: Browser, **variables: object) -> TestResponse:
    body = {"name": "doc_registered", "variables": {"package_id": "GW-1", **variables}}
    return browser.api("POST", f"{API}/messages/", json=body)


@pytest.mark.rule("S2-38", "S1-08")
def test_a_pushed_document_belongs_to_the_unit_it_names(registered: None, as_user: Login) -> None:
    answer = register(as_user("wu"), owner_unit="wjw")
    assert answer.status_code == 200, answer.json
    [number] = answer.json["instances"]
    fang = as_user("fang")
    assert fang.get(f"{API}/process-instances/{number}").json["owner_unit"] == "wjw"
    [task] = fang.get(f"{API}/user-tasks/?box=group").json["items"]
    variables = fang.get(f"{API}/user-tasks/{task['id']}").json["variables"]
    assert {"value": "zjw", "label": "住建委"} in variables["units"]
    assert variables["package_id"] == "GW-1"


def test_a_pushed_document_without_a_unit_belongs_to_its_sender(registered: None, as_user: Login) -> None:
    wu, cheng = as_user("wu"), as_user("cheng")
    for variables in ({}, {"owner_unit": None}):
        [number] = register(wu, **variables).json["instances"]
        assert cheng.get(f"{API}/process-instances/{number}").json["owner_unit"] == "zfb"


@pytest.mark.parametrize("unit", ["nowhere", "", 7, ["zjw"]])
def test_a_pushed_document_of_an_unknown_unit_is_refused(
    registered: None, as_user: Login, unit: object
) -> None:
    wu = as_user("wu")
    answer = register(wu, owner_unit=unit)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["variables.owner_unit"]
    assert "单位" in answer.json["errors"]["variables.owner_unit"][0]
    assert as_user("cheng").get(f"{API}/process-instances/").json["items"] == []
