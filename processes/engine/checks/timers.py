"""Checks of timers: exactly one value, and literals of ISO 8601."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..elements.timers import LITERAL
from ..reading.document import Document
from ..reading.extensions import BPMN
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
    if not LITERAL.match(text):
        return
    try:
        _literal(tag, text)
    except (ValueError, IndexError):
        message = f"定时事件“{document.label(event)}”的值“{text}”不是 {tag} 的 ISO 8601 写法"
        yield document.problem("BPMN-timer", event, message)


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
