"""Checks of compensation (BPMN 2.0.2 §10.7): handlers, their boundary events, and what throws refer to."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.document import ACTIVITIES, Document
from .graph import event_kinds


def check(document: Document) -> Iterator[Problem]:
    """Boundary compensation events, handlers, and throws."""
    for event in document.executable("boundaryEvent"):
        if "compensate" in event_kinds(document, event):
            yield from _boundary(document, event)
    undoable = {a for a in document.executable(*ACTIVITIES) if _undoable(document, a)}
    around = {scope for activity in undoable for scope in activity.iterancestors()}
    for activity in document.executable(*ACTIVITIES):
        flows = document.incoming(activity) + document.outgoing(activity)
        if activity.get("isForCompensation") == "true" and flows:
            message = f"补偿活动“{document.label(activity)}”有顺序流：它只由补偿启动"
            yield document.problem("BPMN-compensation-flow", activity, message)
    for event in document.executable("intermediateThrowEvent", "endEvent"):
        for definition in document.definitions(event):
            if document.tag(definition) == "compensateEventDefinition":
                yield from _throw(document, event, definition, undoable | around)


def _boundary(document: Document, event: etree._Element) -> Iterator[Problem]:
    fit = [h for h in document.associated(event) if h.get("isForCompensation") == "true"]
    if len(fit) != 1 or fit[0].getparent() is not event.getparent():
        message = f"补偿边界事件“{document.label(event)}”应用关联线连到同一范围内恰好一个补偿活动"
        yield document.problem("BPMN-compensation", event, message)
    if document.outgoing(event):
        message = f"补偿边界事件“{document.label(event)}”有流出的顺序流"
        yield document.problem("BPMN-compensation-flow", event, message)


def _throw(
    document: Document, event: etree._Element, definition: etree._Element, something: set[etree._Element]
) -> Iterator[Problem]:
    """``something``: the activities and scopes that have something to undo, in themselves or inside."""
    reference, scope = definition.get("activityRef"), _scope(document, event)
    if scope is None:
        return
    if reference is None:
        if scope not in something:
            message = f"补偿事件“{document.label(event)}”的范围内没有可补偿的活动"
            yield document.problem("BPMN-compensation-none", event, message)
        return
    activity = document.target(reference)
    if activity is None or activity.getparent() is not scope or document.tag(activity) not in ACTIVITIES:
        message = f"补偿事件“{document.label(event)}”所指的“{reference}”不是同一范围内的活动"
        yield document.problem("BPMN-compensation-ref", event, message)
    elif activity not in something:
        message = f"补偿事件“{document.label(event)}”所指的“{document.label(activity)}”没有什么可补偿"
        yield document.problem("BPMN-compensation-none", event, message)


def _scope(document: Document, event: etree._Element) -> etree._Element | None:
    """The process or sub-process whose activities a throw undoes: an event sub-process undoes what is around
    it (BPMN 2.0.2 §10.7.2)."""
    scope = event.getparent()
    while scope is not None and scope.get("triggeredByEvent") == "true":
        scope = scope.getparent()
    return scope


def _undoable(document: Document, activity: etree._Element) -> bool:
    """Whether an activity has a compensation handler of its own; a called process may have some inside."""
    if document.tag(activity) == "callActivity":
        return True
    if any("compensate" in event_kinds(document, event) for event in document.boundaries(activity)):
        return True
    handlers = [n for n in document.nodes(activity) if n.get("triggeredByEvent") == "true"]
    return any("compensate" in event_kinds(document, n) for h in handlers for n in document.nodes(h))
