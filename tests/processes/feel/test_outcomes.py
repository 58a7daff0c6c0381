"""Three outcomes kept apart: a value, null with warnings, a refusal when the text is compiled."""

from __future__ import annotations

from typing import Any

import pytest

from processes import feel
from processes.feel import Environment, FeelNameError, FeelSyntaxError, Function, Notice

SCOPE = ["金额", "items", "loan rate", "f"]


@pytest.mark.parametrize(
    ("text", "notices"),
    [
        ("金额 + 1", []),
        (
            "1 +\n 金额 + 国别",
            ["第 2 行第 7 列：没有名为“国别”的变量或函数", "第 2 行第 5 列：“number + null”没有结果"],
        ),
        ('金额 > "x"', ["第 1 行第 4 列：“number > string”没有结果"]),
        ('[1, date("2026-02-30")]', ["第 1 行第 5 列：函数 date：没有这一天：2026-2-30"]),
        ("if 金额(1) then 1 else 2", ["第 1 行第 4 列：“金额”是 number，不是函数"]),
        (
            'contains(match: 1, string: "x")',
            ["第 1 行第 1 列：函数 contains 不接受参数（match: number、string: string）"],
        ),
        ("(function(n) n / 0)(1)", ["第 1 行第 16 列：“number / number”没有结果"]),
        ("for n in [1, 2] return n = true", ["第 1 行第 26 列：“number = boolean”没有结果"] * 2),
        (
            "sort([2, 1], function(a, b) a.x < b)",
            ["第 1 行第 30 列：number 没有名为“x”的属性", "第 1 行第 33 列：“null < number”没有结果"] * 2,
        ),
        ("{a: 1}.b", ["第 1 行第 7 列：context 没有名为“b”的项"]),
        ("nothing.b", ["第 1 行第 1 列：没有名为“nothing”的变量或函数"]),
        ("[金额, {b: 1}].b", ["第 1 行第 13 列：number 没有名为“b”的属性"]),
        ('-"a"', ["第 1 行第 1 列：“- string”没有结果"]),
        ('金额 between "a" and "b"', ["第 1 行第 4 列：“number between …”没有结果"]),
        ('金额 in ("a", "b")', ["第 1 行第 4 列：“number in …”没有结果"]),
        ('金额 in (< "a", > 9)', ["第 1 行第 4 列：“number in …”没有结果"]),
        ("金额 instance of 钱", ["第 1 行第 4 列：没有名为“钱”的类型"]),
        ("for i in null return i", ["第 1 行第 5 列：不能逐个取出 null 的值"]),
        ('for i in 1.."a" return i', ["第 1 行第 5 列：不能从 number 数到 string"]),
        ("some i in null..3 satisfies true", ["第 1 行第 6 列：不能从 null 数到 number"]),
        ('[1.."a"]', ["第 1 行第 2 列：“number..string”不成区间"]),
        ("(function(x, y) x)(1)", ["第 1 行第 2 列：函数（x、y）应有 2 个参数，实际 1 个"]),
        ("(function(x) x)(y: 1)", ["第 1 行第 2 列：参数应为 x，实际给出 y"]),
        ('(function(x: list<number>) x)("a")', ["第 1 行第 2 列：参数“x”应为 list<number>，实际是 string"]),
        ("sum()", ["第 1 行第 1 列：函数 sum 缺少参数"]),
        ("min([])", ["第 1 行第 1 列：函数 min 没有结果"]),
        ('number("x")', ["第 1 行第 1 列：函数 number 没有结果"]),
        ("append(1)", ["第 1 行第 1 列：函数 append 没有结果"]),
        ('string(null) = get value({}, "a")', []),
        ("not(null) = all([null])", []),
    ],
)
def test_warnings_say_where_and_why(text: str, notices: list[str]) -> None:
    explained = feel.compile(text).explain({"金额": 5})
    assert [str(notice) for notice in explained.notices] == notices


def test_explained_holds_the_value_and_the_expression() -> None:
    text = "a + 1"
    explained = feel.compile(text).explain({})
    assert explained.value is None
    assert explained.notices[0] == Notice("没有名为“a”的变量或函数", (1, 1), text)
    assert feel.compile(text).explain({"a": 1}).value == 2


