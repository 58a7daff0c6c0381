"""Checks of boundary events: their host and their way out."""

from __future__ import annotations

from collections.abc import Iterator

from processes.errors import Problem

from ..reading.document import ACTIVITIES, Document
from .graph import event_kinds


def check(document: Document) -> Iterator[Problem]:
    """All boundary events."""
    for event in document.executable("boundaryEvent"):
        host = document.target(event.get("attachedToRef"))
        if host is None or host.getparent() is not event.getparent() or document.tag(host) not in ACTIVITIES:
            where = f"（attachedToRef={event.get('attachedToRef')}）"
            message = f"边界事件“{document.label(event)}”没有附着在同一范围的活动上{where}"
            yield document.problem("BPMN-boundary-host", event, message)
            continue
        if "compensate" not in event_kinds(document, event) and not document.outgoing(event):
            message = f"边界事件“{document.label(event)}”后面没有顺序流"
            yield document.problem("BPMN-boundary-flow", event, message)
