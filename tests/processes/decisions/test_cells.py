"""What cells mean for missing values and booleans (DMN 1.5 §7.3.9, §10.3.2.13)."""

from __future__ import annotations

from typing import Any

import pytest

from processes.decisions import Model
from processes.feel import compile_unary, evaluate

from .documents import decision, definitions, table

VALUES: tuple[Any, ...] = (None, True, False, 5, "a")


@pytest.mark.parametrize(
    ("cell", "passed"),
    [
        ("true", [True]),
        ("false", [False]),
        ("not(true)", [None, False]),
        ("true, false", [True, False]),
        ("null", [None]),
        ("= null", [None]),
        ("!= null", [True, False, 5, "a"]),
        ("not(= null)", [True, False, 5, "a"]),
        ("not(null)", [True, False, 5, "a"]),
        ("? = null", [None]),
        ("null, 5", [None, 5]),
        ("= true", [True]),
        ("5", [5]),
        ("< 9", [5]),
        ("not(< 9)", []),
        ("!= 5", [None]),
        ('"a"', ["a"]),
        ("-", list(VALUES)),
        ("", list(VALUES)),
    ],
)
def test_a_missing_value_passes_only_where_null_is_meant(cell: str, passed: list[Any]) -> None:
    tests = compile_unary(cell)
    compatible = [v for v in VALUES if not _mixed(cell, v)]
    assert [v for v in compatible if tests.matches(v, {}) is True] == passed


def _mixed(cell: str, value: Any) -> bool:
    """A literal boolean decides by itself when it meets another type: the analysis reports such cells."""
    return cell in ("true", "false", "not(true)", "true, false") and type(value) in (int, str)


@pytest.mark.parametrize(("text", "expected"), [("null in (= null)", True), ("1 in (!= null)", True)])
def test_the_same_after_in(text: str, expected: bool) -> None:
    assert evaluate(text, {}) is expected


def test_a_missing_boolean_does_not_fire_the_rule_for_true() -> None:
    model = Model.load(
        definitions(decision("D1", table(["b"], ["o"], ["true => 1", "false => 2"], types={"b": "boolean"})))
    )
    assert [model.decide("D1", {"b": b}).result for b in (True, False, None)] == [1, 2, None]
    assert model.warnings == ()
