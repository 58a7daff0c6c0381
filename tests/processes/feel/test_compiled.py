"""Compiled expressions answer, warn and refuse exactly as the tree read node by node."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

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
