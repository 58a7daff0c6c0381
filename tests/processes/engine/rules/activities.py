"""Breaches of the rules of tasks, calls, repetition and expressions."""

from __future__ import annotations

from pathlib import Path

from processes.engine import Resources

from ..models import document, ext, process
from .fault import Fault, swap

TABLE = (Path(__file__).parents[4] / "bpmn" / "D18.dmn").read_bytes()


def one(extension: str, tag: str = "userTask") -> str:
    """A process of one task with an extension element."""
    return process(f'<{tag} id="t">{ext(extension)}</{tag}>', "s>t; t>e")


def loop(inner: str, tag: str = "multiInstanceLoopCharacteristics") -> str:
    """A process of one repeated task."""
    return process(f'<task id="t"><{tag}>{inner}</{tag}></task>', "s>t; t>e")


PLAIN = one("")
SERVICE = one('<zeebe:taskDefinition type="notify"/>', "serviceTask")
SCRIPT = one('<zeebe:script expression="= 1" resultVariable="x"/>', "scriptTask")
RULE = one('<zeebe:calledDecision decisionId="D18" resultVariable="x"/>', "businessRuleTask")
WITH_TABLE = Resources({"a.bpmn": document(RULE)}, {"D18.dmn": TABLE})
CALL = one('<zeebe:calledElement processId="q"/>', "callActivity")
PINNED = one('<zeebe:calledElement processId="q" bindingType="deployment"/>', "callActivity")
PLAIN_CALL = process('<callActivity id="t" calledElement="q"/>', "s>t; t>e")
TAGGED_CALL = one(
    '<zeebe:calledElement processId="q" bindingType="versionTag" versionTag="2026"/>', "callActivity"
)


def called(inner: str = "") -> str:
    """The process that the calls call."""
    return process(inner, "s>e", "q").replace('"s"', '"s2"').replace('"e"', '"e2"')


CALLED = called()
TAGGED = called(ext('<zeebe:versionTag value="2026"/>'))
FORM = Resources({"a.bpmn": document(one('<zeebe:formDefinition formId="F"/>'))}, {}, {"F": b"{}"})
MAPPED = one('<zeebe:ioMapping><zeebe:input source="= 1 + 1" target="a"/></zeebe:ioMapping>')
MANY = loop(ext('<zeebe:loopCharacteristics inputCollection="= units"/>'))
WHILE = loop("<loopCondition>= x</loopCondition>", "standardLoopCharacteristics")
TIMES = loop("<loopCardinality>3</loopCardinality>")
CHOICE = process('<exclusiveGateway id="g" default="p_3"/>', "s>g; g>e [x > 1]; g>e")
RECEIVE = '<message id="M" name="m"/>' + process('<receiveTask id="t" messageRef="M"/>', "s>t; t>e")
SEND = RECEIVE.replace("receiveTask", "sendTask")


LATE = '<startEvent id="s2"><signalEventDefinition signalRef="S"/></startEvent>'


def table(text: str) -> Resources:
    """The set WITH_TABLE with another diagram."""
    return Resources({"a.bpmn": document(text)}, WITH_TABLE.dmn)


def form(text: str) -> Resources:
    """The set FORM with another form definition."""
    return Resources({"a.bpmn": document(one(text))}, {}, FORM.forms)


