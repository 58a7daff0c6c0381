"""Rows for each rule of the grammar (DMN 1.5 §10.3.1.2).

They are ours, worked out from the text of the specification; nothing is taken from the kit.
"""

from __future__ import annotations

from enum import Enum
from typing import Any


class Refusal(Enum):
    """What is expected of a text that is no expression."""

    SYNTAX = "syntax error"


SYNTAX_ERROR = Refusal.SYNTAX

ROWS: dict[str, list[tuple[str, Any]]] = {
    "expression": [("1 + 1", 2), ("", SYNTAX_ERROR), ("1 2", SYNTAX_ERROR)],
    "arithmetic expression": [("1 + 2 * 3", 7), ("8 / 4 / 2", 1), ("2 - 3 - 4", -5), ("1 +", SYNTAX_ERROR)],
    "simple positive unary test": [
        ("3 in < 5", True),
        ("3 in >= 4", False),
        ("3 in = 3", True),
        ("3 in != 3", False),
    ],
    "interval": [
        ("3 in [3..3]", True),
        ("3 in (3..4]", False),
        ("3 in ]3..4]", False),
        ("4 in [3..4[", False),
        ("3 in [1..]", SYNTAX_ERROR),
        ("3 in [1..2", SYNTAX_ERROR),
    ],
    "positive unary tests": [
        ("3 in (1, 2, 3)", True),
        ("3 in (1, 2,)", SYNTAX_ERROR),
        ("3 in (< 1, > 2)", True),
    ],
    "simple value": [("-1.5", -1.5), ('"a"', "a"), ("nobody", None)],
    "qualified name": [("{a: {b: {c: 5}}}.a.b.c", 5), ("{a: 1}.b", None), ("{a: 1}.", SYNTAX_ERROR)],
    "addition": [
        ("1 + 2", 3),
        ('"a" + "b"', "ab"),
        ('1 + "a"', None),
        ('@"2026-01-31" + @"P1M"', "2026-02-28"),
        ('@"P1M" + @"2026-01-31"', "2026-02-28"),
        ('@"10:00:00" + @"PT15H"', "01:00:00"),
        ('@"P1D" + @"P1M"', None),
    ],
    "subtraction": [
        ("1 - 2", -1),
        ('"a" - "b"', None),
        ('@"2026-03-31" - @"P1M"', "2026-02-28"),
        ('@"2026-02-06T10:00:00Z" - @"2026-02-06T10:00:00+08:00"', "PT8H"),
        ('@"10:00:00" - @"11:30:00"', "-PT1H30M"),
    ],
    "multiplication": [
        ("2 * 3", 6),
        ('@"P1Y" * 1.5', "P1Y6M"),
        ('2 * @"PT1H"', "PT2H"),
        ('"a" * 2', None),
    ],
    "division": [("1 / 8", 0.125), ("1 / 0", None), ('@"P1Y" / @"P6M"', 2), ('@"PT1H" / 2', "PT30M")],
    "exponentiation": [("2 ** 10", 1024), ("2 ** -1", 0.5), ("2 ** 3 ** 2", 64), ("-2 ** 2", 4)],
    "arithmetic negation": [("-(1 + 2)", -3), ("---3", -3), ('-@"P1D"', "-P1D"), ('-"a"', None)],
    "name": [
        ("{first name: 1, r: first  name + 1}.r", 2),
        ("{a+b: 5, a: 1, b: 1, r: a+b}.r", 5),
        ("{政 策（试行）: 5}.政 策（试行）", 5),
        ("{a's: 1, r: a's}.r", 1),
        ("{if: 1}", SYNTAX_ERROR),
        ("{1a: 1}", SYNTAX_ERROR),
    ],
    "literal": [("null", None), ("true", True), ("1.0 = 1", True)],
    "string literal": [
        ('"\\"\\\\\\n\\t\\r\\\'"', "\"\\\n\t\r'"),
        ('"\\u653F"', "政"),
        ('"a', SYNTAX_ERROR),
    ],
    "boolean literal": [("true", True), ("false", False), ("True", None)],
    "numeric literal": [("007", 7), ("1.", SYNTAX_ERROR), (".25", 0.25), ("1e-2", 0.01), ("1E2", 100)],
    "date time literal": [
        ('@"2026-02-06"', "2026-02-06"),
        ('@"-0001-02-06"', "-0001-02-06"),
        ('@"24:00:00"', "00:00:00"),
        ('@"2026-02-06T10:00:00.5Z"', "2026-02-06T10:00:00.5Z"),
        ('@"-P1DT2H"', "-P1DT2H"),
        ('@"2026-02-30"', None),
        ("@5", SYNTAX_ERROR),
    ],
    "function invocation": [
        ("abs(-1)", 1),
        ("abs(-1", SYNTAX_ERROR),
        ("nobody(1)", None),
        ("(function() 5)()", 5),
    ],
    "named parameters": [
        ("modulo(divisor: 5, dividend: 12)", 2),
        ("modulo(divisor: 5)", None),
        ("abs(m: 1)", None),
    ],
    "positional parameters": [("modulo(12, 5)", 2), ("modulo(12)", None), ("abs(1,)", SYNTAX_ERROR)],
    "path expression": [
        ("[{a: 1}, {b: 2}].a", [1, None]),
        ('@"2026-02-06".weekday', 5),
        ('@"P1DT2H".hours', 2),
        ("[1..5).end included", False),
        ("1.5.a", None),
    ],
    "for expression": [
        ("for x in [1, 2], y in [3, 4] return x * y", [3, 4, 6, 8]),
        ("for x in 3..1 return x", [3, 2, 1]),
        ('for d in @"2026-02-27"..@"2026-03-01" return d.day', [27, 28, 1]),
        ("for x in 1..4 return if x < 3 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3]),
        ("for x in 5 return x", [5]),
        ("for x in null return x", None),
        ("for x in [1..3] return x", [1, 2, 3]),
        ("for x return x", SYNTAX_ERROR),
    ],
    "if expression": [
        ("if true then 1 else 2", 1),
        ("if null then 1 else 2", 2),
        ('if "x" then 1 else 2', 2),
        ("if true then 1", SYNTAX_ERROR),
    ],
    "quantified expression": [
        ("some x in [1, 2], y in [2, 3] satisfies x = y", True),
        ("every x in [] satisfies false", True),
        ("some x in [] satisfies true", False),
        ("every x in [1, null] satisfies x > 0", None),
        ("some x in 1..3 satisfies x = 3", True),
        ("some x in [1]", SYNTAX_ERROR),
    ],
    "disjunction": [
        ("false or true", True),
        ("null or true", True),
        ("null or false", None),
        ("1 or false", None),
    ],
    "conjunction": [
        ("true and true", True),
        ("null and false", False),
        ("null and true", None),
        ("1 and true", None),
    ],
    "comparison": [
        ("1 = 1.0", True),
        ('1 = "1"', None),
        ("null = null", True),
        ("1 = null", False),
        ("[1, 2] = [1, 2]", True),
        ("{a: 1} = {a: 2}", False),
        ('@"10:00:00Z" = @"18:00:00+08:00"', True),
        ("2 between 1 and 2", True),
        ("1 < 2 and 2 <= 2 and 3 > 2 and 2 >= 2 and 1 != 2", True),
        ("1 in 1", True),
        ("1 in [[1], 1]", True),
        ('"b" in ["a".."c"]', True),
        ("null < 1", None),
    ],
    "filter expression": [
        ("[5, 6, 7][2]", 6),
        ("[5, 6, 7][-3]", 5),
        ("[5, 6, 7][4]", None),
        ("[5, 6, 7][item >= 6]", [6, 7]),
        ("[{a: 1, b: 2}, {a: 2}][a = 1].b", [2]),
        ("5[1]", 5),
        ("5[item = 5]", [5]),
        ("null[1]", None),
        ("[1][", SYNTAX_ERROR),
    ],
    "instance of": [
        ("1 instance of number", True),
        ("null instance of number", False),
        ("1 instance of Any", True),
    ],
    "type": [
        ('[1, "a"] instance of list<number>', False),
        ("[1] instance of list", True),
        ("{a: 1} instance of context<a: string>", False),
        ("[1..2] instance of range<number>", True),
        ("(function(x: string) x) instance of function<number> -> Any", False),
        ('@"P1Y" instance of years and months duration', True),
        ("null instance of Null", True),
        ("1 instance of list<", SYNTAX_ERROR),
    ],
    "boxed expression": [("[{a: 1}]", [{"a": 1}]), ("(function() [1])()", [1])],
    "list": [("[]", []), ("[1, [2]]", [1, [2]]), ("[1,]", SYNTAX_ERROR)],
    "function definition": [
        ("(function(a, b) a - b)(5, 3)", 2),
        ("(function(a, b) a - b)(b: 5, a: 3)", -2),
        ("(function(a) a)()", None),
        ("{fac: function(n) if n < 2 then 1 else n * fac(n - 1), r: fac(5)}.r", 120),
        ('(function(a) external {java: {class: "x"}})(1)', None),
        ("function(a", SYNTAX_ERROR),
    ],
    "formal parameter": [
        ("(function(x: number) x)(1)", 1),
        ('(function(x: number) x)("a")', None),
        ("(function(x: number) x)([1])", 1),
        ("(function(x: list<number>) x)(1)", [1]),
    ],
    "context": [("{a: 1, b: a + 1}.b", 2), ("{}", {}), ("{a: 1, a: 2}", None), ("{a 1}", SYNTAX_ERROR)],
    "context entry": [('{"a b": 1}.a b', 1), ("{a:}", SYNTAX_ERROR)],
    "key": [("{键: 1}.键", 1), ('get value({"{}": 1}, "{}")', 1)],
    "range literal": [
        ("[1..3] = [1..3]", True),
        ("(< 5).end", 5),
        ("(>= 5).start included", True),
        ("(1..3).start", 1),
    ],
    "white space": [
        ("1\u3000+\u00a01", 2),
        ("1 // x\n + 1", 2),
        ("/* a\nb */ 1", 1),
        ("1 /* x", SYNTAX_ERROR),
    ],
}

#: Unary tests: text, value, verdict.
CELLS: dict[str, list[tuple[str, Any, bool | None]]] = {
    "simple positive unary test": [
        ("< 5", 4, True),
        ("<= 5", 5, True),
        ("> 5", 5, False),
        (">= 5", 5, True),
        ("= 5", 5, True),
        ("!= 5", 5, False),
        ("< 5", "x", None),
        ("< 5", None, None),
    ],
    "positive unary tests": [
        ("1, 2", 2, True),
        ('"a", "b"', "c", False),
        ("< 1, > 5", 3, False),
        ("1, 2", "x", None),
    ],
    "unary tests": [
        ("-", None, True),
        ("", 5, True),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ("not([1..5], 7)", 7, False),
        ("not(1)", "x", None),
        ("null", None, True),
        ("? > 3 and ? < 5", 4, True),
        ("not(? > 3)", 4, False),
        ('starts with(?, "a")', "abc", True),
        ("[1, 2, 3]", 2, True),
        ("true", True, True),
        ("true", False, False),
    ],
}
