"""Events of the oracle: what is waited for, thrown and caught (BPMN 2.0.2 §10.5, §13.5)."""

from __future__ import annotations

from typing import Any

from .shapes import FIRINGS, Node, Trigger
from .spots import Board, Spot, Stuck


class Events(Board):
    """Needs ``leave``, ``enter``, ``attempt``, ``arrive`` and ``undoing`` of the game."""

    sent: list[tuple[Trigger, dict[str, Any]]]

    # -- waiting

    def listener(self, home: Spot, node: Node) -> None:
        """A token that only waits, inside ``home``."""
        spot = self.spot(node, home)
        spot.listens = True
        self.listen(spot)

    def listen(self, spot: Spot) -> None:
        """Begin to wait."""
        trigger = spot.node.trigger
        spot.armed = {"timer": 1, "cycle": FIRINGS}.get(trigger[0], 0)
        spot.waits = ("timer", None) if trigger[0] == "cycle" else trigger

    def arm_boundaries(self, host: Spot) -> None:
        """The boundary events of an activity that begins."""
        for node in host.around.of_kind("boundary", host.node.id):
            self.listener(host, node)

    def arm_handlers(self, scope: Spot) -> None:
        """The start events of the event sub-processes of a scope that opens."""
        for handler in scope.body.of_kind("handler"):
            (start,) = handler.body.of_kind("start")
            self.listener(
                scope, Node(start.id, "handler-start", start.trigger, start.interrupting, handler.id)
            )

    # -- happening

    def happen(self, listener: Spot, values: dict[str, Any]) -> None:
        """What is waited for has come."""
        if listener.node.kind == "boundary":
            self._at_boundary(listener, values)
        elif listener.node.kind == "handler-start":
            self._handled(listener, values)
        else:
            if listener.listens:
                listener = self._race_won(listener)
            listener.waits = None
            self.assign(listener, values)
            self.attempt(listener, self.leave)

    def _at_boundary(self, listener: Spot, values: dict[str, Any]) -> None:
        host = listener.home
        event = self.spot(listener.node, host.home)
        event.active = True
        if listener.node.interrupting:
            self.kill(host)
        self.assign(event, values)
        self.attempt(event, self.leave)

    def _handled(self, listener: Spot, values: dict[str, Any]) -> None:
        scope = listener.home
        handler = self.spot(scope.body.nodes[listener.node.host], scope)
        if listener.node.interrupting:
            self.clear(scope, spare=handler)
            self.drop_handlers(scope)
        self.assign(handler, values)
        self.attempt(handler, self.enter)

    def drop_handlers(self, scope: Spot) -> None:
        """No event sub-process of this scope can begin any more."""
        for spot in [each for each in scope.inside if each.node.kind == "handler-start"]:
            self.remove(spot)

    def _race_won(self, winner: Spot) -> Spot:
        gateway = winner.home
        flow = next(f for f in gateway.around.outgoing(gateway.node.id) if f.target == winner.node.id)
        event = self.spot(winner.node, gateway.home, flow.id)
        event.active = True
        self.completed.append(gateway.key)
        self.remove(gateway)
        return event

    def deliver(self, name: str, values: dict[str, Any]) -> bool:
        """A message: to the one that has waited longest."""
        for spot in self.waiting("message", name):
            self.happen(spot, values)
            return True
        return False

    def signal(self, name: str) -> bool:
        """A signal: to everybody who waits."""
        heard = self.waiting("signal", name)
        for spot in heard:
            if spot.alive and spot.waits is not None:
                self.happen(spot, {})
        return bool(heard)

    # -- throwing

    def throw(self, spot: Spot) -> None:
        """What a throw event, an end event or a send task does."""
        kind, name = spot.node.trigger or ("", None)
        match kind:
            case "message":
                payload = {"r": self.read(spot, "r")}
                if not self.deliver(name, payload):
                    self.sent.append((("message", name), payload))
            case "signal":
                self.sent.append((("signal", name), {}))
                self.signal(name)
            case "escalation":
                listener = self.catcher(spot, "escalation", name)
                if listener is not None:
                    self.happen(listener, {})
            case "error":
                self.throw_error(spot, name)
                return
            case "terminate":
                self.clear(spot.enclosing, spare=spot)
                self.drop_handlers(spot.enclosing)
            case "compensate":
                done = spot.enclosing.done
                self.undo(spot, [each for each in done if name in (None, each.node.id)], done)
                return
            case "cancel":
                self.roll_back(spot)
                return
        if spot.alive:
            self.leave(spot)

    def throw_error(self, spot: Spot, code: str | None, *, ends: bool = True) -> None:
        """An error ends everything up to where it is caught; Stuck if nobody catches it."""
        listener = self.catcher(spot, "error", code)
        if listener is None:
            raise Stuck
        if ends:
            self.completed.append(spot.key)
            spot.active = False
        if listener.node.kind == "handler-start":
            self.clear(listener.home)
        self.happen(listener, {})

    def catcher(self, thrower: Spot, kind: str, code: str | None) -> Spot | None:
        """The nearest: event sub-processes before boundary events, the exact code before any code (§10.5.6).

        An event sub-process does not catch what is thrown inside an event sub-process of the same scope.
        """
        below: Spot | None = None
        for scope in thrower.outwards():
            found = [s for s in scope.inside if s.waits in ((kind, code), (kind, None)) and s is not thrower]
            if below is not None and below.node.kind == "handler":
                found = [s for s in found if s.node.kind == "boundary"]
            if found:
                return min(found, key=lambda s: (s.node.kind == "boundary", s.waits[1] is None, s.age))
            below = scope
        return None

    # -- undoing (§13.5.5)

    def undo(self, spot: Spot, plan: list[Spot], done: list[Spot]) -> None:
        """Undo what completed, latest first, inside ``spot``; it is done no more."""
        for each in plan:
            done.remove(each)
        spot.plan = plan
        self.undo_next(spot)

    def undo_next(self, spot: Spot) -> None:
        """The next handler; the one after it begins when this one has ended or waits for somebody."""
        while spot.plan:
            last = spot.plan.pop()
            if last.node.undone_by:
                self.arrive(last.around.nodes[last.node.undone_by], spot)
                break
            spot.plan += last.done
        if spot.plan:
            self.undoing.append(spot)
        elif not spot.busy:
            spot.plan = None
            (self.rolled_back if spot.node.kind == "transaction" else self.leave)(spot)

    def roll_back(self, spot: Spot) -> None:
        """A cancel end event: everything in the transaction stops and is undone (§13.5.4)."""
        transaction = spot.enclosing
        self.completed.append(spot.key)
        spot.active = False
        self.clear(transaction)
        self.undo(transaction, list(transaction.done), transaction.done)

    def rolled_back(self, transaction: Spot) -> None:
        """Everything is undone: out by the cancel boundary event."""
        for listener in transaction.inside:
            if listener.waits == ("cancel", None):
                self.happen(listener, {})
                return
