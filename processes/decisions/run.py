"""One evaluation of a decision: its limits, and what it did, to be shown to whoever asks why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from processes.decisions.types import Types
from processes.feel import Environment
from processes.feel.run import Run


@dataclass(frozen=True)
class Match:
    """A rule that fired: ``table`` and ``rule`` are ids, ``index`` counts rules from 1."""

    table: str
    rule: str
    index: int


@dataclass(frozen=True)
class Fault:
    """Data that contradict a table; by DMN its result is null, for an office it is a mistake to be seen."""

    message: str
    table: str
    rules: tuple[str, ...] = ()


class DecisionRun(Run):
    """Limits shared by all expressions of one evaluation, and its trace in the order of events.

    ``inputs`` maps the id of a table to the values of its input clauses.
    """

    __slots__ = ("faults", "inputs", "matches")

    def __init__(self, environment: Environment, types: Types | None) -> None:
        def has_type(name: str, value: Any) -> bool | None:
            return None if types is None else types.has_shape(name, value, self)

        super().__init__(replace(environment, types=has_type))
        self.matches: list[Match] = []
        self.faults: list[Fault] = []
        self.inputs: dict[str, dict[str, Any]] = {}
