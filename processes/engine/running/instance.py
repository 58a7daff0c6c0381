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
from . import scopes, suspension
from .expressions import Evaluator
from .rows import restore
from .shelf import Place, Row, Shelf
from .tokens import Status, Token
from .values import Values

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
        self.suspended: str | None = None  # why nothing may move
        self.values = Values()
        self.shelf: Shelf | None = None  # where the parts lie that were left out of the state
        self.taken: dict[Place, Row] = {}  # what was taken from the shelf, as it lay there
        self.kinds_apart: set[str] = set()  # events that something in a round on the shelf may wait for
        self.bodies_apart: set[int] = set()  # multi-instance bodies whose rounds lie there
        self.pinned: set[int] = set()  # long values that such rounds may name
        self._asked: set[str] = set()
        self.end_events: list[str] = []
        self.correlations: dict[str, Any] = {}
        self.listening: dict[str, dict[int, Token]] = {}  # kind of event -> tokens that wait for it
        self.joins: dict[int, Token] = {}  # tokens waiting at inclusive joins
        self.arrivals: dict[tuple[int, str], list[Token]] = {}  # tokens waiting at a join, per scope and node
        self.agenda: deque[Token] = deque()
        self.throws: deque[Token] = deque()  # taken up when the agenda is empty
        self.undoing: deque[Token] = deque()  # compensations with more to undo, when both are empty
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
        context, spec, home = self.context, token.spec, token.scope
        process_id = spec.process.process_id
        if home is None:
            place: tuple[Any, ...] = (process_id, None, None, scope or None)
        else:
            place = (process_id, spec.bpmn_id, token.id, (home.id if scope is None else scope) or None)
        self.records.append(Record._make((kind, context.now, context.actor, *place, payload)))

    def activated(self, token: Token) -> None:
        """The element begins."""
        token.internal["active"] = True
        told = {} if token.via is None else {"flow_id": token.via}
        self.emit(
            RecordType.ELEMENT_ACTIVATED, token, kind=token.spec.kind, name=token.spec.bpmn_name, **told
        )

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
        if token.members or token.partial:
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
        token.scope.members.pop(token.id, None)
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
        if scope.alive and scope.active == 0 and scope.status is not Status.PARKED:
            self.guard(scope, scope.spec.drained)

    # -- parts on the shelf

    def find(self, number: int) -> Token | None:
        """The live token with this number, wherever it lies."""
        if number not in self.tokens and self.shelf is not None:
            self._take(self.shelf.round_of(number))
        return self.tokens.get(number)

    def fetch_rounds(self, body: Token) -> None:
        """Bring in every round of a multi-instance body."""
        body.partial = False
        if self.shelf is not None:
            self._take(self.shelf.rounds(body.id))
            # One of them may have come in before: in the order of a state that is whole.
            body.members = dict(sorted(body.members.items()))

    def fetch_all(self) -> None:
        """Bring in everything that lies apart."""
        for body in [token for token in self.tokens.values() if token.partial]:
            self.fetch_rounds(body)

    def _fetch_waiting(self, kind: str) -> None:
        if kind in self.kinds_apart and kind not in self._asked and self.shelf is not None:
            self._asked.add(kind)
            self._take(self.shelf.waiting(kind))

    def _take(self, rows: Mapping[Place, Row]) -> None:
        for place in sorted(rows.keys() - self.taken.keys(), key=lambda place: place[1]):
            self.taken[place] = rows[place]
            token = restore(self, rows[place])
            if token.home().id == place[0] and not token.passive:
                token.home().active -= 1  # the body has counted its rounds already

    def results(self, body: Token) -> dict[int, Any]:
        """What the rounds of a multi-instance body gave, by index."""
        found = {int(index): value for index, value in body.internal["results"].items()}
        if self.shelf is not None and "apart" in body.internal:
            found = {**self.shelf.results(body.id), **found}
        return found

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
                if self.stirred:
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
            token.status = Status.PARKED
            token.internal["stuck"] = phase
        self.emit(RecordType.INCIDENT_CREATED, token, code=incident.code, message=str(incident), phase=phase)

    def listeners(self, kind: str) -> list[Token]:
        """In order of age, so that a loaded instance behaves like a live one."""
        self._fetch_waiting(kind)
        waiting = self.listening.get(kind)
        return [waiting[number] for number in sorted(waiting)] if waiting else []

    def fire_joins(self) -> bool:
        """Try the inclusive and complex joins; whether one fired."""
        self._fetch_waiting("join")
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
