"""Which conditional events have to be looked at again: those that read a variable that has changed.

A condition is a function of the variables it names and, when it calls for them, of the clock and the
calendar.  So a change concerns the listeners that name it and see the scope that holds it; who asks the clock
is looked at whenever conditions are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from processes import feel
from processes.feel.names import CALENDAR_FUNCTIONS

from . import scopes
from .expressions import always_expression

if TYPE_CHECKING:
    from .instance import Instance
    from .tokens import Token

KIND = "condition"
#: Functions whose answer changes though no variable does.
_MOVING = frozenset({"now", "today", *CALENDAR_FUNCTIONS})
#: Variables that are no variables of a scope: they appear when a person completes the task.
_UNRECORDED = frozenset({"completed_by", "completed_for", "involved", "completed_at"})


@lru_cache(4_096)
def names_read(condition: str) -> frozenset[str] | None:
    """The variables that a condition names; ``None`` when it may change its mind without any of them."""
    expression = feel.compile(always_expression(condition))
    if any(each.called and each.node.name in _MOVING for each in expression.references):
        return None
    return None if expression.names & _UNRECORDED else expression.names


def all_read(definitions: Iterable[Any]) -> frozenset[str] | None:
    """The same for the conditional definitions of an event."""
    read = [names_read(definition.expression) for definition in definitions]
    known = [names for names in read if names is not None]
    return frozenset().union(*known) if len(known) == len(read) else None


def words(kinds: tuple[str, ...], reads: Set[str] | None) -> tuple[str, ...]:
    """The kinds of an event as the shelf has them: a condition by each variable, or as always asking."""
    if KIND not in kinds or reads is None:
        return kinds
    return (*(kind for kind in kinds if kind != KIND), *(f"{KIND}:{name}" for name in sorted(reads)))


class Stirred:
    """What happened since the conditions were last looked at."""

    __slots__ = ("all", "begun", "names")

    def __init__(self) -> None:
        self.names: dict[int, set[str]] = {}  # token that holds variables -> those that changed
        self.begun: set[int] = set()  # listeners that have just begun to wait: it may hold already
        self.all = False  # look at each: the program is another one, or the instance stood still

    def changed(self, holder: int, names: Iterable[str]) -> None:
        """Variables of a token changed."""
        known = self.names.get(holder)
        if known is None:
            self.names[holder] = set(names)
        else:
            known.update(names)

    def __bool__(self) -> bool:
        return bool(self.names or self.begun or self.all)


def concerned(instance: Instance, stirred: Stirred) -> list[Token]:
    """The listeners to look at, in order of age; rounds that hold one come in from the shelf."""
    for kind in _kinds_to_fetch(instance, stirred):
        instance.fetch_waiting(kind)
    waiting = instance.listening.get(KIND)
    if not waiting:
        return []
    return [waiting[number] for number in sorted(waiting) if _concerns(waiting[number], stirred)]


def _concerns(listener: Token, stirred: Stirred) -> bool:
    reads: frozenset[str] | None = listener.spec.reads
    if reads is None or stirred.all or listener.id in stirred.begun:
        return True
    if not any(not names.isdisjoint(reads) for names in stirred.names.values()):
        return False
    for holder in scopes.holders(listener.spec.watched(listener)):
        names = stirred.names.get(holder.id)
        if names is not None and not names.isdisjoint(reads):
            return True
    return False


def _kinds_to_fetch(instance: Instance, stirred: Stirred) -> Iterator[str]:
    """Words of ``words`` by which rounds must come in; a change inside a round concerns that one alone."""
    known = sorted(kind for kind in instance.kinds_apart if kind.partition(":")[0] == KIND)
    if not known:
        return
    seen: set[str] = set()
    for number, names in stirred.names.items():
        holder = instance.tokens.get(number)
        if holder is not None and not _inside_round(holder):
            seen |= names
    for kind in known:
        _, _, name = kind.partition(":")
        if not name or stirred.all or name in seen:
            yield kind


def _inside_round(holder: Token) -> bool:
    """Whether a token belongs to a round that may lie apart: then everything that sees it is here already."""
    return any("apart" in scope.internal for scope in holder.ancestors() if scope is not holder)
