"""The requirements graph: what is declared in a decision file, and what needs what (DMN 1.5 §6)."""

from __future__ import annotations

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
