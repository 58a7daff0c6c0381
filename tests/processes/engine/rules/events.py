"""Breaches of the rules of events, compensation and sub-processes."""

from __future__ import annotations

from ..models import flows, process
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
KEYED = '<message id="M" name="m"><extensionElements><zeebe:subscription correlationKey="= k"/>'
KEYED += "</extensionElements></message>"
WAITS = KEYED + process(CATCH.format('<messageEventDefinition messageRef="M"/>'), "s>c; c>e")
RECEIVES = KEYED + process('<receiveTask id="c" messageRef="M"/>', "s>c; c>e")
STARTED = KEYED + process('<receiveTask id="c" messageRef="M" instantiate="true"/>', "c>e")
STARTED = STARTED.replace('<startEvent id="s"/>', "")
THROWN = '<error id="E" name="e" errorCode="E1"/>' + process(
    '<endEvent id="o"><errorEventDefinition errorRef="E"/></endEvent>', "s>o"
)
THROW = '<intermediateThrowEvent id="r"><compensateEventDefinition{}/></intermediateThrowEvent>'
UNDO_IT = UNDO.replace("<association", THROW.format(' activityRef="t"') + "<association").replace(
    flows("s>t; t>e", "p_"), flows("s>t; t>r; r>e", "p_")
)
TWICE = '<task id="v" isForCompensation="true"/><association id="a2" sourceRef="b" targetRef="v"/>'
LOOP = '<standardLoopCharacteristics loopMaximum="2"/>'
ALL = '<startEvent id="s" parallelMultiple="true"><signalEventDefinition signalRef="S"/>'
ALL += "<signalEventDefinition/></startEvent>"
AD_HOC = process('<adHocSubProcess id="x"><task id="a"/></adHocSubProcess>', "s>x; x>e")
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
    Fault("BPMN-link", LINK, LINK.replace("甲", ""), "l"),
    Fault("BPMN-link", LINK, swap(LINK, 'sourceRef="s" targetRef="l"', 'sourceRef="s" targetRef="c"'), "c"),
    Fault(
        "BPMN-event-mix", THROWN, swap(THROWN, "<errorEvent", "<terminateEventDefinition/><errorEvent"), "o"
    ),
    Fault(
        "BPMN-event-mix",
        CAUGHT,
        swap(CAUGHT, "<signalEvent", '<linkEventDefinition name="a"/><signalEvent'),
        "c",
    ),
    Fault("BPMN-event-mix", CAUGHT, swap(CAUGHT, '<startEvent id="s"/>', ALL), "s"),
    Fault("BPMN-interrupting", EDGE, swap(EDGE, 'id="b"', 'id="b" cancelActivity="false"'), "b"),
    Fault("BPMN-instantiate", STARTED, swap(RECEIVES, 'id="c"', 'id="c" instantiate="true"'), "c"),
    Fault("BPMN-no-code", THROWN, swap(THROWN, ' errorRef="E"', ""), "o"),
    Fault("BPMN-no-code", THROWN, swap(THROWN, ' errorCode="E1"', ""), "o"),
    Fault("BPMN-no-correlation", WAITS, swap(WAITS, KEYED, '<message id="M" name="m"/>'), "c"),
    Fault("BPMN-no-correlation", RECEIVES, swap(RECEIVES, KEYED, '<message id="M" name="m"/>'), "c"),
    Fault("BPMN-timer", ONCE, swap(ONCE, ">P1D<", ">2026/03/12<"), "c"),
    Fault("BPMN-timer-cycle", ONCE, AGAIN, "c"),
    Fault("BPMN-compensation", UNDO, swap(UNDO, "<association", TWICE + "<association"), "b"),
    Fault("BPMN-compensation-flow", UNDO, UNDO.replace("</process>", flows("u>e", "z") + "</process>"), "u"),
    Fault("BPMN-compensation-flow", UNDO, UNDO.replace("</process>", flows("b>e", "z") + "</process>"), "b"),
    Fault("BPMN-compensation-ref", UNDO_IT, swap(UNDO_IT, 'activityRef="t"', 'activityRef="gone"'), "r"),
    Fault("BPMN-compensation-none", UNDO_IT, swap(UNDO_IT, 'activityRef="t"', 'activityRef="u"'), "r"),
    Fault("BPMN-compensation-none", UNDO_IT, process(THROW.format(""), "s>r; r>e"), "r"),
    Fault(
        "BPMN-unreachable",
        UNDO,
        swap(UNDO, "<association", '<task id="z" isForCompensation="true"/><association'),
        "z",
    ),
    Fault(
        "BPMN-event-subprocess-start",
        HANDLER,
        swap(HANDLER, "</subProcess>", '<startEvent id="z"/></subProcess>'),
        "x",
    ),
    Fault(
        "BPMN-event-subprocess", HANDLER, HANDLER.replace("</process>", flows("x>e", "z") + "</process>"), "x"
    ),
    Fault("BPMN-event-subprocess", HANDLER, swap(HANDLER, "</subProcess>", LOOP + "</subProcess>"), "x"),
    Fault("BPMN-ad-hoc", AD_HOC, swap(AD_HOC, '<task id="a"/>', ""), "x"),
    Fault("BPMN-ad-hoc", AD_HOC, swap(AD_HOC, "</adHoc", '<endEvent id="z"/></adHoc'), "x"),
)