FAULTS = (
    Fault("BPMN-unsupported", PLAIN, swap(PLAIN, "<userTask", '<choreographyTask id="x"/><userTask'), "x"),
    Fault("BPMN-unsupported-extension", PLAIN, one("<zeebe:executionListeners/>"), "t"),
    Fault("BPMN-form", FORM, form("<zeebe:formDefinition/>"), "t"),
    Fault("BPMN-unknown-form", FORM, form('<zeebe:formDefinition formId="F9"/>'), "t"),
    Fault("BPMN-no-job-type", SERVICE, one("", "serviceTask"), "t"),
    Fault("BPMN-script", SCRIPT, one("", "scriptTask"), "t"),
    Fault("BPMN-script", SCRIPT, swap(SCRIPT, ' resultVariable="x"', ""), "t"),
    Fault(
        "BPMN-script", SCRIPT, swap(SCRIPT, "</scriptTask>", "<script>import os</script></scriptTask>"), "t"
    ),
    Fault("BPMN-decision", WITH_TABLE, one("", "businessRuleTask"), "t"),
    Fault("BPMN-decision", WITH_TABLE, table(swap(RULE, ' resultVariable="x"', "")), "t"),
    Fault("BPMN-unknown-decision", WITH_TABLE, RULE, "t"),
    Fault("BPMN-unknown-process", CALLED + PINNED, PINNED, "t"),
    Fault("BPMN-unknown-process", CALLED + PLAIN_CALL, PLAIN_CALL, "t"),
    Fault("BPMN-unknown-process", CALLED + CALL, CALLED + one("", "callActivity"), "t"),
    Fault("BPMN-no-name", RECEIVE, swap(RECEIVE, ' messageRef="M"', ""), "t"),
    Fault("BPMN-no-name", SEND, swap(SEND, ' messageRef="M"', ""), "t"),
    Fault("BPMN-variable-name", MAPPED, swap(MAPPED, 'target="a"', 'target="a..b"'), "t"),
    Fault("BPMN-variable-name", MAPPED, swap(MAPPED, ' target="a"', ""), "t"),
    Fault("FEEL-syntax", MAPPED, swap(MAPPED, "= 1 + 1", "= 1 +"), "t"),
    Fault("FEEL-syntax", MAPPED, swap(MAPPED, "= 1 + 1", "= headof(unit)"), "t"),
    Fault("FEEL-syntax", MANY, swap(MANY, "= units", "units"), "t"),
    Fault("FEEL-syntax", CHOICE, swap(CHOICE, "x > 1", "x >"), "p_2"),
    Fault("BPMN-quantity", PLAIN, swap(PLAIN, 'id="t"', 'id="t" startQuantity="0"'), "t"),
    Fault("BPMN-quantity", TIMES, swap(TIMES, ">3<", ">-1<"), "t"),
    Fault("BPMN-loop", WHILE, loop("", "standardLoopCharacteristics"), "t"),
    Fault("BPMN-multi-instance", MANY, loop(""), "t"),
    Fault("BPMN-multi-instance", MANY, swap(MANY, ' inputCollection="= units"', ""), "t"),
    Fault(
        "BPMN-two-workers",
        SCRIPT,
        swap(SCRIPT, "<zeebe:script", '<zeebe:taskDefinition type="notify"/><zeebe:script'),
        "t",
    ),
    Fault("BPMN-call-version", TAGGED + TAGGED_CALL, TAGGED + swap(TAGGED_CALL, '"2026"', '""'), "t"),
    Fault("BPMN-call-later", CALLED + CALL, CALL, "t"),
    Fault("BPMN-call-later", CALLED + CALL, CALLED + swap(CALL, '"q"', '"r"'), "t"),
    Fault("BPMN-call-later", TAGGED + TAGGED_CALL, CALLED + TAGGED_CALL, "t"),
    Fault("BPMN-call-later", TAGGED + TAGGED_CALL, swap(TAGGED, "2026", "2025") + TAGGED_CALL, "t"),
    Fault("BPMN-extension-value", CALLED + PINNED, CALLED + swap(PINNED, "deployment", "newest"), "t"),
    Fault("BPMN-call-twice", CALLED + CALL, CALLED + swap(CALL, 'id="t"', 'id="t" calledElement="p"'), "t"),
    Fault(
        "BPMN-call-start",
        CALLED + CALL,
        '<signal id="S" name="s"/>' + swap(CALLED, '<startEvent id="s2"/>', LATE) + CALL,
        "t",
    ),
    Fault(
        "BPMN-multi-instance",
        MANY,
        swap(MANY, "</task>", WHILE[WHILE.index("<standard") : WHILE.index("</task>")] + "</task>"),
        "t",
    ),
)
