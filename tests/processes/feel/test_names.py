"""Names with spaces, operators and Chinese characters."""

from __future__ import annotations

from typing import Any

import pytest

from processes import feel
from processes.feel import Environment, Function
from processes.feel.names import normalize

DOUBLE = Function(("n",), lambda n: n * 2)


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("a b + 1", {"a b": 1}, 2),
        ("a-b", {"a-b": 5, "a": 9, "b": 1}, 5),
        ("a - b", {"a": 9, "b": 1}, 8),
        ("loan rate / 2", {"loan rate": 4}, 2),
        ("loan rate", {"loan rate type": 1, "loan rate": 2}, 2),
        ("loan rate type", {"loan rate type": 1, "loan rate": 2}, 1),
        ("拟发布 时间", {"拟发布 时间": "x"}, "x"),
        ("金额（元） > 3", {"金额（元）": 5}, True),
        ("p.home city", {"p": {"home city": "x"}}, "x"),
        ("ps[home city = 1].home city", {"ps": [{"home city": 1}]}, [1]),
    ],
)
def test_names_of_the_context(text: str, context: dict[str, Any], expected: Any) -> None:
    assert feel.to_plain(feel.evaluate(text, context)) == expected


def test_names_given_at_compile_time() -> None:
    expression = feel.compile("loan rate + 1", names=["loan rate"])
    assert expression.names == {"loan rate"}
    assert expression.evaluate({"loan rate": 1}) == 2


def test_without_the_name_the_text_is_an_error() -> None:
    with pytest.raises(feel.FeelSyntaxError):
        feel.compile("loan rate + 1")


def test_compilation_is_cached_by_text_and_names() -> None:
    assert feel.compile("a + 1") is feel.compile("a + 1")
    assert feel.compile("a + 1") is not feel.compile("a + 1", names=["a b"])
    assert feel.compile_unary("< 1") is feel.compile_unary("< 1")


@pytest.mark.parametrize(
    "text", ["working days after(1)", "working days between(1)", "is working day(1)", "next working day(1)"]
)
def test_calendar_functions_are_known_without_being_named(text: str) -> None:
    name = text.partition("(")[0]
    assert feel.compile(text).evaluate({}, Environment(functions={name: DOUBLE})) == 2
    assert feel.compile(text).evaluate({}) is None


def test_function_with_a_chinese_name_and_spaces() -> None:
    environment = Environment(functions={"翻倍": DOUBLE, "twice of": DOUBLE})
    assert feel.evaluate("翻倍(2) + twice of(n: 3)", {}, environment) == 10


def test_a_name_cannot_end_within_a_word() -> None:
    assert feel.compile("a bc", names=["a b", "a bc"]).names == {"a bc"}


def test_keys_of_a_context_literal_are_learned() -> None:
    assert feel.evaluate('{"first one": 1, second one: first one + 1}.second one', {}) == 2


@pytest.mark.parametrize("name", ["本金 - 利息", "本金  余额", "甲 /乙", "a  - b c"])
def test_names_are_found_however_the_data_space_them(name: str) -> None:
    tight = normalize(name)
    for written in (name, tight, name.replace(" ", "  ")):
        assert feel.evaluate(f"{written} + 1", {name: 4}) == 5
        assert feel.evaluate(f"x.{written} + 1", {"x": {name: 4}}) == 5
        assert feel.evaluate(f"[{{{tight}: 4}}].{tight}[1]", {}) == 4
    assert feel.evaluate(f"{{{tight}: 1, r: {name} + 1}}.r", {name: 4}) == 2
