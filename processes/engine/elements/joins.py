"""Gateways that join: they count tokens per incoming flow and consume one of each."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs import defaults as spiff

from processes.records import RecordType

from ..running import scopes
from ..running.expressions import always_expression
from ..running.tokens import Status, Token
from .gateways import default_choice
from .nodes import Choice, FlowNode


class Joining(FlowNode):
    """What parallel, inclusive and complex gateways share."""

    joins = True

    def passes(self, token: Token) -> bool:
        """Whether a token need not wait here: nothing joins, or an operator has put it behind the join."""
        return len(self.incoming) < 2 or bool(token.internal.pop("by_hand", False))

    def waiting(self, token: Token) -> list[Token]:
        """The tokens that wait here, in the same scope."""
        return token.instance.arrivals.setdefault((token.home().id, self.name), [])

    def park(self, token: Token) -> None:
        """Wait for the siblings."""
        token.status = Status.WAITING
        here = self.waiting(token)
        if token not in here:
            here.append(token)

    def register(self, token: Token) -> None:
        """Into the index, after a load."""
        self.waiting(token).append(token)

    def first_per_flow(self, token: Token) -> dict[str | None, Token]:
        """The oldest token of each incoming flow."""
        first: dict[str | None, Token] = {}
        for other in sorted(self.waiting(token), key=lambda t: t.id):
            first.setdefault(other.via, other)
        return first

    def fire(self, token: Token, taken: dict[str | None, Token]) -> None:
        """``taken``: one token per incoming flow; one of them goes on, the others are consumed."""
        instance = token.instance
        survivor = taken.get(token.via, token)
        for other in taken.values():
            if other is not survivor:
                instance.emit(RecordType.TOKEN_CONSUMED, other, flow_id=other.via)
                instance.remove(other)
        waiting = self.waiting(survivor)
        if survivor in waiting:
            waiting.remove(survivor)
        instance.joins.pop(survivor.id, None)
        instance.activated(survivor)
        survivor.status = Status.READY
        instance.guard(survivor, self.leave)


class ParallelGateway(Joining, spiff.ParallelGateway):
    """Waits for one token on every incoming flow; the surplus stays (BPMN 2.0.2 §13.4.1)."""

    def choose(self, token: Token) -> list[Choice]:
        return [(flow, {}) for flow in self.outgoing]

    def enter(self, token: Token) -> None:
        if self.passes(token):
            super().enter(token)
            return
        self.park(token)
        first = self.first_per_flow(token)
        if len(first) == len(self.incoming):
            self.fire(token, first)


class InclusiveGateway(Joining, spiff.InclusiveGateway):
    """Waits for every token that can still come (BPMN 2.0.2 §13.4.3); decided when all else is at rest."""

    def enter(self, token: Token) -> None:
        if self.passes(token):
            super().enter(token)
            return
        self.park(token)
        token.instance.joins[token.id] = token

    def register(self, token: Token) -> None:
        super().register(token)
        token.instance.joins[token.id] = token

    def awaited(self, token: Token, filled: set[str | None]) -> bool:
        """Can a token still come to an empty flow (and not to a filled one.

        Then it would be a later round)?
        """
        empty = {flow for flow in self.incoming if flow.id not in filled}
        full = set(self.incoming) - empty
        for other in token.home().inner.values() if empty else ():
            if other.passive or other.spec is self:
                continue
            reach = self.process.reach(other.spec, self)
            if reach & empty and not reach & full:
                return True
        return False

    def try_fire(self, token: Token) -> bool:
        """Join if nothing more can come; whether it did."""
        return self.try_join(token)

    def try_join(self, token: Token) -> bool:
        """Join if nothing more can come; whether it did."""
        first = self.first_per_flow(token)
        if self.awaited(token, set(first)):
            return False
        self.fire(token, first)
        return True

    def choose(self, token: Token) -> list[Choice]:
        chosen: list[Choice] = []
        for flow in self.outgoing:
            if flow is self.default:
                continue
            found = {} if flow.condition is None else self.test(token, flow)
            if found is not None:
                chosen.append((flow, found))
        return chosen if chosen or not self.outgoing else [default_choice(self, token)]


class ComplexGateway(InclusiveGateway):
    """Fires when its activation condition holds, then swallows the late tokens of that round (BPMN 2.0.2
    §13.4.4).

    A passive token at the gateway marks a round that waits for its reset; ``fired`` lists the flows it has
    seen.
    """

    activation_condition: str | None = None

    def _marker(self, token: Token) -> Token | None:
        return next((t for t in token.home().listeners() if t.spec is self), None)

    def enter(self, token: Token) -> None:
        if self.passes(token):
            FlowNode.enter(self, token)
            return
        instance, scope, marker = token.instance, token.home(), self._marker(token)
        if marker is not None and token.via not in marker.internal["fired"]:
            marker.internal["fired"].append(token.via)
            instance.emit(RecordType.TOKEN_CONSUMED, token, flow_id=token.via)
            instance.remove(token)
            instance.check(scope)
            return
        self.park(token)
        instance.joins[token.id] = token
        if marker is None:
            self._begin(token)

    def _begin(self, token: Token) -> bool:
        first = self.first_per_flow(token)
        if self.activation_condition is None:
            return self.try_join(token)
        scope = scopes.view(token).over({"activationCount": len(first)})
        if not token.instance.evaluator.holds(scope, always_expression(self.activation_condition)):
            return False
        marker = Token(token.instance, self, token.home(), Status.WAITING, passive=True)
        marker.internal["fired"] = list(first)
        token.instance.joins[marker.id] = marker
        self.fire(token, first)
        return True

    def try_fire(self, token: Token) -> bool:
        marker = self._marker(token)
        if marker is None:
            return self._begin(token)
        if token is not marker or self.awaited(marker, set(marker.internal["fired"])):
            return False
        token.instance.remove(marker)
        return True

    def register(self, token: Token) -> None:
        super().register(token)
        if token.passive:
            self.waiting(token).remove(token)
