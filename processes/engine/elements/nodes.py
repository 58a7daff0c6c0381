"""The common life of a flow node: what a token does from arriving to leaving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from processes.records import RecordType

from ..running import scopes
from ..running.expressions import evidence
from ..running.programs import reference_to
from ..running.tokens import Status, Token
from . import mappings

if TYPE_CHECKING:
    from .graph import Extensions, Flow, ProcessSpec
# Looked up once: finding a member of an enumeration costs as much as making a record.
_ELEMENT_COMPLETED = RecordType.ELEMENT_COMPLETED

#: A flow to take and why: the condition that held and the variables that it read; for a default flow the
#: conditions that did not hold.
Choice = tuple["Flow", dict[str, Any]]
Change = Callable[[], None]


class FlowNode:
    """Mixed in before a SpiffWorkflow specification class.

    Rule of the house: *evaluate everything, then change*.  ``prepare`` evaluates and may raise Incident,
    ``execute`` changes; ``leave`` evaluates outputs, conditions and completion conditions before it changes
    anything.
    """

    isolates = False  # an own process: variables end here
    kinds: tuple[str, ...] = ()  # events that a token at this node may wait for
    waits_for: tuple[str, ...] = ()  # the same for the shelf: conditions by the variables that they read
    joins = False
    instantiate = False
    is_scope = False  # the body of a process or sub-process
    is_handler = False  # an event sub-process
    boundary = False
    after_others = False  # throws to listeners: parallel branches arm theirs first
    kind = "task"  # BPMN tag name
    bpmn_name: str | None
    bpmn_id: str
    name: str
    lane: str | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.process: ProcessSpec = self._wf_spec  # type: ignore[attr-defined]
        self.incoming: list[Flow] = []
        self.outgoing: list[Flow] = []
        self.default: Flow | None = None
        self.boundaries: list[Any] = []
        self.compensation: Any = None
        self.for_compensation = False
        self.quantities = (1, 1)
        self.data_in: list[tuple[str, str]] = []  # data object -> local name
        self.data_out: list[tuple[str, str]] = []  # local name -> data object
        self.extensions: Extensions = {}

    # -- known once the program is linked

    @cached_property
    def maps_in(self) -> bool:
        """Whether variables are made local on the way in."""
        return bool(self.extensions.get("inputs") or self.data_in)

    @cached_property
    def maps_out(self) -> bool:
        """Whether output mappings or data associations choose what goes outwards."""
        return bool(self.extensions.get("outputs") or self.data_out)

    @cached_property
    def without_conditions(self) -> list[Choice] | None:
        """Every flow, when none has a condition to ask."""
        if any(flow.condition is not None and flow is not self.default for flow in self.outgoing):
            return None
        return [(flow, {}) for flow in self.outgoing]

    # -- arriving

    def enter(self, token: Token) -> None:
        """A token has arrived (or its incident is tried again)."""
        need, instance, internal = self.quantities[0], token.instance, token.internal
        if need > 1 and "gathered" not in internal and not self._gathered(token, need):
            return
        if not internal.get("active"):
            instance.activated(token)
        local = self.local_inputs(token) if self.maps_in else None
        token.pending = [(token, local)] if local else ()  # seen before it is written
        try:
            scope = scopes.view(token)
            plan = self.prepare(token, scope)
            listeners = [(boundary, boundary.plan(instance, scope)) for boundary in self.boundaries]
        finally:
            token.pending = ()
        if local:
            self.bring_in(token, local)
        for boundary, subscription in listeners:
            boundary.listen(token, subscription)
        self.execute(token, plan)

    def _gathered(self, token: Token, need: int) -> bool:
        """``startQuantity`` (BPMN 2.0.2 table 10.3): wait until as many tokens are here."""
        token.status = Status.WAITING
        token.internal["gathering"] = True
        here = [t for t in token.home().inner.values() if t.spec is self and t.internal.get("gathering")]
        if len(here) < need:
            return False
        for other in [t for t in here if t is not token][: need - 1]:
            token.instance.emit(RecordType.TOKEN_CONSUMED, other, flow_id=other.via)
            token.instance.remove(other)
        token.internal.pop("gathering")
        token.internal["gathered"] = True
        return True

    def local_inputs(self, token: Token) -> dict[str, Any]:
        """What input mappings, then data associations make local variables; nothing is changed."""
        mapped = self.extensions.get("inputs", ())
        scope = scopes.view(token)
        if "given" in token.internal:  # tried again: they read what they read the first time
            targets = {target.partition(".")[0] for _, target in mapped} | {name for _, name in self.data_in}
            own = {name: value for name, value in (token.variables or {}).items() if name not in targets}
            scope = scopes.view(token.home()).over({**own, **token.kept})
        local = mappings.computed(token.instance.evaluator, scope, mapped)
        for source, target in self.data_in:
            local[target] = scope.get(source)
        return local

    def bring_in(self, token: Token, local: dict[str, Any]) -> None:
        """Make the inputs local variables; what they hide of a round's own is kept."""
        if not local:
            return
        if "given" not in token.internal:
            token.internal["given"] = True
            token.kept |= {name: v for name, v in (token.variables or {}).items() if name in local}
        scopes.declare(token, local)

    def prepare(self, token: Token, scope: scopes.View) -> Any:
        """Evaluate what ``execute`` needs; nothing is changed."""
        return None

    def execute(self, token: Token, plan: Any) -> None:
        """Do what the element does."""
        self.leave(token)

    # -- inside

    def drained(self, token: Token) -> None:
        """Nothing is active inside any more."""

    def inner_leaving(self, token: Token, inner: Token) -> Change | None:
        """A token inside this one is about to complete: evaluate now, change in the function returned."""
        return None

    def withdraw(self, token: Token) -> None:
        """The token goes: what it has asked for outside (work, timers, messages) is called off."""

    # -- leaving

    def choose(self, token: Token) -> list[Choice]:
        """Every unconditional flow, every conditional one that holds, the default when no condition held."""
        if self.without_conditions is not None:
            return self.without_conditions
        conditional = [f for f in self.outgoing if f.condition is not None and f is not self.default]
        reasons = {flow: self.test(token, flow) for flow in conditional}
        held = any(found is not None for found in reasons.values())
        chosen: list[Choice] = []
        for flow in self.outgoing:
            found = self.rejections(token) if flow is self.default else reasons.get(flow, {})
            if found is not None and not (flow is self.default and held):
                chosen.append((flow, found))
        return chosen

    def rejections(self, token: Token) -> dict[str, Any]:
        """Why the default flow is taken: each condition that did not hold, with what it read."""
        scope = scopes.view_of_flows(token)
        rejected = [
            {"flow_id": flow.id, **evidence(flow.condition, scope)}
            for flow in self.outgoing
            if flow.condition is not None and flow is not self.default
        ]
        return {"default": True, "rejected": rejected} if rejected else {}

    def test(self, token: Token, flow: Flow) -> dict[str, Any] | None:
        """Why a conditional flow is taken; ``None`` when its condition does not hold."""
        scope = scopes.view_of_flows(token)
        if flow.condition is None or not token.instance.evaluator.holds(scope, flow.condition):
            return None
        return evidence(flow.condition, scope)

    def leave(self, token: Token) -> None:
        """Complete: outputs outwards, then one token on each chosen flow."""
        instance, scope = token.instance, token.home()
        token.internal["leaving"] = True  # an incident from here on is tried again from here
        results = token.pending = self._results(token) if self.maps_out else ()
        try:  # conditions see the results before they are written
            chosen = self.choose(token)
            commit = scope.spec.inner_leaving(scope, token)
        finally:
            token.pending = ()
        # from here on nothing is evaluated any more
        for holder, values in results:
            scopes.assign(holder, values)
        self.completed(token)
        if commit is not None:
            commit()
        if self.undoable(token):
            self.remember(token, scope)
        if token.alive:
            instance.remove(token)
        if not scope.alive:
            return
        if "closing" not in scope.internal:
            for flow, reason in chosen:
                for _ in range(self.quantities[1]):
                    instance.take(flow, token, reason)
        instance.check(scope)

    def completed(self, token: Token) -> None:
        """Record the end of the element."""
        token.instance.record(_ELEMENT_COMPLETED, token, {})

    def _results(self, token: Token) -> list[tuple[Token, Mapping[str, Any]]]:
        """Output mappings and data associations, evaluated: (where the climb outwards begins, values)."""
        outputs = self.extensions.get("outputs", ())
        scope, held = scopes.view(token, through=True), scopes.view(token.home())
        outward = mappings.computed(token.instance.evaluator, scope, outputs, held)
        for source, target in self.data_out:
            if source in scope:
                outward[target] = scope[source]
        found: list[tuple[Token, Mapping[str, Any]]] = []
        own = token.internal.get("output")  # what a round hands to the collection of its activity
        if own in outward:
            found.append((token, {own: outward.pop(own)}))
        if outward:
            found.append((token.home(), outward))
        return found

    # -- compensation

    def undoable(self, token: Token) -> bool:
        """Whether compensation must remember that this element completed."""
        return self.compensation is not None or "done" in token.internal

    def remember(self, token: Token, scope: Token) -> None:
        """What compensation must undo later: [body, node, what was done inside]."""
        done = scope.internal.setdefault("done", [])
        place = reference_to(token.instance.program, self.process)
        done.append([place, self.name, token.internal.get("done")])

    def enclosing(self, token: Token) -> Token:
        """The process or sub-process body that a token belongs to."""
        return next(t for t in token.home().ancestors() if t.spec.is_scope)
