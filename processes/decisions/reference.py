"""The tables of docs/reference/decisions.md, written from what the code knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from processes.decisions import limits
from processes.decisions.analysis.findings import JUDGEMENTS, MOST, STEPS
from processes.decisions.rulebook import RULES, Rule
from processes.decisions.run import MAX_USES

#: What each boxed expression gives.
BOXED: dict[str, str] = {
    "literalExpression": "FEEL 表达式",
    "decisionTable": "决策表",
    "context": "方框上下文：后面的项看得见前面的项；没有名称的最后一项是结果，否则整个上下文是结果",
    "list": "列表",
    "relation": "关系：行是上下文的列表",
    "functionDefinition": "FEEL 函数；Java、PMML 函数拒绝部署",
    "invocation": "按名称传参的调用；参数没有写表达式时为 null，参数多了、少了或名称不对时结果是 null",
    "conditional": "如果、则、否则（1.4）；条件为 null 时走“否则”，条件不是布尔值时结果是 null",
    "filter": "筛选（1.4）：`item` 是元素，上下文的键可以直接用；条件须是布尔值",
    "for": "逐项计算（1.4）：`partial` 是已有的结果",
    "some": "至少一项符合（1.4）",
    "every": "每一项都符合（1.4）",
}
#: What each hit policy makes of no and of several matching rules.
POLICIES: dict[str, tuple[str, str]] = {
    "UNIQUE": ("null 和警告", "报错，列出规则号和输入"),
    "FIRST": ("null 和警告", "行号最小的一条"),
    "ANY": ("null 和警告", "结果相同则取之，不同则报错"),
    "PRIORITY": ("null 和警告", "输出值排在最前的一条；多个输出列依次比较，没有列出的值排在最后"),
    "RULE ORDER": ("空列表", "全部结果，按行号"),
    "OUTPUT ORDER": ("空列表", "全部结果，按输出值的次序"),
    "COLLECT": ("空列表；SUM、MIN、MAX 为 null，COUNT 为 0", "全部结果，或者其和、最小、最大、个数"),
}
_STAGES = {"load": "拒绝读取", "deploy": "拒绝部署"}


def boxed() -> str:
    """The table of boxed expressions, in Markdown as the other blocks."""
    return _table(("元素", "说明"), [(f"`{name}`", text) for name, text in BOXED.items()])


def policies() -> str:
    """The table of hit policies."""
    rows = [(name, *texts) for name, texts in POLICIES.items()]
    return _table(("策略", "没有规则命中", "几条规则命中"), rows)


def rules() -> str:
    """The table of everything that is checked."""
    rows = [(f"`{rule.code}`", rule.meaning, _effect(rule), rule.standard) for rule in RULES.values()]
    return _table(("代码", "意思", "结果", "依据"), rows)


def _effect(rule: Rule) -> str:
    return _STAGES[rule.stage] if rule.severity == "error" else "警告"


def bounds() -> str:
    """The table of limits."""
    rows = {
        "文件的字节": limits.MAX_BYTES,
        "文件的 XML 元素": limits.MAX_ELEMENTS,
        "一张表的规则": limits.MAX_RULES,
        "一张表的列": limits.MAX_COLUMNS,
        "方框表达式、类型、文件引用的嵌套层数": limits.MAX_DEPTH,
        "分析一张表的一项查找的步数": STEPS,
        "分析一张表时判断的单元格与取值": JUDGEMENTS,
        "分析一张表列出的每类发现": MOST,
        "一次判定记录的所需决策": MAX_USES,
    }
    return _table(("什么", "上限"), [(name, f"{number:,}") for name, number in rows.items()])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


#: The blocks of the page by the marker they stand after.
BLOCKS: dict[str, Callable[[], str]] = {
    "boxed": boxed,
    "policies": policies,
    "rules": rules,
    "limits": bounds,
}


def filled(page: str) -> str:
    """A page with every block written anew; raises KeyError for a marker that is not known."""

    def block(found: re.Match[str]) -> str:
        return f"<!-- {found[1]} -->\n{BLOCKS[found[1]]()}\n<!-- / -->"

    return re.sub(r"<!-- (\w+) -->\n.*?<!-- / -->", block, page, flags=re.DOTALL)
