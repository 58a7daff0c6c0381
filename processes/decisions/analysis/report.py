"""The analysis of a table as problems that a designer can act upon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from processes.decisions.analysis.domains import ANY
from processes.decisions.analysis.findings import MOST, NEED_A_MATCH, Analysis, Masked, NeverMatches, Overlap
from processes.decisions.analysis.typing import WrongCell, WrongOutput, wrong_cells, wrong_outputs
from processes.decisions.tables import DecisionTable
from processes.errors import Problem
from processes.feel import Value, to_plain

_SEARCHES = {
    "size": "决策表太大，没有查找漏项和重叠",
    "gaps": "列的组合太多，漏项没有查完",
    "overlaps": "规则太多，重叠没有查完",
    "masked": "列的组合太多，轮不到的规则没有查完",
}


def report(found: Analysis, file: str | None) -> list[Problem]:
    """Everything found as warnings: they do not stop a deployment."""
    return list(_Report(found, file).problems())


def shown(value: Value) -> str:
    """A value as it would stand in a cell."""
    if value is ANY:
        return "任意"
    plain = to_plain(value)
    if plain is None:
        return "null"
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return f'"{plain}"' if isinstance(value, str) else str(plain)


class _Report:
    """Words for the findings in one table."""

    def __init__(self, found: Analysis, file: str | None) -> None:
        self._found = found
        self._table: DecisionTable = found.table
        self._file = file

    def problems(self) -> Iterator[Problem]:
        """Type errors first: they explain much of the rest."""
        yield from map(self._wrong_cell, wrong_cells(self._table))
        yield from map(self._wrong_output, wrong_outputs(self._table))
        yield from map(self._never, self._found.never)
        yield from self._overlaps()
        yield from map(self._masked, self._found.masked)
        yield from self._gaps()
        yield from self._limits()

    def _problem(self, code: str, rule: int | None, line: int | None, message: str, remedy: str) -> Problem:
        """At a rule, or at the whole table."""
        place = self._table.rules[rule] if rule is not None else self._table
        return Problem(
            code=code,
            message=f"决策表“{self._table.title}”{message}",
            file=self._file,
            element_id=place.id,
            line=line or place.line,
            remedy=remedy,
            severity="warning",
        )

    def _input(self, column: int) -> str:
        return f"输入“{self._table.inputs[column].label}”"

    def _output(self, column: int) -> str:
        clause = self._table.outputs[column]
        return f"输出“{clause.name or clause.label}”"

    def _wrong_cell(self, wrong: WrongCell) -> Problem:
        cell = f"规则 {wrong.rule + 1} 的{self._input(wrong.column)}写了 {shown(wrong.value)}"
        if wrong.kind is not None:
            message = f"{cell}，而这一列的类型是 {wrong.kind}，永远不会相等"
            return self._problem("DMN-cell-type", wrong.rule, None, message, "改为该类型的值，或改正列的类型")
        message = f"{cell}，不在这一列允许的取值之内"
        return self._problem("DMN-cell-value", wrong.rule, None, message, "改正单元格，或把它加进允许的取值")

    def _wrong_output(self, wrong: WrongOutput) -> Problem:
        place = "默认" if wrong.rule is None else f"规则 {wrong.rule + 1} 的"
        clause = self._table.outputs[wrong.column]
        given = f"{place}{self._output(wrong.column)}是 {shown(wrong.value)}"
        line = clause.line if wrong.rule is None else None
        if not wrong.fits:
            message = f"{given}，应为 {clause.type_ref}；执行时会报错"
            return self._problem("DMN-output-type", wrong.rule, line, message, "改正输出，或改正列的类型")
        message = f"{given}，不在这一列的输出值之列；执行时会报错"
        return self._problem("DMN-output-value", wrong.rule, line, message, "改正输出，或把它加进输出值")

    def _never(self, never: NeverMatches) -> Problem:
        cell = self._table.rules[never.rule].tests[never.column]
        text = "" if cell is None else cell.text
        message = f"规则 {never.rule + 1} 永远不会命中：{self._input(never.column)}没有取值符合“{text}”"
        return self._problem("DMN-unreachable", never.rule, None, message, "改正单元格，或删去这条规则")

    def _overlaps(self) -> Iterator[Problem]:
        yield from map(self._overlap, self._found.overlaps)
        if self._found.more_overlaps:
            message = f"另有 {self._found.more_overlaps} 对规则重叠，没有逐一列出"
            yield self._problem("DMN-overlap", None, None, message, "先改正列出的重叠")

    def _overlap(self, overlap: Overlap) -> Problem:
        first, second = (position + 1 for position in overlap.rules)
        message = f"规则 {first}、{second} 会同时命中，例如 {self._example(overlap.example)}"
        if self._table.hit_policy == "UNIQUE":
            message += "；UNIQUE 只许命中一条，执行时会报错"
            remedy = "缩小其中一条的条件，或改用 FIRST、ANY、PRIORITY、COLLECT"
        elif overlap.differ:
            message += "，结果却不同；ANY 要求结果相同，执行时会报错"
            remedy = "缩小其中一条的条件，或使两条的结果相同"
        else:
            message += "；结果是否相同要到执行时才知道（ANY 要求相同）"
            remedy = "核对两条规则的结果，或缩小其中一条的条件"
        return self._problem("DMN-overlap", overlap.rules[1], None, message, remedy)

    def _masked(self, masked: Masked) -> Problem:
        by = "、".join(str(position + 1) for position in masked.by)
        policy = self._table.hit_policy
        others = "前面的规则" if policy == "FIRST" else "优先的规则"
        message = f"规则 {masked.rule + 1} 永远轮不到：它的条件已由{others} {by} 全部覆盖（{policy}）"
        remedy = "把它移到前面，或删去" if policy == "FIRST" else "调整输出值的次序，或删去这条规则"
        return self._problem("DMN-masked", masked.rule, None, message, remedy)

    def _gaps(self) -> Iterator[Problem]:
        remedy = "补一条规则，或填写默认输出；输入只有几种取值时，在输入列写明允许的取值"
        for gap in self._found.gaps:
            message = f"有没有规则覆盖的输入，例如 {self._example(gap.example)}"
            yield self._problem("DMN-gap", None, None, message, remedy)
        if self._found.more_gaps:
            yield self._problem("DMN-gap", None, None, f"的漏项多于 {MOST} 处，没有逐一列出", remedy)

    def _limits(self) -> Iterator[Problem]:
        for name in self._found.gave_up:
            remedy = "把决策表拆成几张"
            yield self._problem("DMN-analysis-limit", None, None, f"未分析完：{_SEARCHES[name]}", remedy)
        if self._table.hit_policy in NEED_A_MATCH and self._found.unanalysed:
            message = f"未分析的单元格：{'；'.join(unanalysed(self._found))}。漏项和重叠的结论不包括它们"
            remedy = "自行核对这些单元格，或改写成与常量比较的条件"
            yield self._problem("DMN-not-analysed", None, None, message, remedy)

    def _example(self, values: Sequence[Value]) -> str:
        pairs = zip(self._table.inputs, values, strict=True)
        return "，".join(f"{clause.label} = {shown(value)}" for clause, value in pairs) or "（没有输入）"


def unanalysed(found: Analysis) -> Iterator[str]:
    """The cells that are not analysable, by column."""
    for column, positions in found.unanalysed.items():
        rules = "、".join(str(position + 1) for position in positions)
        yield f"输入“{found.table.inputs[column].label}”的规则 {rules}"
