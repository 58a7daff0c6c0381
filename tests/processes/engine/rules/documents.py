"""Breaches of the rules of files, identities and references."""

from __future__ import annotations

from pathlib import Path

from processes.engine import Resources

from ..models import HEAD, document, process
from .fault import Fault, swap

OK = process('<userTask id="t"/>', "s>t; t>e")
WAIT = '<message id="M" name="m"/>' + process(
    '<intermediateCatchEvent id="c"><messageEventDefinition messageRef="M"/></intermediateCatchEvent>',
    "s>c; c>e",
)
SHARED = '<signal id="S" name="s"/><signalEventDefinition id="D" signalRef="S"/>' + process(
    '<intermediateCatchEvent id="c"><eventDefinitionRef>D</eventDefinitionRef></intermediateCatchEvent>',
    "s>c; c>e",
)
DATA = process(
    '<dataObject id="o"/><dataObjectReference id="r" dataObjectRef="o"/>'
    '<task id="t"><dataInputAssociation id="i"><sourceRef>r</sourceRef><targetRef>x</targetRef>'
    "</dataInputAssociation></task>",
    "s>t; t>e",
)
TABLE = (Path(__file__).parents[4] / "bpmn" / "D18.dmn").read_bytes()
DOCTYPE = b'<!DOCTYPE x [<!ENTITY e "x">]>' + HEAD.partition("?>")[2].encode() + b"</definitions>"
DEEP = HEAD.encode() + b"<x>" * 150 + b"</x>" * 150 + b"</definitions>"
Q = process("", "s>e", "q")
TWO = {"1.bpmn": document(OK), "2.bpmn": document(Q)}

HIDDEN = '<subProcess id="x"><startEvent id="y"/><dataObject id="o"/></subProcess>'

FAULTS = (
    Fault("XML-too-large", OK, b" " * 8_000_001),
    Fault("XML-too-large", OK, DEEP),
    Fault("XML-syntax", OK, b"<a>"),
    Fault("XML-doctype", OK, DOCTYPE),
    Fault("BPMN-root", OK, b"<a/>"),
    Fault("BPMN-no-process", OK, swap(OK, 'isExecutable="true"', 'isExecutable="false"')),
    Fault("BPMN-duplicate-process", Resources(TWO), Resources(TWO | {"3.bpmn": document(Q)}), "q"),
    Fault("DMN-duplicate", OK, Resources(TWO, {"1.dmn": TABLE, "2.dmn": TABLE}), "D18"),
    Fault("BPMN-duplicate-id", OK, swap(OK, 'id="t"/>', 'id="t"/><task id="e"/>'), "e"),
    Fault("BPMN-no-id", OK, swap(OK, 'id="t"/>', 'id="t"/><task/>'), "p"),
    Fault("BPMN-dangling-reference", OK, swap(OK, 'targetRef="e"', 'targetRef="gone"'), "p_2"),
    Fault("BPMN-dangling-reference", WAIT, swap(WAIT, 'messageRef="M"', 'messageRef="N"'), "c"),
    Fault("BPMN-dangling-reference", SHARED, swap(SHARED, ">D<", ">E<"), "c"),
    Fault("BPMN-dangling-reference", DATA, swap(DATA, 'Ref="o"', 'Ref="x"'), "r"),
    Fault("BPMN-dangling-reference", DATA, swap(DATA, "<sourceRef>r<", "<sourceRef>s<"), "i"),
    Fault(
        "BPMN-dangling-reference",
        DATA,
        swap(DATA, '<dataObject id="o"/>', "", "<task", HIDDEN + "<task"),
        "i",
    ),
    Fault("BPMN-bad-id", OK, OK.replace('"t"', '"t\'1"'), "t'1"),
)
