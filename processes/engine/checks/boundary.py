"""Checks of boundary events: their host, their way out, their compensation handler."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.document import ACTIVITIES, Document


def check(document: Document) -> Iterator[Problem]:
    """All boundary events."""
    for event in document.executable("boundaryEvent"):
        host = document.target(event.get("attachedToRef"))
        if host is None or host.getparent() is not event.getparent() or document.tag(host) not in ACTIVITIES:
            where = f"（attachedToRef={event.get('attachedToRef')}）"
            message = f"边界事件“{document.label(event)}”没有附着在同一范围的活动上{where}"
            yield document.problem("BPMN-boundary-host", event, message)
            continue
        kinds = [document.tag(definition) for definition in document.definitions(event)]
        if "compensateEventDefinition" in kinds:
            yield from _compensation(document, event)
        elif not document.outgoing(event):
            message = f"边界事件“{document.label(event)}”后面没有顺序流"
            yield document.problem("BPMN-boundary-flow", event, message)


def _compensation(document: Document, event: etree._Element) -> Iterator[Problem]:
    handlers = [
        document.target(association.get("targetRef"))
        for association in document.executable("association")
        if association.get("sourceRef") == event.get("id")
    ]
    if not any(h is not None and h.get("isForCompensation") == "true" for h in handlers):
        message = f"补偿边界事件“{document.label(event)}”没有用关联线连到补偿活动"
        yield document.problem("BPMN-compensation", event, message)
