"""Checks of gateways and conditional flows."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes import feel
from processes.errors import Problem

from ..reading.document import ACTIVITIES, FLOW_NODES, LOOPS, Document
from ..reading.extensions import BPMN
from ..running.expressions import always_expression


def check(document: Document) -> Iterator[Problem]:
    """All checks of gateways."""
    for node in document.executable(*FLOW_NODES):
        yield from _default(document, node)
        yield from _direction(document, node)
    for gateway in document.executable("exclusiveGateway", "inclusiveGateway"):
        yield from _choice(document, gateway)
    for gateway in document.executable("eventBasedGateway"):
        yield from _race(document, gateway)
    for activity in document.executable(*ACTIVITIES):
        flows = document.outgoing(activity)
        if flows and all(map(_condition, flows)) and not activity.get("default"):
            message = (
                f"“{document.label(activity)}”的流出都有条件，没有默认流：都不成立时流程在这里不声不响地结束"
            )
            yield document.problem("BPMN-no-default", activity, message)
    for flow in document.executable("sequenceFlow"):
        source = document.by_id.get(flow.get("sourceRef", ""))
        if source is not None and _condition(flow) and _ignores(document, source, flow):
            message = f"“{document.label(source)}”后面的流“{flow.get('id')}”的条件不起作用"
            yield document.problem("BPMN-ignored-condition", flow, message)


def _ignores(document: Document, source: etree._Element, flow: etree._Element) -> bool:
    plain = document.tag(source) in ("parallelGateway", "eventBasedGateway")
    return plain or source.get("default") == flow.get("id")


def _condition(flow: etree._Element) -> str:
    return (flow.findtext(f"{BPMN}conditionExpression") or "").strip()


def _default(document: Document, node: etree._Element) -> Iterator[Problem]:
    default = node.get("default")
    if default and default not in [flow.get("id") for flow in document.outgoing(node)]:
        message = f"“{document.label(node)}”的默认流“{default}”不是它流出的顺序流"
        yield document.problem("BPMN-default-flow", node, message)


def _direction(document: Document, gateway: etree._Element) -> Iterator[Problem]:
    ins, outs = len(document.incoming(gateway)), len(document.outgoing(gateway))
    given = gateway.get("gatewayDirection")
    wrong = (given == "Converging" and outs > 1) or (given == "Diverging" and ins > 1)
    if wrong or (given == "Mixed" and (ins < 2 or outs < 2)):
        message = f"网关“{document.label(gateway)}”声明为 {given}，却有 {ins} 条流入、{outs} 条流出"
        yield document.problem("BPMN-gateway-direction", gateway, message)


def _choice(document: Document, gateway: etree._Element) -> Iterator[Problem]:
    flows = document.outgoing(gateway)
    others = [flow for flow in flows if flow.get("id") != gateway.get("default")]
    if not flows or (len(flows) == 1 and not _condition(flows[0])):
        return
    bare = [flow for flow in others if not _condition(flow)]
    if len(flows) > 1 and len(bare) == len(flows):
        message = f"网关“{document.label(gateway)}”的 {len(flows)} 条流出都没有条件，也没有默认流"
        yield document.problem("BPMN-missing-conditions", gateway, message)
    elif bare and document.tag(gateway) == "exclusiveGateway":
        for flow in bare:
            message = f"网关“{document.label(gateway)}”的流“{flow.get('id')}”没有条件，总会被选中"
            yield document.problem("BPMN-always-taken", flow, message)
    if gateway.get("default") or bare:
        return
    if all(_never(_condition(flow)) for flow in others):
        message = f"网关“{document.label(gateway)}”的条件都不可能成立，又没有默认流"
        yield document.problem("BPMN-no-way-out", gateway, message)
    else:
        message = f"网关“{document.label(gateway)}”没有默认流：条件都不成立时会停下成为事故"
        yield document.problem("BPMN-no-default", gateway, message)


def _never(condition: str) -> bool:
    """A constant that is not true."""
    try:
        expression = feel.compile(always_expression(condition))
    except feel.FeelError:
        return False
    return not expression.names and expression.evaluate({}) is not True


def _race(document: Document, gateway: etree._Element) -> Iterator[Problem]:
    flows = document.outgoing(gateway)
    if not flows:
        message = f"事件网关“{document.label(gateway)}”后面没有事件"
        yield document.problem("BPMN-event-gateway", gateway, message)
    for flow in flows:
        target = document.by_id.get(flow.get("targetRef", ""))
        if target is None:
            continue
        kinds = [document.tag(definition) for definition in document.definitions(target)]
        waits = document.tag(target) == "receiveTask" or (
            document.tag(target) == "intermediateCatchEvent" and kinds and "linkEventDefinition" not in kinds
        )
        more = document.boundaries(target) or any(document.tag(e) in LOOPS for e in target)
        if not waits or more or len(document.incoming(target)) != 1:
            message = (
                f"事件网关“{document.label(gateway)}”后面的“{document.label(target)}”"
                "应是只由它进入的捕获事件或接收任务，不带循环和边界事件"
            )
            yield document.problem("BPMN-event-gateway", target, message)
