"""Checks of lanes (BPMN 2.0.2 §10.8): a node lies in one lane of a lane set."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.document import Document
from ..reading.extensions import BPMN


def check(document: Document) -> Iterator[Problem]:
    """The lane sets of all processes; a lane inside another one repeats its nodes."""
    for lanes in document.executable("laneSet", "childLaneSet"):
        seen: dict[str, etree._Element] = {}
        for lane in lanes.iterchildren(f"{BPMN}lane"):
            for reference in lane.iterchildren(f"{BPMN}flowNodeRef"):
                yield from _node(document, lane, (reference.text or "").strip(), seen)


def _node(
    document: Document, lane: etree._Element, reference: str, seen: dict[str, etree._Element]
) -> Iterator[Problem]:
    node = document.target(reference)
    processes = [_process(element) for element in (node, lane) if element is not None]
    if node is None or processes[0] is not processes[1]:
        message = f"泳道“{document.label(lane)}”里列的“{reference}”不是这个流程的元素"
        yield document.problem("BPMN-lane-ref", lane, message)
    elif seen.setdefault(reference, lane) is not lane:
        names = f"“{document.label(seen[reference])}”和“{document.label(lane)}”"
        message = f"“{document.label(node)}”同时画在泳道{names}里"
        yield document.problem("BPMN-lane", node, message)


def _process(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(f"{BPMN}process"), None)
