"""Scopes with a body of their own: process, sub-process, event sub-process, transaction, ad-hoc, call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults as spiff
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec

from ..faults import Incident
from ..running import scopes
from ..running.tokens import Status, Token
from . import compensation
from .catching import Subscription
from .nodes import Change, FlowNode
from .tasks import hand_over

if TYPE_CHECKING:
    from .graph import ProcessSpec

MAX_DEPTH = 150  # scopes inside scopes: a process that calls itself without end becomes an incident

#: The event sub-processes of a body with what their start events wait for.
Handlers = list[tuple[Any, Subscription]]


class Scope(FlowNode):
    """A node with a body."""

    is_scope = True
    spec: str  # what SpiffWorkflow calls the id of the body
    body: ProcessSpec  # set when the program is linked

    def handlers(self, token: Token, scope: scopes.View) -> Handlers:
        """What the event sub-processes of the body will wait for, evaluated."""
        if sum(1 for _ in token.ancestors()) > MAX_DEPTH:
            raise Incident(
                "too_deep", f"“{self.bpmn_name or self.bpmn_id}”套叠超过 {MAX_DEPTH} 层：流程是否在调用自己？"
            )
        triggers = [handler.trigger for handler in self.body.event_subprocesses]
        return [(t, t.plan(token.instance, scope)) for t in triggers if "compensation" not in t.kinds]

    def prepare(self, token: Token, scope: scopes.View) -> Any:
        return self.handlers(token, scope)

    def execute(self, token: Token, plan: Any) -> None:
        self.open(token, plan)

    def open(self, token: Token, handlers: Handlers, start: Any = None) -> Token | None:
        """Begin the body, at ``start`` if an event has chosen it; the token of that start event."""
        instance, body = token.instance, self.body
        token.status = Status.OPEN
        if body.data_objects:
            known = token.variables or {}
            scopes.declare(token, {name: None for name in body.data_objects if name not in known})
        for trigger, subscription in handlers:
            trigger.listen(token, subscription)
        if token.internal.pop("by_hand", False):
            return None  # somebody chooses where the body begins
        begun = None
        if start is not None:
            begun = instance.arrive(start, token)
            begun.internal["triggered"] = True
        elif body.entries:
            self.admit(token, body.entries)
        else:
            scope = scopes.view(token)
            for event in body.event_starts:
                event.listen(token, event.plan(instance, scope), passive=False)
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
        plan = self.handlers(token, scopes.view(token))
        self.open(token, plan, None if start is None else self.body.task_specs[start])

    def drained(self, token: Token) -> None:
        token.instance.finish()


class SubProcess(Scope, spiff.SubWorkflowTask):
    """An embedded sub-process."""


class EventSubProcess(Scope, spiff.EventSubprocess):
    """Started by its start event, which watches the scope around it."""

    is_handler = True
    trigger: Any = None

    def execute(self, token: Token, plan: Any) -> None:
        payload = token.internal.pop("payload", {})
        begun = self.open(token, plan, self.trigger)
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

    def compensated(self, token: Token) -> None:
        """Everything is undone."""
        for inner in list(token.inner.values()):
            if inner.passive and "cancel" in inner.spec.kinds:
                inner.spec.trigger(inner, 0)
                return
        scope = token.home()
        token.instance.kill(token)
        token.instance.check(scope)


class AdHoc(Scope, spiff.AdHocSubprocess):
    """Activities in any order (or one after the other) until its completion condition holds (§13.3.5)."""

    completion_condition: str | None = None
    ordered, cancel_remaining = False, True

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
                    token.instance.clear(token, spare=inner)

        return commit

    def drained(self, token: Token) -> None:
        queue = token.internal.get("queue")
        if queue:
            token.instance.arrive(self.body.task_specs[queue.pop(0)], token)
        else:
            self.leave(token)


class CallActivity(Scope, spiff.CallActivity):
    """A called process is a scope of the same instance: one state, one stream of records."""

    isolates = True

    def prepare(self, token: Token, scope: scopes.View) -> tuple[dict[str, Token], Handlers]:
        """What the called process copies (name -> the scope that holds it) and its event sub-processes."""
        io = self.body.io_specification
        holders = scopes.holders_of_names(token)
        copied: dict[str, Token] = {}
        if io is not None and io.data_inputs:
            wanted = [data.bpmn_id for data in io.data_inputs]
            self._require(wanted, scope, "输入")
            copied = {name: holders[name] for name in wanted}
        elif self.extensions.get("called", {}).get("all_in", True):
            copied = {name: h for name, h in holders.items() if not name.startswith("numberOf")}
        # input mappings and loop variables are its own already
        own = token.variables or {}
        copied = {name: holder for name, holder in copied.items() if name not in own}
        inside = scopes.View([own, {name: (holder.variables or {})[name] for name, holder in copied.items()}])
        return copied, self.handlers(token, inside)

    def execute(self, token: Token, plan: tuple[dict[str, Token], Handlers]) -> None:
        copied, handlers = plan
        token.internal["own"] = sorted(token.variables or {})
        scopes.copy(token, copied)
        self.open(token, handlers)

    def drained(self, token: Token) -> None:
        io, result = self.body.io_specification, scopes.View([token.variables or {}])
        written, own = token.internal.get("written", []), token.internal.get("own", [])
        if io is not None and io.data_outputs:
            wanted = [data.bpmn_id for data in io.data_outputs]
            self._require(wanted, result, "输出")
            scopes.assign(token.home(), {name: result[name] for name in wanted})
        elif not self.extensions.get("outputs") and self.extensions.get("called", {}).get("all_out", True):
            scopes.assign(token.home(), {name: result[name] for name in written if name not in own})
        self.leave(token)

    def _require(self, wanted: list[str], scope: scopes.View, what: str) -> None:
        missing = [name for name in wanted if name not in scope]
        if missing:
            raise Incident(
                "missing_data", f"调用“{self.bpmn_name or self.bpmn_id}”缺少{what}数据：{'、'.join(missing)}"
            )
