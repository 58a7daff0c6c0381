"""Decision tables: which rules match, and what the hit policy makes of them (DMN 1.5 §8.2.8–8.2.11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice

from processes.decisions.boxed import Boxed
from processes.decisions.matching import Matcher
from processes.decisions.run import Fault, Match, Use, fault, note, shown
from processes.feel import Expression, UnaryTests, Value
from processes.feel.builtins import BUILTINS
from processes.feel.run import Frame, Run
from processes.feel.values import equal

HIT_POLICIES = ("UNIQUE", "FIRST", "ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
AGGREGATIONS = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}
_MANY = ("RULE ORDER", "OUTPUT ORDER", "COLLECT")


@dataclass(frozen=True, kw_only=True)
class InputClause:
    """A column of conditions; ``label`` is what people call it."""

    label: str
    expression: Expression | None
    type_ref: str | None = None
    allowed: UnaryTests | None = None
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class OutputClause:
    """A column of results.

    ``values`` tests what it may give, ``priorities`` are these values in order where they are listed,
    ``default`` is for no match.
    """

    name: str
    label: str = ""
    type_ref: str | None = None
    values: UnaryTests | None = None
    priorities: Expression | None = None
    default: Expression | None = None
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A row: tests per input (None: any value) and an expression per output (None: null)."""

    id: str
    tests: tuple[UnaryTests | None, ...]
    outputs: tuple[Expression | None, ...]
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionTable(Boxed):
    """A decision table.

    ``owner`` and ``title`` are id and name of the decision or knowledge model it belongs to, ``names`` are
    those that its cells were read with.
    """

    id: str
    owner: str
    title: str
    hit_policy: str
    aggregation: str | None
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    names: frozenset[str] = frozenset()
    line: int | None = None

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher([rule.tests for rule in self.rules], len(self.inputs), self.names)

    def _value(self, frame: Frame) -> Value:
        seen: dict[str, Value] = {}
        hits: list[int] = []
        result = self._decide(frame, seen, hits)
        matches = tuple(Match(self.id, self.rules[n].id, n + 1) for n in hits)
        note(frame.run, Use(self.owner, self.title, self.id, seen, matches, result))
        return result

    def _decide(self, frame: Frame, seen: dict[str, Value], fired: list[int]) -> Value:
        """The result; ``seen`` and ``fired`` are filled with the inputs and the positions of the rules."""
        values = self._read_inputs(frame, seen)
        if values is None:
            return None
        hits = self._matching(values, frame)
        if not hits:
            return self._without_match(frame, seen)
        rows = [self._row(index, frame, seen) for index in hits]
        if self.hit_policy in ("PRIORITY", "OUTPUT ORDER"):
            order = self._by_priority(rows, frame)
            hits, rows = [hits[i] for i in order], [rows[i] for i in order]
        if self.hit_policy in ("FIRST", "PRIORITY"):
            hits, rows = hits[:1], rows[:1]
        fired += hits
        results = [self._shape(row) for row in rows]
        if self.hit_policy in _MANY:
            return self._aggregate(results, frame.run)
        return self._single(hits, results, frame.run, seen)

    def _read_inputs(self, frame: Frame, seen: dict[str, Value]) -> list[Value] | None:
        """The values of the input clauses, also filled into ``seen``; None when one is not allowed."""
        values: list[Value] = []
        for clause in self.inputs:
            given = None if clause.expression is None else clause.expression.within(frame)
            value = self.types.coerce(given, clause.type_ref, frame.run)
            if value is None and given is not None:
                message = f"输入“{clause.label}”应为 {clause.type_ref}，实际是 {shown(given)}"
                self._fault(frame.run, message, {clause.label: given})
            values.append(value)
            seen[clause.label if clause.label not in seen else f"{clause.label}（{len(values)}）"] = value
            if value is not None and not _allows(clause.allowed, value, frame):
                self._fault(frame.run, f"输入“{clause.label}”不允许取值 {shown(value)}", seen)
                return None
        return values

    def _matching(self, values: list[Value], frame: Frame) -> list[int]:
        """Positions of the rules that match; FIRST looks no further than one."""
        positions = self._matcher.positions(values, frame)
        return list(islice(positions, 1)) if self.hit_policy == "FIRST" else list(positions)

    def _row(self, position: int, frame: Frame, seen: Mapping[str, Value]) -> list[Value]:
        row = []
        for expression, clause in zip(self.rules[position].outputs, self.outputs, strict=True):
            told = f"规则 {position + 1} 的输出“{clause.name}”"
            row.append(self._output(expression, clause, frame, told, seen, position))
        return row

    def _output(
        self,
        expression: Expression | None,
        clause: OutputClause,
        frame: Frame,
        told: str,
        seen: Mapping[str, Value],
        *positions: int,
    ) -> Value:
        """One output in its type; ``told`` names it where it does not fit or is not allowed."""
        given = None if expression is None else expression.within(frame)
        value = self.types.coerce(given, clause.type_ref, frame.run)
        if value is None and given is not None:
            message = f"{told}应为 {clause.type_ref}，实际是 {shown(given)}"
            self._fault(frame.run, message, seen, *positions)
        elif value is not None and not _allows(clause.values, value, frame):
            self._fault(frame.run, f"{told}不允许取值 {shown(value)}", seen, *positions)
        return value

    def _shape(self, row: list[Value]) -> Value:
        """One output is a value, several are a context."""
        if len(self.outputs) == 1:
            return row[0]
        return {clause.name: value for clause, value in zip(self.outputs, row, strict=True)}

    def _without_match(self, frame: Frame, seen: Mapping[str, Value]) -> Value:
        """The defaults if there are any, else nothing: null, an empty list to collect, a count of 0."""
        if any(clause.default for clause in self.outputs):
            told = "默认输出“{}”"
            row = [self._output(c.default, c, frame, told.format(c.name), seen) for c in self.outputs]
            return self._shape(row)
        if self.aggregation == "COUNT":
            return Decimal(0)
        if self.hit_policy not in _MANY:
            frame.run.site = None
            frame.run.warn("决策表“{}”没有规则命中，也没有默认输出", self.title)
        return [] if self.hit_policy in _MANY and self.aggregation is None else None

    def _single(self, hits: list[int], results: list[Value], run: Run, seen: Mapping[str, Value]) -> Value:
        """UNIQUE with one hit, ANY with agreeing hits; otherwise a fault and null."""
        if len(hits) == 1:
            return results[0]
        rules = "、".join(str(position + 1) for position in hits)
        if self.hit_policy == "UNIQUE":
            self._fault(run, f"要求只命中一条规则（UNIQUE），规则 {rules} 却同时命中", seen, *hits)
            return None
        if all(_same(results[0], other, run) for other in results[1:]):
            return results[0]
        message = f"同时命中的规则应得出相同结果（ANY），规则 {rules} 的结果却不同"
        self._fault(run, message, seen, *hits)
        return None

    def _aggregate(self, results: list[Value], run: Run) -> Value:
        if self.aggregation is None:
            return results
        return BUILTINS[AGGREGATIONS[self.aggregation]].invoke(run, [results])

    def _by_priority(self, rows: list[list[Value]], frame: Frame) -> list[int]:
        """Positions of the rows, by the order of the output values, first output first; stable."""
        ranks = [
            (column, clause.priorities.within(frame))
            for column, clause in enumerate(self.outputs)
            if clause.priorities is not None
        ]

        def key(position: int) -> list[int]:
            return [rank(rows[position][column], values, frame.run) for column, values in ranks]

        return sorted(range(len(rows)), key=key)

    def _fault(self, run: Run, message: str, seen: Mapping[str, Value], *positions: int) -> None:
        rules = {self.rules[position].id: position + 1 for position in positions}
        fault(run, Fault(f"决策表“{self.title}”{message}", self.id, rules, dict(seen)))


def _allows(tests: UnaryTests | None, value: Value, frame: Frame) -> bool:
    return tests is None or tests.within(value, frame) is True


def _same(a: Value, b: Value, run: Run) -> bool:
    return equal(a, b, run) is True


def rank(value: Value, values: Value, run: Run) -> int:
    """Position among the output values; values that are not listed come last."""
    listed = values if type(values) is list else []
    return next((place for place, other in enumerate(listed) if _same(value, other, run)), len(listed))
