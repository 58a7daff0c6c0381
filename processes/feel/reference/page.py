"""The reference page, written from the code: every answer on it is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from processes.feel.builtins.registry import SIGNATURES
from processes.feel.environment import DEFAULT_ENVIRONMENT, MAX_WARNINGS, Environment, Function
from processes.feel.expression import compile, compile_unary
from processes.feel.lexer import MAX_LENGTH, MAX_NESTING
from processes.feel.reference.functions import FAMILIES
from processes.feel.reference.grammar import GRAMMAR
from processes.feel.text import feel_text

_MOMENT = datetime(2026, 2, 6, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

_TYPES = """| 类型 | 例 | 说明 |
|---|---|---|
| `number` | `1.50` | 十进制，34 位有效数字，`0.1 + 0.2 = 0.3` 成立 |
| `string` | `"政策"` | 按字符计 |
| `boolean` | `true` | 与 null 一起构成三值逻辑 |
| `date` | `@"2026-02-06"` | 公历；属性 year month day weekday（周一为 1） |
| `time` | `@"18:00:00+08:00"` | 属性 hour minute second、time offset、timezone |
| `date and time` | `@"2026-02-06T18:00:00"` | date 和 time 的全部属性 |
| `days and time duration` | `@"P1DT2H"` | 属性 days hours minutes seconds |
| `years and months duration` | `@"P1Y6M"` | 属性 years months；两种时长不能相加 |
| `list` | `[1, 2]` | 位置由 1 数起 |
| `context` | `{a: 1}` | 名称和值 |
| `range` | `[1..5)` | 属性 start、end、start included、end included |
| `function` | `function(x) x + 1` | |
| `Null` | `null` | |

时刻带时区名称（`@"09:00:00@Europe/Paris"`）而没有日期时，偏移一律取 1970 年 1 月 1 日该时区的偏移：\
同一个表达式在夏令时前后结果相同。时刻和日期时间比较到毫秒。"""


def render(functions: Mapping[str, Function]) -> str:
    """The page in Markdown; ``functions`` are those of the calendar."""
    environment = Environment(now=_MOMENT, functions=functions)
    return "\n".join(_lines(functions, environment)) + "\n"


def _lines(functions: Mapping[str, Function], environment: Environment) -> Iterator[str]:
    yield "# FEEL 参考"
    yield ""
    yield "<!-- 由 processes/feel/reference 生成：python -m tests.docs.feel_page；请改代码，不要改本页 -->"
    yield ""
    yield "网关、定时器、脚本、决策表和表单用同一种表达式：DMN 1.5 的 FEEL。`jiedu feel` 可以试算。"
    yield from ("", "## 三种结果", "", *_outcomes())
    yield from ("", "## 类型", "", _TYPES, "", "## 语法", "")
    yield "`→` 右边是算出来的值；标“检验 3”的是单元格，右边是 3 能否通过。"
    yield from ("", "| 规则（DMN 1.5 §10.3.1.2） | 意思 | 例 |", "|---|---|---|")
    for name, rule in GRAMMAR.items():
        shown = "<br>".join(_example(text, environment, unary=rule.unary) for text in rule.examples)
        yield f"| {name} | {rule.meaning} | {shown} |"
    for family, entries in FAMILIES.items():
        yield from ("", f"## 函数：{family}", "", "| 函数 | 意思 | 例 |", "|---|---|---|")
        for name, entry in entries.items():
            calls = "<br>".join(_code(f"{name}({signature})") for signature in SIGNATURES[name])
            yield f"| {calls} | {entry.meaning} | {_example(entry.example, environment)} |"
    yield from (
        "",
        "## 函数：工作日、期限和版本指纹",
        "",
        "工作日和期限按装入的节假日安排计算（例中用随软件发布的安排），见[工作日历](calendar.md)。",
    )
    yield from ("", "| 函数 | 意思 | 例 |", "|---|---|---|")
    for name, function in functions.items():
        required = len(function.parameters) - function.optional
        marked = [
            f"{item}{'?' if index >= required else ''}" for index, item in enumerate(function.parameters)
        ]
        call = _code(f"{name}({', '.join(marked)})")
        yield f"| {call} | {function.meaning} | {_example(function.example, environment)} |"


def _outcomes() -> Iterator[str]:
    limits = DEFAULT_ENVIRONMENT
    yield "* **值。**"
    yield (
        "* **null 和警告。** 类型不合、没有这个名称、函数不接受参数时结果是 null，并说明第几行第几列、为什么"
        f"（一次计算最多 {MAX_WARNINGS} 条）。网关条件算出 null 是事故，不会悄悄走默认路线。"
    )
    yield (
        "* **拒绝。** 不合语法、已知全部名称时用了没有的变量或函数，在部署时就拒绝。"
        f"表达式最长 {MAX_LENGTH} 个字符，最多嵌套 {MAX_NESTING} 层。"
    )
    yield ""
    yield (
        f"一次计算最多 {limits.steps:,} 步、{limits.depth} 层函数调用、产生 {limits.size:,} 个字符或元素、"
        f"{limits.seconds:g} 秒处理器时间，超过即停止（`feel_limit_exceeded`）。"
    )


def _example(text: str, environment: Environment, *, unary: bool = False) -> str:
    if unary:
        return f"{_code(text)} 检验 3 → {_code(feel_text(compile_unary(text).matches(3, {}, environment)))}"
    value = compile(text).evaluate({}, replace(environment))
    return f"{_code(text)} → {_code(feel_text(value))}"


def _code(text: str) -> str:
    """Code in a cell of a table; a line break is shown as such."""
    return f"`{text.replace('|', chr(92) + '|').replace(chr(10), ' ⏎ ')}`"
