"""Every rule of the FEEL grammar (DMN 1.5 §10.3.1.2) with what it means."""

from __future__ import annotations

from typing import Any

import pytest

from processes import feel

CONTEXT: dict[str, Any] = {
    "a": 3,
    "b": 2.5,
    "flag": True,
    "nothing": None,
    "name": "政策解读",
    "list": [1, 2, 3],
    "person": {"name": "王敏", "age": 41, "home city": "青岚"},
    "people": [{"name": "甲", "age": 20}, {"name": "乙", "age": 40}],
    "full name": "李强",
    "级别": "重大",
}

CASES: list[tuple[str, Any]] = [
    # literals
    ("1", 1),
    ("-1.50", -1.5),
    (".5", 0.5),
    ("1e3", 1000),
    ("true", True),
    ("false", False),
    ("null", None),
    ('"text"', "text"),
    (r'"a\"b\\c\n\u653f"', 'a"b\\c\n政'),
    (r'"\U01F600"', "😀"),
    (r'"\uD83D\uDE00"', "😀"),
    ('@"2026-02-06"', "2026-02-06"),
    ('@"P1Y"', "P1Y"),
    ('@"nonsense"', None),
    # comments and white space
    ("1 + // one\n 2", 3),
    ("1 /* and */ + 2", 3),
    ("\u00a01 +\u30002 ", 3),
    # arithmetic and its precedence
    ("1 + 2 * 3", 7),
    ("(1 + 2) * 3", 9),
    ("2 ** 3 ** 2", 64),
    ("-2 ** 2", 4),
    ("10 / 4", 2.5),
    ("10 - 4 - 3", 3),
    ("1 / 0", None),
    ("--3", 3),
    ('"a" + "b"', "ab"),
    ('1 + "a"', None),
    ("0.1 + 0.2 = 0.3", True),
    ("9007199254740993 + 1", 9007199254740994),
    # comparison
    ("a = 3", True),
    ("a != 3", False),
    ("a < 4", True),
    ("a <= 3", True),
    ("a > 3", False),
    ("a >= 3", True),
    ('a = "3"', None),
    ('"a" < "b"', True),
    ('1 < "b"', None),
    ("nothing = null", True),
    ("a = null", False),
    ("nothing < 1", None),
    ("[1, 2] = [1, 2]", True),
    ("[1, 2] = [1, 3]", False),
    ("{x: 1} = {x: 1}", True),
    ("{x: 1} = {y: 1}", False),
    ("a between 1 and 3", True),
    ("a between 4 and 5", False),
    ("a between 1 and nothing", None),
    # logic of three values
    ("true and null", None),
    ("false and null", False),
    ("true or null", True),
    ("false or null", None),
    ("flag and a > 1 and b < 3", True),
    ("false or false or true", True),
    ('true and "x"', None),
    # in
    ("a in (1, 2, 3)", True),
    ("a in [1..3]", True),
    ("a in (1..3)", False),
    ("a in ]1..3[", False),
    ("a in [1..3)", False),
    ("a in (> 1, < 0)", True),
    ("a in >= 3", True),
    ("a in != 3", False),
    ("a in list", True),
    ("a in (? > 2 and ? < 4)", True),
    ('级别 in ("重大", "较大")', True),
    ('级别 in ("一般")', False),
    ("5 in [7..3]", False),
    ('a in ("x", "y")', None),
    ("nothing in (1, 2)", False),
    # ranges as values
    ("[1..5].start", 1),
    ("(1..5].end included", True),
    ("(1..5].start included", False),
    ("(< 5).end", 5),
    ('["a".."c"].end', "c"),
    ("[1..5] = [1..5]", True),
    ('[1.."x"]', None),
    # instance of
    ("1 instance of number", True),
    ('"x" instance of string', True),
    ("null instance of string", False),
    ("null instance of Null", True),
    ("1 instance of Any", True),
    ("[1, 2] instance of list<number>", True),
    ('[1, "x"] instance of list<number>', False),
    ("{x: 1} instance of context<x: number>", True),
    ("{y: 1} instance of context<x: number>", False),
    ("[1..2] instance of range<number>", True),
    ('@"P1D" instance of days and time duration', True),
    ('@"P1Y" instance of years and months duration', True),
    ('@"2026-02-06T08:00:00" instance of date and time', True),
    ("(function(x: number) x) instance of function<number> -> Any", True),
    ("(function(x: string) x) instance of function<number> -> Any", False),
    ("1 instance of 未知类型", None),
    # if
    ("if a > 1 then 1 else 2", 1),
    ("if nothing then 1 else 2", 2),
    ("if false then 1 else if true then 2 else 3", 2),
    # for
    ("for x in list return x * 2", [2, 4, 6]),
    ("for x in 1..3 return x", [1, 2, 3]),
    ("for x in 3..1 return x", [3, 2, 1]),
    ("for x in [1..3] return x", [1, 2, 3]),
    ('for d in @"2026-01-30"..@"2026-02-01" return d.day', [30, 31, 1]),
    ("for x in [1, 2], y in [x, 10] return x * y", [1, 10, 4, 20]),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
    ("for x in nothing return x", None),
    ("for x in 1..2.5 return x", None),
    ("for my item in list return my item + 1", [2, 3, 4]),
    # quantifiers
    ("some x in list satisfies x > 2", True),
    ("every x in list satisfies x > 2", False),
    ("some x in list, y in list satisfies x + y = 6", True),
    ("every x in [] satisfies x > 2", True),
    ("some x in [] satisfies x > 2", False),
    ("some x in [1, null] satisfies x > 5", None),
    ("some x in nothing satisfies x", None),
    # functions
    ("{f: function(x, y) x - y, r: f(5, 3)}.r", 2),
    ("{f: function(x, y) x - y, r: f(y: 5, x: 3)}.r", -2),
    ("{f: function(x) if x = 0 then 1 else x * f(x - 1), r: f(5)}.r", 120),
    ('{f: function(x: number) x, r: f("a")}.r', None),
    ("{f: function(x: number) x, r: f([4])}.r", 4),
    ("{f: function(x) x, r: f(1, 2)}.r", None),
    ('{f: function(x) external {java: {class: "x"}}, r: f(1)}.r', None),
    ("(function(x) x + 1)(2)", 3),
    ("unknown(1)", None),
    ("{less: < 10, r: less(3)}.r", True),
    # lists and filters
    ("[]", []),
    ('[1, "a", [true]]', [1, "a", [True]]),
    ("list[1]", 1),
    ("list[-1]", 3),
    ("list[4]", None),
    ("list[0]", None),
    ("list[1.5]", None),
    ("list[item > 1]", [2, 3]),
    ("people[age > 30].name", ["乙"]),
    ('people[name = "甲"][1].age', 20),
    ("people[item.age > 30].age", [40]),
    ("a[1]", 3),
    ("a[item > 5]", []),
    ("nothing[1]", None),
    ('list["x"]', None),
    # contexts and paths
    ("{}", {}),
    ('{x: 1, "y z": x + 1}', {"x": 1, "y z": 2}),
    ("{x: 1, x: 2}", None),
    ("{x y: 1, z: x y + 1}.z", 2),
    ("person.name", "王敏"),
    ("person.home city", "青岚"),
    ("person.nobody", None),
    ("person.name.first", None),
    ("people.age", [20, 40]),
    ("full name", "李强"),
    ("full  name", "李强"),
    # temporal properties
    ('@"2026-02-06".weekday', 5),
    ('@"2026-02-06T18:30:05+08:00".minute', 30),
    ('@"18:30:05+08:00".time offset', "PT8H"),
    ('@"18:30:05@Asia/Shanghai".timezone', "Asia/Shanghai"),
    ('@"P1Y2M".months', 2),
    ('@"-P3DT4H".days', -3),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_expression(text: str, expected: Any) -> None:
    value = feel.to_plain(feel.evaluate(text, CONTEXT))
    assert value == expected
    assert type(value) is type(expected)


UNARY_CASES: list[tuple[str, Any, bool | None]] = [
    ("-", "anything", True),
    ("", None, True),
    ("5", 5, True),
    ("5", 6, False),
    ("5", "5", None),
    ('"a", "b"', "b", True),
    ('not("a", "b")', "c", True),
    ('not("a", "b")', "a", False),
    ("< 5", 4, True),
    (">= 5, < 0", -1, True),
    ("[1..3]", 3, True),
    ("(1..3)", 3, False),
    ("null", None, True),
    ("null", 1, False),
    ("not(null)", 1, True),
    ("true", True, True),
    ("true", False, False),
    ("flag", "not a boolean", True),
    ("? > 2 and ? < 4", 3, True),
    ('contains(?, "解读")', "政策解读", True),
    ("a", 3, True),
    ("list", 2, True),
    ("list", [1, 2, 3], True),
    ("!= 3", 4, True),
    ('< "x"', 4, None),
    ("? > 2 and ? < 4", None, None),
    ("a > nothing", None, None),
    ("< nothing", None, None),
    ("nothing", None, True),
    ("not(true)", False, True),
]


@pytest.mark.parametrize(("text", "value", "expected"), UNARY_CASES)
def test_unary_tests(text: str, value: Any, expected: bool | None) -> None:
    assert feel.compile_unary(text).matches(value, CONTEXT) is expected


SYNTAX_ERRORS: list[tuple[str, tuple[int, int], str]] = [
    ("", (1, 1), "表达式到此结束"),
    ("1 +", (1, 4), "表达式到此结束"),
    ("1 +\n  * 2", (2, 3), "应为值、名称或“(”，实际是“* 2”"),
    ("(1, 2", (1, 3), "应为“)”"),
    ("if a then 1", (1, 12), "关键字 else"),
    ("for x in list 1", (1, 15), "关键字 return"),
    ("some x satisfies x", (1, 19), "关键字 in"),
    ("{a 1}", (1, 5), "“:”"),
    ('"open', (1, 1), "右引号"),
    ("@5", (1, 2), "@ 后的字符串"),
    ("[1..2", (1, 6), "区间的右端"),
    ("a b", (1, 3), "运算符或表达式结尾"),
    ("a > 3，b", (1, 6), "全角标点“，”，FEEL 只认半角“,”"),
    ("级别 = “重大”", (1, 6), "全角标点"),
    ("金额（元） > 3", (1, 3), "全角标点“（”"),
    ("1 + then", (1, 5), "不能是关键字"),
    ("x.", (1, 3), "应为名称"),
    ("x instance of 5", (1, 15), "应为类型名"),
    ("1e99999", (1, 1), "数字超出范围"),
]


@pytest.mark.parametrize(("text", "position", "words"), SYNTAX_ERRORS)
def test_syntax_error_says_where_and_what(text: str, position: tuple[int, int], words: str) -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.compile(text)
    assert caught.value.position == position
    assert words in str(caught.value)
    assert f"第 {position[0]} 行第 {position[1]} 列" in str(caught.value)


@pytest.mark.parametrize("text", ["1,", "not(1", "1 2", "if"])
def test_broken_unary_tests_are_refused(text: str) -> None:
    with pytest.raises(feel.FeelSyntaxError):
        feel.compile_unary(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a + b * a", {"a", "b"}),
        ("person.name", {"person"}),
        ("for x in list return x + y", {"list", "y"}),
        ("some x in list satisfies x > limit", {"list", "limit"}),
        ("function(x) x + y", {"y"}),
        ("{x: 1, y: x + z}", {"z"}),
        ("items[item.price > limit]", {"items", "limit"}),
        ("count(items) + max(1, top)", {"items", "top"}),
        ("deadline", {"deadline"}),
        ("working days after(t0, 5)", {"t0"}),
        ("deadline(basis, t0)", {"basis", "t0"}),
        ("未知(x)", {"未知", "x"}),
        ("f(a: x)", {"f", "x"}),
        ("for i in 1..n return partial", {"n"}),
        ('@"2026-01-01" + duration(d)', {"d"}),
        ("x in (? > y)", {"x", "y"}),
    ],
)
def test_free_names(text: str, names: set[str]) -> None:
    assert feel.compile(text).names == names


def test_free_names_of_unary_tests() -> None:
    assert feel.compile_unary("? > limit, other").names == {"limit", "other"}
