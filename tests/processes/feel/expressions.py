"""Random expressions, and data for them."""

from __future__ import annotations

import datetime
from collections import ChainMap
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from processes.feel.builtins import BUILTINS

CONTEXT: dict[str, Any] = {
    "a": 3,
    "b": 2.5,
    "c": Decimal("7.0"),
    "n": None,
    "yes": True,
    "nan": float("nan"),
    "s": "政策 text",
    "list": [1, None, "x", [2], {"k": 1}],
    "numbers": [5, 1.5, Decimal("2.50"), -3, 10**40, True],
    "rows": [{"k": 1, "s": "x", "item": 5}, {"k": 2.5, "v": [1]}, {"k": None}, ChainMap({"k": 3})],
    "words": ("甲", "乙", "x"),
    "ctx": {"k": {"k": 2}, "count": 4},
    "day": "2026-02-06",
    "date of birth": datetime.date(1990, 2, 28),
    "moment": datetime.datetime(2026, 2, 6, 8, 0, tzinfo=datetime.UTC),
    "span": datetime.timedelta(days=2, hours=3),
    "huge": 10**40,
    "host": object(),
}
ATOMS = [
    *("a", "b", "c", "n", "yes", "nan", "s", "list", "numbers", "rows", "words", "ctx", "day", "huge"),
    *("k", "v", "x", "item", "partial", "missing", "date of birth", "moment", "span", "host", "count"),
    *("null", "true", "false", "0", "1", "2", "3", "-0.5", "2.50", "1e3", "1e6000", "1e-6000", "10000000000"),
    *('"x"', '""', '"["', "[]", "{}", "[1..5]", "(1..a]", "(< 3)", ">= 2", "?", "function(x) x"),
    *("function(x, y) x < y", "function(x: number) x + a", '@"2026-02-06"', '@"10:00:00Z"', '@"P1Y"'),
    *('@"2026-02-06T10:00:00"', '@"-PT1H"', '@"999999999-12-31"', '@"10:00:00@Asia/Shanghai"'),
]
OPERATORS = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"]
#: ``_`` is an expression, ``%`` an operator, ``&`` a built-in function.
FORMS = [
    *(["(_ % _)"] * 8),
    *("&()", "&(_)", "&(_, _)", "&(_, _, _)", "&([_, _, _])", "_[_]", "_.k", "_.year", "_.days"),
    *("_.time offset", "_.start", "(if _ then _ else _)", "(if _ % _ then _ else _)"),
    *("(for x in _ return _)", "(for x in _.._ return x % _)", "(for x in _, y in _ return _)"),
    *("(for x in 1..3, y in [1, x] return x % y)", "(for x in _ return count(partial) + x)"),
    *("(some x in _ satisfies _)", "(every x in _ satisfies x % _)", "(some x in _, y in _ satisfies x % y)"),
    *(
        "_[k % _]",
        "_[item % _]",
        "rows[k % _ and _]",
        "numbers[item % _]",
        "_[k % _ or s % _].k",
        "rows[_].k",
    ),
    *("(_ between _ and _)", "(_ instance of number)", "(_ instance of list<string>)", "[_.._)", "(_.._]"),
    *("[_, _]", "{k: _, other: _}", "{k: _, f: function(x) x % k, r: f(_)}", "(function(f) _)(_)", "-_"),
    *(
        "(_ in (_, _))",
        '(_ in ("x", "y"))',
        "(_ in (1, 2, 2.5))",
        "(_ in (< _, > 5, [1..2]))",
        "(_ in [_.._])",
    ),
    *(
        "(_ in (? % _, _))",
        "(_ and _ and _)",
        "(_ or _ or _)",
        "(_ = null)",
        "(null != _)",
        "(_ % 2)",
        "(2 % _)",
    ),
    *(
        "sort(_, function(x, y) x % y)",
        "list contains(_, _)",
        "count(rows[k % _])",
        "date(_)",
        "x(_)",
        "k(_)",
    ),
    *(
        '(_ = "x")',
        "(true = _)",
        "(_ - 1)",
        "(1 + _)",
        "(3 * _)",
        "string(_)",
        "substring(_, _)",
        "_[-1]",
        "_[2]",
    ),
    *("decimal(n: _, scale: _)", "contains(match: _, string: _)", "x(a: _)"),
]
_NAMES = sorted(set(BUILTINS) - {"now", "today"})


class Words(NamedTuple):
    """What random expressions are made of; marks of a form: ``_`` expression, ``%`` operator, ``&`` name."""

    atoms: list[str]
    forms: list[str]
    operators: list[str]
    names: list[str]


def grown(words: Words, random: Random, depth: int) -> str:
    """A random expression of these words."""
    if depth == 0 or random.random() < 0.2:
        return random.choice(words.atoms)
    text = ""
    for mark in random.choice(words.forms):
        if mark == "_":
            text += grown(words, random, depth - 1)
        elif mark == "%":
            text += random.choice(words.operators)
        else:
            text += random.choice(words.names) if mark == "&" else mark
    return text


_WORDS = Words(ATOMS, FORMS, OPERATORS, _NAMES)


def expression(random: Random, depth: int) -> str:
    """A random expression."""
    return grown(_WORDS, random, depth)


def tests(random: Random, depth: int) -> str:
    """Random unary tests."""
    cells = [
        *(["_", "_, _", "not(_)", '"x", "y"', 'not("x", "y")', "1, 2.5", "-", "not(1, 3)", "null", "true"]),
        *(
            "< _",
            "> 2",
            "<= 2.50",
            "[1..3]",
            "(_.._)",
            "< 3, > 5",
            "? % _",
            "not(? % _)",
            '= "x"',
            "!= 3",
            ">= a",
        ),
        *("? in (_, _)", "count(?) > 1", "-_", '"x", 1, null', "_, ? % _"),
    ]
    text = ""
    for mark in random.choice(cells):
        if mark == "_":
            text += expression(random, depth)
        else:
            text += random.choice(OPERATORS) if mark == "%" else mark
    return text
