"""Whether hit policy, aggregation and outputs of a table go together (DMN 1.5 §8.2.10, §8.2.11)."""

from __future__ import annotations

from collections.abc import Sequence

from processes.decisions.tables import AGGREGATIONS, HIT_POLICIES, OutputClause
from processes.decisions.texts import TextReader
from processes.xml import Element


def check_policy(
    reader: TextReader,
    element: Element,
    policy: str,
    aggregation: str | None,
    outputs: Sequence[OutputClause],
) -> None:
    """Note what does not go together at a table."""
    if policy not in HIT_POLICIES:
        remedy = f"改为 {'、'.join(HIT_POLICIES)} 之一"
        reader.problem(element, "DMN-hit-policy", f"不认识命中策略“{policy}”", remedy)
    if aggregation is not None:
        _check_aggregation(reader, element, policy, aggregation, len(outputs))
    if policy in ("PRIORITY", "OUTPUT ORDER") and not any(clause.priorities for clause in outputs):
        message = f"{policy} 没有列出输出值，优先次序不定"
        reader.problem(element, "DMN-priority", message, "在输出列按优先次序列出输出值")
    _check_outputs(reader, element, outputs)


def _check_aggregation(
    reader: TextReader, element: Element, policy: str, aggregation: str, outputs: int
) -> None:
    if aggregation not in AGGREGATIONS:
        remedy = "改为 SUM、MIN、MAX 或 COUNT"
        reader.problem(element, "DMN-hit-policy", f"不认识汇总方式“{aggregation}”", remedy)
    elif policy != "COLLECT":
        message = f"汇总方式 {aggregation} 只能与 COLLECT 一起用，这里是 {policy}"
        reader.problem(element, "DMN-aggregation", message, "改为 COLLECT，或去掉汇总方式")
    elif outputs > 1:
        message = f"汇总方式 {aggregation} 只能用于一个输出列，这里有 {outputs} 个"
        reader.problem(element, "DMN-aggregation", message, "去掉汇总方式，或拆成几张表")


def _check_outputs(reader: TextReader, element: Element, outputs: Sequence[OutputClause]) -> None:
    if not outputs:
        reader.problem(element, "DMN-output", "决策表没有输出列", "至少添加一个输出列")
    names = [clause.name for clause in outputs]
    if len(outputs) > 1 and (not all(names) or len(set(names)) < len(names)):
        message = "多个输出列的名称必须填写且不能重复"
        reader.problem(element, "DMN-output", message, "为每个输出列起不同的名称")
    given = [clause for clause in outputs if clause.default is not None]
    if given and len(given) < len(outputs):
        without = "、".join(clause.name for clause in outputs if clause.default is None)
        message = f"输出列“{without}”没有默认输出，没有规则命中时为 null"
        reader.problem(element, "DMN-default", message, "为每个输出列填写默认输出（可以是 null）")
