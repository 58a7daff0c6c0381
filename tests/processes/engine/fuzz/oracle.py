"""A token game of its own for drawn processes, after BPMN 2.0.2 §13 and the written rules of scheduling.

It shares no code with the engine: it plays drawn data, knows no XML, no records and no FEEL, keeps no index
and finds everything by walking.  Scheduling is part of what it says: arrivals are taken up first in, first
out; messages and signals are thrown when all else is at rest, then inclusive joins decide, oldest first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from .events import Events
from .shapes import Body, Flow, Model, Node, Trigger, flows_ahead
from .spots import Spot, Stuck


class Game(Events):
    """One instance."""

    def __init__(self, model: Model, process: str) -> None:
        super().__init__(model)
        self.process = process
        self.queue: deque[Spot] = deque()
        self.throws: deque[Spot] = deque()
        self.undoing: deque[Spot] = deque()
        self.sent: list[tuple[Trigger, dict[str, Any]]] = []

    # -- stimuli

    def start(self, variables: dict[str, Any], event: str | None = None) -> None:
        """Begin, at a start event if one has been triggered."""
        self.root.variables = dict(variables)
        self.open(self.root, self.model.processes[self.process], event)
        self.settle()

    def complete(self, spot: Spot, variables: dict[str, Any]) -> None:
        """Somebody has done the work."""
        spot.working = False
        self.assign(spot, variables)
        self.attempt(spot, self.leave)
        self.settle()

    def fire(self, spot: Spot) -> None:
        """A timer is due."""
        spot.armed -= 1
        self.happen(spot, {})
        self.settle()

    def hand(self, spot: Spot, values: dict[str, Any]) -> None:
        """A message from outside, for this listener."""
        self.happen(spot, values)
        self.settle()

    def process_of(self, spot: Spot) -> str:
        """The process that the node of a token is drawn in."""
        home = spot.home.home if spot.node.kind == "boundary" else spot.home
        called = next((s.node.called for s in home.outwards() if s.node and s.node.kind == "call"), None)
        return called or self.process

    def broadcast(self, name: str) -> None:
        """A signal from outside."""
        self.signal(name)
        self.settle()

    def fail(self, spot: Spot) -> None:
        """The worker gives up."""
        spot.parked, spot.working = True, False

    def error(self, spot: Spot, code: str) -> None:
        """The worker reports an error."""
        self.throw_error(spot, code, ends=False)
        self.settle()

    def resolve(self, spot: Spot, variables: dict[str, Any]) -> None:
        """The data are repaired, the element goes on from where it was."""
        spot.parked = False
        self.assign(spot, variables)
        if spot.node.kind == "service":
            spot.working = True
        else:
            self.attempt(spot, self.throw if spot.node.trigger else self.leave)
        self.settle()

    def cancel(self) -> None:
        """The end of everything."""
        for spot in list(self.root.inside):
            self.kill(spot)
        self.ended = "terminated"

    # -- moving

    def settle(self) -> None:
        """Until nothing moves."""
        while not self.ended:
            while (self.queue or self.throws or self.undoing) and not self.ended:
                enters = bool(self.queue or self.throws)
                spot = (self.queue or self.throws or self.undoing).popleft()
                if spot.alive:
                    self.attempt(spot, self.enter if enters else self.undo_next)
            if self.ended or not self.join_inclusively():
                break
        for queue in (self.queue, self.throws, self.undoing):
            queue.clear()

    def attempt(self, spot: Spot, action: Callable[[Spot], None]) -> None:
        """Run an action; an incident leaves the token where it is."""
        try:
            action(spot)
        except Stuck:
            spot.parked = True

    def arrive(self, node: Node, home: Spot, flow: str = "") -> Spot:
        """A token that will be taken up."""
        spot = self.spot(node, home, flow)
        late = node.kind in ("throw", "end", "send") and (node.trigger or ("",))[0] in ("message", "signal")
        (self.throws if late else self.queue).append(spot)
        return spot

    def check(self, home: Spot) -> None:
        """What has nothing busy inside any more goes on."""
        if home.alive and not home.busy and not home.parked and not self.ended:
            self.attempt(home, self.emptied)

    # -- entering

    def enter(self, spot: Spot) -> None:
        """A token has come to its node."""
        node = spot.node
        if node.kind in ("and", "or") and len(spot.around.incoming(node.id)) > 1:
            spot.joining = True
            if node.kind == "and":
                self.join_parallel(spot)
            return
        spot.active = True
        if not spot.round:
            self.arm_boundaries(spot)
            if node.repeat:
                self.begin_rounds(spot, *node.repeat)
                return
        self.act(spot)

    def act(self, spot: Spot) -> None:
        """What the element does."""
        node = spot.node
        match node.kind:
            case "user" | "service":
                spot.working = True
            case "script":
                self.assign(spot, {"z": (self.read(spot, "z") or 0) + 1})
                self.leave(spot)
            case "catch" | "receive":
                self.listen(spot)
            case "race":
                for flow in spot.around.outgoing(node.id):
                    self.listener(spot, spot.around.nodes[flow.target])
            case "sub" | "transaction":
                self.open(spot, node.body)
            case "handler":
                self.open(spot, node.body, node.body.of_kind("start")[0].id)
            case "call":
                spot.variables = dict(self.holder(spot).variables)
                self.open(spot, self.model.processes[node.called])
            case "throw" | "end" | "send":
                self.throw(spot)
            case _:
                self.leave(spot)

    def open(self, spot: Spot, body: Body, event: str | None = None) -> None:
        """A process or sub-process begins."""
        spot.body = body
        self.arm_handlers(spot)
        for start in body.of_kind("start"):
            if event == start.id or (event is None and start.trigger is None):
                self.arrive(start, spot)
        self.check(spot)

    def begin_rounds(self, spot: Spot, kind: str, times: int) -> None:
        """Rounds of a repeated activity: all at once, or the first."""
        spot.left = times
        if not times:
            self.leave(spot)
        for _ in range(times if kind == "parallel" else min(1, times)):
            self.begin_round(spot)

    def begin_round(self, spot: Spot) -> None:
        """The next round."""
        spot.left -= 1
        self.arrive(spot.node, spot).round = True

    def count_round(self, body: Spot, spot: Spot) -> None:
        """A round has completed: perhaps they are enough, and the others end (§13.3.7)."""
        body.ready += 1
        if body.node.enough and body.ready >= body.node.enough:
            body.left = 0
            self.clear(body, spare=spot)

    # -- leaving

    def emptied(self, spot: Spot) -> None:
        """Nothing is busy inside any more."""
        node = spot.node
        if node is None:
            self.ended = "completed"
            self.remove(spot)
        elif spot.plan:  # in turn with other throws
            self.undoing.append(spot)
        elif spot.plan is not None:
            self.undo_next(spot)
        elif node.repeat and not spot.round and spot.left:
            self.begin_round(spot)
        else:
            if node.kind == "call" and spot.variables is not None:
                self.assign(spot.home, {name: spot.variables[name] for name in spot.written})
            self.leave(spot)

    def leave(self, spot: Spot) -> None:
        """Complete, and one token on every chosen flow."""
        home, around = spot.home, spot.around
        flows = [] if spot.round else self.chosen(spot)
        self.completed.append(spot.key)
        if spot.round:
            self.count_round(home, spot)
        if spot.node.undone_by or spot.done:
            home.done.append(spot)
        self.remove(spot)
        for flow in flows:
            self.arrive(around.nodes[flow.target], home, flow.id)
        self.check(home)

    def holds(self, spot: Spot, flow: Flow) -> bool:
        """Whether the condition of a flow is true."""
        if flow.condition is None:
            return True
        k, j = flow.condition
        return self.read(spot, "r") % k == j

    def chosen(self, spot: Spot) -> list[Flow]:
        """§13.2.1 for activities and events, §13.4 for gateways."""
        flows, kind = spot.around.outgoing(spot.node.id), spot.node.kind
        if kind == "and":
            return flows
        held = [flow for flow in flows if not flow.default and self.holds(spot, flow)]
        default = [flow for flow in flows if flow.default]
        if kind not in ("xor", "or"):
            return held if any(flow.condition for flow in held) else held + default
        if flows and not held and not default:
            raise Stuck
        return (held[:1] if kind == "xor" else held) or default

    # -- joins

    def at_join(self, spot: Spot) -> dict[str, Spot]:
        """The oldest waiting token of each flow."""
        found: dict[str, Spot] = {}
        for other in sorted(spot.home.busy, key=lambda each: each.age):
            if other.node is spot.node and other.joining:
                found.setdefault(other.flow, other)
        return found

    def join(self, spot: Spot, taken: dict[str, Spot]) -> None:
        """One token of each flow becomes one token."""
        survivor = taken[spot.flow]
        for other in taken.values():
            if other is not survivor:
                self.remove(other)
        survivor.active, survivor.joining = True, False
        self.attempt(survivor, self.leave)

    def join_parallel(self, spot: Spot) -> None:
        """§13.4.1: when every flow has brought a token."""
        taken = self.at_join(spot)
        if len(taken) == len(spot.around.incoming(spot.node.id)):
            self.join(spot, taken)

    def join_inclusively(self) -> bool:
        """§13.4.3: one inclusive join for which nothing more can come; whether there was one."""
        for spot in self.spots():
            if spot.node.kind == "or" and spot.joining:
                taken = self.at_join(spot)
                if not self.more_comes(spot, set(taken)):
                    self.join(spot, taken)
                    return True
        return False

    def more_comes(self, spot: Spot, filled: set[str]) -> bool:
        """Whether a token elsewhere leads to an empty flow, and to no filled one without passing the join."""
        for other in spot.home.busy:
            if other.node is not spot.node:
                met = flows_ahead(spot.around, other.node.id, spot.node.id)
                if met - filled and not met & filled:
                    return True
        return False
