"""The prepared columns find exactly the rules that asking every cell finds."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.decisions.cells import shape_of
from processes.decisions.matching import Matcher
from processes.feel import Environment, FunctionValue, compile_unary, convert, read_temporal
from processes.feel.run import Frame, Run

TEMPORAL = ("PT1H", "P1D", "P3M", "10:00:00", "2026-02-06T10:00:00Z", "2026-02-06T10:00:00")
ATOMS = "1|2|2.0|2.5|-3|'a'|'b'|'c'|true|false|null|limit|@'2026-02-06'|date('2026-02-07')".replace("'", '"')
CONSTANTS = st.sampled_from([*ATOMS.split("|"), *(f'@"{text}"' for text in TEMPORAL)])
OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])


@st.composite
def positive_tests(draw: st.DrawFn) -> str:
    """One test of a cell."""
    a, b, c = draw(CONSTANTS), draw(CONSTANTS), draw(CONSTANTS)
    operator, opens, ends = draw(OPERATORS), draw(st.sampled_from("[(")), draw(st.sampled_from(")]"))
    shapes = (
        f"{a} | {a} | {operator} {a} | {opens}{a}..{b}{ends} | ? {operator} {a} | [{a}, {b}] "
        f"| {a} {operator} ? | ? > {a} and ? <= {b} | ? = {a} or ? != {b} | ? between {a} and {b} "
        f"| ? in ({a}, < {b}) | not(? = {a}) | ? + {a} = {b} | list contains(?, {a}) | ? in [{a}..{c}]"
    )
    return draw(st.sampled_from(shapes.split("|"))).strip()


@st.composite
def cells(draw: st.DrawFn) -> str:
    """A whole cell."""
    tests = ", ".join(draw(st.lists(positive_tests(), min_size=1, max_size=3)))
    return draw(st.sampled_from([tests, f"not({tests})", "-"]))


VALUES: list[Any] = [
    None,
    True,
    False,
    1,
    2,
    Decimal("2.00"),
    2.2,
    -3,
    -4,
    100,
    "a",
    "b",
    "ab",
    "",
    "zz",
    [],
    {},
]
VALUES += [datetime.date(2026, 2, 6), datetime.date(2026, 2, 7), datetime.date(2020, 1, 1), ["a"], [1, 2]]
VALUES += [read_temporal(text) for text in (*TEMPORAL, "P2M")]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(cells(), cells()), min_size=1, max_size=6), st.data())
def test_agrees_with_asking_every_cell(table: list[tuple[str, str]], data: st.DataObject) -> None:
    rows = [tuple(None if cell == "-" else compile_unary(cell) for cell in row) for row in table]
    matcher = Matcher(rows, 2, frozenset())
    for _ in range(8):
        values = [convert(data.draw(st.sampled_from(VALUES))) for _ in range(2)]
        frame = Frame({"limit": 2}, None, Run(Environment()))
        plain = [
            position
            for position, row in enumerate(rows)
            if all(
                cell is None or cell.within(value, frame) is True
                for cell, value in zip(row, values, strict=True)
            )
        ]
        assert list(matcher.positions(values, frame)) == plain, (table, values)


ANALYSABLE = """1 | < 5 | [1..5) | "a", "b" | not("a") | null | not(null) | true | -2.5 | @"2026-02-06"
| 1 + 1 | ? > 1 and ? < 5 | ? = "a" or ? = null | ? in (1, [3..4]) | ? between 1 and 2
| not(? > 5) | [1, 2]"""
OTHERS = """limit | < limit | ?.x = "a" | list contains(?, 1) | ? + 1 > 5 | f(?) | some i in ? satisfies i > 1
| {a: 1} | date("no date") | ? = ?.x | [1..limit] | ["""


@pytest.mark.parametrize("cell", ANALYSABLE.split("|"))
def test_analysable_cells(cell: str) -> None:
    assert shape_of(cell.strip(), frozenset()) is not None


@pytest.mark.parametrize("cell", OTHERS.split("|"))
def test_cells_that_only_an_evaluation_can_judge(cell: str) -> None:
    assert shape_of(cell.strip(), frozenset()) is None


def test_shapes_tell_constants_to_equal_from_ends_of_ranges() -> None:
    shape = shape_of('1, "a", [2..3), null, true', frozenset())
    assert shape is not None
    assert (shape.equals, shape.bounds) == ([1, "a"], [2, 3])
    assert shape.null
    assert shape.booleans


def test_a_function_that_hides_a_constructor_is_respected() -> None:
    found, asked = read_temporal("2020-01-01"), read_temporal("2026-02-06")
    matcher = Matcher([(compile_unary('date("2026-02-06")'),)], 1, frozenset())
    hidden = Frame({"date": FunctionValue(["from"], lambda run, arguments: found)}, None, Run(Environment()))
    assert list(matcher.positions([asked], Frame({}, None, Run(Environment())))) == [0]
    assert list(matcher.positions([asked], hidden)) == []
    assert list(matcher.positions([found], hidden)) == [0]
