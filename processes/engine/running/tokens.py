"""A token: one live element instance.

Tokens form a tree of *scopes*, not of history: ``scope`` is what the token lives in (process, sub-process,
multi-instance body, call, event gateway, compensation throw), ``inner`` what lives inside it.  A finished
token is gone; its story is in the records.  Rounds of a large multi-instance body may lie on the shelf:
``inner`` brings them in, ``listeners`` and ``active`` do without.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .instance import Instance

#: What a token is about to write: the holder where the climb outwards begins, and the values.
Pending = Sequence[tuple["Token", Mapping[str, Any]]]


class Status(StrEnum):
    """Where a token stands between two commands."""

    ARRIVED = "arrived"  # on the agenda
    READY = "ready"  # a person or a worker has to finish it
    WAITING = "waiting"  # for an event, or for its siblings at a join
    OPEN = "open"  # a scope with something inside
    PARKED = "parked"  # stopped by an incident


class Token:
    """One element instance that is alive.  The root (id 0) stands for the process instance itself."""

    __slots__ = (
        "active", "alive", "id", "instance", "internal", "kept", "members",
        "partial", "passive", "pending", "scope", "spec", "status", "variables", "via",
    )  # fmt: skip

    def __init__(
        self,
        instance: Instance,
        spec: Any,
        scope: Token | None = None,
        status: Status = Status.ARRIVED,
        *,
        number: int | None = None,
        passive: bool = False,
        via: str | None = None,
        variables: dict[str, Any] | None = None,
    ) -> None:
        if number is None:  # ids count from 1; the root has 0
            number = instance.sequence = instance.sequence + 1
        self.id = number
        self.instance, self.spec, self.scope, self.status = instance, spec, scope, status
        self.members: dict[int, Token] = {}  # the inner tokens that are in memory
        self.partial = False  # others lie on the shelf
        self.active = 0  # inner tokens that keep this scope open
        self.passive = passive  # a listener: it keeps nothing open
        self.via = via  # the sequence flow it came by
        self.variables = variables
        self.internal: dict[str, Any] = {}
        self.kept: dict[str, Any] = {}  # values of the element itself that may be long
        self.pending: Pending = ()  # what it is about to write, and where
        self.alive = True
        instance.tokens[number] = self
        if scope is not None:
            scope.members[number] = self
            scope.active += not passive

    @property
    def inner(self) -> dict[int, Token]:
        """The tokens inside, by number."""
        if self.partial and self.active:
            self.instance.fetch_rounds(self)
        return self.members

    def listeners(self) -> list[Token]:
        """The passive tokens inside: what waits for events of this scope."""
        return [token for token in self.members.values() if token.passive]

    def ancestors(self) -> Iterator[Token]:
        """The token itself, then outwards to the root."""
        token: Token | None = self
        while token is not None:
            yield token
            token = token.scope

    def home(self) -> Token:
        """The scope; only the root has none, and nobody asks it."""
        if self.scope is None:
            raise AssertionError("the root of an instance has no scope")
        return self.scope

    def __repr__(self) -> str:
        return f"<{self.spec.name}#{self.id} {self.status}>"
