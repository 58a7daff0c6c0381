"""Breaches of the rules of paths, joins, lanes and data."""

from __future__ import annotations

from ..models import flows, process
from .documents import DATA, OK
from .fault import Fault, swap

SUB = process('<subProcess id="x"><startEvent id="i"/></subProcess>', "s>x; x>e")
PLAIN = process('<userTask id="t"/>', "s>t; t>e")
BOTH = process(
    '<parallelGateway id="f"/><parallelGateway id="j"/><task id="a"/><task id="b"/>',
    "s>f; f>a; f>b; a>j; b>j; j>e",
)
EITHER = process(
    '<exclusiveGateway id="f" default="p_3"/><parallelGateway id="j"/><task id="a"/><task id="b"/>',
    "s>f; f>a [x > 1]; f>b; a>j; b>j; j>e",
)
ROUND = process('<task id="a"/><exclusiveGateway id="g" default="p_4"/>', "s>a; a>g; g>a [x]; g>e")
NO_WAY_OUT = process('<userTask id="a"/><userTask id="b"/>', "s>a; a>b; b>a")
LANES = process(
    '<laneSet id="l"><lane id="l1"><flowNodeRef>t</flowNodeRef></lane>'
    '<lane id="l2"><flowNodeRef>e</flowNodeRef></lane></laneSet><userTask id="t"/>',
    "s>t; t>e",
)
COND = process('<userTask id="t" default="p_3"/><task id="a"/>', "s>t; t>a [x]; t>e; a>e")

FAULTS = (
    Fault("BPMN-empty", SUB, swap(SUB, '<startEvent id="i"/>', ""), "x"),
    Fault("BPMN-no-start", PLAIN, swap(PLAIN, '<startEvent id="s"/>', "", flows("s>t", "p_"), ""), "p"),
    Fault(
        "BPMN-several-starts", PLAIN, process('<startEvent id="z"/><userTask id="t"/>', "s>t; z>t; t>e"), "z"
    ),
    Fault("BPMN-unreachable", PLAIN, process('<userTask id="t"/><task id="a"/>', "s>t; t>e; a>a"), "a"),
    Fault("BPMN-endless", ROUND, NO_WAY_OUT, "s"),
    Fault("BPMN-join-never", BOTH, EITHER, "j"),
    Fault("BPMN-lane", LANES, swap(LANES, ">e</flowNodeRef>", ">t</flowNodeRef>"), "t"),
    Fault("BPMN-lane-ref", LANES, swap(LANES, ">e</flowNodeRef>", ">z</flowNodeRef>"), "l2"),
    Fault(
        "BPMN-data-association",
        DATA,
        swap(DATA, "<sourceRef>r</sourceRef>", "<sourceRef>r</sourceRef>" * 2),
        "i",
    ),
    Fault("BPMN-bad-id", OK, OK.replace('"t"', '"t 1"'), "t 1"),
    Fault("BPMN-bad-id", OK, OK.replace('"t"', f'"{"t" * 201}"'), "t" * 201),
    Fault("XML-long-text", OK, swap(OK, 'id="t"', f'id="t" name="{"字" * 200_001}"')),
    Fault(
        "BPMN-no-default",
        COND,
        process('<userTask id="t"/><task id="a"/>', "s>t; t>a [x]; t>e [y]; a>e"),
        "t",
    ),
    Fault(
        "BPMN-ignored-condition",
        COND,
        process('<userTask id="t" default="p_3"/><task id="a"/>', "s>t; t>a [x]; t>e [y]; a>e"),
        "p_3",
    ),
)
