"""Compiled expressions answer, warn and refuse exactly as the tree read node by node."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from processes import feel
from processes.feel import Environment, FeelSyntaxError, FunctionValue, LimitExceeded, Notice, Range
from processes.feel.expression import ALWAYS_KNOWN
from processes.feel.names import known_names
from processes.feel.parser import parse, parse_unary
from processes.feel.run import Frame, Run
from tests.processes.feel import expressions
from tests.processes.feel.oracle import compile_tests, interpret

LARGE = {"steps": 20_000_000, "size": 10**9, "seconds": 20.0}
KNOWN = ALWAYS_KNOWN | {"date of birth"}


def shown(value: Any) -> Any:
    """A value with everything that distinguishes it from others, ``1`` from ``1.0`` included."""
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    if isinstance(value, Range):
        ends = (shown(value.low), shown(value.high), value.low_included, value.high_included)
        return ("range", ends, value.operator)
    if isinstance(value, FunctionValue):
        return ("function", value.parameters)
    return (type(value).__name__, repr(value))


def outcome(evaluate: Callable[[Environment], Any]) -> Any:
    """The value and all warnings, or which limit was met."""
    notices: list[Notice] = []
    try:
        value = evaluate(Environment(notice=notices.append, **LARGE))  # type: ignore[arg-type]
    except LimitExceeded as error:
        return ("limit", error.context["limit"])
    except RecursionError:
        return ("limit", "depth")
    return shown(value), notices


def compare(text: str) -> None:
    """Evaluate in both ways."""
    try:
        expression = feel.compile(text, KNOWN)
    except FeelSyntaxError:
        return
    closure = interpret(text, parse(text, known_names(KNOWN)))
    expected = outcome(lambda e: closure(Frame(expressions.CONTEXT, None, Run(e))))
    assert outcome(lambda e: expression.evaluate(expressions.CONTEXT, e)) == expected, text


def compare_tests(text: str, value: Any) -> None:
    """Match a value in both ways."""
    try:
        tests = feel.compile_unary(text, KNOWN)
    except FeelSyntaxError:
        return
    interpret(text, parse("null", {}))
    slow = compile_tests(*parse_unary(text, known_names(KNOWN)))

    def expected(environment: Environment) -> Any:
        run, found = Run(environment), feel.convert(value)
        return slow(found, Frame({"?": found}, Frame(expressions.CONTEXT, None, run), run))

    found = outcome(lambda e: tests.matches(value, expressions.CONTEXT, e))
    assert found == outcome(expected), (text, value)


SEEDS = st.integers(0, 2**40)


@settings(max_examples=600, deadline=None)
@given(SEEDS, st.integers(1, 4))
@example(0, 1)
def test_expressions(seed: int, depth: int) -> None:
    compare(expressions.expression(Random(seed), depth))


@settings(max_examples=400, deadline=None)
@given(SEEDS, st.integers(1, 2), st.sampled_from(sorted(expressions.CONTEXT)))
def test_unary_tests(seed: int, depth: int, name: str) -> None:
    compare_tests(expressions.tests(Random(seed), depth), expressions.CONTEXT[name])


LETTERS = [f"x{number}" for number in range(12)]
DEEP = [
    " ".join(f"for {name} in [1, a] return" for name in LETTERS[:10]) + " " + " + ".join(LETTERS[:10]),
    "for " + ", ".join(f"{name} in [1, a]" for name in LETTERS[:9]) + " return x0 * x8 + nobody",
    " ".join(f"some {name} in [1, a] satisfies" for name in LETTERS)
    + " "
    + " + ".join(LETTERS)
    + " = a * 12",
    "if a = 3 then " * 40 + "b" + " else nobody" * 40,
    "if a = n then nobody else " * 40 + "b",
    "{k: " * 40 + "a" + "}" * 40 + ".k" * 40,
    "[" * 40 + "a" + "]" * 40 + "[1]" * 40,
    "rows" + "[k > 0" * 20 + "]" * 20,
    "(function(x) for y in [x, a] return " * 12 + "x + y" + ")(b)" * 12,
    " and ".join(f"a != {number} + n" for number in range(60)),
    " or ".join(f"(a = {number} and missing)" for number in range(60)),
    " + ".join(["a", "b", "c"] * 60),
    "{" + ", ".join(f"k{number}: a + {number}" for number in range(60)) + "}.k59",
    "a in (" + ", ".join(f"> {number}, [{number}..n]" for number in range(30, 60)) + ")",
    "rows[" + " and ".join(["(k > 0 or k = null or (for y in [item] return y.k)[1] = 1)"] * 8) + "]",
]


@pytest.mark.parametrize("text", DEEP, ids=lambda text: text[:30])
def test_deep_and_long_expressions(text: str) -> None:
    assert feel.compile(text, KNOWN).text == text
    compare(text)


@pytest.mark.parametrize("count", [1, 5, 64, 65, 300, 1000])
@pytest.mark.parametrize(
    "text", ["for x in list return x", "list[item > 0]", "some x in list satisfies x < 0", "list[k.k = 1]"]
)
def test_a_turn_costs_exactly_one_step(text: str, count: int) -> None:
    expression, scope = feel.compile(text), {"list": list(range(1, count + 1))}
    expression.evaluate(scope, Environment(steps=count))
    with pytest.raises(LimitExceeded):
        expression.evaluate(scope, Environment(steps=count - 1))


def test_steps_left_are_spent_one_by_one() -> None:
    """An early witness is found although the whole list would cost too much."""
    expression, scope = feel.compile("some x in list satisfies x = 90"), {"list": list(range(1000))}
    assert expression.evaluate(scope, Environment(steps=200)) is True
