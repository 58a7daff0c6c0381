"""Together the scenarios reach every element and every flow of the district processes."""

from __future__ import annotations

from functools import cache

import pytest
from lxml import etree

from processes.records import RecordType
from tests.bpmn.drawing import BPMN
from tests.scenarios import runs

DIAGRAMS = sorted((runs.ROOT / "bpmn").glob("*.bpmn"))
_NODES = ("Event", "Task", "Gateway", "callActivity", "subProcess")
Reached = frozenset[tuple[str, str]]


def _processes() -> list[etree._Element]:
    return [
        process for path in DIAGRAMS for process in etree.parse(path).getroot().iterfind(f"{BPMN}process")
    ]


@cache
def _reached() -> tuple[Reached, Reached]:
    """(process, node) that began and (process, flow) that was taken, over all scenarios."""
    nodes, flows = set(), set()
    for scenario in runs.scenarios():
        for record in runs.records(scenario.name):
            if record.type is RecordType.ELEMENT_ACTIVATED:
                nodes.add((record.process_id or "", record.element_id or ""))
            elif record.type is RecordType.SEQUENCE_FLOW_TAKEN:
                flows.add((record.process_id or "", str(record.payload["flow_id"])))
    return frozenset(nodes), frozenset(flows)


@pytest.mark.parametrize("process", _processes(), ids=lambda process: process.get("id"))
def test_every_element_is_reached(process: etree._Element) -> None:
    elements = process.iter(f"{BPMN}*")
    drawn = {e.get("id", "") for e in elements if str(e.tag).endswith(_NODES)}
    reached = {node for owner, node in _reached()[0] if owner == process.get("id")}
    assert sorted(drawn - reached) == []


@pytest.mark.parametrize("process", _processes(), ids=lambda process: process.get("id"))
def test_every_flow_is_taken(process: etree._Element) -> None:
    drawn = {e.get("id", "") for e in process.iter(f"{BPMN}sequenceFlow")}
    reached = {flow for owner, flow in _reached()[1] if owner == process.get("id")}
    assert sorted(drawn - reached) == []
