"""Incidents.

The element is parked, the rest goes on, repaired data let it go on as if nothing had happened.
"""

from __future__ import annotations

import pytest

from processes.engine import Cancel, CompleteUserTask, ResolveIncident
from processes.errors import InvalidState
from tests.processes.engine.models import ext, process, records, sandbox


def only(instance):
    (incident,) = instance.incidents.values()
    return incident


def test_no_matching_flow_parks_the_gateway_and_the_other_branch_goes_on():
    nodes = '<parallelGateway id="f"/><exclusiveGateway id="g"/><userTask id="a"/><userTask id="b"/>'
    box = sandbox(process(nodes, "s>f; f>g; f>b; g>a [x > 1]; g>e [x < 0]; a>e; b>e"))
    instance = box.start("p", {"x": 1})
    incident = only(instance)
    assert (incident.element_id, incident.code) == ("g", "no_matching_flow")
    box.complete("b")
    assert instance.state == "active"
    box.run(instance, ResolveIncident(incident.element_instance_id, {"x": 2}), actor="operator")
    assert [task.element_id for task in box.user_tasks()] == ["a"]
    box.complete("a")
    assert instance.state == "completed"


def test_a_condition_that_is_neither_true_nor_false_chooses_no_path():
    nodes = '<exclusiveGateway id="g" default="p_3"/><userTask id="a"/>'
    box = sandbox(process(nodes, "s>g; g>a [amount > 10]; g>e; a>e"))
    instance = box.start("p")
    incident = only(instance)
    assert incident.code == "condition_not_boolean"
    assert "amount 不存在" in incident.message


def test_a_missing_flow_after_a_task_leaves_the_data_and_does_not_complete_it_twice():
    box = sandbox(process('<userTask id="t"/><userTask id="a"/>', "s>t; t>a [ok > 1]; a>e"))
    instance = box.start("p")
    box.complete("t", {"other": 5})
    incident = only(instance)
    assert instance.variables["other"] == 5
    assert box.user_tasks() == []
    with pytest.raises(InvalidState):
        box.run(instance, CompleteUserTask(incident.element_instance_id))
    box.run(instance, ResolveIncident(incident.element_instance_id, {"ok": 2}))
    assert instance.completed == ["s", "t"]
    assert len(records(box, "user_task_completed")) == 1


def test_a_failing_listener_leaves_no_half_armed_activity():
    node = (
        '<userTask id="t"/><boundaryEvent id="b1" attachedToRef="t"><timerEventDefinition>'
        "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
        '<boundaryEvent id="b2" attachedToRef="t"><timerEventDefinition><timeDuration>= wait</timeDuration>'
        "</timerEventDefinition></boundaryEvent>"
    )
    box = sandbox(process(node, "s>t; t>e; b1>e; b2>e"))
    instance = box.start("p")
    assert only(instance).element_id == "t"
    assert instance.timers == {}
    box.run(instance, ResolveIncident(only(instance).element_instance_id, {"wait": "PT2H"}))
    assert sorted(timer["element_id"] for timer in instance.timers.values()) == ["b1", "b2"]


def test_a_missing_decision_and_a_loop_over_no_list_are_told():
    rule = '<businessRuleTask id="r">' + ext(
        '<zeebe:calledDecision decisionId="= which" resultVariable="d"/>'
    )
    loop = (
        '</businessRuleTask><userTask id="m"><multiInstanceLoopCharacteristics>'
        + ext('<zeebe:loopCharacteristics inputCollection="= units" inputElement="unit"/>')
        + '</multiInstanceLoopCharacteristics></userTask><parallelGateway id="f"/>'
    )
    box = sandbox(process(rule + loop, "s>f; f>r; f>m; r>e; m>e"))
    instance = box.start("p", {"which": "D99", "units": 3})
    assert {i.code for i in instance.incidents.values()} == {"missing_decision", "loop_collection"}


def test_a_form_whose_name_is_computed_as_a_list_is_told():
    form = ext('<zeebe:formDefinition formId="= [1]"/>')
    instance = sandbox(process(f'<userTask id="t">{form}</userTask>', "s>t; t>e")).start("p")
    assert only(instance).code == "missing_form"


def test_an_endless_loop_without_a_wait_is_an_incident():
    box = sandbox(process('<task id="a"/><task id="b"/>', "s>a; a>b; b>a"))
    instance = box.start("p")
    assert only(instance).code == "endless_loop"


def test_a_parked_element_that_is_interrupted_takes_its_incident_with_it():
    node = (
        '<subProcess id="sub"><startEvent id="i"/><scriptTask id="x">'
        + ext('<zeebe:script expression="= 1" resultVariable="r"/>')
        + '</scriptTask><userTask id="u"/><sequenceFlow id="g1" sourceRef="i" targetRef="x"/>'
        '<sequenceFlow id="g2" sourceRef="x" targetRef="u"><conditionExpression>'
        "= r > missing</conditionExpression>"
        "</sequenceFlow></subProcess>"
        '<boundaryEvent id="late" attachedToRef="sub"><timerEventDefinition><timeDuration>PT1H</timeDuration>'
        "</timerEventDefinition></boundaryEvent>"
    )
    box = sandbox(process(node, "s>sub; sub>e; late>e"))
    instance = box.start("p")
    assert only(instance).element_id == "x"
    box.advance("PT2H")
    assert instance.incidents == {}
    assert instance.state == "completed"


def test_an_instance_whose_first_listener_cannot_be_computed_is_parked_and_repaired():
    handler = (
        '<subProcess id="es" triggeredByEvent="true"><startEvent id="es1"><timerEventDefinition>'
        "<timeDuration>= wait</timeDuration></timerEventDefinition></startEvent></subProcess>"
        '<userTask id="t"/>'
    )
    box = sandbox(process(handler, "s>t; t>e"))
    instance = box.start("p")
    assert only(instance).element_instance_id == 0
    box.run(instance, ResolveIncident(0, {"wait": "P1D"}))
    assert [task.element_id for task in box.user_tasks()] == ["t"]
    assert len(instance.timers) == 1


def test_a_process_that_calls_itself_without_end_is_an_incident_and_can_be_cancelled():
    node = '<callActivity id="c">' + ext('<zeebe:calledElement processId="p"/>') + "</callActivity>"
    box = sandbox(process(node, "s>c; c>e"))
    instance = box.start("p", {"doc": 1})
    assert only(instance).code == "too_deep"
    box.run(instance, Cancel("自我调用"))
    assert instance.state == "terminated"
    assert instance.engine_state["tokens"] == []
