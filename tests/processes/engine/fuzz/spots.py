"""Tokens of the oracle, and what can be seen of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from .shapes import Body, Model, Node, Trigger

Told = Counter[tuple[str, str]]  # (element, "" or "body": the holder of repeated rounds)


class Stuck(Exception):
    """The element cannot go on: an incident."""


class Spot:
    """A token at a node (``None``: the instance itself), inside another one."""

    def __init__(self, age: int, node: Node | None, home: Spot | None, flow: str = "") -> None:
        self.age, self.node, self.home, self.flow = age, node, home, flow
        self.inside: list[Spot] = []
        self.alive, self.active, self.listens, self.parked = True, False, False, False
        self.joining = False  # has come to a join and waits for the others
        self.round = False  # one of the rounds of a repeated activity
        self.body: Body | None = None  # what runs inside, while it is open
        self.variables: dict[str, Any] | None = None  # of an instance or a called process
        self.written: set[str] = set()
        self.done: list[Spot] = []  # what completed inside and can be undone
        self.plan: list[Spot] | None = None  # what is still to be undone inside
        self.left = self.ready = 0  # rounds still to begin, rounds that have completed
        self.armed = 0  # firings of a timer still to come
        self.waits: Trigger | None = None
        self.working = False  # somebody outside has to finish it
        if home is not None:
            home.inside.append(self)

    def outwards(self) -> Iterator[Spot]:
        """This spot and those around it."""
        spot: Spot | None = self
        while spot is not None:
            yield spot
            spot = spot.home

    @property
    def key(self) -> tuple[str, str]:
        """What it is called when it is compared."""
        return self.node.id, "body" if self.node.repeat and not self.round else ""

    @property
    def around(self) -> Body:
        """The body that the node of this spot is drawn in."""
        return self.enclosing.body

    @property
    def enclosing(self) -> Spot:
        """The process or sub-process around."""
        return next(spot for spot in self.home.outwards() if spot.body is not None)

    @property
    def busy(self) -> list[Spot]:
        """What keeps this spot open."""
        return [spot for spot in self.inside if not spot.listens]


class Board:
    """All tokens of an instance, and what a watcher sees of them."""

    def __init__(self, model: Model) -> None:
        self.model, self.count = model, 0
        self.root = Spot(0, None, None)
        self.ended = ""
        self.completed: list[tuple[str, str]] = []  # in their order
        self.terminated: Told = Counter()

    def spot(self, node: Node, home: Spot, flow: str = "") -> Spot:
        """A new token."""
        self.count += 1
        return Spot(self.count, node, home, flow)

    def spots(self) -> list[Spot]:
        """All live tokens, oldest first."""
        found: list[Spot] = []
        todo = list(self.root.inside)
        while todo:
            spot = todo.pop()
            found.append(spot)
            todo += spot.inside
        return sorted(found, key=lambda spot: spot.age)

    def active(self) -> Told:
        """What has begun and not ended."""
        return Counter(spot.key for spot in self.spots() if spot.active and not spot.listens)

    def arriving(self) -> Counter[str]:
        """Tokens that wait at joins, by the flow that brought them."""
        return Counter(s.flow for s in self.spots() if not s.active and not s.listens)

    def parked(self) -> list[Spot]:
        """Elements with an incident, oldest first."""
        return [spot for spot in self.spots() if spot.parked]

    def working(self, kind: str) -> list[Spot]:
        """Work that waits for somebody outside, oldest first."""
        return [s for s in self.spots() if s.working and not s.parked and s.node.kind == kind]

    def waiting(self, kind: str, name: str | None = None) -> list[Spot]:
        """Listeners of a kind (timers: those that will still fire), oldest first."""
        found = [s for s in self.spots() if s.waits is not None and s.waits[0] == kind]
        found = [s for s in found if name in (None, s.waits[1])]
        return [s for s in found if kind != "timer" or s.armed]

    # -- taking away

    def remove(self, spot: Spot) -> None:
        """Forget a token and what is inside it."""
        spot.alive = False
        for inner in list(spot.inside):
            self.remove(inner)
        if spot.home is not None:
            spot.home.inside.remove(spot)

    def kill(self, spot: Spot) -> None:
        """Terminate a token and what is inside it."""
        for inner in list(spot.inside):
            self.kill(inner)
        if spot.active and not spot.listens:
            self.terminated[spot.key] += 1
        self.remove(spot)

    def clear(self, home: Spot, spare: Spot | None = None) -> None:
        """Terminate what is busy inside; listeners stay."""
        for spot in home.busy:
            if spot is not spare and spot.alive:
                self.kill(spot)

    # -- variables

    def holder(self, spot: Spot) -> Spot:
        """The instance or called process whose variables are read here."""
        return next(each for each in spot.outwards() if each.variables is not None)

    def read(self, spot: Spot, name: str) -> Any:
        """The value of a variable."""
        return self.holder(spot).variables.get(name)

    def assign(self, spot: Spot, values: dict[str, Any]) -> None:
        """Write variables."""
        holder = self.holder(spot)
        for name, value in values.items():
            if name not in holder.variables or holder.variables[name] != value:
                holder.variables[name] = value
                holder.written.add(name)
