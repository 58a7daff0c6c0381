"""Events that throw: intermediate throw and end events, send tasks."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from processes.records import RecordType

from ..running import scopes
from ..running.tokens import Token
from . import compensation, correlation, naming, routing
from .catching import Event, StartEvent
from .tasks import job_wanted

#: Targets of an input mapping that give the key of a message instead of a part of its content.
KEY_NAMES = ("correlation_key", "correlationKey")


class Thrower(Event):
    """Throws its definitions in order, then goes on (or ends)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.after_others = any(kind in ("message", "signal") for kind, _ in self.definitions)

    def prepare(self, token: Token, scope: scopes.View) -> Any:
        """The job, if a worker sends the message; else (payload, correlation keys, names by definition)."""
        job = job_wanted(self, token, scope)
        if job is not None:
            return job
        inputs = [target.partition(".")[0] for _, target in self.extensions.get("inputs", [])]
        payload = {name: scope[name] for name in inputs if name in scope and name not in KEY_NAMES}
        keys: dict[int, str | None] = {}
        names = {index: naming.literal(*each) for index, each in enumerate(self.definitions)}
        for index, source in self.computed_names:
            names[index] = naming.computed(token.instance.evaluator, scope, source)
        for index, (kind, definition) in enumerate(self.definitions):
            if kind == "message":
                keys[index] = self._key(token, scope, definition, inputs)
                correlation.properties(token.instance, definition, scope)
        return payload, keys, names

    def _key(self, token: Token, scope: scopes.View, definition: Any, inputs: list[str]) -> str | None:
        given = next((name for name in KEY_NAMES if name in inputs), None)
        if given is not None:
            return correlation.key_text(scope[given], definition.name)
        if definition.key:
            return correlation.key_text(
                token.instance.evaluator.value(scope, definition.key), definition.name
            )
        return None

    def execute(self, token: Token, plan: Any) -> None:
        if isinstance(plan, dict):
            token.instance.emit(RecordType.JOB_CREATED, token, **plan, waits=False)
            self.leave(token)
            return
        payload, keys, names = plan
        for index, (kind, definition) in enumerate(self.definitions):
            if not token.alive:
                return
            match kind:
                case "message":
                    routing.throw_message(token, definition, names[index] or "", payload, keys[index])
                case "signal":
                    routing.throw_signal(token, names[index] or "", payload)
                case "escalation":
                    routing.throw_escalation(token, names[index])
                case "error":
                    routing.throw_error(token, names[index], definition.name)
                    return
                case "terminate":
                    self._terminate(token)
                case "cancel":
                    self._cancel(token)
                    return
                case "compensation":
                    compensation.throw(token, definition.activity)
                    return
        if token.alive:
            self.leave(token)

    def drained(self, token: Token) -> None:
        """Only a compensation throw has anything inside."""
        compensation.undone(token)

    def undo_next(self, token: Token) -> None:
        """Go on undoing."""
        compensation.undo_next(token)

    def compensated(self, token: Token) -> None:
        """Everything is undone."""
        self.leave(token)

    def _terminate(self, token: Token) -> None:
        scope = self.enclosing(token)
        for inner in list(scope.inner.values()):
            if inner is not token and not inner.passive and inner.alive:
                token.instance.kill(inner)
        for inner in list(scope.inner.values()):
            if isinstance(inner.spec, StartEvent):
                token.instance.remove(inner)

    def _cancel(self, token: Token) -> None:
        transaction = next(t for t in token.ancestors() if hasattr(t.spec, "roll_back"))
        self.completed(token)
        token.internal["active"] = False
        transaction.spec.roll_back(transaction)


class ThrowEvent(Thrower, spiff.IntermediateThrowEvent):
    """Intermediate throw event."""


class EndEvent(Thrower, spiff.EndEvent):
    """End event; those of the instance itself are named when it completes."""

    def completed(self, token: Token) -> None:
        super().completed(token)
        if token.home() is token.instance.tokens.get(0):
            token.instance.end_events.append(self.bpmn_id)


class SendTask(Thrower, spiff.SendTask):
    """A task that sends a message."""
