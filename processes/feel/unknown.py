"""Names that nothing explains, found before anything is evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from difflib import get_close_matches

from processes.feel.analysis import Reference
from processes.feel.builtins import BUILTINS
from processes.feel.errors import FeelNameError
from processes.feel.names import CALENDAR_FUNCTIONS
from processes.feel.sites import Notice, position_of

FUNCTIONS = frozenset((*BUILTINS, *CALENDAR_FUNCTIONS))


@dataclass(frozen=True)
class Unknown:
    """A name at an ``offset`` that is neither a variable nor a function; ``like`` comes near it."""

    name: str
    offset: int
    called: bool
    like: str | None

    def __str__(self) -> str:
        kind = "函数" if self.called else "变量"
        hint = f"；是不是“{self.like}”？" if self.like else ""
        return f"没有名为“{self.name}”的{kind}{hint}"


def unknown_names(references: Iterable[Reference], scope: Set[str]) -> Iterator[Unknown]:
    """References that ``scope`` (variables and extra functions) and the built-in functions do not explain.

    A function may also be read without being called.  A name within a filter may be a field of an element
    and is passed over, unless it is called.
    """
    known = FUNCTIONS | scope
    for reference in references:
        name = reference.node.name
        if name in known or (reference.field and not reference.called):
            continue
        candidates = sorted(known if reference.called else scope)
        like = next(iter(get_close_matches(name, candidates, n=1, cutoff=0.7)), None)
        yield Unknown(name, reference.node.at, reference.called, like)


def calls_of_nothing(references: Iterable[Reference], text: str, extra: Set[str]) -> list[Notice]:
    """Calls that neither built-in nor ``extra`` functions explain, where the variables are not known."""
    called = (reference for reference in references if reference.called)
    unknown = unknown_names(called, extra)
    return [Notice(str(item), position_of(text, item.offset), text) for item in unknown]


def refuse_unknown(
    references: Iterable[Reference],
    types: Iterable[tuple[str, int]],
    text: str,
    scope: Set[str],
    known: Set[str],
) -> None:
    """Raise ``FeelNameError`` for the first unknown name; ``known`` are types beside those of FEEL."""
    for item in unknown_names(references, scope):
        raise FeelNameError(str(item), text, item.offset, item.name)
    for name, offset in types:
        if name not in known:
            raise FeelNameError(f"没有名为“{name}”的类型", text, offset, name)
