"""Checks of event definitions: which event may carry which, and what each of them needs."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.document import Document
from ..reading.extensions import BPMN

_EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
_CAUGHT = {"message", "timer", "signal", "conditional"}
_KINDS = {
    "startEvent": _CAUGHT | {"error", "escalation", "compensate"},
    "intermediateCatchEvent": _CAUGHT | {"link"},
    "boundaryEvent": _CAUGHT | {"error", "escalation", "cancel", "compensate"},
    "intermediateThrowEvent": {"message", "signal", "escalation", "link", "compensate"},
    "endEvent": {"message", "signal", "escalation", "error", "cancel", "compensate", "terminate"},
}


def check(document: Document) -> Iterator[Problem]:
    """All event definitions, and events that need one."""
    for event in document.executable(*_EVENTS):
        for definition in document.definitions(event):
            yield from _definition(document, event, definition)
    for event in document.executable("startEvent"):
        yield from _start(document, event)
    for event in document.executable("intermediateCatchEvent", "boundaryEvent"):
        if not document.definitions(event):
            what = "边界事件" if document.tag(event) == "boundaryEvent" else "中间捕获事件"
            message = f"{what}“{document.label(event)}”没有事件定义，不知道等什么"
            yield document.problem("BPMN-event-kind", event, message, "选择定时、消息、信号或条件")


def _definition(document: Document, event: etree._Element, definition: etree._Element) -> Iterator[Problem]:
    kind = document.tag(definition).removesuffix("EventDefinition")
    if kind not in _KINDS[document.tag(event)]:
        message = f"{document.tag(event)}“{document.label(event)}”不能带 {kind} 事件定义"
        yield document.problem("BPMN-event-kind", event, message)
    if kind in ("message", "signal"):
        yield from _named(document, event, definition, kind)
    elif kind == "conditional" and not (definition.findtext(f"{BPMN}condition") or "").strip():
        yield document.problem("BPMN-condition", event, f"条件事件“{document.label(event)}”没有条件")
    elif kind == "cancel":
        yield from _cancel(document, event)


def _named(
    document: Document, event: etree._Element, definition: etree._Element, kind: str
) -> Iterator[Problem]:
    target = document.target(definition.get(f"{kind}Ref"))
    if "job" in document.extensions(event):
        return
    word = "消息" if kind == "message" else "信号"
    if target is None and not definition.get(f"{kind}Ref"):
        yield document.problem("BPMN-no-name", event, f"“{document.label(event)}”没有选择{word}")
    elif target is not None and not target.get("name"):
        yield document.problem("BPMN-no-name", target, f"{word}“{target.get('id')}”没有名称，无法投递")


def _cancel(document: Document, event: etree._Element) -> Iterator[Problem]:
    ends = document.tag(event) == "endEvent"
    inside = event.getparent() if ends else document.target(event.get("attachedToRef"))
    if inside is None or document.tag(inside) != "transaction":
        message = f"取消事件“{document.label(event)}”只能用于事务子流程"
        yield document.problem("BPMN-cancel", event, message)


def _start(document: Document, event: etree._Element) -> Iterator[Problem]:
    body = event.getparent()
    if body is None or document.tag(body) == "process":
        wrong = {"error", "escalation", "compensate"}
    elif body.get("triggeredByEvent") == "true":
        return
    else:
        wrong = _KINDS["startEvent"]
    kinds = {document.tag(each).removesuffix("EventDefinition") for each in document.definitions(event)}
    if kinds & wrong:
        message = f"开始事件“{document.label(event)}”在这里不能带 {'、'.join(sorted(kinds & wrong))} 定义"
        yield document.problem("BPMN-event-kind", event, message, "换成空开始事件，或改为事件子流程")
