"""Events that wait: start, intermediate catch and boundary events, receive tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from processes.records import RecordType

from ..running import conditions, scopes
from ..running.tokens import Status, Token
from . import correlation, naming, routing, timers
from .definitions import several
from .nodes import FlowNode
from .tasks import hand_over

if TYPE_CHECKING:
    from ..running.instance import Instance
# Looked up once: finding a member of an enumeration costs as much as making a record.
_TIMER_CREATED = RecordType.TIMER_CREATED
_TIMER_CANCELED = RecordType.TIMER_CANCELED
_WAITING = Status.WAITING


#: Events that are waited for without a value of their own, and the records that tell it.
_WAITS = {
    "signal": (RecordType.SIGNAL_SUBSCRIBED, RecordType.SIGNAL_UNSUBSCRIBED),
    "condition": (RecordType.CONDITION_SUBSCRIBED, RecordType.CONDITION_UNSUBSCRIBED),
}


@dataclass(slots=True)
class Subscription:
    """What an event will wait for, evaluated.

    Timers by index of the definition, correlation keys and names that are expressions likewise.
    """

    timers: dict[int, timers.Timer]
    keys: dict[int, str]
    names: dict[int, str]


class Event(FlowNode):
    """A node with event definitions."""

    interrupting = True
    parallel_multiple = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definitions: list[tuple[str, Any]] = several(self.event_definition)  # type: ignore[attr-defined]

    @cached_property
    def computed_names(self) -> list[tuple[int, str]]:
        """Definitions whose name or code is an expression: (index, expression)."""
        return naming.expressions(self.definitions)


class Catcher(Event):
    """An event that waits for one of its definitions (all of them when ``parallelMultiple``)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = tuple(dict.fromkeys(kind for kind, _ in self.definitions if kind != "link"))
        self.announced = tuple(kind for kind in _WAITS if kind in self.kinds)

    @cached_property
    def reads(self) -> frozenset[str] | None:
        """The variables that its conditions name; ``None`` when they may change without any of them."""
        return conditions.all_read(each for kind, each in self.definitions if kind == conditions.KIND)

    @cached_property
    def waits_for(self) -> tuple[str, ...]:  # type: ignore[override]
        """``kinds`` as the shelf has them."""
        return conditions.words(self.kinds, self.reads)

    @property
    def waits(self) -> bool:
        """Whether a token stays here until something happens."""
        return bool(self.kinds)

    # -- arming

    def plan(self, instance: Instance, scope: scopes.View) -> Subscription:
        """Evaluate timers, names and correlation keys; nothing is changed."""
        evaluator = instance.evaluator
        found = Subscription({}, {}, {})
        for index, source in self.computed_names:
            found.names[index] = naming.computed(evaluator, scope, source)
        for index, (kind, definition) in enumerate(self.definitions):
            if kind == "timer":
                rule = self.extensions["deadline"].get("rule") if "deadline" in self.extensions else None
                found.timers[index] = timers.evaluate(evaluator, scope, definition, rule)
            elif kind == "message" and definition.key:
                found.keys[index] = correlation.key_text(
                    evaluator.value(scope, definition.key), definition.name
                )
        return found

    def prepare(self, token: Token, scope: scopes.View) -> Subscription | None:
        if not self.waits or token.internal.get("triggered"):
            return None
        return self.plan(token.instance, scope)

    def execute(self, token: Token, plan: Any) -> None:
        if plan is None:
            self.leave(token)
        else:
            self.arm(token, plan)

    def listen(self, scope: Token, subscription: Subscription, *, passive: bool = True) -> Token:
        """A token that waits inside ``scope``."""
        token = Token(scope.instance, self, scope, _WAITING, passive=passive)
        if not passive:
            scope.instance.activated(token)
        self.arm(token, subscription)
        return token

    def arm(self, token: Token, subscription: Subscription) -> None:
        """Begin to wait."""
        token.status = _WAITING
        self.register(token)
        if subscription.names:
            token.internal["names"] = {str(index): name for index, name in subscription.names.items()}
        for index, (kind, _) in enumerate(self.definitions):
            if kind == "timer":
                self.schedule(token, index, subscription.timers[index])
            elif kind == "message":
                key, name = subscription.keys.get(index), self.name_of(token, index)
                token.internal.setdefault("messages", {})[str(index)] = key
                token.instance.emit(RecordType.MESSAGE_SUBSCRIBED, token, name=name, correlation_key=key)
            elif kind == "condition":
                token.instance.stirred.begun.add(token.id)  # it may hold already
        for kind in self.announced:
            self._subscribe(token, kind)

    def _subscribe(self, token: Token, kind: str) -> None:
        """Tell that somebody waits for signals or conditions."""
        begins, _ = _WAITS[kind]
        names = [self.name_of(token, n) for n, (each, _) in enumerate(self.definitions) if each == kind]
        token.internal[kind] = names
        for name in names:
            token.instance.record(begins, token, {"name": name} if kind == "signal" else {})

    def name_of(self, token: Token, index: int) -> str | None:
        """The name of the message or signal that this token waits for."""
        own: dict[str, str] = token.internal.get("names", {})
        return own.get(str(index)) or naming.literal(*self.definitions[index])

    def register(self, token: Token) -> None:
        """Into the index of listeners; also after a load."""
        for kind in self.kinds:
            token.instance.listening.setdefault(kind, {})[token.id] = token

    def schedule(self, token: Token, index: int, timer: timers.Timer) -> None:
        """Keep a timer and tell of it."""
        token.internal.setdefault("timers", {})[str(index)] = timer
        token.instance.record(_TIMER_CREATED, token, timers.payload(index, timer))

    def withdraw(self, token: Token) -> None:
        instance, internal = token.instance, token.internal
        for index in sorted(map(int, internal.pop("timers", ()))):
            instance.record(_TIMER_CANCELED, token, {"index": index})
        for index in sorted(map(int, internal.pop("messages", ()))):
            instance.record(RecordType.MESSAGE_UNSUBSCRIBED, token, {"name": self.name_of(token, index)})
        for kind in self.announced:
            for name in internal.pop(kind, ()):
                instance.record(_WAITS[kind][1], token, {"name": name} if kind == "signal" else {})

    # -- happening

    def fire_timer(self, token: Token, index: int) -> None:
        """The timer is due."""
        timer = token.internal["timers"].pop(str(index))
        token.instance.emit(RecordType.TIMER_FIRED, token, index=index, due=timer["due"])
        self.trigger(token, index)
        following = timers.following(timer, token.instance.context.calendar)
        if token.alive and token.status is _WAITING and following is not None:
            self.schedule(token, index, following)

    def poll(self, token: Token) -> bool:
        """Conditional events fire when their condition *becomes* true (null: not yet).

        Incident when one cannot be decided; the listener is parked then, what it watches goes on.
        """
        scope, holds = scopes.view(self.watched(token)), token.instance.evaluator.holds
        conditions = [(n, each) for n, (kind, each) in enumerate(self.definitions) if kind == "condition"]
        held = token.internal.get("held", [])
        now = [n for n, each in conditions if holds(scope, each.expression, null_waits=True)]
        if now != held:
            token.internal["held"] = now
        fired = False
        for index in now:
            if index not in held and token.alive:
                self.trigger(token, index)
                fired = True
        return fired

    def correlate(self, token: Token) -> None:
        """After an incident: offer the message again whose correlation could not be decided."""
        offered = token.internal.pop("offered")
        routing.offer(token, offered["name"], offered["variables"], offered["key"])

    def around(self, token: Token) -> Token:
        """The token to which the payload of the event goes."""
        return token

    def watched(self, token: Token) -> Token:
        """The token whose variables the conditions of the event read."""
        return token

    def trigger(self, token: Token, index: int, payload: Mapping[str, Any] | None = None) -> None:
        """One of the definitions has happened."""
        if self.parallel_multiple and len(self.definitions) > 1:
            seen = token.internal.setdefault("seen", [])
            if index not in seen:
                seen.append(index)
            if len(seen) < len(self.definitions):
                scopes.assign(self.around(token), payload or {})
                return
            token.internal["seen"] = []
        self.caught(token, payload or {})

    def caught(self, token: Token, payload: Mapping[str, Any]) -> None:
        """What follows: nothing else is waited for here."""
        self.withdraw(token)
        token.status = Status.READY
        hand_over(token, payload)
        token.instance.guard(token, self.leave)


