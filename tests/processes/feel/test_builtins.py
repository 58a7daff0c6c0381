"""Every built-in function (DMN 1.5 §10.3.4): what it answers, and null for what it cannot take."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from processes import feel
from processes.feel.builtins import BUILTINS

NOW = datetime(2026, 2, 5, 17, 30, tzinfo=UTC)

CASES: list[tuple[str, Any]] = [
    # conversion
    ('date("2026-02-06")', "2026-02-06"),
    ('date("2026-02-30")', None),
    ("date(2024, 2, 29)", "2024-02-29"),
    ("date(2023, 2, 29)", None),
    ("date(2023, 2.5, 1)", None),
    ('date(date and time("2026-02-06T10:00:00"))', "2026-02-06"),
    ('date(@"2026-02-06")', "2026-02-06"),
    ("date(year: 2026, month: 2, day: 6)", "2026-02-06"),
    ("date(5)", None),
    ('string(date("-0044-03-15"))', "-0044-03-15"),
    ('time("18:00:00")', "18:00:00"),
    ('time("24:00:00")', "00:00:00"),
    ('time("25:00:00")', None),
    ('time(18, 30, 5.5, duration("PT8H"))', "18:30:05.5+08:00"),
    ("time(18, 60, 0)", None),
    ('time(date and time("2026-02-06T10:00:00Z"))', "10:00:00Z"),
    ('time("2026-02-06T10:00:00Z")', "10:00:00Z"),
    ('time(@"2026-02-06")', "00:00:00Z"),
    ('time(@"10:00:00")', "10:00:00"),
    ('date and time("2026-02-06T10:00:00+08:00")', "2026-02-06T10:00:00+08:00"),
    ('date and time("2026-02-06")', "2026-02-06T00:00:00"),
    ('date and time("2026-02-06T24:00:00")', "2026-02-07T00:00:00"),
    ('date and time(@"2026-02-06", @"09:00:00")', "2026-02-06T09:00:00"),
    ('date and time(@"2026-02-06T10:00:00", "Asia/Shanghai")', "2026-02-06T10:00:00@Asia/Shanghai"),
    ('date and time(@"2026-02-06T10:00:00", "Nowhere/Land")', None),
    ("date and time(2026, 2, 6, 10, 0, 0)", "2026-02-06T10:00:00"),
    ('date and time(2026, 2, 6, 10, 0, 0, @"PT8H")', "2026-02-06T10:00:00+08:00"),
    ('date and time(2026, 2, 6, 10, 0, 0, "Asia/Shanghai")', "2026-02-06T10:00:00@Asia/Shanghai"),
    ("date and time(2026, 13, 6, 10, 0, 0)", None),
    ('date and time(@"2026-02-06")', "2026-02-06T00:00:00Z"),
    ('duration("P20D")', "P20D"),
    ('duration("P1Y6M")', "P1Y6M"),
    ('duration("P1Y1D")', None),
    ('duration("P")', None),
    ('duration("PT0.5S")', "PT0.5S"),
    ('duration(@"P1D")', "P1D"),
    ('years and months duration(@"2024-01-31", @"2026-03-01")', "P2Y1M"),
    ('years and months duration(@"2026-03-01", @"2024-01-31")', "-P2Y1M"),
    ('number("1,234.5", ",", ".")', 1234.5),
    ('number("1 234,5", " ", ",")', 1234.5),
    ('number("12")', 12),
    ("number(3)", 3),
    ('number("x")', None),
    ('number("1.2", ".", ".")', None),
    ("string(1.50)", "1.50"),
    ('string("x")', "x"),
    ("string(null)", None),
    ('string([1, "a", {b c: null}])', '[1, "a", {"b c": null}]'),
    ("string([1..5))", "[1..5)"),
    ("string(function(a, b) a)", "function(a, b) ..."),
    # boolean
    ("not(true)", False),
    ("not(null)", None),
    ('not("x")', None),
    ("is(1, 1)", True),
    ('is(1, "1")', False),
    ('is(@"10:00:00Z", @"18:00:00+08:00")', False),
    ("is(null, null)", True),
    # strings
    ('substring("政策解读", 3)', "解读"),
    ('substring("政策解读", -2, 1)', "解"),
    ('substring("abc", 0)', None),
    ('substring("abc", 1, 0)', None),
    ('string length("政策😀")', 3),
    ('upper case("aB")', "AB"),
    ('lower case("aB")', "ab"),
    ('substring before("国办发〔2016〕80号", "〔")', "国办发"),
    ('substring before("abc", "x")', ""),
    ('substring after("abc", "b")', "c"),
    ('substring after("abc", "x")', ""),
    ('contains("政策解读", "解")', True),
    ('starts with("abc", "ab")', True),
    ('ends with("abc", "bc")', True),
    ('matches("区政办〔2026〕3号", "^.{1,20}〔\\\\d{4}〕\\\\d+号$")', True),
    ('matches("ABC", "b", "i")', True),
    ('matches("a.c", "abc", "q")', False),
    ('matches("abc", "a b c", "x")', True),
    ('matches("x", "[a-z-[aeiou]]")', True),
    ('matches("e", "[a-z-[aeiou]]")', False),
    ('matches("a", "\\\\i")', True),
    ('matches("x", "(?=x)")', None),
    ('matches("x", "[")', None),
    ('matches("x", "x", "k")', None),
    ('matches("\n", ".", "s")', True),
    ('matches("a", "\\\\p{IsBasicLatin}")', True),
    ('replace("abcd", "(ab)|(cd)", "[$1]")', "[ab][]"),
    ('replace("a.c", ".", "-", "q")', "a-c"),
    ('replace("abc", "b", "\\\\$")', "a$c"),
    ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
    ('split("a1b22c", "([0-9])+")', ["a", "b", "c"]),
    ('matches("aaa", "^(?:a){2,3}?$")', True),
    ('matches("aaa", "a++")', None),
    ("exp(-20000)", 0),
    ("exp(20000)", None),
    ('matches("aaa", "a{,2}")', None),
    ('matches("aaa", "(?:aab){e<=1}")', None),
    ('matches("a]", "a]")', None),
    (r'matches("a]}", "^a\]\}$")', True),
    ('matches("a+{", "^[a+{}?]*$")', True),
    ('split("a;b-c", "(;)|(-)")', ["a", "b", "c"]),
    ('string join(["甲", null, "乙"], "、")', "甲、乙"),
    ('string join(["a", "b"])', "ab"),
    ("string join([1])", None),
    # lists
    ("list contains([1, null], null)", True),
    ("list contains([1, 2], 3)", False),
    ("count([1, 2, 3])", 3),
    ("count(5)", 1),
    ("count(null)", None),
    ("min([3, 1, 2])", 1),
    ("min(3, 1, 2)", 1),
    ('min([1, "a"])', None),
    ('max("a", "c", "b")', "c"),
    ("max([])", None),
    ("sum([1, 2.5])", 3.5),
    ("sum(1, 2)", 3),
    ('sum([@"P1D", @"PT12H"])', "P1DT12H"),
    ("sum([])", None),
    ("mean([1, 2, 3, 6])", 3),
    ("median([1, 10, 2])", 2),
    ("median([1, 2, 3, 4])", 2.5),
    ("median([])", None),
    ("stddev([2, 4, 7, 5])", 2.0816659994661327),
    ("stddev([1])", None),
    ("mode([6, 1, 9, 6, 1])", [1, 6]),
    ("mode([])", []),
    ("product([2, 3, 4])", 24),
    ("all([true, null])", None),
    ("all([true, false, null])", False),
    ("all([])", True),
    ("any([false, null, true])", True),
    ("any(false, false)", False),
    ('any(["x"])', None),
    ("sublist([1, 2, 3], 2)", [2, 3]),
    ("sublist([1, 2, 3], -2, 1)", [2]),
    ("sublist([1, 2, 3], 4)", None),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("append(1)", None),
    ("concatenate([1], [2, 3], 4)", [1, 2, 3, 4]),
    ("concatenate([1], null)", None),
    ("insert before([1, 3], 2, 2)", [1, 2, 3]),
    ("insert before([1], 3, 2)", None),
    ("remove([1, 2, 3], -1)", [1, 2]),
    ("list replace([1, 2, 3], 2, 9)", [1, 9, 3]),
    ("list replace([1, 2, 3], function(item, new) item > 1, 9)", [1, 9, 9]),
    ("list replace([1], function(item) true, 9)", None),
    ("reverse([1, 2, 3])", [3, 2, 1]),
    ("index of([1, 2, 1], 1)", [1, 3]),
    ("union([1, 2], [2, 3])", [1, 2, 3]),
    ("distinct values([1, 1.0, [2], [2], null, null])", [1, [2], None]),
    ("flatten([1, [2, [3]]])", [1, 2, 3]),
    ("sort([3, 1, 2])", [1, 2, 3]),
    ("sort([3, 1, 2], function(x, y) x > y)", [3, 2, 1]),
    ('sort([1, "a"])', None),
    ("sort(list: [2, 1], precedes: function(x, y) x < y)", [1, 2]),
    # numbers
    ("decimal(1/3, 2)", 0.33),
    ("decimal(2.5, 0)", 2),
    ("floor(-1.5)", -2),
    ("floor(1.56, 1)", 1.5),
    ("ceiling(1.2)", 2),
    ("ceiling(1.51, 1)", 1.6),
    ("round up(-1.1, 0)", -2),
    ("round down(-1.9, 0)", -1),
    ("round half up(2.5, 0)", 3),
    ("round half down(2.5, 0)", 2),
    ("round half up(1234, -2)", 1200),
    ("round up(1, 7000)", None),
    ("abs(-3)", 3),
    ('abs(@"-P1D")', "P1D"),
    ('abs(@"-P1M")', "P1M"),
    ("modulo(-12, 5)", 3),
    ("modulo(12, 0)", None),
    ("sqrt(16)", 4),
    ("sqrt(-1)", None),
    ("log(1)", 0),
    ("log(0)", None),
    ("exp(0)", 1),
    ("odd(5)", True),
    ("even(5)", False),
    # dates
    ('day of year(@"2026-02-06")', 37),
    ('day of week(@"2026-02-06")', "Friday"),
    ('month of year(@"2026-02-06")', "February"),
    ('week of year(@"2027-01-01")', 53),
    ("today()", "2026-02-06"),
    ("now()", "2026-02-06T01:30:00+08:00"),
    # contexts
    ('get value({a: 1}, "a")', 1),
    ('get value({a: {b: 2}}, ["a", "b"])', 2),
    ('get value({a: 1}, "b")', None),
    ("get value({a: 1}, [])", None),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context([{key: "a", value: 1}])', {"a": 1}),
    ("context([{key: 1, value: 1}])", None),
    ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
    ('context put({a: {b: 1}}, ["a", "c"], 2)', {"a": {"b": 1, "c": 2}}),
    ('context put({a: 1}, ["a", "c"], 2)', None),
    ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
    # ranges
    ("before(1, 10)", True),
    ("before([1..5), [5..9])", True),
    ("before([1..5], [5..9])", False),
    ('before(1, "a")', None),
    ("after([5..9], 4)", True),
    ("after(5, 4)", True),
    ("after([5..9], [1..5))", True),
    ("meets([1..5], [5..9])", True),
    ("met by([5..9], [1..5])", True),
    ("overlaps([1..5], [3..9])", True),
    ("overlaps([1..2], [3..9])", False),
    ("overlaps before([1..5], [3..9])", True),
    ("overlaps after([3..9], [1..5])", True),
    ("finishes(5, [1..5])", True),
    ("finished by([1..5], [3..5])", True),
    ("includes([1..5], 3)", True),
    ("during([2..3], [1..5])", True),
    ("starts([1..3], [1..5])", True),
    ("started by([1..5], 1)", True),
    ("coincides([1..5], [1..5])", True),
    ("coincides(3, 4)", False),
    ('range("[1..5)").end', 5),
    ('range("[@\\"2026-01-01\\"..date(\\"2026-02-01\\"))").end', "2026-02-01"),
    ('range("(..5]").start', None),
    ('range("[5..1]")', None),
    ('range("[..]")', None),
    ('range("[f(1)..5]")', None),
    ('range("nonsense")', None),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_builtin(text: str, expected: Any) -> None:
    value = feel.to_plain(feel.evaluate(text, {}, feel.Environment(now=NOW)))
    if isinstance(expected, float):
        assert float(value) == pytest.approx(expected)
    else:
        assert value == expected
        assert type(value) is type(expected)


def test_every_builtin_has_a_case() -> None:
    called = {
        name for text, _ in CASES for name in BUILTINS if re.search(rf"(?<![\w ]){re.escape(name)}\(", text)
    }
    assert called == set(BUILTINS)


@pytest.mark.parametrize("name", sorted(set(BUILTINS) - {"append", "concatenate", "union", "is"}))
def test_too_many_arguments_are_null_not_an_error(name: str) -> None:
    text = f"{name}({', '.join(['null'] * 9)})"
    assert feel.to_plain(feel.evaluate(text, {})) in (None, [], True, False)


def test_named_arguments_must_fit_one_signature() -> None:
    assert feel.evaluate('substring(string: "abc", start position: 2)', {}) == "bc"
    assert feel.evaluate('substring(string: "abc", position: 2)', {}) is None
    assert feel.evaluate("substring(start position: 2)", {}) is None


def test_a_single_value_and_a_list_of_one_are_interchangeable() -> None:
    assert feel.evaluate('contains(["abc"], "b")', {}) is True
    assert feel.to_plain(feel.evaluate("reverse(5)", {})) == [5]
