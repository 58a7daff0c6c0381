"""What can be wrong with a decision file: one list, from which the reference page is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Rule:
    """One rule.

    ``code`` is stable and public, ``meaning`` Chinese, ``standard`` a section of DMN 1.5 or ``engine`` (a
    limit of this software) or ``safety``.  A rule of the stage ``load`` must hold before anything can be
    evaluated; one of ``deploy`` is told with a deployment: an ``error`` refuses it, a ``warning`` does not.
    """

    code: str
    meaning: str
    standard: str
    stage: Literal["load", "deploy"] = "load"
    severity: Literal["error", "warning"] = "error"


def _refused(code: str, meaning: str, standard: str) -> Rule:
    return Rule(code, meaning, standard, "deploy")


def _told(code: str, meaning: str, standard: str) -> Rule:
    return Rule(code, meaning, standard, "deploy", "warning")


#: Faults that leave the rest of a file usable: what has one is null (DMN 1.5 §10.3.2.13), unless the file is
#: loaded strictly, as a deployment does.
TOLERATED = frozenset(
    {
        "DMN-feel",
        "DMN-import",
        "DMN-input",
        "DMN-language",
        "DMN-name",
        "DMN-output",
        "DMN-reference",
        "DMN-rule",
    }
)

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("DMN-xml", "不是格式正确的 XML，或带有 DOCTYPE、实体", "safety"),
        Rule("DMN-size", "文件、决策表或单元格超过上限", "safety"),
        Rule("DMN-depth", "方框表达式、类型或引用嵌套过深", "safety"),
        Rule("DMN-namespace", "不是 DMN 1.2–1.5 的 definitions", "§6.3.2"),
        Rule("DMN-import", "所引用的决策文件不在同一次部署中", "§6.3.3"),
        Rule("DMN-duplicate", "标识重复", "§6.3.1"),
        Rule("DMN-name", "缺少名称", "§6.3.1"),
        Rule("DMN-reference", "需要的元素不存在", "§6.3.13"),
        Rule("DMN-cycle", "决策直接或间接地需要它自己", "§6.3.7"),
        Rule("DMN-feel", "表达式或单元格不是正确的 FEEL", "§10.3.1"),
        Rule("DMN-language", "表达式语言不是 FEEL", "§7.3.1"),
        Rule("DMN-input", "输入列没有表达式", "§8.3"),
        Rule("DMN-output", "没有输出列，或输出列名称缺少、重复", "§8.3"),
        Rule("DMN-rule", "规则的单元格数与表头不一致", "§8.3"),
        Rule("DMN-hit-policy", "不认识的命中策略或汇总方式", "§8.2.10"),
        _refused("DMN-aggregation", "汇总方式用在 COLLECT 以外，或用于多个输出列", "§8.2.11"),
        _refused("DMN-priority", "PRIORITY、OUTPUT ORDER 没有列出输出值，优先次序不定", "§8.2.10"),
        _refused("DMN-external", "函数由 Java 或 PMML 实现，本系统不执行", "§10.3"),
        _refused("DMN-unsupported", "不认识的元素或表达式语言，不会执行", "engine"),
        _refused("DMN-import-type", "引用的不是 DMN 文件", "§6.3.3"),
        _refused("DMN-type", "不认识的类型", "§7.3.2"),
        _refused("DMN-type-cycle", "类型定义成环", "§7.3.2"),
        _told("DMN-empty-type", "类型没有基础类型也没有组成部分，任何值都会通过", "§7.3.2"),
        _told("DMN-no-logic", "决策或知识模型没有逻辑，结果总是 null", "§6.3.7"),
        _told("DMN-undeclared", "声明了需求的决策读取没有声明的名称，或调用没有的函数", "§6.3.7"),
        _told("DMN-same-name", "两个元素同名，表达式只看得见一个", "§6.3.1"),
        _told("DMN-default", "只有部分输出列有默认输出", "§8.2.11"),
        _told(
            "DMN-gap",
            "有没有规则覆盖的输入（COLLECT、RULE ORDER、OUTPUT ORDER 和有默认输出的表除外）",
            "§8.2",
        ),
        _told("DMN-overlap", "UNIQUE 的规则会同时命中；ANY 的规则会同时命中而结果不同", "§8.2.10"),
        _told("DMN-masked", "FIRST、PRIORITY 的规则已由排在它之前的规则全部覆盖", "§8.2.10"),
        _told("DMN-unreachable", "规则的某个单元格没有取值可以符合", "§8.2"),
        _told("DMN-cell-type", "单元格的值与输入列的类型不同", "§8.2"),
        _told("DMN-cell-value", "单元格的值不在输入列允许的取值之内", "§8.2"),
        _told("DMN-output-type", "输出与输出列的类型不同", "§8.2"),
        _told("DMN-output-value", "输出不在输出列的输出值之列", "§8.2"),
        _told("DMN-not-analysed", "单元格要到执行时才能判断，分析的结论不包括它们", "engine"),
        _told("DMN-analysis-limit", "表太大，没有分析完", "engine"),
    )
}
