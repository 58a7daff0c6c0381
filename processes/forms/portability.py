"""Where feelin, the FEEL of the form view, answers otherwise than the server.

Both are compared on thousands of random expressions; every difference falls into one of these classes.  An
expression of a form that falls into one may hide, compute or limit in the browser what it does not here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from processes.feel import nodes
from processes.forms.divergent import (
    INTERVALS,
    LISTS,
    POSITIONS,
    SERVER_ONLY,
    Look,
    arguments,
    called,
    calls,
    has_open_bounds,
    is_chained,
    is_clock_text,
    is_clocked,
    is_doubtful,
    is_duration,
    is_fraction,
    is_list_equality,
    is_membership,
    is_mixed,
    is_special_pattern,
    is_written_number,
)
from processes.forms.kinds import dotted


@dataclass(frozen=True)
class Divergence:
    """One class of differences: what differs, what to write instead, and which nodes belong to it."""

    code: str
    title: str
    remedy: str
    holds: Callable[[nodes.Node, Look], bool]


#: The table of all classes, in the order in which they are told.
DIVERGENCES: Final = (
    Divergence(
        "server-only",
        "工作日、期限等函数只在服务器上有，浏览器中得到空值",
        "在流程中先算好，表单只引用结果变量；或只用于服务器检查的 properties。",
        calls(SERVER_ONLY),
    ),
    Divergence(
        "clock",
        "浏览器用办理人电脑的时钟和时区",
        "在流程中先取得日期，表单只引用结果变量。",
        calls(frozenset({"today", "now"})),
    ),
    Divergence(
        "fraction",
        "小数运算：浏览器用二进制双精度（0.1 + 0.2 ≠ 0.3），服务器用十进制",
        "让字段只收整数（decimalDigits: 0，例如以分为单位），或不要用小数结果作相等比较。",
        is_fraction,
    ),
    Divergence(
        "duration-arithmetic",
        "时段取负、乘、除：浏览器得到空值",
        "直接写出所需的时段。",
        is_duration,
    ),
    Divergence(
        "date-clock",
        "日期加减带时分的时段：浏览器得到日期时间，服务器得到日期",
        '用整天的时段，例如 duration("P20D")；或用 date and time() 计算。',
        is_clocked,
    ),
    Divergence(
        "range",
        "区间两端不是有序的常量：两端颠倒或为空时结果不同",
        "改写为 x >= a and x <= b。",
        has_open_bounds,
    ),
    Divergence(
        "interval-function",
        "before、during 等区间函数对空值和边界的结果不同",
        "改写为 <、<=、=、>=、>。",
        calls(INTERVALS),
    ),
    Divergence(
        "clock-text",
        "时间字段在浏览器中是 09:30，服务器补足为 09:30:00，作为文字使用时不同",
        "用 time()、date and time() 转换后再比较。",
        is_clock_text,
    ),
    Divergence(
        "list-equality",
        "列表或结构用 = 比较：长度不同时浏览器得到空值",
        "比较其中的值，或用 count()、list contains()。",
        is_list_equality,
    ),
    Divergence(
        "mixed-types",
        "不同类型的值相比较：浏览器会转换，服务器得到空值",
        "先用 number()、string()、date() 转成同一类型。",
        is_mixed,
    ),
    Divergence(
        "chained",
        "连续比较没有括号",
        "加上括号。",
        is_chained,
    ),
    Divergence(
        "membership",
        "in 后面的列表或上下限可能为空，结果不同",
        "改用 list contains(list, x) 并先判断列表不为空，或写出各个值。",
        is_membership,
    ),
    Divergence(
        "position",
        "位置超出文字或列表时，浏览器得到空文字、空列表或另取位置，服务器得到空值",
        "先用 string length()、count() 判断位置存在。",
        calls(POSITIONS),
    ),
    Divergence(
        "list-function",
        "concatenate()、mode() 遇到空值或并列时的结果不同",
        "先判断列表不为空。",
        calls(LISTS),
    ),
    Divergence(
        "number-text",
        'number("")：浏览器得到 0，服务器得到空值',
        "先判断文字不为空，或改用数字字段。",
        calls(frozenset({"number"})),
    ),
    Divergence(
        "text-of",
        "算出来的数字转为文字的写法不同（2.00 与 2）",
        "只转换字段和变量里的数字。",
        is_written_number,
    ),
    Divergence(
        "pattern",
        "正则表达式的语法不同（XPath 与 JavaScript）",
        "改用 validate.pattern、contains()、starts with()。",
        is_special_pattern,
    ),
    Divergence(
        "quantified",
        "some、every 的条件遇到空值时，浏览器得到否，服务器得到空值",
        "在后面加上 = true，例如 (some x in list satisfies x > 3) = true。",
        is_doubtful,
    ),
    Divergence(
        "months-between",
        "years and months duration() 在浏览器中带有天数",
        "在流程中先算好，表单只引用结果变量。",
        calls(frozenset({"years and months duration"})),
    ),
    Divergence(
        "sort",
        "sort(list) 不给比较函数时，浏览器得到空值",
        "写出比较函数：sort(list, function(a, b) a < b)。",
        lambda node, look: called(node) == "sort" and len(arguments(node)) < 2,
    ),
)


def divergences(roots: tuple[nodes.Node, ...], look: Look) -> Iterator[Divergence]:
    """The classes that an expression falls into, each once."""
    pending = list(roots)
    found = {"clock-text"} if any(dotted(root) in look.clocks for root in roots) else set()
    while pending:
        node = pending.pop()
        pending.extend(_below(node))
        found |= {each.code for each in DIVERGENCES if each.holds(node, look)}
    return (each for each in DIVERGENCES if each.code in found)


def _below(node: nodes.Node) -> Iterator[nodes.Node]:
    """The nodes to look at next; ``(some …) = true`` is the same whether the inner one is false or null."""
    children = tuple(node.children())
    compared = isinstance(node, nodes.Comparison) and node.operator in ("=", "!=")
    settled = compared and any(isinstance(getattr(child, "value", None), bool) for child in children)
    for child in children:
        if settled and isinstance(child, nodes.Quantified):
            yield from child.children()
        else:
            yield child


def table() -> str:
    """The table of docs/reference/forms.md."""
    lines = ["| 类别 | 差别 | 改法 |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{each.code}` | {each.title} | {each.remedy} |" for each in DIVERGENCES)])
