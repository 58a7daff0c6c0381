"""Scopes with a body of their own: process, sub-process, event sub-process, transaction, ad-hoc, call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults as spiff
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec

from ..faults import Incident
from ..running import scopes
from ..running.tokens import Status, Token
from . import compensation
from .catching import Subscription
from .loops import Loop
from .nodes import Change, FlowNode
from .tasks import hand_over

if TYPE_CHECKING:
    from .graph import ProcessSpec

MAX_DEPTH = 150  # scopes inside scopes: a process that calls itself without end becomes an incident


@dataclass(frozen=True)
class Opening:
    """How a body begins, evaluated.

    ``listeners``: events that will wait, what for, and whether they keep the body open; ``entries``: the
    nodes that get a token; ``start``: the start event that has already happened.
    """

    listeners: list[tuple[Any, Subscription, bool]]
    entries: Sequence[Any] = ()
    start: Any = None


class Scope(FlowNode):
    """A node with a body."""

    is_scope = True
    spec: str  # what SpiffWorkflow calls the id of the body
    body: Any = None  # set when the program is linked; of a call by expression, when it is called

    def opening(self, token: Token, scope: scopes.View, start: Any = None) -> Opening:
        """How the body begins, at ``start`` if an event has chosen it; nothing is changed."""
        if sum(1 for _ in token.ancestors()) > MAX_DEPTH:
            raise Incident(
                "too_deep", f"“{self.bpmn_name or self.bpmn_id}”套叠超过 {MAX_DEPTH} 层：流程是否在调用自己？"
            )
        body, entries = self.body, self.body.entries if start is None else []
        handlers = [handler.trigger for handler in body.event_subprocesses]
        waiting = [(event, False) for event in handlers if "compensation" not in event.kinds]
        if start is not None:
            waiting += [(event, True) for event in body.together.get(start.name, ())]
        elif not entries:
            waiting += [(event, True) for event in body.event_starts]
        listeners = [(event, event.plan(token.instance, scope), keeps) for event, keeps in waiting]
        return Opening(listeners, entries, start)

    def prepare(self, token: Token, scope: scopes.View) -> Any:
        return self.opening(token, scope)

    def execute(self, token: Token, plan: Any) -> None:
        self.open(token, plan)

    def open(self, token: Token, opening: Opening) -> Token | None:
        """Begin the body; the token of the start event that has happened, if one has."""
        instance, body = token.instance, self.body
        token.status = Status.OPEN
        if body.data_objects:
            known = token.variables or {}
            scopes.declare(token, {name: None for name in body.data_objects if name not in known})
        for event, subscription, keeps in opening.listeners:
            event.listen(token, subscription, passive=not keeps)
        if token.internal.pop("by_hand", False):
            return None  # somebody chooses where the body begins
        begun = None
        if opening.start is not None:
            begun = instance.arrive(opening.start, token)
            begun.internal["triggered"] = True
        if opening.entries:
            self.admit(token, opening.entries)
        instance.check(token)
        return begun

    def admit(self, token: Token, entries: Sequence[Any]) -> None:
        """Tokens at the nodes where the body begins."""
        for entry in entries:
            token.instance.arrive(entry, token)

    def drained(self, token: Token) -> None:
        self.leave(token)

    def undoable(self, token: Token) -> bool:
        return super().undoable(token) or self.body.compensation_handler() is not None


class Process(Scope, BpmnTaskSpec):
    """The root of an instance."""

    isolates = True
    kind = "process"

    def __init__(self, body: ProcessSpec) -> None:
        super().__init__(body, "")
        del body.task_specs[""]
        self.bpmn_id, self.bpmn_name, self.body = body.process_id, body.description, body

    def enter(self, token: Token) -> None:
        start = token.internal.get("start")
        event = None if start is None else self.body.task_specs[start]
        self.open(token, self.opening(token, scopes.view(token), event))

    def drained(self, token: Token) -> None:
        token.instance.finish()


class SubProcess(Scope, spiff.SubWorkflowTask):
    """An embedded sub-process."""


class EventSubProcess(Scope, spiff.EventSubprocess):
    """Started by its start event, which watches the scope around it."""

    is_handler = True
    trigger: Any = None

    def prepare(self, token: Token, scope: scopes.View) -> Any:
        return self.opening(token, scope, self.trigger)

    def execute(self, token: Token, plan: Any) -> None:
        payload = token.internal.pop("payload", {})
        begun = self.open(token, plan)
        if begun is not None and payload:
            hand_over(begun, payload)


class Transaction(Scope, spiff.TransactionSubprocess):
    """A sub-process that a cancel end event rolls back (BPMN 2.0.2 §13.3.4)."""

    def roll_back(self, token: Token) -> None:
        """Stop, compensate what was done, leave by the cancel boundary."""
        token.instance.clear(token)
        compensation.undo(token, token.internal.pop("done", []))

    def drained(self, token: Token) -> None:
        if "undoing" in token.internal:
            compensation.undone(token)
        else:
            super().drained(token)

    def undo_next(self, token: Token) -> None:
        """Go on undoing."""
        compensation.undo_next(token)

    def compensated(self, token: Token) -> None:
        """Everything is undone: the cancel boundary goes on; of a repeated transaction it ends all rounds."""
        scope = token.home()
        repeated = isinstance(scope.spec, Loop)
        for listener in (scope if repeated else token).listeners():
            if "cancel" in listener.spec.kinds:
                listener.spec.trigger(listener, 0)
                return
        token.instance.kill(token)
        if repeated:
            scope.spec.round_ended(scope)
        token.instance.check(scope)


class AdHoc(Scope, spiff.AdHocSubprocess):
    """Activities in any order (or one after the other) until its completion condition holds (§13.3.5)."""

    completion_condition: str | None = None
    ordered, cancel_remaining = False, True

    def opening(self, token: Token, scope: scopes.View, start: Any = None) -> Opening:
        found = super().opening(token, scope, start)
        chosen = self.extensions.get("ad_hoc", {}).get("activeElementsCollection")
        return found if chosen is None else replace(found, entries=self._chosen(token, scope, chosen))

    def _chosen(self, token: Token, scope: scopes.View, text: str) -> list[Any]:
        """The activities that ``zeebe:adHoc activeElementsCollection`` names, in its order."""
        names = token.instance.evaluator.value(scope, text)
        known = {node.bpmn_id: node for node in self.body.entries}
        if not isinstance(names, list) or not all(isinstance(name, str) and name in known for name in names):
            expected = "、".join(sorted(known))
            raise Incident("adhoc_elements", f"要激活的活动应为列表，其中只有 {expected}，实际得到 {names!r}")
        return [known[name] for name in names]

    def admit(self, token: Token, entries: Sequence[Any]) -> None:
        if self.ordered:
            token.internal["queue"] = [entry.name for entry in entries[1:]]
            entries = entries[:1]
        super().admit(token, entries)

    def inner_leaving(self, token: Token, inner: Token) -> Change:
        inside = scopes.view(inner, through=True)
        enough = self.completion_condition and token.instance.evaluator.holds(
            inside, self.completion_condition
        )

        def commit() -> None:
            if enough:
                token.internal["queue"] = []
                if self.cancel_remaining:
                    token.internal["closing"] = True  # nothing begins any more
                    token.instance.clear(token, spare=inner)

        return commit

    def drained(self, token: Token) -> None:
        queue = token.internal.get("queue")
        if queue:
            token.instance.arrive(self.body.task_specs[queue.pop(0)], token)
        else:
            self.leave(token)
