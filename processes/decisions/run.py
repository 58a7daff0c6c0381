"""One evaluation of a decision: its limits, and what it did, to be shown to whoever asks why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from processes.decisions.types import Types
from processes.feel import Environment, Value, to_plain
from processes.feel.run import Run
from processes.feel.sites import Notice

#: Evaluations on the way that are kept for the record; a table that a loop calls is not recorded endlessly.
MAX_USES = 200
# Characters of one value, and of all values, in a message.
_MAX_SHOWN = 60
_MAX_LISTED = 400


@dataclass(frozen=True)
class Match:
    """A rule that fired: ``table`` and ``rule`` are ids, ``index`` counts rules from 1."""

    table: str
    rule: str
    index: int


@dataclass(frozen=True)
class Use:
    """One evaluation of a table, or of a decision that is none (``table`` is None).

    ``id`` and ``name`` are those of the decision or knowledge model it belongs to.
    """

    id: str
    name: str
    table: str | None
    inputs: Mapping[str, Value]
    matches: tuple[Match, ...]
    result: Value

    def to_plain(self) -> dict[str, Any]:
        """As it stands in a record; ``matched`` only for tables."""
        told = {"decision": self.id, "name": self.name, "inputs": to_plain(dict(self.inputs))}
        if self.table is not None:
            told |= {
                "table": self.table,
                "matched": [{"rule": match.rule, "index": match.index} for match in self.matches],
            }
        return {**told, "result": to_plain(self.result)}


@dataclass(frozen=True)
class Fault:
    """Data that contradict a decision; by DMN its result is null, for an office it is a mistake to be seen.

    ``place`` is the id of the table or decision, ``rules`` maps the ids of the rules concerned to their
    numbers from 1, ``inputs`` are the values of the input clauses.
    """

    message: str
    place: str
    rules: Mapping[str, int] = field(default_factory=dict)
    inputs: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        """The message with the inputs."""
        listed = "，".join(f"{name} = {shown(value)}" for name, value in self.inputs.items())
        return f"{self.message}（输入：{_cut(listed, _MAX_LISTED)}）" if listed else self.message


class DecisionRun(Run):
    """Limits shared by all expressions of one evaluation, and what happened, in the order of events.

    ``latest`` holds the last use of each table by its id.
    """

    __slots__ = ("faults", "latest", "notices", "uses")

    def __init__(self, environment: Environment, types: Types | None) -> None:
        def has_type(name: str, value: Any) -> bool | None:
            return None if types is None else types.has_shape(name, value, self)

        def hear(notice: Notice) -> None:
            self.notices.append(str(notice))
            if environment.notice is not None:
                environment.notice(notice)

        super().__init__(replace(environment, types=has_type, notice=hear))
        self.faults: list[Fault] = []
        self.notices: list[str] = []
        self.uses: list[Use] = []
        self.latest: dict[str, Use] = {}

    def note(self, use: Use) -> None:
        """Keep an evaluation for the record."""
        if use.table is not None:
            self.latest[use.table] = use
        if len(self.uses) < MAX_USES:
            self.uses.append(use)


def note(run: Run, use: Use) -> None:
    """Keep an evaluation, if the run is one of a decision."""
    if isinstance(run, DecisionRun):
        run.note(use)


def fault(run: Run, found: Fault) -> None:
    """Keep a fault, if the run is one of a decision."""
    if isinstance(run, DecisionRun):
        run.faults.append(found)


def fitted(types: Types, value: Value, type_ref: str | None, run: Run, what: str, place: str) -> Value:
    """The value in its type; one that does not fit is null and a fault, told as ``what`` at ``place``."""
    result = types.coerce(value, type_ref, run)
    if result is None and value is not None:
        fault(run, Fault(f"{what}应为 {type_ref}，实际是 {shown(value)}", place))
    return result


def shown(value: Value) -> str:
    """A value as it would be written, cut to a readable length."""
    plain = to_plain(value)
    if plain is None or isinstance(plain, bool):
        return {None: "null", True: "true", False: "false"}[plain]
    return _cut(f'"{plain}"' if isinstance(value, str) else str(plain), _MAX_SHOWN)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
