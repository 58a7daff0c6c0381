"""Breaches of the rules of events, compensation and sub-processes."""

from __future__ import annotations

from ..models import process
from .fault import Fault, swap

SIGNAL = '<signal id="S" name="s"/>'
CATCH = '<intermediateCatchEvent id="c">{}</intermediateCatchEvent>'
CAUGHT = SIGNAL + process(CATCH.format('<signalEventDefinition signalRef="S"/>'), "s>c; c>e")
IF = process(
    CATCH.format("<conditionalEventDefinition><condition>= x > 1</condition></conditionalEventDefinition>"),
    "s>c; c>e",
)
ONCE = process(
    CATCH.format("<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"), "s>c; c>e"
)
AGAIN = swap(ONCE, "Duration>P1D</timeDuration", "Cycle>R3/P1D</timeCycle")
EDGE = process(
    '<userTask id="t"/><boundaryEvent id="b" attachedToRef="t"><errorEventDefinition/></boundaryEvent>',
    "s>t; t>e; b>e",
)
TRANSACTION = process(
    '<transaction id="x"><startEvent id="i"/><endEvent id="o"><cancelEventDefinition/></endEvent>'
    '<sequenceFlow id="f" sourceRef="i" targetRef="o"/></transaction>',
    "s>x; x>e",
)
UNDO = process(
    '<task id="t"/><boundaryEvent id="b" attachedToRef="t"><compensateEventDefinition/></boundaryEvent>'
    '<task id="u" isForCompensation="true"/><association id="a" sourceRef="b" targetRef="u"/>',
    "s>t; t>e",
)
HANDLER = SIGNAL + process(
    '<subProcess id="x" triggeredByEvent="true"><startEvent id="i"><signalEventDefinition signalRef="S"/>'
    "</startEvent></subProcess>",
    "s>e",
)
LINK = process(
    '<intermediateThrowEvent id="l"><linkEventDefinition name="甲"/></intermediateThrowEvent>'
    + CATCH.format('<linkEventDefinition name="甲"/>'),
    "s>l; c>e",
)
OTHER = '<intermediateCatchEvent id="d"><linkEventDefinition name="甲"/></intermediateCatchEvent>'

FAULTS = (
    Fault("BPMN-event-kind", CAUGHT, swap(CAUGHT, '<signalEventDefinition signalRef="S"/>', ""), "c"),
    Fault("BPMN-event-kind", EDGE, swap(EDGE, "<errorEventDefinition/>", ""), "b"),
    Fault("BPMN-event-kind", EDGE, swap(EDGE, "errorEvent", "terminateEvent"), "b"),
    Fault(
        "BPMN-event-kind",
        EDGE,
        swap(EDGE, '<startEvent id="s"/>', '<startEvent id="s"><errorEventDefinition/></startEvent>'),
        "s",
    ),
    Fault("BPMN-no-name", CAUGHT, swap(CAUGHT, ' signalRef="S"', ""), "c"),
    Fault("BPMN-no-name", CAUGHT, swap(CAUGHT, ' name="s"', ""), "S"),
    Fault("BPMN-timer", ONCE, swap(ONCE, ">P1D<", "><"), "c"),
    Fault(
        "BPMN-timer",
        ONCE,
        swap(ONCE, "</timeDuration>", "</timeDuration><timeDate>2030-01-01</timeDate>"),
        "c",
    ),
    Fault("BPMN-timer", ONCE, swap(ONCE, ">P1D<", ">P20WD<"), "c"),
    Fault("BPMN-timer", AGAIN, swap(AGAIN, "R3/", "R0/"), "c"),
    Fault("BPMN-condition", IF, swap(IF, "= x > 1", ""), "c"),
    Fault("BPMN-cancel", TRANSACTION, TRANSACTION.replace("transaction", "subProcess"), "o"),
    Fault("BPMN-boundary-host", EDGE, swap(EDGE, 'attachedToRef="t"', 'attachedToRef="gone"'), "b"),
    Fault("BPMN-boundary-host", EDGE, swap(EDGE, 'attachedToRef="t"', 'attachedToRef="e"'), "b"),
    Fault(
        "BPMN-boundary-flow",
        EDGE,
        process(EDGE[EDGE.index("<userTask") : EDGE.index("<seq")], "s>t; t>e"),
        "b",
    ),
    Fault("BPMN-compensation", UNDO, swap(UNDO, 'sourceRef="b"', 'sourceRef="t"'), "b"),
    Fault("BPMN-compensation", UNDO, swap(UNDO, ' isForCompensation="true"', ""), "b"),
    Fault(
        "BPMN-event-subprocess-start",
        HANDLER,
        swap(HANDLER, '<signalEventDefinition signalRef="S"/>', ""),
        "x",
    ),
    Fault("BPMN-link", LINK, swap(LINK, 'name="甲"', 'name="乙"'), "l"),
    Fault("BPMN-link", LINK, swap(LINK, "<sequenceFlow", OTHER + "<sequenceFlow"), "d"),
)
