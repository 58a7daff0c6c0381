"""What an instance knows of its parts on the shelf, and how it brings them in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from .rows import restore
from .shelf import Place, Row, Shelf

if TYPE_CHECKING:
    from .instance import Instance
    from .tokens import Token


class Parted:
    """The tokens of an instance, some of which may lie on the shelf."""

    __slots__ = ("_asked", "bodies_apart", "kinds_apart", "pinned", "shelf", "taken", "tokens")

    def __init__(self) -> None:
        self.tokens: dict[int, Token] = {}
        self.shelf: Shelf | None = None  # where the parts lie that were left out of the state
        self.taken: dict[Place, Row] = {}  # what was taken from the shelf, as it lay there
        self.kinds_apart: set[str] = set()  # events that something in a round on the shelf may wait for
        self.bodies_apart: set[int] = set()  # multi-instance bodies whose rounds lie there
        self.pinned: set[int] = set()  # long values that such rounds may name
        self._asked: set[str] = set()

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

    def fetch_waiting(self, kind: str) -> None:
        """Bring in the rounds in which something waits for this kind of event; once in a step."""
        if kind in self.kinds_apart and kind not in self._asked and self.shelf is not None:
            self._asked.add(kind)
            self._take(self.shelf.waiting(kind))

    def _take(self, rows: Mapping[Place, Row]) -> None:
        for place in sorted(rows.keys() - self.taken.keys(), key=lambda place: place[1]):
            self.taken[place] = rows[place]
            token = restore(cast("Instance", self), rows[place])
            if token.home().id == place[0] and not token.passive:
                token.home().active -= 1  # the body has counted its rounds already

    def results(self, body: Token) -> dict[int, Any]:
        """What the rounds of a multi-instance body gave, by index."""
        found = {int(index): value for index, value in body.internal["results"].items()}
        if self.shelf is not None and "apart" in body.internal:
            found = {**self.shelf.results(body.id), **found}
        return found
