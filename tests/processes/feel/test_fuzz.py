"""Whatever the text and the data, an evaluation ends with a value, a syntax error or a limit."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from processes import feel
from processes.feel import Environment, FeelSyntaxError, LimitExceeded
from processes.feel.builtins import BUILTINS
from tests.processes.feel.expressions import Words, grown

SMALL = Environment(steps=5_000, size=50_000, seconds=1.0)
CONTEXT: dict[str, Any] = {
    "a": 3,
    "s": "政策 text",
    "list": [1, None, "x", [2], {"k": 1}],
    "ctx": {"k": {"k": 2}},
    "day": "2026-02-06",
    "huge": 10**40,
}

ATOMS = [
    *("a", "s", "list", "ctx", "day", "huge", "missing", "null", "true", "1", "-0.5", "1e6000", "1e-6000"),
    *('"x"', '"["', "[]", "{}", "[1..5]", "(< 3)", "?", "function(x) x", "function(x, y) x < y"),
    *('@"2026-02-06"', '@"10:00:00Z"', '@"2026-02-06T10:00:00"', '@"P1Y"', '@"-PT1H"', '@"999999999-12-31"'),
    '@"10:00:00@Asia/Shanghai"',
]
OPERATORS = ["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in"]
#: ``_`` is an expression, ``%`` an operator, ``&`` a built-in function.
FORMS = [
    *("(_ % _)", "&()", "&(_)", "&(_, _)", "&(_, _, _)", "&([_, _, _])", "_[_]", "_.k", "_.year", "_.days"),
    *(
        "_.time offset",
        "_.start",
        "(if _ then _ else _)",
        "(for x in _ return _)",
        "(some x in _ satisfies _)",
    ),
    *("(_ between _ and _)", "(_ instance of number)", "(_ instance of list<string>)", "[_.._)", "(_.._]"),
    *("[_, _]", "{k: _, other: _}", "(function(f) _)(_)", "-_", "(_ in (_, _))"),
]
NAMES = sorted(BUILTINS)
WORDS = Words(ATOMS, FORMS, OPERATORS, NAMES)


def expression(random: Random, depth: int) -> str:
    """A random expression."""
    return grown(WORDS, random, depth)


EXPRESSIONS = st.builds(expression, st.randoms(use_true_random=False), st.integers(1, 4))


@settings(max_examples=400, deadline=None)
@given(EXPRESSIONS)
@example("1e6000 ** 1e6000")
@example("string(-1e6000)")
@example('substring("x", 1e6000)')
@example("date(1e6000, 1, 1)")
@example('@"999999999-12-31" + @"P1Y"')
@example("[1..5] = (< 3)")
@example("sort([null, 1])")
@example('@"P1Y" * 1e6000')
@example('@"P1D" * 1e6000')
@example("for i in 1..1e6000 return i")
def test_expressions_evaluate_to_plain_values(text: str) -> None:
    try:
        value = feel.evaluate(text, CONTEXT, SMALL)
        feel.to_plain(value)
        feel.compile_unary(text).matches(value, CONTEXT, SMALL)
    except (FeelSyntaxError, LimitExceeded):
        return


PIECES = st.sampled_from(
    [
        *"()[]{}<>=!,.:;?@\"'+-*/ \n",
        *("..", "if", "then", "else", "for", "in", "return", "some", "satisfies", "and", "a b", "function"),
        *(
            "external",
            "between",
            "instance of",
            "list<",
            "not(",
            "名称",
            "，",
            "“",
            "1",
            ".5",
            '"x"',
            "//",
            "/*",
        ),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=40))
def test_any_text_is_an_expression_or_a_syntax_error(text: str) -> None:
    for compile_text in (feel.compile, feel.compile_unary):
        try:
            compile_text(text, ["a b"])
        except FeelSyntaxError as error:
            line, column = error.position
            assert 1 <= line <= text.count("\n") + 1
            assert 1 <= column <= len(text) + 1
