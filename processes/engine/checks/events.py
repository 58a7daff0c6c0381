"""Checks of events: boundary events, timers, messages, cancellation, starts of sub-processes."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..elements.timers import LITERAL
from ..reading.document import ACTIVITIES, Document
from ..reading.extensions import BPMN
from ..running.instants import parse_duration, parse_instant

_EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
_CATCHABLE = {
    "startEvent": {"message", "timer", "signal", "conditional", "error", "escalation", "compensate"},
    "intermediateCatchEvent": {"message", "timer", "signal", "conditional", "link"},
    "boundaryEvent": {
        "message",
        "timer",
        "signal",
        "conditional",
        "error",
        "escalation",
        "cancel",
        "compensate",
    },
    "intermediateThrowEvent": {"message", "signal", "escalation", "link", "compensate"},
    "endEvent": {"message", "signal", "escalation", "error", "cancel", "compensate", "terminate"},
}


def check(document: Document) -> Iterator[Problem]:
    """All checks of events."""
    for event in document.executable(*_EVENTS):
        for definition in document.definitions(event):
            kind = document.tag(definition).removesuffix("EventDefinition")
            if kind not in _CATCHABLE[document.tag(event)]:
                message = f"{document.tag(event)}“{document.label(event)}”不能带 {kind} 事件定义"
                yield document.problem("BPMN-event-kind", event, message, "换一种事件")
            if kind == "timer":
                yield from _timer(document, event, definition)
            elif kind in ("message", "signal"):
                yield from _named(document, event, definition, kind)
            elif kind == "conditional" and not (definition.findtext(f"{BPMN}condition") or "").strip():
                message = f"条件事件“{document.label(event)}”没有条件"
                yield document.problem("BPMN-condition", event, message, "填写条件表达式")
            elif kind == "cancel":
                yield from _cancel(document, event)
    for event in document.executable("boundaryEvent"):
        yield from _boundary(document, event)
    for event in document.executable("startEvent"):
        yield from _start(document, event)
    for event in document.executable("intermediateCatchEvent"):
        if not document.definitions(event):
            message = f"中间捕获事件“{document.label(event)}”没有事件定义，不知道等什么"
            yield document.problem("BPMN-event-kind", event, message, "选择定时、消息、信号或条件")


def _timer(document: Document, event: etree._Element, definition: etree._Element) -> Iterator[Problem]:
    tags = ("timeDate", "timeDuration", "timeCycle")
    values = [(tag, definition.findtext(f"{BPMN}{tag}") or "") for tag in tags]
    given = [(tag, text.strip()) for tag, text in values if text.strip()]
    if len(given) != 1:
        message = f"定时事件“{document.label(event)}”应恰有一个值（时刻、时长或周期），实际有 {len(given)} 个"
        yield document.problem("BPMN-timer", event, message, "填写定时器的值，例如 P20D 或 = deadline_plan")
        return
    tag, text = given[0]
    if not LITERAL.match(text):
        return
    try:
        _literal(tag, text)
    except (ValueError, IndexError):
        message = f"定时事件“{document.label(event)}”的值“{text}”不是 {tag} 的 ISO 8601 写法"
        yield document.problem("BPMN-timer", event, message, "例如 2026-03-12T18:00:00+08:00、P20D、R3/P1D")


def _literal(tag: str, text: str) -> None:
    if text.upper().startswith("R"):
        repeat, *parts = text.split("/")
        if tag != "timeCycle" or (repeat[1:] and not repeat[1:].isdecimal()) or repeat[1:] == "0":
            raise ValueError(text)
        parse_duration(parts[-1])
        if len(parts) > 1:
            parse_instant(parts[0])
    elif text.upper().startswith("P"):
        parse_duration(text)
    else:
        parse_instant(text)


def _named(
    document: Document, event: etree._Element, definition: etree._Element, kind: str
) -> Iterator[Problem]:
    target = document.target(definition.get(f"{kind}Ref"))
    if "job" in document.extensions(event):
        return
    if target is None and not definition.get(f"{kind}Ref"):
        message = f"“{document.label(event)}”没有选择{'消息' if kind == 'message' else '信号'}"
        yield document.problem("BPMN-no-name", event, message, "在属性面板中选择或新建")
    elif target is not None and not target.get("name"):
        message = f"{'消息' if kind == 'message' else '信号'}“{target.get('id')}”没有名称，无法投递"
        yield document.problem("BPMN-no-name", target, message, "填写名称")


def _cancel(document: Document, event: etree._Element) -> Iterator[Problem]:
    inside = (
        event.getparent()
        if document.tag(event) == "endEvent"
        else document.target(event.get("attachedToRef"))
    )
    if inside is None or document.tag(inside) != "transaction":
        message = f"取消事件“{document.label(event)}”只能用于事务子流程"
        yield document.problem("BPMN-cancel", event, message, "换成错误或终止事件，或改用事务")


def _boundary(document: Document, event: etree._Element) -> Iterator[Problem]:
    host = document.target(event.get("attachedToRef"))
    if host is None or host.getparent() is not event.getparent() or document.tag(host) not in ACTIVITIES:
        message = (
            f"边界事件“{document.label(event)}”没有附着在同一范围的活"
            f"动上（attachedToRef={event.get('attachedToRef')}）"
        )
        yield document.problem("BPMN-dangling-reference", event, message, "把边界事件拖到活动的边上")
        return
    kinds = [document.tag(definition) for definition in document.definitions(event)]
    if not kinds:
        message = f"边界事件“{document.label(event)}”没有事件定义"
        yield document.problem("BPMN-event-kind", event, message, "选择定时、消息、错误等")
    if "compensateEventDefinition" in kinds:
        handlers = [
            document.target(association.get("targetRef"))
            for association in document.executable("association")
            if association.get("sourceRef") == event.get("id")
        ]
        if not any(h is not None and h.get("isForCompensation") == "true" for h in handlers):
            message = f"补偿边界事件“{document.label(event)}”没有用关联线连到补偿活动"
            yield document.problem("BPMN-compensation", event, message, "连到一个标为补偿的活动")
    elif not document.outgoing(event):
        message = f"边界事件“{document.label(event)}”后面没有顺序流"
        yield document.problem("BPMN-boundary-flow", event, message, "连到处理它的元素", severity="warning")


def _start(document: Document, event: etree._Element) -> Iterator[Problem]:
    body = event.getparent()
    if body is None or document.tag(body) == "process":
        wrong = {"error", "escalation", "compensate"}
    elif body.get("triggeredByEvent") == "true":
        return
    else:
        wrong = _CATCHABLE["startEvent"]
    kinds = {
        document.tag(definition).removesuffix("EventDefinition") for definition in document.definitions(event)
    }
    if kinds & wrong:
        message = f"开始事件“{document.label(event)}”在这里不能带 {'、'.join(sorted(kinds & wrong))} 定义"
        yield document.problem("BPMN-event-kind", event, message, "换成空开始事件，或改为事件子流程")
