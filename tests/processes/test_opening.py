"""What instances start with: the settings of the deployment and the data of their office."""

from __future__ import annotations

from pathlib import Path

import pytest

from processes.calendar import default_calendar
from processes.engine import Cancel, Resources
from processes.engine import compile as compile_
from processes.errors import InvalidState
from processes.opening import opening
from processes.sandbox import DEFAULT_NOW, Sandbox

SETTINGS = (Path(__file__).parents[2] / "bpmn" / "settings.dmn").read_bytes()
PROCESS = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="t">
  <process id="p" isExecutable="true"><startEvent id="s"/><manualTask id="t"/>
  <sequenceFlow id="f" sourceRef="s" targetRef="t"/></process></definitions>"""
NO_CONTEXT = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
  id="d" name="d" namespace="n">
  <decision id="settings" name="settings"><variable id="v" name="settings"/>
  <literalExpression id="e"><text>1</text></literalExpression></decision></definitions>"""


def test_a_unit_of_the_municipal_office_reads_the_municipal_rules() -> None:
    program = compile_(Resources({"p.bpmn": PROCESS}, {"settings.dmn": SETTINGS}))
    calendar = default_calendar()
    district = opening(program, {"owner_unit": "zjw"}, DEFAULT_NOW, calendar)
    municipal = opening(program, {"owner_unit": "jjk", "profile": "municipal"}, DEFAULT_NOW, calendar)
    assert district["settings"]["profile"] == "district"
    assert municipal["settings"]["profile"] == "municipal"
    assert district["settings"]["inquiry_wd"] == 5


def test_a_starter_cannot_bring_settings_of_his_own() -> None:
    program = compile_(Resources({"p.bpmn": PROCESS}, {"settings.dmn": SETTINGS}))
    given = {"settings": {"inquiry_wd": 500}}
    assert opening(program, given, DEFAULT_NOW, default_calendar())["settings"]["inquiry_wd"] == 5


def test_settings_that_are_no_context_refuse_the_start() -> None:
    program = compile_(Resources({"p.bpmn": PROCESS}, {"settings.dmn": NO_CONTEXT}))
    with pytest.raises(InvalidState, match="应得出一组设置"):
        opening(program, {}, DEFAULT_NOW, default_calendar())


def test_without_the_decision_nothing_is_added() -> None:
    program = compile_(Resources({"p.bpmn": PROCESS}))
    assert opening(program, {"a": 1}, DEFAULT_NOW, default_calendar()) == {"a": 1}


def test_the_sandbox_starts_with_office_and_changed_settings() -> None:
    sandbox = Sandbox(office={"units": [{"value": "zjw"}]}, settings={"inquiry_wd": 3})
    sandbox.deploy({"p.bpmn": PROCESS, "settings.dmn": SETTINGS})
    variables = sandbox.start("p", {"owner_unit": "zjw"}).records[0].payload["variables"]
    assert variables["units"] == [{"value": "zjw"}]
    assert variables["settings"]["inquiry_wd"] == 3
    assert variables["settings"]["profile"] == "district"


def test_an_ended_instance_can_be_let_go() -> None:
    sandbox = Sandbox()
    sandbox.deploy({"p.bpmn": PROCESS})
    first, second = sandbox.start("p"), sandbox.start("p")
    with pytest.raises(InvalidState, match="还没有结束"):
        sandbox.forget(first)
    sandbox.run(first, Cancel("撤回"))
    sandbox.forget(first)
    assert sandbox.instances() == [second]
    assert sandbox.start("p").id == 3
