"""What the analysis of one decision table found, as values; ``report`` puts them into words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from processes.decisions.analysis.regions import Budget, GaveUp, bits, meeting, touching, uncovered
from processes.decisions.analysis.space import Space
from processes.decisions.cells import NotAnalysable, constant, quiet_frame, syntax_tree
from processes.decisions.tables import DecisionTable, OutputClause, rank
from processes.feel import Expression, LimitExceeded, Value
from processes.feel.values import equal

#: Steps of one search; a search beyond it is told to be unfinished.
STEPS = 1_000_000
#: Cells of one table that are judged, each for every piece of its column.
JUDGEMENTS = 2_000_000
#: Stands for a result that depends on the data.
UNKNOWN = object()
#: Findings of one kind that are listed for a table; more are only counted.
MOST = 10
#: Hit policies under which an input that no rule covers has no answer.
NEED_A_MATCH = ("UNIQUE", "ANY", "FIRST", "PRIORITY")


@dataclass(frozen=True)
class Gap:
    """Inputs that no rule matches: one of them, ``ANY`` where a column does not matter."""

    example: list[Value]


@dataclass(frozen=True)
class Overlap:
    """Two rules that match together, by position, with an input; ``differ`` is None if nobody can say."""

    rules: tuple[int, int]
    example: list[Value]
    differ: bool | None = None


@dataclass(frozen=True)
class Masked:
    """A rule of a FIRST or PRIORITY table that never gets its turn, and rules that always win over it."""

    rule: int
    by: list[int]


@dataclass(frozen=True)
class NeverMatches:
    """A rule whose cell in one column no possible value passes."""

    rule: int
    column: int


@dataclass
class Analysis:
    """Everything found in one table.  ``gave_up`` names the searches that were not finished."""

    table: DecisionTable
    gaps: list[Gap] = field(default_factory=list)
    more_gaps: bool = False
    overlaps: list[Overlap] = field(default_factory=list)
    more_overlaps: int = 0
    masked: list[Masked] = field(default_factory=list)
    never: list[NeverMatches] = field(default_factory=list)
    unanalysed: dict[int, list[int]] = field(default_factory=dict)
    gave_up: list[str] = field(default_factory=list)


def analyse(table: DecisionTable, steps: int = STEPS, judgements: int = JUDGEMENTS) -> Analysis:
    """Search a table for gaps, overlaps and rules that cannot match (DMN 1.5 §8.2).

    What it says is true of the input values as the table declares them: every example holds.  A cell that is
    not analysable counts as possibly passing for gaps, as possibly not passing for overlaps and masking.
    """
    found = Analysis(table)
    try:
        space = Space.of(table, Budget(judgements))
    except GaveUp:
        found.gave_up.append("size")
        return found
    found.unanalysed = space.unanalysed()
    found.never = list(_never(space))
    searches: list[tuple[str, Callable[[Analysis, Space, Budget], None], int]] = []
    if table.hit_policy in NEED_A_MATCH and not any(clause.default for clause in table.outputs):
        searches.append(("gaps", _find_gaps, steps))
    if table.hit_policy in ("UNIQUE", "ANY"):
        searches.append(("overlaps", _find_overlaps, steps))
    if table.hit_policy in ("FIRST", "PRIORITY"):
        searches.append(("masked", _find_masked, steps))
    for name, search, limit in searches:
        try:
            search(found, space, Budget(limit))
        except GaveUp:
            found.gave_up.append(name)
    return found


def _never(space: Space) -> Iterator[NeverMatches]:
    for rule, box in enumerate(space.possible):
        for column, classes in enumerate(box):
            if not classes:
                yield NeverMatches(rule, column)


def _find_gaps(found: Analysis, space: Space, budget: Budget) -> None:
    """Gaps that have no point in common: each one found is one more rule to the next search."""
    masks = [list(column) for column in space.may]
    rules = space.everyone
    while True:
        box = uncovered(space.expected, masks, rules, budget)
        if box is None:
            return
        if len(found.gaps) == MOST:
            found.more_gaps = True
            return
        found.gaps.append(Gap(space.example(box)))
        bit = rules + 1
        rules |= bit
        for column, classes in zip(masks, box, strict=True):
            for index in bits(classes):
                column[index] |= bit


def _find_overlaps(found: Analysis, space: Space, budget: Budget) -> None:
    results = _Results(space.table)
    for second, box in enumerate(space.sure):
        expected = meeting(box, space.expected)
        if expected is None:
            continue
        for first in bits(touching(expected, space.must) & ((1 << second) - 1)):
            budget.spend()
            differ = results.differ(first, second) if space.table.hit_policy == "ANY" else True
            if differ is False:
                continue
            common = meeting(space.sure[first], expected)
            if len(found.overlaps) == MOST or common is None:
                found.more_overlaps += 1
            else:
                found.overlaps.append(Overlap((first, second), space.point(common), differ))


class _Results:
    """The results of the rules of a table, each worked out once."""

    def __init__(self, table: DecisionTable) -> None:
        self._table = table
        self._known: dict[int, list[tuple[str | None, Value]]] = {}

    def of(self, rule: int) -> list[tuple[str | None, Value]]:
        """For each output the text, and the value or ``UNKNOWN`` where it depends on the data."""
        found = self._known.get(rule)
        if found is None:
            found = self._known[rule] = [
                (None if expression is None else expression.text, self._value(expression, clause))
                for expression, clause in zip(
                    self._table.rules[rule].outputs, self._table.outputs, strict=True
                )
            ]
        return found

    def _value(self, expression: Expression | None, clause: OutputClause) -> Value:
        try:
            return result_of(self._table, expression, clause)
        except NotAnalysable:
            return UNKNOWN

    def differ(self, first: int, second: int) -> bool | None:
        """Whether two rules give different results; None when that depends on the data."""
        verdict: bool | None = False
        for (text, value), (other_text, other) in zip(self.of(first), self.of(second), strict=True):
            if text == other_text:
                continue
            if value is UNKNOWN or other is UNKNOWN:
                verdict = None
            elif equal(value, other, quiet_frame().run) is not True:
                return True
        return verdict


def result_of(table: DecisionTable, expression: Expression | None, clause: OutputClause) -> Value:
    """The value of a constant output entry, in its type; raises ``NotAnalysable``."""
    value, run = constant_of(table, expression), quiet_frame().run
    try:
        return table.types.coerce(value, clause.type_ref, run)
    except (LimitExceeded, RecursionError):
        raise NotAnalysable from None


def constant_of(table: DecisionTable, expression: Expression | None) -> Value:
    """The value of a constant expression, null for an empty cell; raises ``NotAnalysable``."""
    return None if expression is None else constant(syntax_tree(expression.text, table.names))


def _find_masked(found: Analysis, space: Space, budget: Budget) -> None:
    never = {finding.rule for finding in found.never}
    before = _before(space.table)
    for rule, box in enumerate(space.possible):
        others = before[rule]
        if rule not in never and uncovered(box, space.must, others, budget) is None:
            by = bits(touching(box, space.must) & others)
            found.masked.append(Masked(rule, list(islice(by, MOST))))


def _before(table: DecisionTable) -> list[int]:
    """For each rule the set of those that win when they match together with it."""
    if table.hit_policy == "FIRST":
        return [(1 << rule) - 1 for rule in range(len(table.rules))]
    ranks = _ranks(table)
    order = sorted((rank, rule) for rule, rank in enumerate(ranks) if rank is not None)
    found, winners = [0] * len(table.rules), 0
    for _, rule in order:
        found[rule] = winners
        winners |= 1 << rule
    return found


def _ranks(table: DecisionTable) -> list[tuple[int, ...] | None]:
    """The places of the results among the output values; None where they depend on the data."""
    listed = [
        (column, clause.priorities.within(quiet_frame()))
        for column, clause in enumerate(table.outputs)
        if clause.priorities is not None and not clause.priorities.names
    ]
    results, run = _Results(table), quiet_frame().run
    found: list[tuple[int, ...] | None] = []
    for rule in range(len(table.rules)):
        values = [(results.of(rule)[column][1], order) for column, order in listed]
        known = listed and all(value is not UNKNOWN for value, _ in values)
        found.append(tuple(rank(value, order, run) for value, order in values) if known else None)
    return found
