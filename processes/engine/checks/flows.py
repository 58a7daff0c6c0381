"""Checks of sequence flows: where they may begin and end."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.document import FLOW_NODES, Document


def check(document: Document) -> Iterator[Problem]:
    """All checks of sequence flows."""
    for flow in document.executable("sequenceFlow"):
        yield from _scope(document, flow)
        yield from _ends(document, flow)


def _scope(document: Document, flow: etree._Element) -> Iterator[Problem]:
    for attribute, what in (("sourceRef", "起点"), ("targetRef", "终点")):
        end = document.by_id.get(flow.get(attribute, ""))
        named = f"顺序流“{flow.get('id')}”的{what}“{flow.get(attribute)}”"
        if end is None:
            yield document.problem(
                "BPMN-dangling-reference", flow, f"{named}不存在", "把顺序流连到元素上，或删去"
            )
        elif document.tag(end) not in FLOW_NODES or end.getparent() is not flow.getparent():
            yield document.problem("BPMN-flow-scope", flow, f"{named}不在同一个流程或子流程里")


def _ends(document: Document, flow: etree._Element) -> Iterator[Problem]:
    source, target = (document.by_id.get(flow.get(key, "")) for key in ("sourceRef", "targetRef"))
    wrong = []
    if source is not None and document.tag(source) == "endEvent":
        wrong.append(f"从结束事件“{document.label(source)}”出发")
    if target is not None and document.tag(target) in ("startEvent", "boundaryEvent"):
        kind = "开始" if document.tag(target) == "startEvent" else "边界"
        wrong.append(f"进入{kind}事件“{document.label(target)}”")
    for what in wrong:
        yield document.problem("BPMN-flow-ends", flow, f"顺序流“{flow.get('id')}”{what}")
