"""What an evaluation sees of the program, and what it may not do."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from processes import feel
from processes.errors import ProcessError
from processes.feel import Environment, Function


class Scope(Mapping[str, Any]):
    """Remembers what was asked of it."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values_by_name = values
        self.asked: list[str] = []

    def __getitem__(self, name: str) -> Any:
        self.asked.append(name)
        return self.values_by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self.values_by_name

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("a scope is never walked through")

    def __len__(self) -> int:
        raise AssertionError("a scope is never counted")


def test_scope_is_only_asked_for_what_is_read() -> None:
    scope = Scope({"a": 1, "b": 2, "items": [1, 2, 3]})
    text = "if a = 1 then count(items[item > a]) else b"
    assert feel.compile(text).evaluate(scope) == 2
    assert set(scope.asked) == {"a", "items"}
    assert feel.compile_unary("> a").matches(2, scope) is True


def test_inner_names_hide_the_scope_which_stays_unchanged() -> None:
    scope = {"x": 1, "list": [{"x": 5}]}
    assert feel.to_plain(feel.compile("[list[x > 2].x, for x in [7] return x, x]").evaluate(scope)) == [
        [5],
        [7],
        1,
    ]
    assert scope == {"x": 1, "list": [{"x": 5}]}


def test_chained_scopes() -> None:
    assert feel.compile("a + b").evaluate(ChainMap({"a": 1}, {"a": 5, "b": 2})) == 3


def test_an_item_field_called_item_wins() -> None:
    assert feel.to_plain(feel.evaluate("list[item = 1]", {"list": [{"item": 1}, {"item": 2}]})) == [
        {"item": 1}
    ]


@pytest.mark.parametrize("name", ["count", "date", "string"])
def test_a_variable_does_not_hide_the_function_of_its_name(name: str) -> None:
    assert feel.evaluate(f"{name} + 1", {name: 1}) == 2
    assert feel.evaluate("count([1, 2])", {"count": 9}) == 2


def test_a_name_bound_in_the_expression_does_hide_it() -> None:
    assert feel.evaluate("{count: null, r: count([1, 2])}.r", {}) is None


class Colour(StrEnum):
    RED = "red"


