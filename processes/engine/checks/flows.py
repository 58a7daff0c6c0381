"""Checks of sequence flows: where they may begin and end, and what no flow reaches or leaves."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.document import ACTIVITIES, FLOW_NODES, Document

#: Attributes of nodes that no flow needs to reach.
_FREE = ("triggeredByEvent", "isForCompensation", "instantiate")


def check(document: Document) -> Iterator[Problem]:
    """All checks of sequence flows."""
    for flow in document.executable("sequenceFlow"):
        yield from _scope(document, flow)
        yield from _ends(document, flow)
    for body in document.bodies():
        if document.tag(body) != "adHocSubProcess":
            nodes = document.nodes(body)
            yield from _unreachable(document, nodes)
            yield from _silent_ends(document, nodes)


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


def _unreachable(document: Document, nodes: list[etree._Element]) -> Iterator[Problem]:
    if not any(document.tag(node) == "startEvent" for node in nodes):
        return
    for node in nodes:
        free = (
            document.tag(node) in ("startEvent", "boundaryEvent")
            or "true" in [node.get(each) for each in _FREE]
            or any(document.tag(child) == "linkEventDefinition" for child in node)
        )
        if not free and not document.incoming(node):
            message = f"“{document.label(node)}”没有流入的顺序流，永远不会执行"
            yield document.problem("BPMN-unreachable", node, message)


def _silent_ends(document: Document, nodes: list[etree._Element]) -> Iterator[Problem]:
    """Where end events are drawn, a path that stops at an activity or gateway is most likely a forgotten flow
    (BPMN 2.0.2 §10.5.3: only without end events every such node is an end)."""
    if not any(document.tag(node) == "endEvent" for node in nodes):
        return
    for node in nodes:
        tag = document.tag(node)
        handler = node.get("triggeredByEvent") == "true" or node.get("isForCompensation") == "true"
        stops = bool(document.incoming(node)) and not document.outgoing(node)
        if stops and (tag in ACTIVITIES or tag.endswith("Gateway")) and not handler:
            message = f"“{document.label(node)}”没有流出的顺序流，流程会在这里不声不响地结束"
            yield document.problem("BPMN-silent-end", node, message)
