"""Checks of link events (BPMN 2.0.2 §10.5.5): every source has one target in its scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.document import Document


def check(document: Document) -> Iterator[Problem]:
    """The link events of every body."""
    for body in document.bodies():
        caught = list(_links(document, body, "intermediateCatchEvent"))
        counted = Counter(name for _, name in caught)
        for event, name in caught:
            if counted[name] > 1:
                message = f"链接事件“{document.label(event)}”：有两个名为“{name}”的链接捕获事件"
                yield document.problem("BPMN-link", event, message)
            if document.incoming(event) or not name:
                yield document.problem("BPMN-link", event, _wrong(document, event, "流入"))
        for event, name in _links(document, body, "intermediateThrowEvent"):
            if document.outgoing(event) or not name:
                yield document.problem("BPMN-link", event, _wrong(document, event, "流出"))
            if name not in counted:
                message = f"链接事件“{document.label(event)}”：同一范围内没有名为“{name}”的链接捕获事件"
                yield document.problem("BPMN-link", event, message)


def _wrong(document: Document, event: etree._Element, way: str) -> str:
    return f"链接事件“{document.label(event)}”没有名称，或有{way}的顺序流"


def _links(document: Document, body: etree._Element, tag: str) -> Iterator[tuple[etree._Element, str | None]]:
    for event in document.nodes(body):
        for definition in document.definitions(event) if document.tag(event) == tag else ():
            if document.tag(definition) == "linkEventDefinition":
                yield event, definition.get("name")