class Level(IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (date(2026, 2, 6), "2026-02-06"),
        (time(8, 0, 1, 500), "08:00:01.0005"),
        (time(8, 0, tzinfo=UTC), "08:00:00Z"),
        (time(8, 0, tzinfo=ZoneInfo("Asia/Shanghai")), "08:00:00@Asia/Shanghai"),
        (datetime(2026, 2, 6, 8, 0), "2026-02-06T08:00:00"),
        (datetime(2026, 2, 6, 8, 0, tzinfo=UTC), "2026-02-06T08:00:00Z"),
        (datetime(2026, 2, 6, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai")), "2026-02-06T08:00:00@Asia/Shanghai"),
        (timedelta(days=1, hours=2), "P1DT2H"),
        ((1, 2), [1, 2]),
        (ChainMap({"a": 1}), {"a": 1}),
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        (float("nan"), None),
        (0.1, 0.1),
        (object(), None),
        (print, None),
        (feel, None),
    ],
)
def test_python_values(value: Any, plain: Any) -> None:
    assert feel.to_plain(feel.compile("x").evaluate({"x": value})) == plain


@pytest.mark.parametrize(
    "text",
    [
        "x.__class__",
        "x.real",
        "x.__class__.__mro__",
        '__import__("os")',
        "x.values_by_name",
        "open",
        "x.count",
    ],
)
def test_nothing_of_the_program_can_be_reached(text: str) -> None:
    for value in (object(), 5, "text", [], Scope({"values_by_name": 1}).asked, print):
        assert feel.to_plain(feel.evaluate(text, {"x": value})) in (None, [])


def test_clock_is_that_of_the_office() -> None:
    late = Environment(now=datetime(2026, 2, 5, 17, 30, tzinfo=UTC))
    assert str(feel.evaluate("today()", {}, late)) == "2026-02-06"
    assert (
        str(feel.evaluate("now()", {}, Environment(now=datetime(2026, 2, 6, 9, 0)))) == "2026-02-06T09:00:00"
    )


def test_without_a_clock_the_system_is_asked() -> None:
    assert feel.evaluate('now() > @"2020-01-01T00:00:00Z"', {}) is True


def test_functions_take_positional_named_and_optional_arguments() -> None:
    def describe(a: Decimal, b: Decimal | None = None) -> str:
        return f"{a}/{b}"

    environment = Environment(functions={"f": Function(("a", "b"), describe, optional=1)})
    for text, expected in {
        "f(1)": "1/None",
        "f(1, 2)": "1/2",
        "f(b: 2, a: 1)": "1/2",
        "f(a: 1)": "1/None",
        "f()": None,
        "f(1, 2, 3)": None,
        "f(b: 2)": None,
        "f(a: 1, c: 2)": None,
        '[1][f(item) = "1/None"]': [1],
    }.items():
        assert feel.to_plain(feel.evaluate(text, {}, environment)) == expected


def test_functions_may_return_python_values() -> None:
    environment = Environment(functions={"d": Function((), lambda: date(2026, 2, 6))})
    assert str(feel.evaluate('d() + @"P1D"', {}, environment)) == "2026-02-07"


def test_a_function_hides_a_builtin_of_its_name() -> None:
    assert feel.evaluate("today()", {}, Environment(functions={"today": Function((), lambda: 1)})) == 1


def test_value_errors_of_functions_are_null_others_pass_through() -> None:
    def fail(kind: Any) -> Any:
        raise {"v": ValueError, "p": ProcessError}[kind]("no")

    environment = Environment(functions={"fail": Function(("kind",), fail)})
    assert feel.evaluate('fail("v")', {}, environment) is None
    with pytest.raises(ProcessError):
        feel.evaluate('fail("p")', {}, environment)


def test_types_of_the_environment() -> None:
    environment = Environment(types=lambda name, value: value == 1 if name == "t.One" else None)
    assert feel.evaluate("1 instance of t.One", {}, environment) is True
    assert feel.evaluate("2 instance of t.One", {}, environment) is False
    assert feel.evaluate("2 instance of Other", {}, environment) is None


def test_a_function_value_outlives_its_evaluation() -> None:
    function = feel.evaluate("{f: function(x) for i in 1..x return i}.f", {}, Environment(steps=20))
    for _ in range(5):
        assert feel.to_plain(feel.evaluate("f(3)", {"f": function}, Environment(steps=20))) == [1, 2, 3]


def test_threads_share_compiled_expressions() -> None:
    expression = feel.compile("sum(for i in 1..n return i * k)")

    def work(k: int) -> bool:
        return all(expression.evaluate({"n": 10, "k": k + j}) == 55 * (k + j) for j in range(200))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(16)))


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("missing", ["没有名为“missing”的变量或函数"]),
        ("missing(1)", ["没有名为“missing”的变量或函数"]),
        ("x(1)", ["“x”是 number，不是函数"]),
        ("x.y(a: 1)", ["number 没有名为“y”的属性"]),
        ('x + "a"', ["“number + string”没有结果"]),
        ("x / 0", ["“number / number”没有结果"]),
        ('x = "a"', ["“number = string”没有结果"]),
        ("x > null", ["“number > null”没有结果"]),
        ('substring(1, "a")', ["函数 substring 不接受参数（number、string）"]),
        (
            'substring(string: 1, start position: "a")',
            ["函数 substring 不接受参数（string: number、start position: string）"],
        ),
        ('date("2026-02-30")', ["函数 date：没有这一天：2026-2-30"]),
        ("f()", ["函数 f 应有 1–1 个参数，实际 0 个"]),
        ("f(m: 1)", ["函数 f 的参数是 n，实际给出 m"]),
        ("f(0)", ["函数 f：不能为零"]),
        ("for i in 1..50 return nobody", ["没有名为“nobody”的变量或函数"] * 20),
        ("x + 1", []),
        ("if x = null then 1 else 2", []),
    ],
)
def test_why_something_became_null(text: str, warnings: list[str]) -> None:
    def positive(n: Decimal) -> Decimal:
        if n == 0:
            raise ValueError("不能为零")
        return n

    found: list[str] = []
    environment = Environment(functions={"f": Function(("n",), positive)}, warn=found.append)
    feel.evaluate(text, {"x": 5}, environment)
    assert found == warnings