def test_warnings_of_a_function_value_name_the_text_it_was_written_in() -> None:
    function = feel.evaluate("{f: function(x)  x + nobody}.f", {})
    notices = feel.compile("f(1)").explain({"f": function}).notices
    assert [(notice.expression, notice.position) for notice in notices] == [
        ("{f: function(x)  x + nobody}.f", (1, 22)),
        ("{f: function(x)  x + nobody}.f", (1, 20)),
    ]


def test_a_notice_without_a_place() -> None:
    found: list[Notice] = []
    run = feel.run.Run(Environment(notice=found.append))
    run.warn("没有{}", "结果")
    assert [str(notice) for notice in found] == ["没有结果"]


def test_unary_tests_warn_too() -> None:
    found: list[Notice] = []
    assert feel.compile_unary("1, > nobody").matches(5, {}, Environment(notice=found.append)) is None
    assert [notice.position for notice in found] == [(1, 6)]


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("金额 + 金顶", (1, 6), "没有名为“金顶”的变量"),
        ("金额 +\n loan rat", (2, 2), None),
        ("contain(金额)", (1, 1), "没有名为“contain”的函数；是不是“contains”？"),
        ("items[cuont(item) > 1]", (1, 7), "没有名为“cuont”的函数；是不是“count”？"),
        ("items[price > 1].x + itemz", (1, 22), "没有名为“itemz”的变量；是不是“items”？"),
        ("for i in items return j", (1, 23), "没有名为“j”的变量"),
        ("{a: b, b: 1}", (1, 5), "没有名为“b”的变量"),
        ("function(x) y", (1, 13), "没有名为“y”的变量"),
        ("some x in items satisfies g(x: 1)", (1, 27), "没有名为“g”的函数"),
        ("金额 instance of strng", (1, 4), "没有名为“strng”的类型"),
        ("(function(x: list<context<a: 钱>>) x)(items)", (1, 2), "没有名为“钱”的类型"),
    ],
)
def test_unknown_names_are_refused_where_the_scope_is_known(
    text: str, position: tuple[int, int], reason: str | None
) -> None:
    feel.compile(text) if reason else None
    with pytest.raises(FeelSyntaxError) as caught:
        feel.compile(text, scope=SCOPE)
    if reason is not None:
        assert isinstance(caught.value, FeelNameError)
        assert caught.value.reason == reason
        assert caught.value.position == position


@pytest.mark.parametrize(
    "text",
    [
        "金额 + loan rate",
        "items[price > 金额 and item.x = 1]",
        "f(1) + count(items)",
        "for i in items return count(partial) + i",
        "{a: 1, b: a, f: function(x) f(x)}",
        "(function(x, y) x + y)(1, 2)",
        "working days after(金额, 1)",
        "sort(items, function(a, b) a.价格 < b.价格)",
        "金额 in (? > 5, < 3)",
        "some x in items satisfies x.y = 1",
        "sort(items, count)",
        "金额 instance of number and items instance of list<context<a: t.钱>>",
    ],
)
def test_known_names_are_accepted(text: str) -> None:
    assert feel.compile(text, scope=SCOPE, types=["t.钱"]).text == text


def test_unknown_calls_where_the_variables_are_not_known() -> None:
    compiled = feel.compile('金额 + cuont(x) + "金额(1)" + f(1) + f.g(2) + 金额 (3)')
    assert [str(notice) for notice in compiled.unknown_calls(["f"])] == [
        "第 1 行第 6 列：没有名为“cuont”的函数；是不是“count”？",
        "第 1 行第 43 列：没有名为“金额”的函数",
    ]


def test_cells_know_their_scope_too() -> None:
    assert feel.compile_unary("> 金额, ? in items", scope=SCOPE).matches(6, {"金额": 5, "items": []}) is True
    with pytest.raises(FeelNameError) as caught:
        feel.compile_unary("> 金额, < 上限", scope=SCOPE)
    assert caught.value.name == "上限"


def test_extra_functions_of_a_known_scope() -> None:
    environment = Environment(functions={"twice of": Function(("n",), lambda n: n * 2)})
    expression: Any = feel.compile("twice of(2)", scope=["twice of"])
    assert expression.evaluate({}, environment) == 4
