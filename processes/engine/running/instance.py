"""One process instance while a command runs: its tokens, the agenda, and indexes.  No clock, no random, no
tree walks.

Scheduling is written down: the agenda is first in, first out; listeners are served in id order; messages and
signals are thrown when everything else is at rest, so that parallel branches have armed their catchers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from processes.records import Record, RecordType

from ..context import Context, Outgoing
from ..faults import Incident
from . import scopes
from .expressions import Evaluator
from .tokens import Status, Token

if TYPE_CHECKING:
    from ..elements.graph import Flow
    from ..program import Program

BUDGET = 10_000  # arrivals that one command may cause: an endless automatic loop becomes an incident
ROOT = 0  # id of the token that stands for the instance


class Instance:
    """The live form of a state.  ``load`` and ``dump`` of ``state`` convert.

    ``machine`` runs commands on it.
    """

    def __init__(self, program: Program, process_id: str) -> None:
        self.program, self.process_id = program, process_id
        self.body: Any = program.specs[process_id]
        self.tokens: dict[int, Token] = {}
        self.sequence = ROOT - 1
        self.ended: str | None = None  # completed, terminated
        self.variables: dict[str, Any] = {}  # of an ended instance
        self.end_events: list[str] = []
        self.correlations: dict[str, Any] = {}
        self.listening: dict[str, dict[int, Token]] = {}  # kind of event -> tokens that wait for it
        self.joins: dict[int, Token] = {}  # tokens waiting at inclusive joins
        self.arrivals: dict[tuple[int, str], list[Token]] = {}  # tokens waiting at a join, per scope and node
        self.agenda: deque[Token] = deque()
        self.throws: deque[Token] = deque()  # taken up when the agenda is empty
        self.stirred = False  # variables changed since conditions were last looked at
        self.records: list[Record] = []
        self.outgoing: list[Outgoing] = []
        self.context: Context
        self.evaluator: Evaluator

    def begin(self, context: Context) -> None:
        """Take up one command."""
        self.context, self.evaluator = context, Evaluator(context)
        self.records, self.outgoing = [], []

    @property
    def root(self) -> Token:
        """The token that stands for the instance."""
        return self.tokens[ROOT]

    def next_id(self) -> int:
        """Ids count from 1; the root has 0."""
        self.sequence += 1
        return self.sequence

    # -- records

    def emit(self, kind: RecordType, token: Token, scope: int | None = None, /, **payload: Any) -> None:
        """Record a fact about a token.  ``scope``.

        The scope concerned, when it is not the one around the token.
        """
        around = scope if scope is not None else token.scope.id if token.scope is not None else ROOT
        self.records.append(
            Record(
                type=kind,
                at=self.context.now,
                actor=self.context.actor,
                process_id=token.spec.process.process_id,
                element_id=token.spec.bpmn_id if token.scope is not None else None,
                element_instance_id=token.id if token.scope is not None else None,
                scope_id=around or None,
                payload=payload,
            )
        )

    def activated(self, token: Token) -> None:
        """The element begins."""
        token.internal["active"] = True
        self.emit(RecordType.ELEMENT_ACTIVATED, token, kind=token.spec.kind, name=token.spec.bpmn_name)

    # -- tokens

    def take(self, flow: Flow, token: Token, evidence: Mapping[str, Any] | None = None) -> None:
        """Send a token from ``token`` along a flow, in the scope of ``token``."""
        self.emit(RecordType.SEQUENCE_FLOW_TAKEN, token, flow_id=flow.id, **(evidence or {}))
        self.arrive(flow.target, token.home(), flow.id)

    def arrive(
        self, spec: Any, scope: Token, via: str | None = None, variables: dict[str, Any] | None = None
    ) -> Token:
        """A new token at a node, to be taken up by the agenda."""
        token = Token(self, spec, scope, via=via, variables=variables)
        (self.throws if spec.after_others else self.agenda).append(token)
        return token

    def remove(self, token: Token) -> None:
        """Forget a token and everything inside it; what it waited for is withdrawn."""
        for inner in list(token.inner.values()):
            self.remove(inner)
        token.spec.withdraw(token)
        if token.status is Status.PARKED:
            self.emit(RecordType.INCIDENT_RESOLVED, token, dropped=True)
        token.alive = False
        del self.tokens[token.id]
        for kind in token.spec.kinds:
            self.listening.get(kind, {}).pop(token.id, None)
        if token.scope is None:
            return
        del token.scope.inner[token.id]
        token.scope.active -= not token.passive
        if token.spec.joins:
            self.joins.pop(token.id, None)
            waiting = self.arrivals.get((token.scope.id, token.spec.name))
            if waiting and token in waiting:
                waiting.remove(token)

    def kill(self, token: Token) -> None:
        """Terminate a token and everything inside it."""
        for inner in list(token.inner.values()):
            self.kill(inner)
        terminated = token.internal.get("active") and not token.passive
        if terminated and token.scope is not None:
            token.spec.withdraw(token)
            self.emit(RecordType.ELEMENT_TERMINATED, token, kind=token.spec.kind)
        self.remove(token)

    def clear(self, scope: Token, spare: Token | None = None) -> None:
        """Terminate what is active in a scope; its listeners stay."""
        for inner in list(scope.inner.values()):
            if inner is not spare and not inner.passive and inner.alive:
                self.kill(inner)

    def check(self, scope: Token) -> None:
        """A scope ends when no active token is left in it."""
        if scope.alive and scope.active == 0 and scope.status is not Status.PARKED:
            self.guard(scope, scope.spec.drained)

    # -- running

    def settle(self) -> None:
        """Run until nothing moves."""
        arrivals = 0
        while self.ended is None:
            while (self.agenda or self.throws) and self.ended is None:
                token = (self.agenda or self.throws).popleft()
                arrivals += 1
                if token.alive:
                    self.guard(token, token.spec.enter if arrivals <= BUDGET else _runaway)
                if self.stirred:
                    self.fire_conditions()
            if self.ended or not (self.fire_joins() or self.fire_conditions()):
                break
        self.agenda.clear()
        self.throws.clear()

    def guard(self, token: Token, action: Callable[..., Any], *args: Any) -> Any:
        """Run an action of a token; an Incident parks the token, remembering what to try again."""
        try:
            return action(token, *args)
        except Incident as incident:
            phase = "leave" if token.internal.get("leaving") else action.__name__.strip("_")
            self.park(token, incident, "enter" if phase == "runaway" else phase)
            return True

    def park(self, token: Token, incident: Incident, phase: str) -> None:
        """Stop a token with an incident; ``phase`` is the method of its node that will be tried again."""
        if token.alive:
            token.internal["was"] = token.status
            token.status = Status.PARKED
            token.internal["stuck"] = phase
        self.emit(RecordType.INCIDENT_CREATED, token, code=incident.code, message=str(incident), phase=phase)

    def listeners(self, kind: str) -> list[Token]:
        """In order of age, so that a loaded instance behaves like a live one."""
        waiting = self.listening.get(kind)
        return [waiting[number] for number in sorted(waiting)] if waiting else []

    def fire_joins(self) -> bool:
        """Try the inclusive and complex joins; whether one fired."""
        for number in sorted(self.joins):
            token = self.joins.get(number)
            if (
                token is not None
                and token.status is Status.WAITING
                and self.guard(token, token.spec.try_fire)
            ):
                return True
        return False

    def fire_conditions(self) -> bool:
        """Look at the conditional events again; whether one fired."""
        fired, self.stirred = False, False
        for token in self.listeners("condition"):
            if token.alive and token.status is Status.WAITING:
                fired |= bool(self.guard(token, token.spec.poll))
        return fired

    def finish(self) -> None:
        """The root has nothing active left."""
        self.ended = "completed"
        self.variables = dict(self.root.variables or {})
        root = self.root
        self.remove(root)
        self.emit(
            RecordType.INSTANCE_COMPLETED,
            root,
            end_events=list(self.end_events),
            variables=dict(self.variables),
        )

    def terminate(self, reason: str) -> None:
        """End everything by command."""
        self.ended = "terminated"
        self.variables = dict(self.root.variables or {})
        root = self.root
        self.kill(root)
        self.emit(RecordType.INSTANCE_TERMINATED, root, reason=reason)

    def visible(self, token: Token) -> scopes.View:
        """The variables that an expression of this element reads."""
        return scopes.view(token)


def _runaway(token: Token) -> None:
    raise Incident("endless_loop", f"一条命令内到达元素超过 {BUDGET} 次：流程中有不停等的循环")
