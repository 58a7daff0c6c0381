"""Short BPMN for tests: nodes as XML, flows as ``a>b [condition]``."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from processes.sandbox import Sandbox

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:jiedu="http://jiedu.gov.example/schema/1.0" '
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="test">'
)
NOW = datetime(2026, 2, 6, 2, 0, tzinfo=UTC)  # Friday 10:00 in Beijing


def flows(text: str, prefix: str = "f") -> str:
    """``s>a; a>e [x > 1]`` as sequence flows with ids f1, f2 …"""
    found = []
    for number, part in enumerate(filter(None, (p.strip() for p in text.split(";"))), 1):
        match = re.fullmatch(r"(\S+?)>(\S+)(?:\s+\[(.*)\])?", part)
        assert match, part
        condition = (match[3] or "").replace("&", "&amp;").replace("<", "&lt;")
        inner = f"<conditionExpression>= {condition}</conditionExpression>" if condition else ""
        found.append(
            f'<sequenceFlow id="{prefix}{number}" sourceRef="{match[1]}" targetRef="{match[2]}">'
            f"{inner}</sequenceFlow>"
        )
    return "".join(found)


def ext(inner: str) -> str:
    """Extension elements."""
    return f"<extensionElements>{inner}</extensionElements>"


def process(nodes: str, flow: str, process_id: str = "p") -> str:
    """One process with a start event ``s`` and an end event ``e``."""
    ends = '<startEvent id="s"/><endEvent id="e"/>'
    lines = flows(flow, process_id + "_")
    return f'<process id="{process_id}" isExecutable="true">{ends}{nodes}{lines}</process>'


def document(*parts: str) -> bytes:
    """A BPMN document of processes and root elements."""
    return (HEAD + "".join(parts) + "</definitions>").encode()


def sandbox(*parts: str, files: dict[str, bytes] | None = None, **options: Any) -> Sandbox:
    """A sandbox with one document per process; other root elements go into each."""
    made = Sandbox(now=NOW, **options)
    shared = [part for part in parts if not part.startswith("<process")]
    bodies = [part for part in parts if part.startswith("<process")]
    documents = {f"{number}.bpmn": document(*shared, body) for number, body in enumerate(bodies)}
    made.deploy({**documents, **(files or {})})
    return made


def records(box: Sandbox, kind: str) -> list[dict[str, Any]]:
    """Payloads of the records of one type."""
    return [record.payload for record in box.records if record.type == kind]
