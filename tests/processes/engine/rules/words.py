"""Breaches of the rules of words: elements and attributes of BPMN, of the dialect, of others."""

from __future__ import annotations

from ..models import HEAD, ext, process
from .activities import CALL, CALLED, FORM, MAPPED, PLAIN, SERVICE, form, one
from .events import CAUGHT
from .fault import Fault, swap
from .graph import CHOICE, FORK, RACE

CAMUNDA = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
USER = one('<zeebe:assignmentDefinition assignee="a"/>')
DUE = one('<zeebe:taskSchedule dueDate="P3D"/>')
SAID = '<message id="M" name="m"/>' + process(
    '<endEvent id="o"><messageEventDefinition messageRef="M"/></endEvent>', "s>o"
)
JOB = ext('<zeebe:taskDefinition type="notify"/>')
INPUT = ext('<zeebe:ioMapping><zeebe:input source="= 1" target="a"/></zeebe:ioMapping>')
EDGE = process(
    '<userTask id="t"/><boundaryEvent id="b" attachedToRef="t"><errorEventDefinition/></boundaryEvent>',
    "s>t; t>e; b>e",
)
XPATH = HEAD.replace('id="d"', 'id="d" expressionLanguage="http://www.w3.org/1999/XPath"')
OWNER = "<potentialOwner><resourceAssignmentExpression><formalExpression>a</formalExpression>"
OWNER += "</resourceAssignmentExpression></potentialOwner>"


def on(attributes: str, inner: str = "") -> str:
    """The process PLAIN with attributes and content in its task."""
    return process(f'<userTask id="t" {attributes}>{inner}</userTask>', "s>t; t>e")


FAULTS = (
    Fault("BPMN-unknown-element", PLAIN, on("", "<timerDefinition/>"), "t"),
    Fault("BPMN-unknown-element", PLAIN, swap(PLAIN, "userTask", "humanTask", "userTask", "humanTask"), "t"),
    Fault("BPMN-unknown-attribute", PLAIN, on('assignee="a"'), "t"),
    Fault("BPMN-unknown-attribute", EDGE, swap(EDGE, ' id="b"', ' id="b" cancelActivty="false"'), "b"),
    Fault("BPMN-unknown-attribute", PLAIN, on('bpmn:name="a"'), "t"),
    Fault("BPMN-bad-value", EDGE, swap(EDGE, ' id="b"', ' id="b" cancelActivity="no"'), "b"),
    Fault("BPMN-bad-value", FORK, swap(FORK, 'id="g"', 'id="g" gatewayDirection="Both"'), "g"),
    Fault("BPMN-misplaced", PLAIN, on("", "<timeDuration>P1D</timeDuration>"), "t"),
    Fault("BPMN-misplaced", USER, on("", '<zeebe:assignmentDefinition assignee="a"/>'), "t"),
    Fault("BPMN-performer", PLAIN, on("", OWNER), "t"),
    Fault(
        "BPMN-expression-language",
        CHOICE,
        swap(CHOICE, "<conditionExpression", '<conditionExpression language="juel"'),
        "p_2",
    ),
    Fault("BPMN-default-language", PLAIN, (XPATH + PLAIN + "</definitions>").encode(), "d"),
    Fault("BPMN-gateway-direction", FORK, swap(FORK, 'id="g"', 'id="g" gatewayDirection="Converging"'), "g"),
    Fault("BPMN-extension-attribute", USER, swap(USER, 'assignee="a"', 'asignee="a"'), "t"),
    Fault("BPMN-extension-attribute", PLAIN, on('zeebe:assignee="a"'), "t"),
    Fault("BPMN-extension-value", DUE, swap(DUE, "P3D", "in three days"), "t"),
    Fault("BPMN-extension-value", SERVICE, swap(SERVICE, "type=", 'retries="many" type='), "t"),
    Fault(
        "BPMN-extension-value",
        CALLED + CALL,
        CALLED + swap(CALL, 'processId="q"', 'processId="q" propagateAllChildVariables="no"'),
        "t",
    ),
    Fault("BPMN-extension-place", SERVICE, swap(SERVICE, "<zeebe:task", "<zeebe:script/><zeebe:task"), "t"),
    Fault("BPMN-extension-place", PLAIN, one('<zeebe:subscription correlationKey="= a"/>'), "t"),
    Fault("BPMN-extension-place", EDGE, swap(EDGE, "<error", INPUT + "<error"), "b"),
    Fault("BPMN-extension-place", RACE, swap(RACE, '"c">', f'"c">{INPUT}'), "c"),
    Fault(
        "BPMN-extension-place",
        SAID,
        process(f'<endEvent id="o">{JOB}<terminateEventDefinition/></endEvent>', "s>o"),
        "o",
    ),
    Fault(
        "BPMN-extension-place",
        PLAIN,
        one('<zeebe:taskHeaders><zeebe:header key="a" value="b"/></zeebe:taskHeaders>', "sendTask"),
        "t",
    ),
    Fault("BPMN-extension-doubled", USER, one('<zeebe:assignmentDefinition assignee="a"/>' * 2), "t"),
    Fault("BPMN-binding", FORM, form('<zeebe:formDefinition formId="F" bindingType="latest"/>'), "t"),
    Fault("BPMN-other-engine", PLAIN, on(f'{CAMUNDA} camunda:assignee="a"'), "t"),
    Fault("BPMN-other-engine", PLAIN, on(CAMUNDA, ext("<camunda:properties/>")), "t"),
    Fault("BPMN-foreign-extension", PLAIN, on('xmlns:x="urn:x" x:color="red"'), "t"),
    Fault(
        "BPMN-foreign-extension", MAPPED, swap(MAPPED, "<zeebe:io", '<x:y xmlns:x="urn:x"/><zeebe:io'), "t"
    ),
    Fault(
        "BPMN-foreign-extension", CAUGHT, swap(CAUGHT, 'name="s"', 'name="s" xmlns:x="urn:x" x:a="1"'), "S"
    ),
)
