"""One process instance while a command runs: its tokens, the agenda, and indexes.  No clock, no random, no
tree walks.

Scheduling is written down: the agenda is first in, first out; listeners are served in id order; messages and
signals are thrown when everything else is at rest, so that parallel branches have armed their catchers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from processes.records import Record, RecordType

from ..context import Context, Outgoing
from ..faults import Incident
from . import scopes, suspension
from .conditions import KIND, Stirred, concerned
from .expressions import Evaluator
from .parted import Parted
from .tokens import Status, Token
from .values import Values

if TYPE_CHECKING:
    from ..context import Deployments
    from ..elements.graph import Flow
    from ..program import Program

# Looked up once: finding a member of an enumeration costs as much as making a record.
_SEQUENCE_FLOW_TAKEN = RecordType.SEQUENCE_FLOW_TAKEN
_ELEMENT_ACTIVATED = RecordType.ELEMENT_ACTIVATED
_PARKED = Status.PARKED
#: Making a tuple of a named kind costs half of calling the kind.
_new = tuple.__new__

BUDGET = 10_000  # arrivals that one command may cause: an endless automatic loop becomes an incident
ROOT = 0  # id of the token that stands for the instance


class Instance(Parted):
    """The live form of a state.  ``load`` and ``dump`` of ``state`` convert.

    ``machine`` runs commands on it.
    """

    __slots__ = (
        "actor", "agenda", "arrivals", "body", "called", "context", "correlations", "deployments",
        "end_events", "ended", "evaluator", "joins", "listening", "now", "outgoing", "process_id", "program",
        "records", "sequence", "stirred", "suspended", "throws", "undoing", "values",
    )  # fmt: skip

    def __init__(self, program: Program, process_id: str, deployments: Deployments | None = None) -> None:
        self.program, self.process_id, self.deployments = program, process_id, deployments
        self.called: dict[str, Program] = {}  # programs of other deployments that tokens are in
        super().__init__()
        self.body: Any = program.specs[process_id]
        self.sequence = ROOT - 1
        self.ended: str | None = None  # completed, terminated
        self.suspended: str | None = None  # why nothing may move
        self.values = Values()
        self.end_events: list[str] = []
        self.correlations: dict[str, Any] = {}
        self.listening: dict[str, dict[int, Token]] = {}  # kind of event -> tokens that wait for it
        self.joins: dict[int, Token] = {}  # tokens waiting at inclusive joins
        self.arrivals: dict[tuple[int, str], list[Token]] = {}  # tokens waiting at a join, per scope and node
        self.agenda: deque[Token] = deque()
        self.throws: deque[Token] = deque()  # taken up when the agenda is empty
        self.undoing: deque[Token] = deque()  # compensations with more to undo, when both are empty
        self.stirred: Stirred  # what changed since conditions were last looked at
        self.records: list[Record] = []
        self.outgoing: list[Outgoing] = []
        self.context: Context
        self.now: datetime  # of the context
        self.actor: str
        self.evaluator: Evaluator

    def begin(self, context: Context) -> None:
        """Take up one command."""
        self.context, self.evaluator, self.deployments = context, Evaluator(context), context.deployments
        self.now, self.actor = context.now, context.actor
        self.records, self.outgoing, self.stirred = [], [], Stirred()

    def release(self) -> None:
        """Let go of everything that lives.

        Tokens, scopes and instance know each other: in rings they would lie until the garbage collector
        comes, and after a step in ten it would.
        """
        for token in self.tokens.values():
            token.members.clear()
        for index in (self.tokens, self.listening, self.joins, self.arrivals, self.values.held):
            index.clear()

    @property
    def root(self) -> Token:
        """The token that stands for the instance."""
        return self.tokens[ROOT]

    # -- records

    def emit(self, kind: RecordType, token: Token, scope: int | None = None, /, **payload: Any) -> None:
        """Record a fact about a token.  ``scope``.

        The scope concerned, when it is not the one around the token.
        """
        self.record(kind, token, payload, scope)

    def record(
        self, kind: RecordType, token: Token, payload: dict[str, Any], scope: int | None = None
    ) -> None:
        """``emit`` with a payload that is there already; nobody changes it afterwards."""
        spec, home = token.spec, token.scope
        process_id = spec.process.process_id
        element, number, around = None, None, scope
        if home is not None:
            element, number, around = spec.bpmn_id, token.id, home.id if scope is None else scope
        row = (kind, self.now, self.actor, process_id, element, number, around or None, payload)
        self.records.append(_new(Record, row))

    def activated(self, token: Token) -> None:
        """The element begins."""
        spec = token.spec
        token.internal["active"] = True
        told = {"kind": spec.kind, "name": spec.bpmn_name}
        if token.via is not None:
            told["flow_id"] = token.via
        self.record(_ELEMENT_ACTIVATED, token, told)

    # -- tokens

    def take(self, flow: Flow, token: Token, evidence: Mapping[str, Any] | None = None) -> None:
        """Send a token from ``token`` along a flow, in the scope of ``token``."""
        told = {"flow_id": flow.id, **evidence} if evidence else {"flow_id": flow.id}
        self.record(_SEQUENCE_FLOW_TAKEN, token, told)
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
        if token.members or token.partial:
            for inner in list(token.inner.values()):
                self.remove(inner)
        spec, scope, number = token.spec, token.scope, token.id
        spec.withdraw(token)
        if token.status is _PARKED:
            self.emit(RecordType.INCIDENT_RESOLVED, token, dropped=True)
        token.alive = False
        del self.tokens[number]
        for kind in spec.kinds:
            self.listening.get(kind, {}).pop(number, None)
        if scope is None:
            return
        scope.members.pop(number, None)
        scope.active -= not token.passive
        if spec.joins:
            self.joins.pop(number, None)
            waiting = self.arrivals.get((scope.id, spec.name))
            if waiting and token in waiting:
                waiting.remove(token)

    def kill(self, token: Token) -> None:
        """Terminate a token and everything inside it."""
        for inner in list(token.inner.values()):
            self.kill(inner)
        terminated = token.internal.get("active") and not token.passive
        if terminated and token.scope is not None:
            token.spec.withdraw(token)
            self.emit(RecordType.ELEMENT_TERMINATED, token)
        elif token.scope is not None and not token.passive:  # it had not begun
            self.emit(RecordType.TOKEN_CONSUMED, token, flow_id=token.via)
        self.remove(token)

    def clear(self, scope: Token, spare: Token | None = None) -> None:
        """Terminate what is active in a scope; its listeners stay."""
        for inner in list(scope.inner.values()):
            if inner is not spare and not inner.passive and inner.alive:
                self.kill(inner)

    def check(self, scope: Token) -> None:
        """A scope ends when no active token is left in it."""
        if scope.alive and scope.active == 0 and scope.status is not _PARKED:
            self.guard(scope, scope.spec.drained)

    # -- running

    def settle(self) -> None:
        """Run until nothing moves."""
        if self.suspended is not None:
            suspension.hold(self)
            return
        arrivals = 0
        while self.ended is None:
            while (self.agenda or self.throws or self.undoing) and self.ended is None:
                if not (self.agenda or self.throws):
                    self.undoing[0].spec.undo_next(self.undoing.popleft())
                    continue
                token = (self.agenda or self.throws).popleft()
                arrivals += 1
                if token.alive:
                    self.guard(token, token.spec.enter if arrivals <= BUDGET else _runaway)
                if (self.listening.get(KIND) or self.kinds_apart) and self.stirred:
                    self.fire_conditions()
            if self.ended or not (self.fire_joins() or self.fire_conditions()):
                break
        for queue in (self.agenda, self.throws, self.undoing):
            queue.clear()

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
            token.status = _PARKED
            token.internal["stuck"] = phase
        self.emit(RecordType.INCIDENT_CREATED, token, code=incident.code, message=str(incident), phase=phase)

    def listeners(self, kind: str) -> list[Token]:
        """In order of age, so that a loaded instance behaves like a live one."""
        self.fetch_waiting(kind)
        waiting = self.listening.get(kind)
        return [waiting[number] for number in sorted(waiting)] if waiting else []

    def fire_joins(self) -> bool:
        """Try the inclusive and complex joins; whether one fired."""
        if not (self.joins or self.kinds_apart):
            return False
        self.fetch_waiting("join")
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
        """Look again at the conditional events that what happened concerns; whether one fired."""
        fired, stirred = False, self.stirred
        if not (self.listening.get(KIND) or self.kinds_apart):
            return False
        self.stirred = Stirred()
        for token in concerned(self, stirred):
            if token.alive and token.status is Status.WAITING:
                fired |= bool(self.guard(token, token.spec.poll))
        return fired

    def finish(self) -> None:
        """The root has nothing active left."""
        self.ended = "completed"
        root = self.root
        self.remove(root)
        self.emit(RecordType.INSTANCE_COMPLETED, root, end_events=list(self.end_events))

    def terminate(self, reason: str) -> None:
        """End everything by command."""
        self.ended = "terminated"
        root = self.root
        self.kill(root)
        self.emit(RecordType.INSTANCE_TERMINATED, root, reason=reason)

    def visible(self, token: Token) -> scopes.View:
        """The variables that an expression of this element reads."""
        return scopes.view(token)


def _runaway(token: Token) -> None:
    raise Incident("endless_loop", f"一条命令内到达元素超过 {BUDGET} 次：流程中有不停等的循环")
