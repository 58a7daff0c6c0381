"""The rules of the grammar (DMN 1.5 §10.3.1.2) with what they mean and expressions that use them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A grammar rule; ``unary`` examples are unary tests, to be matched with 3."""

    meaning: str
    examples: tuple[str, ...]
    unary: bool = False


#: By the name the specification gives them.
GRAMMAR: dict[str, Rule] = {
    "expression": Rule("任何表达式", ("1 + 1", "[1, 2]", "{a: 1}")),
    "arithmetic expression": Rule("算术", ("1 + 2 * 3 - 4 / 2 ** 2", "(1 + 2) * 3")),
    "simple positive unary test": Rule(
        "与一个值比较的测试", ("< 5", "<= 3", "> 5", ">= 3", "= 3", "!= 3"), unary=True
    ),
    "interval": Rule(
        "区间，方括号含端点，圆括号或反方括号不含", ("3 in [1..3]", "3 in (1..3)", "3 in ]1..3[")
    ),
    "positive unary tests": Rule("几个测试，通过一个即可", ("1, 2, 3", "< 1, > 2"), unary=True),
    "unary tests": Rule(
        "单元格：测试、否定的测试，或 `-` 表示任何值", ("[1..5]", "not(1, 2)", "-"), unary=True
    ),
    "simple value": Rule("名称或字面值", ("count", "5", '"文"')),
    "qualified name": Rule("点号连接的名称", ("{a: {b: 1}}.a.b",)),
    "addition": Rule(
        "加：数、文本、时长，日期加时长", ("1 + 2", '"政策" + "解读"', '@"2026-02-06" + @"P1D"')
    ),
    "subtraction": Rule("减：数、日期、时长", ("3 - 2", '@"2026-02-06" - @"2026-02-01"')),
    "multiplication": Rule("乘", ("2 * 3", '@"P1D" * 3')),
    "division": Rule("除；除以零为 null", ("1 / 4", "1 / 0")),
    "exponentiation": Rule("乘方，从左到右", ("2 ** 3 ** 2",)),
    "arithmetic negation": Rule("取负", ("-(3)", "--3")),
    "name": Rule(
        "名称：可含空格、中文和 `. / - ' + *` 等符号，须是已知的名称",
        ("{first name: 1, r: first name}.r", "{金额（元）: 5}.金额（元）", "{a-b: 1, c: a-b + 1}.c"),
    ),
    "literal": Rule("字面值", ("1", '"文"', "true", "null", '@"2026-02-06"')),
    "string literal": Rule(
        r"文本，转义 `\n \t \r \" \' \\ \uXXXX \UXXXXXX`", (r'"甲\"乙\n丙"', r'"\u653f\U01F600"')
    ),
    "boolean literal": Rule("布尔值", ("true", "false")),
    "numeric literal": Rule("数，十进制 34 位", ("1.50", ".5", "1e3", "9007199254740993 + 1")),
    "date time literal": Rule(
        "日期、时刻、日期时间、时长",
        ('@"2026-02-06"', '@"18:00:00+08:00"', '@"2026-02-06T09:00:00@Asia/Shanghai"', '@"P1Y2M"', '@"PT8H"'),
    ),
    "function invocation": Rule("调用", ("count([1, 2])", 'string length("政策")')),
    "named parameters": Rule("按名称给参数", ('substring(string: "政策", start position: 2)',)),
    "positional parameters": Rule("按位置给参数", ('substring("政策", 2)',)),
    "path expression": Rule(
        "取属性；对列表取各元素的属性", ("{a: 1}.a", "[{a: 1}, {a: 2}].a", '@"2026-02-06".year')
    ),
    "for expression": Rule(
        "循环；partial 是已得出的结果",
        (
            "for x in [1, 2] return x * 2",
            "for x in 1..3, y in [x] return x * y",
            "for i in 0..4 return if i = 0 then 1 else i * partial[-1]",
        ),
    ),
    "if expression": Rule(
        "条件不为真（含 null）取 else", ("if 1 > 2 then 3 else 4", "if null then 3 else 4")
    ),
    "quantified expression": Rule(
        "存在、任意", ("some x in [1, 2] satisfies x > 1", "every x in [1, 2] satisfies x > 1")
    ),
    "disjunction": Rule("或：三值逻辑", ("false or null", "true or null")),
    "conjunction": Rule("且：三值逻辑", ("false and null", "true and null")),
    "comparison": Rule(
        "比较；类型不同为 null",
        (
            "1 = 1",
            "1 != 2",
            '1 < "a"',
            "2 between 1 and 3",
            '"a" in ("a", "b")',
            "3 in (< 5, [7..9])",
            "3 in > 2",
        ),
    ),
    "filter expression": Rule(
        "筛选或取第几个（负数从末尾数）", ("[1, 2, 3][item > 1]", "[{a: 1}, {a: 2}][a = 2]", "[1, 2, 3][-1]")
    ),
    "instance of": Rule("是否属于类型", ("1 instance of number", '"a" instance of string')),
    "type": Rule(
        "类型",
        (
            "[1] instance of list<number>",
            "{a: 1} instance of context<a: number>",
            "[1..2] instance of range<number>",
            "(function(x: number) x) instance of function<number> -> Any",
            '@"P1D" instance of days and time duration',
        ),
    ),
    "boxed expression": Rule("列表、函数或上下文", ("[1]", "{a: 1}", "(function(x) x)(1)")),
    "list": Rule("列表", ("[]", '[1, "a", null]')),
    "function definition": Rule("函数", ("(function(x: number, y) x + y)(1, 2)",)),
    "formal parameter": Rule("参数，可带类型；类型不符则结果为 null", ('(function(x: number) x)("a")',)),
    "context": Rule("上下文；后面的项能用前面的项", ("{a: 1, b: a + 1}", "{}")),
    "context entry": Rule("一项：键和表达式", ('{"带 空格": 1}',)),
    "key": Rule("键：名称或文本", ("{键: 1}", '{"a+b": 1}')),
    "range literal": Rule("作为值的区间", ("[1..5]", "(1..5].start included", "(< 5)")),
    "white space": Rule("空白、`//` 和 `/* */` 注释都不计", ("1 + // 注\n 2", "1 /* 注 */ + 2")),
}
