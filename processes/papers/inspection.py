"""季度检查通报 (S2-87, S2-88): the figures of a quarter, what was found, what was excepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from processes.papers.page import Line, Names, Paper, Table
from processes.papers.wording import day, mapping, sequence, text

#: The columns of the table: figure of the statistics job, heading.
_COLUMNS = (
    ("public_docs", "公开"),
    ("to_interpret", "应解读"),
    ("interpreted", "已解读"),
    ("multi_form", "多形式"),
    ("synchronous", "同步"),
    ("linked", "关联"),
    ("on_time", "按期"),
    ("returned", "退文"),
)
_SAID = (
    ("public_docs", "公开政策性文件{}件"),
    ("to_interpret", "应解读{}件"),
    ("interpreted", "已解读{}件"),
    ("multi_form", "两种以上形式解读{}件"),
    ("on_time", "按期发布{}件"),
    ("returned", "退文{}次"),
    ("inquiries", "受理咨询{}件"),
    ("opinions", "回应舆情{}件"),
)
_FOLLOWS = "对存在问题的单位另行下达整改通知，限期整改、复核销号；逾期未整改的，予以通报批评。"


def inspection_paper(variables: Mapping[str, Any], names: Names) -> Paper:
    """From ``inspection``, ``inspection_check`` (F21), ``statistics``, ``findings`` and ``exceptions``.

    Findings that are only hints, and those with an exception, are not reproached.
    """
    inspection = mapping(variables.get("inspection"))
    statistics = [mapping(each) for each in sequence(variables.get("statistics"))]
    findings = [mapping(each) for each in sequence(variables.get("findings"))]
    summary = text(mapping(variables.get("inspection_check")).get("summary"))
    name = text(inspection.get("name")) or "政策解读情况检查"
    blocks: list[Line | Table] = [
        Line(f"{name}通报", "title", "center"),
        Line("各单位："),
        Line(_opening(inspection), indent=True),
        Line("一、总体情况", "head", indent=True),
        Line(f"{_total(statistics)}{summary}", indent=True),
        _table(statistics, findings),
        Line("二、存在的问题", "head", indent=True),
        *_problems(findings),
        *_excepted(variables, names),
        Line("三、整改要求", "head", indent=True),
        Line(_FOLLOWS, indent=True),
        Line(f"{names.unit(variables.get('owner_unit')) or '区政府办公室'}（盖章处）", align="right"),
        Line(day(mapping(variables.get("notice_publication")).get("published_at")), align="right"),
    ]
    return Paper(f"{name}通报", tuple(blocks))


def _opening(inspection: Mapping[str, Any]) -> str:
    period = f"{day(inspection.get('period_from'))}至{day(inspection.get('period_to'))}"
    return f"按照每季度至少开展1次政策解读情况检查的要求，对{period}的政策解读情况进行了检查，现通报如下。"


def _number(row: Mapping[str, Any], key: str) -> int:
    value = row.get(key)
    return int(value) if isinstance(value, int | float) else 0


def _total(statistics: list[Mapping[str, Any]]) -> str:
    told = "，".join(said.format(sum(_number(row, key) for row in statistics)) for key, said in _SAID)
    return f"全部单位{told}。" if statistics else ""


def _table(statistics: list[Mapping[str, Any]], findings: list[Mapping[str, Any]]) -> Table:
    grades = {text(each.get("unit")): text(each.get("grade")) for each in findings}
    head = ("单位", *(label for _, label in _COLUMNS), "等次")
    rows = [tuple((Line(label, "label", "center"),) for label in head)]
    for row in statistics:
        figures = [str(_number(row, key)) for key, _ in _COLUMNS]
        cells = (text(row.get("unit_name")), *figures, grades.get(text(row.get("unit")), ""))
        rows.append(tuple((Line(cell, "cell", "center"),) for cell in cells))
    share = 0.76 / (len(_COLUMNS) + 1)
    return Table(tuple(rows), (0.24, *[share] * (len(_COLUMNS) + 1)), head=True)


def _problems(findings: list[Mapping[str, Any]]) -> Iterator[Line]:
    number = 0
    for unit in findings:
        held = [mapping(each) for each in sequence(unit.get("findings"))]
        told = [each for each in held if not each.get("advisory") and not each.get("excepted")]
        if told:
            number += 1
            said = "；".join(f"{text(each.get('finding'))}（{_number(each, 'count')}件）" for each in told)
            yield Line(f"{number}．{text(unit.get('unit_name'))}：{said}。", indent=True)
    if not number:
        yield Line("本次检查没有发现需要整改的问题。", indent=True)


def _excepted(variables: Mapping[str, Any], names: Names) -> Iterator[Line]:
    """The exceptions that were granted (F29): with reason, approver and last day (S2-100)."""
    for each in map(mapping, sequence(variables.get("exceptions"))):
        if each.get("granted") == "准予例外":
            yield Line(
                f"{names.unit(each.get('unit'))}“{text(each.get('finding'))}”准予例外：{text(each.get('reason'))}"
                f"（{text(each.get('approver'))}批准，至{day(each.get('expiry'))}）",
                indent=True,
            )
