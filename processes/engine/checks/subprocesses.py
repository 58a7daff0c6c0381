"""Checks of sub-processes: event sub-processes begin with exactly one event."""

from __future__ import annotations

from collections.abc import Iterator

from processes.errors import Problem

from ..reading.document import Document


def check(document: Document) -> Iterator[Problem]:
    """All sub-processes."""
    for handler in document.executable("subProcess"):
        if handler.get("triggeredByEvent") == "true":
            nodes = document.nodes(handler)
            starts = [n for n in nodes if document.tag(n) == "startEvent" and document.definitions(n)]
            if len(starts) != 1:
                named = f"事件子流程“{document.label(handler)}”"
                message = f"{named}应恰有一个带事件的开始事件，实际有 {len(starts)} 个"
                yield document.problem("BPMN-event-subprocess-start", handler, message)
