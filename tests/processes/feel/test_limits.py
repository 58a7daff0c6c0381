"""Expressions of strangers cannot run for ever, eat the memory or break the stack."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest

from processes import feel
from processes.feel import Environment, FeelSyntaxError, LimitExceeded

NUMBERS = list(range(1000))
DOUBLING = "{a0: [1, 1], " + ", ".join(f"a{i}: [a{i - 1}, a{i - 1}]" for i in range(1, 40)) + "}"
TEXT_DOUBLING = '{a0: "0123456789", ' + ", ".join(f"a{i}: a{i - 1} + a{i - 1}" for i in range(1, 40)) + "}"


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("for a in list, b in list, c in list return a", "steps"),
        ("some a in list, b in list, c in list satisfies a < 0", "steps"),
        ("for i in 1..1000000000 return i", "steps"),
        (f"{DOUBLING} = {DOUBLING}", "steps"),
        (f"flatten([{DOUBLING}.a39])", "steps"),
        ("count(distinct values(for i in 1..20000 return [i]))", "steps"),
        ("{f: function(x) f(x + 1), r: f(1)}.r", "depth"),
        (TEXT_DOUBLING, "size"),
        (f"string({DOUBLING})", "steps"),
        ('replace(long, "", long)', "size"),
        ('replace(long, "x", long, "q")', "size"),
        ("string join(list[item < 500], long)", None),
        ('string join(for i in list return "x", long)', "size"),
        ('matches(backtracking, "^(a|aa)+$")', "seconds"),
        ('replace(backtracking, "(a|aa)+$", "x")', "seconds"),
        ('split(backtracking, "(a|aa)+$")', "seconds"),
    ],
)
def test_limit(text: str, limit: str | None) -> None:
    context: dict[str, Any] = {"list": NUMBERS, "long": "x" * 100_000, "backtracking": "a" * 60 + "!"}
    expression = feel.compile(text)
    if limit is None:
        assert expression.evaluate(context) is None
        return
    # A slow machine must not reach the limit of time before the one that is asked for.
    environment = Environment() if limit == "seconds" else Environment(seconds=60.0)
    with pytest.raises(LimitExceeded) as caught:
        expression.evaluate(context, environment)
    assert caught.value.context["limit"] == limit


def test_time_limit() -> None:
    with pytest.raises(LimitExceeded, match="计算时间"):
        feel.evaluate("for a in 1..900 return for b in 1..900 return a", {}, Environment(seconds=0.0))


def test_limits_are_those_of_the_environment() -> None:
    environment = Environment(steps=10, size=10, depth=1)
    assert feel.evaluate("count(for i in 1..5 return i)", {}, Environment(steps=20)) == 5
    for text in ("for i in 1..100 return i", '"123456" + "123456"', "(function(f) f(f))(function(f) f(f))"):
        with pytest.raises(LimitExceeded):
            feel.evaluate(text, {}, environment)


def test_each_evaluation_has_its_own_limits() -> None:
    expression = feel.compile("for i in 1..15 return i")
    for _ in range(10):
        assert len(expression.evaluate({}, Environment(steps=20))) == 15


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000 + "1" + ")" * 3000,
        "[" * 100,
        "-" * 100 + "1",
        "+".join(["1"] * 5000),
        "a" + ".b" * 5000,
        "1 + " * 10_000 + "1",
    ],
    ids=["parentheses", "brackets", "minus", "sum", "path", "too long"],
)
def test_monstrous_texts_are_syntax_errors(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        feel.compile(text)
    with pytest.raises(FeelSyntaxError):
        feel.compile_unary(text)


def test_reasonable_nesting_is_fine() -> None:
    assert feel.evaluate("(" * 40 + "1" + ")" * 40, {}) == 1
    assert feel.evaluate(" + ".join(["1"] * 200), {}) == 200


def test_many_distinct_values_are_fine() -> None:
    assert feel.evaluate("count(distinct values(for i in 1..50000 return modulo(i, 100)))", {}) == 100


def deep_list() -> list[Any]:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    return deep


@pytest.mark.parametrize("text", ["string(x)", "x = y", "flatten(x)"])
def test_deep_data(text: str) -> None:
    with pytest.raises(LimitExceeded):
        feel.evaluate(text, {"x": deep_list(), "y": deep_list()})


def test_deep_data_cannot_be_made_plain() -> None:
    with pytest.raises(LimitExceeded):
        feel.to_plain(deep_list())


def test_shared_data_cannot_explode_when_made_plain() -> None:
    value = feel.evaluate(DOUBLING, {})
    with pytest.raises(LimitExceeded):
        feel.to_plain(value)


@pytest.mark.parametrize(
    "text",
    ["9 ** 9 ** 9", "10 ** 6144", "2 ** 100000", "exp(99999)", "1e6000 * 1e6000", "decimal(1e6000, 6000)"],
)
def test_huge_numbers_are_quick(text: str) -> None:
    feel.to_plain(feel.evaluate(text, {}))


@pytest.mark.parametrize(
    "text",
    [
        "1 in (" * 20 + "1" + ")..2" * 3,
        "1 in (" * 18 + "1" + "..2)" * 18,
        "1 in (" * 40,
        "[1..x[" * 20 + "1",
        "[1..x" * 15 + "[" * 15 + "1",
        "[1..x[1 in (" * 12 + "1",
    ],
)
def test_ambiguous_brackets_are_read_quickly(text: str) -> None:
    began = time.process_time()
    with contextlib.suppress(FeelSyntaxError):
        feel.compile(text)
    assert time.process_time() - began < 1
