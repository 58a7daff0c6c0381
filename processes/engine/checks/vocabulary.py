"""What of the standard is not executed."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.document import FLOW_NODES, Document

_LOOKS_LIKE_A_NODE = ("Task", "Gateway", "Event", "Process", "Activity", "Choreography")


def check(document: Document) -> Iterator[Problem]:
    """Flow nodes of the standard that the engine does not execute."""
    for element in document.bodies():
        for child in element.iterchildren(etree.Element):
            tag = document.tag(child)
            if tag.endswith(_LOOKS_LIKE_A_NODE) and tag not in FLOW_NODES:
                message = f"引擎不支持元素 {tag}（{document.label(child)}）"
                yield document.problem("BPMN-unsupported", child, message)
