"""The requirements graph: what is declared in a decision file, and what needs what (DMN 1.5 §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from processes.decisions.boxed import Boxed
from processes.decisions.tables import DecisionTable
from processes.decisions.types import Types


@dataclass
class Module:
    """One file: its namespace, types and tables, and the names under which it sees the files it imports."""

    namespace: str
    types: Types = field(default_factory=Types)
    import_names: dict[str, str] = field(default_factory=dict)
    tables: list[DecisionTable] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Part:
    """Anything that can be required.  ``key`` is namespace#id, ``requires`` are keys."""

    key: str
    id: str
    name: str
    module: Module
    type_ref: str | None = None
    requires: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class InputData(Part):
    """Data that come from outside."""


@dataclass(frozen=True, kw_only=True)
class DecisionPart(Part):
    """A decision; ``variable`` is what others call its result when that is not the name."""

    logic: Boxed | None = None
    variable: str | None = None


@dataclass(frozen=True, kw_only=True)
class KnowledgeModel(Part):
    """A function that decisions may call."""

    logic: Boxed | None = None


@dataclass(frozen=True, kw_only=True)
class Service(Part):
    """A set of decisions behind one function; parameters are its input data, then its input decisions."""

    outputs: tuple[str, ...] = ()
    input_decisions: tuple[str, ...] = ()
    input_data: tuple[str, ...] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        """Keys of what it is given, in order."""
        return self.input_data + self.input_decisions


def in_circles(parts: Mapping[str, Part], most: int) -> list[DecisionPart]:
    """Decisions that directly or indirectly need themselves, at most so many of them."""
    needs = {key: {other for other in part.requires if other in parts} for key, part in parts.items()}
    _trim(needs)
    _trim(needs := _reversed(needs))
    needs = _reversed(needs)
    suspects = [part for key, part in parts.items() if key in needs and isinstance(part, DecisionPart)]
    return [part for part in suspects[: most * 2] if _reaches(needs, part.key)][:most]


def _trim(needs: dict[str, set[str]]) -> None:
    """Remove, again and again, whatever needs nothing any more."""
    needed_by = _reversed(needs)
    free = [key for key, others in needs.items() if not others]
    while free:
        key = free.pop()
        del needs[key]
        for other in needed_by[key]:
            needs[other].discard(key)
            if not needs[other]:
                free.append(other)


def _reversed(needs: Mapping[str, set[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {key: set() for key in needs}
    for key, others in needs.items():
        for other in others:
            found[other].add(key)
    return found


def _reaches(needs: Mapping[str, set[str]], start: str) -> bool:
    seen: set[str] = set()
    waiting = list(needs[start])
    while waiting:
        key = waiting.pop()
        if key == start:
            return True
        if key not in seen:
            seen.add(key)
            waiting += needs[key]
    return False
