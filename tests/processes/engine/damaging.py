"""Damaged documents, and what must come of them: a refusal with problems, or a program that can be driven."""

from __future__ import annotations

import contextlib
import copy
import json
import random

from lxml import etree

from processes.engine import Resources, compile
from processes.engine.reading.extensions import BPMN
from processes.engine.reading.schema import schema
from processes.errors import InvalidDefinition, Problem, ProcessError
from processes.sandbox import Sandbox
from tests.conformance.suite import CASES

from .alterations import alter

TEXTS = ["", "x", "R3/P1D", "= 1 +", "P1D", "2026-01-01", "-1", "true", "false", "1", "s", "e", "= x", "= []"]
NAMES = sorted({name for _, name in schema().walk() if name != "definitions"})
ATTRIBUTES = sorted(
    {
        name
        for kind in (
            "tActivity",
            "tCatchEvent",
            "tSubProcess",
            "tBoundaryEvent",
            "tMultiInstanceLoopCharacteristics",
            "tSequenceFlow",
            "tCompensateEventDefinition",
        )
        for name in schema().attributes(kind)
    }
)
DOCUMENTS = sorted(
    {content for case in CASES for name, content in case.documents.items() if name.endswith(".bpmn")}
)
DATA = {"depts": ["a"], "x": 1, "n": 2, "p": 2, "q": 2, "again": False, "ok": True, "items": [1, 2]}


def damage(root: etree._Element, drawn: random.Random) -> None:
    """One wound: something removed, changed, copied, moved, renamed or added."""
    elements = list(root.iter(etree.Element))
    element, other = drawn.choice(elements), drawn.choice(elements)
    parent = element.getparent()
    value = drawn.choice([*TEXTS, other.get("id") or "q"])
    match drawn.randint(0, 8):
        case 0 if element.attrib:
            del element.attrib[drawn.choice(list(element.attrib))]
        case 1 if element.attrib:
            element.set(drawn.choice(list(element.attrib)), value)
        case 2 if parent is not None:
            parent.remove(element)
        case 3 if element not in other.iterancestors():
            other.append(copy.deepcopy(element))
        case 4 if parent is not None and element not in other.iterancestors() and other is not element:
            other.append(element)
        case 5 if parent is not None:
            element.tag = BPMN + drawn.choice(NAMES)
        case 6:
            etree.SubElement(element, BPMN + drawn.choice(NAMES)).set("id", f"new{drawn.randrange(99)}")
        case 7:
            element.set(drawn.choice(ATTRIBUTES), value)
        case _:
            element.text = drawn.choice(TEXTS)


def damaged(seed: int) -> bytes:
    """A conformance document that was altered (odd seeds) or has wounds; one in ten of these byte by byte."""
    drawn = random.Random(seed)
    content = drawn.choice(DOCUMENTS)
    if seed % 2:
        root = etree.fromstring(content)
        for _ in range(drawn.randint(1, 3)):
            alter(root, drawn)
        return etree.tostring(root)
    if drawn.random() < 0.1:
        raw = bytearray(content)
        for _ in range(drawn.randint(1, 5)):
            raw[drawn.randrange(len(raw))] = drawn.randrange(256)
        return bytes(raw)
    root = etree.fromstring(content)
    for _ in range(drawn.randint(1, 4)):
        damage(root, drawn)
    return etree.tostring(root)


def verdict(content: bytes) -> bool:
    """Whether a document is accepted; AssertionError when a refusal tells nothing that helps."""
    problems: list[Problem] = []
    try:
        compile(Resources({"a.bpmn": content}))
    except InvalidDefinition as error:
        problems = error.problems
        accepted = False
    else:
        accepted = True
    assert accepted == (not [p for p in problems if p.severity == "error"])
    assert all(p.message and p.remedy and "0x" not in p.message for p in problems)
    return accepted


def drive(content: bytes, drawn: random.Random) -> int:
    """Start every process of an accepted document and push it on; the number of commands that were taken.

    Only declared refusals may come out; the state must stay plain data.
    """
    box, taken = Sandbox(), 0
    with contextlib.suppress(InvalidDefinition):  # a start timer that cannot be computed
        for process_id in box.deploy({"a.bpmn": content}).processes:
            taken += _push(box, process_id, drawn)
    for instance in box.instances():
        json.dumps(instance.engine_state)
    return taken


def _push(box: Sandbox, process_id: str, drawn: random.Random) -> int:
    taken = 0
    with contextlib.suppress(ProcessError):
        box.start(process_id, DATA)
        taken += 1
        for _ in range(6):
            for task in box.user_tasks()[:8]:  # a loop around a fork makes more and more of them
                box.complete(task, {"again": drawn.random() < 0.3})
                taken += 1
            box.advance("P1D")
    return taken
