"""Where thrown things go.

Errors and escalations climb the scopes, messages find one receiver, signals find all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from processes.records import RecordType

from ..context import Outgoing
from ..faults import Incident
from ..running.tokens import Status, Token
from . import correlation

if TYPE_CHECKING:
    from ..running.instance import Instance


def handler_of(thrower: Token, kind: str, code: str | None) -> tuple[Token, int] | None:
    """The nearest listener and the index of its definition.

    At each scope its event sub-processes come before its boundary events, the exact code before catch-all.
    """
    came_from: Token | None = None
    for scope in thrower.ancestors():
        inside_handler = came_from is not None and came_from.spec.is_handler
        found: list[tuple[tuple[bool, bool], Token, int]] = []
        for listener in scope.listeners():
            if kind not in listener.spec.kinds or listener is thrower:
                continue
            if inside_handler and not listener.spec.boundary:
                continue
            for index, (each, definition) in enumerate(listener.spec.definitions):
                if each == kind and definition.code in (None, code):
                    found.append(((listener.spec.boundary, definition.code is None), listener, index))
        if found:
            best = min(found, key=lambda candidate: candidate[0])
            return best[1], best[2]
        came_from = scope
    return None


def throw_error(
    token: Token, code: str | None, message: str | None = None, *, completes: bool = True
) -> None:
    """A BPMN error ends what it leaves on its way to the handler; without one it is an incident (§10.5.6)."""
    found = handler_of(token, "error", code)
    token.instance.emit(RecordType.ERROR_THROWN, token, code=code, message=message)
    if found is None:
        raise Incident(
            "unhandled_error", f"没有边界事件或事件子流程处理错误“{code or message or '（无代码）'}”"
        )
    listener, index = found
    if completes:
        token.spec.completed(token)
        token.internal["active"] = False
    if not listener.spec.interrupting or not listener.spec.boundary:
        token.instance.clear(listener.home())
    listener.spec.trigger(listener, index)


def throw_escalation(token: Token, code: str | None) -> None:
    """An escalation that nobody catches is no fault."""
    token.instance.emit(RecordType.ESCALATION_THROWN, token, code=code)
    found = handler_of(token, "escalation", code)
    if found is not None:
        listener, index = found
        listener.spec.trigger(listener, index)


def throw_signal(token: Token, name: str, payload: Mapping[str, Any]) -> None:
    """To every listener of this instance, and out to all others."""
    token.instance.emit(RecordType.SIGNAL_THROWN, token, name=name)
    token.instance.outgoing.append(Outgoing("signal", name, None, dict(payload)))
    deliver_signal(token.instance, name, payload)


def deliver_signal(instance: Instance, name: str, payload: Mapping[str, Any]) -> int:
    """How many listeners it reached."""
    hits = 0
    for listener in instance.listeners("signal"):
        if not listener.alive or listener.status is not Status.WAITING:
            continue
        for index, (kind, _) in enumerate(listener.spec.definitions):
            if kind == "signal" and listener.spec.name_of(listener, index) == name:
                instance.emit(RecordType.SIGNAL_CAUGHT, listener, name=name)
                instance.guard(listener, listener.spec.trigger, index, payload)
                hits += 1
                break
    return hits


def throw_message(
    token: Token, definition: Any, name: str, payload: Mapping[str, Any], key: str | None
) -> None:
    """First inside the own instance, then outwards."""
    instance = token.instance
    scope = instance.visible(token)
    instance.correlations.update(correlation.properties(instance, definition, scope))
    instance.emit(RecordType.MESSAGE_THROWN, token, name=name, correlation_key=key, variables=dict(payload))
    if not deliver_message(instance, name, payload, key):
        instance.outgoing.append(Outgoing("message", name, key, dict(payload)))


def offer(listener: Token, name: str, payload: Mapping[str, Any], key: str | None) -> None:
    """A message that had been held up: to this listener, else to another one, else outwards."""
    instance = listener.instance
    if not deliver_message(instance, name, payload, key, listener.id) and not deliver_message(
        instance, name, payload, key
    ):
        instance.outgoing.append(Outgoing("message", name, key, dict(payload)))


def deliver_message(
    instance: Instance, name: str, payload: Mapping[str, Any], key: str | None, only: int | None = None
) -> bool:
    """One receiver: the one that has waited longest (or ``only`` that element instance)."""
    for listener in instance.listeners("message"):
        if listener.status is not Status.WAITING or only not in (None, listener.id):
            continue
        for index, (kind, definition) in enumerate(listener.spec.definitions):
            if kind != "message" or listener.spec.name_of(listener, index) != name:
                continue
            wanted = listener.internal.get("messages", {}).get(str(index))
            if wanted is not None and wanted != key:
                continue
            try:
                found = correlation.fits(instance, definition, payload)
            except Incident as incident:
                listener.internal["offered"] = {"name": name, "key": key, "variables": dict(payload)}
                instance.park(listener, incident, "correlate")
                return True
            if found is None:
                continue
            instance.correlations.update(found)
            instance.emit(
                RecordType.MESSAGE_CORRELATED,
                listener,
                name=name,
                correlation_key=wanted,
                variables=dict(payload),
            )
            instance.guard(listener, listener.spec.trigger, index, payload)
            return True
    return False
