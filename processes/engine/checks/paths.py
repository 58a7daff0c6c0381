"""Checks of the paths through a process or sub-process: what is never reached, and what never ends."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.document import ACTIVITIES, Document
from .graph import Graph, event_kinds


def check(document: Document) -> Iterator[Problem]:
    """All bodies; in an ad-hoc sub-process activities need no flows (BPMN 2.0.2 §10.3.5)."""
    for body in document.bodies():
        if document.tag(body) == "adHocSubProcess":
            continue
        graph = Graph(document, body)
        if not graph.nodes:
            yield document.problem("BPMN-empty", body, f"“{document.label(body)}”里没有元素")
            continue
        yield from _starts(document, body, graph)
        yield from _unreachable(document, graph)
        yield from _silent_ends(document, graph)
        yield from _endless(document, body, graph)


def _starts(document: Document, body: etree._Element, graph: Graph) -> Iterator[Problem]:
    starts = [node for node in graph.nodes if document.tag(node) == "startEvent"]
    ends = [node for node in graph.nodes if document.tag(node) == "endEvent"]
    receivers = [node for node in graph.nodes if node.get("instantiate") == "true"]
    plain = [node for node in starts if not document.definitions(node)]
    if ends and not starts and not receivers:
        message = f"“{document.label(body)}”画了结束事件，却没有开始事件"
        yield document.problem("BPMN-no-start", body, message)
    for extra in plain[1:]:
        message = f"“{document.label(body)}”有 {len(plain)} 个空开始事件，启动时会同时走"
        yield document.problem("BPMN-several-starts", extra, message)


def _unreachable(document: Document, graph: Graph) -> Iterator[Problem]:
    reached = graph.reached()
    for node in graph.nodes:
        if node in reached:
            continue
        if node.get("isForCompensation") == "true":
            message = f"补偿活动“{document.label(node)}”没有边界补偿事件用关联线连过来，永远不会执行"
        elif document.incoming(node):
            message = f"“{document.label(node)}”从开始处走不到，永远不会执行"
        else:
            message = f"“{document.label(node)}”没有流入的顺序流，永远不会执行"
        yield document.problem("BPMN-unreachable", node, message)


def _silent_ends(document: Document, graph: Graph) -> Iterator[Problem]:
    """Where end events are drawn, a path that stops at an activity or gateway is most likely a forgotten flow
    (BPMN 2.0.2 §10.5.3: only without end events every such node is an end)."""
    if not any(document.tag(node) == "endEvent" for node in graph.nodes):
        return
    for node in graph.nodes:
        tag = document.tag(node)
        handler = node.get("triggeredByEvent") == "true" or node.get("isForCompensation") == "true"
        stops = bool(document.incoming(node)) and not document.outgoing(node)
        if stops and (tag in ACTIVITIES or tag.endswith("Gateway")) and not handler:
            message = f"“{document.label(node)}”没有流出的顺序流，流程会在这里不声不响地结束"
            yield document.problem("BPMN-silent-end", node, message)


def _endless(document: Document, body: etree._Element, graph: Graph) -> Iterator[Problem]:
    """A part of the body without a way out.  Where an event may end the body from outside (an interrupting
    event sub-process, a boundary event of the body), having no way out is a way to work.
    """
    if _may_be_ended(document, body, graph):
        return
    reached, ending = graph.reached(), graph.ending()
    for node in graph.nodes:
        if node in reached and node not in ending:
            message = f"从“{document.label(node)}”走不到任何终点，流程永远不会结束"
            yield document.problem("BPMN-endless", node, message)
            return


def _may_be_ended(document: Document, body: etree._Element, graph: Graph) -> bool:
    handlers = any(node.get("triggeredByEvent") == "true" for node in graph.nodes)
    hosted = bool(document.boundaries(body))
    terminated = document.tag(body) != "process" or any(
        "terminate" in event_kinds(document, node) for node in graph.nodes
    )
    return handlers or hosted or terminated
