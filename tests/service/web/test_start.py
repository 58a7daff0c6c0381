"""发起: what is offered to whom, and what may come with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from processes import commands
from processes.commands import SYSTEM
from service.starting import LARGEST_START
from service.state import State
from tests.service.conftest import Browser

Login = Callable[[str], Browser]
API = "/api/v1/process-instances/"
CALLER = Path(__file__).with_name("caller.bpmn")


@pytest.fixture
def called(deployed: None, state: State) -> None:
    """起草审核 is called by 总办理."""
    with state.sessions.begin() as session:
        commands.deploy(
            session, {"caller.bpmn": CALLER.read_bytes()}, "总办理", actor=SYSTEM, now=state.now()
        )


def test_no_technical_names_are_shown(deployed: None, as_user: Login) -> None:
    page = as_user("lin").text("/start/")

    assert "起草审核" in page
    assert "drafting" not in page.replace("/start/drafting", "")
    assert "版本" not in page


@pytest.mark.parametrize("user", ["cheng", "bi", "wu"])
def test_who_may_not_start_is_offered_nothing_to_press(deployed: None, as_user: Login, user: str) -> None:
    browser = as_user(user)

    assert 'href="/start/"' not in browser.text("/")
    assert browser.get("/start/").status_code == 403
    assert browser.api("POST", API, json={"process_id": "drafting"}).status_code == 403


def test_a_process_that_another_one_calls_is_not_started_alone(called: None, as_user: Login) -> None:
    lin = as_user("lin")
    page = lin.text("/start/")

    assert 'href="/start/"' in page
    assert "/start/caller" in page
    assert "/start/drafting" not in page
    assert lin.post("/start/drafting").status_code == 404
    assert lin.api("POST", API, json={"process_id": "drafting"}).status_code == 404
    assert lin.api("POST", API, json={"process_id": "caller"}).status_code == 201


def test_variables_of_a_start_are_limited_in_size(deployed: None, as_user: Login) -> None:
    lin = as_user("lin")
    small = {"process_id": "drafting", "variables": {"x": "字" * (LARGEST_START // 3 - 10)}}
    large = {"process_id": "drafting", "variables": {"x": "字" * (LARGEST_START // 3)}}

    assert lin.api("POST", API, json=small).status_code == 201
    refused = lin.api("POST", API, json=large)
    assert refused.status_code == 422
    assert refused.json["errors"] == {"variables": ["最多 64 KB，实际 65 KB"]}


STARTERS = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:jiedu="http://jiedu.gov.example/schema/1.0" targetNamespace="t">
  <bpmn:process id="correction" name="误读纠正" isExecutable="true">
    <bpmn:startEvent id="S"><bpmn:extensionElements><jiedu:starter groups="section_head press_office"/>
      </bpmn:extensionElements></bpmn:startEvent>
    <bpmn:manualTask id="T"/><bpmn:sequenceFlow id="F" sourceRef="S" targetRef="T"/>
  </bpmn:process></bpmn:definitions>"""


@pytest.mark.rule("S2-06")
@pytest.mark.parametrize(("user", "may"), [("zhou", True), ("lu", True), ("lin", False), ("shi", False)])
def test_the_diagram_says_whose_people_start_it(
    deployed: None, state: State, as_user: Login, user: str, may: bool
) -> None:
    with state.sessions.begin() as session:
        commands.deploy(session, {"c.bpmn": STARTERS.encode()}, "纠正", actor=SYSTEM, now=state.now())
    browser = as_user(user)

    assert ("/start/correction" in browser.text("/start/")) is may
    answer = browser.api("POST", API, json={"process_id": "correction"})
    assert answer.status_code == (201 if may else 403)
