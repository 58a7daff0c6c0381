"""Breaches of the rules of sequence flows and gateways."""

from __future__ import annotations

from ..models import flows, process
from .fault import Fault, swap

PLAIN = process('<userTask id="t"/>', "s>t; t>e")
SUB = process('<subProcess id="x"><startEvent id="i"/></subProcess><userTask id="t"/>', "s>x; x>t; t>e")
GATE = '<exclusiveGateway id="g"/><task id="a"/>'
CHOICE = process(swap(GATE, '"g"', '"g" default="p_3"'), "s>g; g>a [x > 1]; g>e; a>e")
SPLIT = '<parallelGateway id="g"/><userTask id="t"/>'
FORK = process(SPLIT, "s>g; g>t; t>e; g>e")
TIMER = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
CATCH = '<intermediateCatchEvent id="{}">' + TIMER + "</intermediateCatchEvent>"
RACERS = '<eventBasedGateway id="g"/>' + CATCH.format("c") + CATCH.format("d")
TO_TASK = "s>g; g>c; g>d; g>a; c>e; d>e; a>e"
RACE = process(RACERS, "s>g; g>c; g>d; c>e; d>e")


RECEIVED = '<message id="M" name="m"/>' + process(
    '<eventBasedGateway id="g"/>' + CATCH.format("c") + '<receiveTask id="r" messageRef="M"/>',
    "s>g; g>c; g>r; c>e; r>e",
)
LOOP = '<standardLoopCharacteristics loopMaximum="2"/>'
EDGE = f'<boundaryEvent id="b" attachedToRef="r">{TIMER}</boundaryEvent>'


def choice(flow: str) -> str:
    """The gateway of CHOICE without a default flow, and these flows."""
    return process(GATE, flow)


FAULTS = (
    Fault("BPMN-flow-scope", SUB, swap(SUB, 'sourceRef="x"', 'sourceRef="i"'), "p_2"),
    Fault("BPMN-flow-ends", PLAIN, process('<userTask id="t"/>', "s>t; t>s"), "p_2"),
    Fault("BPMN-flow-ends", PLAIN, process('<userTask id="t"/>', "s>t; t>e; e>t"), "p_3"),
    Fault("BPMN-unreachable", PLAIN, swap(PLAIN, 'id="t"/>', 'id="t"/><task id="lost"/>'), "lost"),
    Fault("BPMN-silent-end", FORK, swap(FORK, flows("t>e", "p_").replace("p_1", "p_3"), ""), "t"),
    Fault("BPMN-default-flow", CHOICE, swap(CHOICE, 'default="p_3"', 'default="p_4"'), "g"),
    Fault("BPMN-default-flow", CHOICE, swap(CHOICE, 'default="p_3"', 'default="gone"'), "g"),
    Fault("BPMN-missing-conditions", CHOICE, choice("s>g; g>a; g>e; a>e"), "g"),
    Fault("BPMN-always-taken", CHOICE, choice("s>g; g>a [x > 1]; g>e; a>e"), "p_3"),
    Fault("BPMN-no-way-out", CHOICE, choice("s>g; g>a [false]; g>e [1 > 2]; a>e"), "g"),
    Fault("BPMN-no-default", CHOICE, choice("s>g; g>a [x > 1]; g>e [x < 1]; a>e"), "g"),
    Fault("BPMN-ignored-condition", FORK, process(SPLIT, "s>g; g>t [x]; t>e; g>e"), "p_2"),
    Fault("BPMN-event-gateway", RACE, process(RACERS, "s>g; g>c; g>d; c>d; d>e"), "d"),
    Fault("BPMN-event-gateway", RACE, process(RACERS + '<task id="a"/>', TO_TASK), "a"),
    Fault(
        "BPMN-event-gateway", RECEIVED, swap(RECEIVED, "/><sequence", f">{LOOP}</receiveTask><sequence"), "r"
    ),
    Fault("BPMN-event-gateway", RECEIVED, swap(RECEIVED, "<sequence", EDGE + "<sequence"), "r"),
)
