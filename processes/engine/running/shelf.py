"""Parts of a state that most commands do not need: long values, rounds of large multi-instance bodies.

A state without a shelf is whole, plain JSON.  With one, ``state.pack`` leaves those parts out and tells what
to put on the shelf; ``state.load`` takes them up when something asks for them.  So a step beside a long
document writes no copy of it, and a step in one of a thousand rounds reads and writes that round alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

Row = list[Any]
#: Finished rounds lie under negative numbers, ``-1 - index``; what their row holds is the result.
Place = tuple[int, int]


class Piece(NamedTuple):
    """One row on the shelf: a token inside a round of a body, or what a finished round gave.

    ``round`` is the number of the round's own token, ``kinds`` the events that the token waits for.
    """

    round: int
    kinds: tuple[str, ...]
    row: Row


@dataclass
class Changes:
    """What a step does to the shelf.  ``pieces`` by (body, number); ``None``: the piece goes."""

    values: dict[int, Any] = field(default_factory=dict)
    dropped_values: set[int] = field(default_factory=set)
    pieces: dict[Place, Piece | None] = field(default_factory=dict)
    dropped_bodies: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.values or self.dropped_values or self.pieces or self.dropped_bodies)


class Shelf(Protocol):
    """Where the parts lie.  It answers with what it was given, and KeyError for a value it does not have."""

    def value(self, number: int) -> Any:
        """A long value."""

    def round_of(self, number: int) -> Mapping[Place, Row]:
        """Every token of the round that a token belongs to; empty when no round has it."""

    def rounds(self, body: int) -> Mapping[Place, Row]:
        """Every token of every unfinished round of a body."""

    def waiting(self, kind: str) -> Mapping[Place, Row]:
        """Every token of the rounds in which something waits for this kind of event."""

    def results(self, body: int) -> Mapping[int, Any]:
        """What the finished rounds of a body gave, by index."""


class MemoryShelf:
    """A shelf in memory, as JSON text like a database's; ``put`` applies what a step tells."""

    def __init__(self) -> None:
        self.values: dict[int, str] = {}
        self.pieces: dict[Place, tuple[int, tuple[str, ...], str]] = {}
        self._rounds: dict[int, dict[int, set[Place]]] = {}  # body -> round -> its places
        self._bodies: dict[int, int] = {}  # token -> body

    def put(self, changes: Changes) -> None:
        """Apply the changes of one step."""
        self.values.update({number: json.dumps(value) for number, value in changes.values.items()})
        for number in changes.dropped_values:
            self.values.pop(number, None)
        for place, piece in changes.pieces.items():
            self._forget(place)
            if piece is not None:
                self.pieces[place] = (piece.round, piece.kinds, json.dumps(piece.row))
                self._rounds.setdefault(place[0], {}).setdefault(piece.round, set()).add(place)
                self._bodies[place[1]] = place[0]
        for body in changes.dropped_bodies:
            for places in list(self._rounds.get(body, {}).values()):
                for place in list(places):
                    self._forget(place)

    def _forget(self, place: Place) -> None:
        old = self.pieces.pop(place, None)
        if old is not None:
            self._rounds[place[0]][old[0]].discard(place)
            self._bodies.pop(place[1], None)

    def value(self, number: int) -> Any:
        return json.loads(self.values[number])

    def _read(self, places: Iterable[Place]) -> dict[Place, Row]:
        return {place: json.loads(self.pieces[place][2]) for place in places if place[1] > 0}

    def round_of(self, number: int) -> Mapping[Place, Row]:
        body = self._bodies.get(number)
        if body is None or number < 0:
            return {}
        return self._read(self._rounds[body][self.pieces[body, number][0]])

    def rounds(self, body: int) -> Mapping[Place, Row]:
        return self._read(place for places in self._rounds.get(body, {}).values() for place in places)

    def waiting(self, kind: str) -> Mapping[Place, Row]:
        found = {
            (place[0], its_round) for place, (its_round, kinds, _) in self.pieces.items() if kind in kinds
        }
        return self._read(place for body, its_round in found for place in self._rounds[body][its_round])

    def results(self, body: int) -> Mapping[int, Any]:
        finished = [p for places in self._rounds.get(body, {}).values() for p in places if p[1] < 0]
        return {-1 - place[1]: json.loads(self.pieces[place][2])[0] for place in finished}
