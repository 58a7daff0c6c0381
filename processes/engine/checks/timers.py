"""Checks of timers: exactly one value, and literals of ISO 8601."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes import feel
from processes.calendar.cron import parse_cron
from processes.errors import InvalidArgument, Problem

from ..elements.timers import CRON, LITERAL
from ..reading.document import Document
from ..reading.extensions import BPMN
from ..running.expressions import always_expression
from ..running.instants import parse_duration, parse_instant

_EVENTS = ("startEvent", "intermediateCatchEvent", "boundaryEvent")
_TAGS = ("timeDate", "timeDuration", "timeCycle")


def check(document: Document) -> Iterator[Problem]:
    """The timer definitions of all events."""
    for event in document.executable(*_EVENTS):
        for definition in document.definitions(event):
            if document.tag(definition) == "timerEventDefinition":
                yield from _timer(document, event, definition)


def _timer(document: Document, event: etree._Element, definition: etree._Element) -> Iterator[Problem]:
    values = [(tag, (definition.findtext(f"{BPMN}{tag}") or "").strip()) for tag in _TAGS]
    given = [(tag, text) for tag, text in values if text]
    if len(given) != 1:
        message = f"定时事件“{document.label(event)}”应恰有一个值（时刻、时长或周期），实际有 {len(given)} 个"
        yield document.problem("BPMN-timer", event, message)
        return
    tag, text = given[0]
    if (tag == "timeCycle" or (text[:1] == "R" and LITERAL.match(text))) and _once(document, event):
        message = f"定时事件“{document.label(event)}”只发生一次，周期“{text}”只有第一次起作用"
        yield document.problem("BPMN-timer-cycle", event, message)
    if not LITERAL.match(text):
        yield from _constant(document, event, tag, text)
        return
    yield from _text(document, event, tag, text)


def _text(document: Document, event: etree._Element, tag: str, text: str) -> Iterator[Problem]:
    try:
        _literal(tag, text)
    except InvalidArgument as error:
        yield document.problem("BPMN-timer", event, f"定时事件“{document.label(event)}”：{error}")
    except (ValueError, IndexError):
        message = f"定时事件“{document.label(event)}”的值“{text}”不是 {tag} 的 ISO 8601 写法"
        yield document.problem("BPMN-timer", event, message)


def _constant(document: Document, event: etree._Element, tag: str, text: str) -> Iterator[Problem]:
    """``2026/03/12`` is an arithmetic expression: what a constant gives is known now."""
    try:
        expression = feel.compile(always_expression(text))
        value = None if expression.names else feel.to_plain(expression.evaluate({}))
    except feel.FeelError:
        return  # a syntax error is told by the check of expressions; a function needs its surroundings
    if isinstance(value, str):
        yield from _text(document, event, tag, value)


def _once(document: Document, event: etree._Element) -> bool:
    if document.tag(event) == "startEvent":
        body = event.getparent()
        inside = body is not None and body.get("triggeredByEvent") == "true"
        return inside and event.get("isInterrupting") != "false"
    return document.tag(event) == "intermediateCatchEvent" or event.get("cancelActivity") != "false"


def _literal(tag: str, text: str) -> None:
    if CRON.fullmatch(text):
        if tag != "timeCycle":
            raise ValueError(text)
        parse_cron(text)
    elif text.upper().startswith("R"):
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
