"""The analysis of a table says exactly what trying every kind of input would show."""

from __future__ import annotations

import datetime
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from processes.decisions import Model
from processes.decisions.analysis import ANY, Analysis, analyse
from processes.decisions.tables import DecisionTable
from processes.feel import Environment, compile_unary, convert
from processes.feel.run import Frame, Run

from .documents import decision, definitions, table

CONSTANTS = {
    "number": ["0", "1", "2", "3", "5"],
    "string": ['"a"', '"b"', '"c"'],
    "boolean": ["true", "false"],
    "date": ['date("2026-02-02")', '@"2026-02-03"', '@"2026-02-05"'],
}
#: A grid finer than any table that can be drawn from the constants.
GRID: dict[str, list[Any]] = {
    "number": [n / 2 for n in range(-2, 13)],
    "string": ["a", "b", "c", "zz"],
    "boolean": [True, False],
    "date": [datetime.date(2026, 2, day) for day in range(1, 7)],
}
ALLOWED = {
    "number": "[0..5]",
    "string": '"a", "b"',
    "boolean": "true, false",
    "date": '>= date("2026-02-02")',
}
OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "!=", "="])


@st.composite
def cells(draw: st.DrawFn, kind: str) -> str:
    """A cell of a column of that type; few are not analysable."""
    constant = st.sampled_from(CONSTANTS[kind])
    a, b = draw(constant), draw(constant)
    shapes = ["-", "-", a, a, f"{a}, {b}", f"not({a})", f"not({a}, {b})", f"? = {a} or ? = {b}"]
    if kind in ("number", "date"):
        shapes += [f"{draw(OPERATORS)} {a}", f"{draw(OPERATORS)} {a}", f"[{a}..{b})", f"({a}..{b}]"]
        shapes += [f"? >= {a} and ? < {b}", f"not(< {a})", f"? between {a} and {b}"]
    if draw(st.integers(0, 30)) == 0:
        shapes = ["null", "not(null)", f"{a}, null"]
    if draw(st.integers(0, 60)) == 0:
        shapes = [f"[?][1] = {a}"]
    return draw(st.sampled_from(shapes))


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[bool], list[list[str]], str]:
    """Types of the columns, which of them have allowed values, cells of the rules, hit policy."""
    kinds = draw(st.lists(st.sampled_from(sorted(CONSTANTS)), min_size=1, max_size=3))
    allowed = [draw(st.booleans()) for _ in kinds]
    rows = draw(st.lists(st.tuples(*map(cells, kinds)).map(list), min_size=1, max_size=5))
    return kinds, allowed, rows, draw(st.sampled_from(["UNIQUE", "ANY", "FIRST", "PRIORITY"]))


def built(kinds: list[str], allowed: list[bool], rows: list[list[str]], policy: str) -> DecisionTable:
    """The table; rule n gives n, and later rules have priority."""
    names = [f"c{index}" for index in range(len(kinds))]
    logic = table(
        names,
        ["out"],
        [" | ".join(row) + f" => {number}" for number, row in enumerate(rows)],
        policy=policy,
        types=dict(zip(names, kinds, strict=True)),
        values={"out": ", ".join(map(str, reversed(range(len(rows)))))},
        allowed={name: ALLOWED[kind] for name, kind, yes in zip(names, kinds, allowed, strict=True) if yes},
    )
    return table_of(definitions(decision("D1", logic)))


def table_of(document: str) -> DecisionTable:
    """The only table of a document."""
    (found,) = Model.load(document).tables
    return found


def passes(cell: str, value: Any) -> bool:
    frame = Frame({}, None, Run(Environment()))
    return compile_unary(cell).within(convert(value), frame) is True


def grid(kind: str, limited: bool, *, null: bool) -> list[Any]:
    values = [v for v in GRID[kind] if not limited or passes(ALLOWED[kind], v)]
    return [*values, None] if null else values


class Tried:
    """What trying every point of the grid shows."""

    def __init__(self, kinds: list[str], allowed: list[bool], rows: list[list[str]]) -> None:
        columns = range(len(kinds))
        self.rows = rows
        self.named = [any("null" in row[column] for row in rows) for column in columns]
        self.full = [grid(kinds[c], allowed[c], null=True) for c in columns]
        verdicts = [
            [sum(1 << n for n, row in enumerate(rows) if passes(row[c], value)) for value in self.full[c]]
            for c in columns
        ]
        self.expected: set[int] = set()
        self.all: set[int] = set()
        for point in product(*(range(len(values)) for values in self.full)):
            hits = -1
            for column, place in enumerate(point):
                hits &= verdicts[column][place]
            self.all.add(hits)
            if all(self.full[c][place] is not None or self.named[c] for c, place in enumerate(point)):
                self.expected.add(hits)
        self.never = {
            (rule, c)
            for c in columns
            for rule in range(len(rows))
            if not any(v >> rule & 1 for v in verdicts[c])
        }

    @property
    def pairs(self) -> set[tuple[int, int]]:
        """Rules that match together."""
        rules = range(len(self.rows))
        return {
            (a, b) for b in rules for a in range(b) if any(h >> a & 1 and h >> b & 1 for h in self.expected)
        }

    def masked(self, policy: str) -> set[int]:
        """Rules whose cells all match something, but that win nowhere."""
        if policy not in ("FIRST", "PRIORITY"):
            return set()
        first = policy == "FIRST"
        winners = {(hits & -hits if first else hits).bit_length() - 1 for hits in self.all if hits}
        return set(range(len(self.rows))) - winners - self.hopeless

    @property
    def hopeless(self) -> set[int]:
        """Rules with a cell that nothing passes."""
        return {rule for rule, _ in self.never}


@settings(max_examples=150, deadline=None)
@given(tables(), st.data())
def test_agrees_with_trying_every_input(
    drawn: tuple[list[str], list[bool], list[list[str]], str], data: st.DataObject
) -> None:
    kinds, allowed, rows, policy = drawn
    found, tried = analyse(built(*drawn)), Tried(kinds, allowed, rows)
    assert found.gave_up == []
    for gap in found.gaps:
        point = [
            data.draw(st.sampled_from([v for v in values if v is not None])) if value is ANY else value
            for value, values in zip(gap.example, tried.full, strict=True)
        ]
        assert not any(all(map(passes, row, point)) for row in rows)
    for overlap in found.overlaps:
        assert all(all(map(passes, rows[rule], overlap.example)) for rule in overlap.rules)
    if not found.unanalysed:
        assert bool(found.gaps) == (0 in tried.expected)
        assert {(n.rule, n.column) for n in found.never} == tried.never
        assert {o.rules for o in found.overlaps} == (tried.pairs if policy in ("UNIQUE", "ANY") else set())
        assert {m.rule for m in found.masked} == tried.masked(policy)
    else:
        sure_of_nothing(found, tried, policy)


def sure_of_nothing(found: Analysis, tried: Tried, policy: str) -> None:
    """With cells that are not analysable the findings may be fewer, never more."""
    assert not found.gaps or 0 in tried.expected
    assert {o.rules for o in found.overlaps} <= tried.pairs
    assert {(n.rule, n.column) for n in found.never} <= tried.never
    assert {m.rule for m in found.masked} <= tried.masked(policy) | tried.hopeless
