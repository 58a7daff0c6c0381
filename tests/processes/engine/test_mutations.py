"""Damaged documents are refused with problems, or accepted and executed: nothing else ever comes out."""

from __future__ import annotations

import contextlib
import copy
import random
from pathlib import Path

import pytest
from lxml import etree

from processes.engine import Program, Resources, compile
from processes.errors import InvalidDefinition, ProcessError
from processes.sandbox import Sandbox

CASES = sorted((Path(__file__).parents[2] / "conformance" / "cases").glob("*.bpmn"))
TEXTS = ["", "x", "R3/P1D", "= 1 +", "P1D", "2026-01-01", "-1", "true", "s", "e"]


def damage(root: etree._Element, drawn: random.Random) -> None:
    elements = list(root.iter(etree.Element))
    element, other = drawn.choice(elements), drawn.choice(elements)
    parent = element.getparent()
    match drawn.randint(0, 4):
        case 0 if element.attrib:
            del element.attrib[drawn.choice(list(element.attrib))]
        case 1 if element.attrib:
            element.set(drawn.choice(list(element.attrib)), drawn.choice([*TEXTS, other.get("id") or "q"]))
        case 2 if parent is not None:
            parent.remove(element)
        case 3 if element not in other.iterancestors():
            other.append(copy.deepcopy(element))
        case _:
            element.text = drawn.choice(TEXTS)


def accepted(document: bytes) -> Program | None:
    """The program, or ``None`` when the document is refused with readable problems."""
    with contextlib.suppress(InvalidDefinition):
        return compile(Resources({"a.bpmn": document}))
    with pytest.raises(InvalidDefinition) as refused:
        compile(Resources({"a.bpmn": document}))
    assert refused.value.problems
    assert all(problem.message and "0x" not in problem.message for problem in refused.value.problems)
    return None


@pytest.mark.parametrize("seed", range(150))
def test_a_damaged_document(seed: int):
    drawn = random.Random(seed)
    root = etree.parse(drawn.choice(CASES)).getroot()
    for _ in range(drawn.randint(1, 4)):
        damage(root, drawn)
    document = etree.tostring(root)
    program = accepted(document)
    if program is None:
        return
    box = Sandbox()
    box.deploy({"a.bpmn": document})
    for process_id in program.processes:
        with contextlib.suppress(ProcessError):
            box.start(
                process_id, {"depts": ["a"], "x": 1, "n": 2, "p": 2, "q": 2, "again": False, "ok": True}
            )
            for _ in range(6):
                for task in box.user_tasks():
                    box.complete(task, {"again": drawn.random() < 0.3})
                box.advance("P1D")
