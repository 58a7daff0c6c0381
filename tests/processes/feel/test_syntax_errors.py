"""What is refused when it is compiled, and the names an expression reads."""

from __future__ import annotations

import pytest

from processes import feel

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
