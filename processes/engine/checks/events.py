"""Checks of event definitions: which event may carry which, and what each of them needs."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.document import Document
from ..reading.extensions import BPMN
from ..running.expressions import source_of
from .graph import event_kinds

_EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
#: Events that always interrupt what they are attached to.
_INTERRUPT = ("error", "cancel")
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
        yield from _together(document, event)
        for definition in document.definitions(event):
            yield from _definition(document, event, definition)
    for task in document.executable("receiveTask"):
        yield from _instantiating(document, task)
        yield from correlated(document, task, task)
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
    elif kind in ("error", "escalation"):
        yield from _coded(document, event, definition, kind)
        yield from _code(document, event, definition, kind)
    if kind == "message" and document.tag(event) in ("intermediateCatchEvent", "boundaryEvent"):
        yield from correlated(document, event, definition)
    if kind in _INTERRUPT and "false" in (event.get("cancelActivity"), event.get("isInterrupting")):
        yield document.problem("BPMN-interrupting", event, f"“{document.label(event)}”不能设为不中断")


def _together(document: Document, event: etree._Element) -> Iterator[Problem]:
    """What excludes other definitions: what ends a path, and links, which are no events at all."""
    kinds = event_kinds(document, event)
    alone = {"error", "cancel", "compensate", "terminate", "link"} & set(kinds)
    if document.tag(event) in ("startEvent", "boundaryEvent"):
        alone -= {"error", "cancel"}
    if len(kinds) > 1 and alone:
        message = f"“{document.label(event)}”的 {'、'.join(sorted(alone))} 定义不能与其他定义在一起"
        yield document.problem("BPMN-event-mix", event, message)
    body = event.getparent()
    begins = body is not None and document.tag(body) == "process" and document.tag(event) == "startEvent"
    if begins and len(kinds) > 1 and event.get("parallelMultiple") == "true":
        message = f"开始事件“{document.label(event)}”要求几个事件都发生：流程还没有开始，没有地方等齐"
        yield document.problem("BPMN-event-mix", event, message)


def _coded(
    document: Document, event: etree._Element, definition: etree._Element, kind: str
) -> Iterator[Problem]:
    target = document.target(definition.get(f"{kind}Ref"))
    throws = document.tag(event) in ("endEvent", "intermediateThrowEvent")
    if (throws or target is not None) and (target is None or not target.get(f"{kind}Code")):
        word = "错误" if kind == "error" else "升级"
        message = f"“{document.label(event)}”的{word}没有代码"
        yield document.problem("BPMN-no-code", event, message)


def correlated(document: Document, event: etree._Element, holder: etree._Element) -> Iterator[Problem]:
    """Whether the message that is waited for has a key, here or by correlation properties (§8.4.2)."""
    message = document.target(holder.get("messageRef"))
    if message is None or "correlationKey" in document.extensions(message).get("subscription", {}):
        return
    if message in document.correlated:
        return
    named = f"“{document.label(event)}”等待的消息“{message.get('name') or message.get('id')}”"
    yield document.problem("BPMN-no-correlation", event, f"{named}没有关联键，会收到任何一条同名消息")


def _instantiating(document: Document, task: etree._Element) -> Iterator[Problem]:
    if task.get("instantiate") == "true":
        body = task.getparent()
        inside = body is None or document.tag(body) != "process"
        if inside or document.incoming(task):
            where = "不在流程的最外层" if inside else "有流入的顺序流"
            message = f"启动流程的接收任务“{document.label(task)}”{where}"
            yield document.problem("BPMN-instantiate", task, message)


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
    elif target is not None and source_of(target.get("name")) is not None and _starts(document, event):
        message = f"启动流程的{word}“{target.get('id')}”的名称应是固定文字：启动之前没有变量可用"
        yield document.problem("BPMN-no-name", target, message)


def _starts(document: Document, event: etree._Element) -> bool:
    """Whether an event starts a process: before it there is nothing that an expression could read."""
    body = event.getparent()
    flows = document.incoming(event)
    sources = [document.by_id.get(flow.get("sourceRef", "")) for flow in flows]
    begins = any(source is not None and source.get("instantiate") == "true" for source in sources)
    top = body is not None and document.tag(body) == "process"
    return top and (document.tag(event) == "startEvent" or begins)


def _code(
    document: Document, event: etree._Element, definition: etree._Element, kind: str
) -> Iterator[Problem]:
    """What is caught has a fixed code: an expression would have to be computed before anything is thrown."""
    target = document.target(definition.get(f"{kind}Ref"))
    catches = document.tag(event) in ("startEvent", "boundaryEvent")
    if catches and target is not None and source_of(target.get(f"{kind}Code")) is not None:
        message = f"“{document.label(event)}”捕获的代码应是固定文字，表达式只能用于抛出"
        yield document.problem("BPMN-no-name", event, message)


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
