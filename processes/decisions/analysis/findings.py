"""What the analysis of one decision table found, as values; ``report`` puts them into words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from processes.decisions.analysis.regions import Budget, GaveUp, meeting, uncovered
from processes.decisions.analysis.space import Space
from processes.decisions.cells import NotAnalysable, constant, quiet_frame, syntax_tree
from processes.decisions.tables import DecisionTable, OutputClause
from processes.feel import Expression, Value
from processes.feel.run import Run
from processes.feel.values import equal

#: Steps of one search; a search beyond it is told to be unfinished.
STEPS = 200_000
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
    """A rule of a FIRST table that never gets its turn, and the earlier rules that cover it."""

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


def analyse(table: DecisionTable, steps: int = STEPS) -> Analysis:
    """Search a table for gaps, overlaps and rules that cannot match (DMN 1.5 §8.2).

    What it says is true of the input values as the table declares them: every example holds.  A cell that is
    not analysable counts as possibly passing for gaps, as possibly not passing for overlaps and masking.
    """
    found = Analysis(table)
    try:
        space = Space.of(table, Budget(steps * 10))
    except GaveUp:
        found.gave_up.append("size")
        return found
    found.unanalysed = space.unanalysed()
    found.never = list(_never(space))
    searches: list[tuple[str, Callable[[Analysis, Space, Budget], None], int]] = []
    if table.hit_policy in NEED_A_MATCH and not any(clause.default for clause in table.outputs):
        searches.append(("gaps", _find_gaps, steps))
    if table.hit_policy in ("UNIQUE", "ANY"):
        searches.append(("overlaps", _find_overlaps, steps * 5))
    if table.hit_policy == "FIRST":
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
    """Gaps that have no point in common; each one found counts as covered for the next search."""
    cover = list(space.possible)
    while True:
        box = uncovered(space.expected, cover, budget)
        if box is None:
            return
        if len(found.gaps) == MOST:
            found.more_gaps = True
            return
        found.gaps.append(Gap(space.example(box)))
        cover.append(box)


def _find_overlaps(found: Analysis, space: Space, budget: Budget) -> None:
    sure = space.sure
    for second, box in enumerate(sure):
        for first in range(second):
            budget.spend()
            common = meeting(sure[first], box)
            common = None if common is None else meeting(common, space.expected)
            if common is None:
                continue
            differ = _differ(space.table, first, second) if space.table.hit_policy == "ANY" else True
            if differ is False:
                continue
            if len(found.overlaps) == MOST:
                found.more_overlaps += 1
            else:
                found.overlaps.append(Overlap((first, second), space.point(common), differ))


def _differ(table: DecisionTable, first: int, second: int) -> bool | None:
    """Whether two rules give different results; None when that depends on the data."""
    verdict: bool | None = False
    pairs = zip(table.rules[first].outputs, table.rules[second].outputs, table.outputs, strict=True)
    for a, b, clause in pairs:
        if a is b or (a is not None and b is not None and a.text == b.text):
            continue
        try:
            x, y = result_of(table, a, clause), result_of(table, b, clause)
        except NotAnalysable:
            verdict = None
            continue
        if equal(x, y, quiet_frame().run) is not True:
            return True
    return verdict


def result_of(table: DecisionTable, expression: Expression | None, clause: OutputClause) -> Value:
    """The value of a constant output entry, in its type; raises ``NotAnalysable``."""
    run: Run = quiet_frame().run
    return table.types.coerce(constant_of(table, expression), clause.type_ref, run)


def constant_of(table: DecisionTable, expression: Expression | None) -> Value:
    """The value of a constant expression, null for an empty cell; raises ``NotAnalysable``."""
    return None if expression is None else constant(syntax_tree(expression.text, table.names))


def _find_masked(found: Analysis, space: Space, budget: Budget) -> None:
    never = {finding.rule for finding in found.never}
    for rule, box in enumerate(space.possible):
        earlier = space.sure[:rule]
        if rule not in never and uncovered(box, earlier, budget) is None:
            by = [position for position, other in enumerate(earlier) if meeting(other, box)]
            found.masked.append(Masked(rule, by[:MOST]))