class Racing(Catcher):
    """Waits on the way; behind an event-based gateway the first one to happen decides the race."""

    def caught(self, token: Token, payload: Mapping[str, Any]) -> None:
        if token.passive:
            token = token.home().spec.won(token.home(), token)
        super().caught(token, payload)


class CatchEvent(Racing, spiff.IntermediateCatchEvent):
    """Intermediate catch event."""


class ReceiveTask(Racing, spiff.ReceiveTask):
    """A task that waits for a message."""


class BoundaryEvent(Catcher, spiff.BoundaryEvent):
    """Lives as a listener in its host; each time it happens an element instance begins beside the host."""

    boundary = True

    def around(self, token: Token) -> Token:
        return token.home().home()

    def watched(self, token: Token) -> Token:
        """The host with its local variables; a called process keeps its own to itself."""
        host = token.home()
        return host.home() if scopes.isolates(host) else host

    def caught(self, token: Token, payload: Mapping[str, Any]) -> None:
        instance, host = token.instance, token.home()
        happened = Token(instance, self, host.home(), Status.READY)
        instance.activated(happened)
        if self.interrupting:
            instance.kill(host)
        hand_over(happened, payload)
        instance.guard(happened, self.leave)


class StartEvent(Catcher, spiff.StartEvent):
    """A start event; that of an event sub-process waits inside the scope that it watches."""

    event_subprocess: Any = None

    def prepare(self, token: Token, scope: scopes.View) -> Any:
        return None

    def caught(self, token: Token, payload: Mapping[str, Any]) -> None:
        instance, scope = token.instance, token.home()
        if not token.passive:  # a process that waits at its start events: the first one wins
            instance.clear(scope, spare=token)
            super().caught(token, payload)
            return
        handler = Token(instance, self.event_subprocess, scope)
        if self.interrupting:
            instance.clear(scope, spare=handler)
            for inner in list(scope.inner.values()):
                if isinstance(inner.spec, StartEvent):
                    instance.remove(inner)
        handler.internal["payload"] = dict(payload)
        instance.guard(handler, self.event_subprocess.enter)
