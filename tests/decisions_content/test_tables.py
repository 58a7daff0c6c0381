"""What holds for every decision table: names, clauses, diagram, and that no case falls between the rows."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import product
from typing import Any

import pytest
from lxml import etree

from processes.calendar import BEIJING, deadline, default_calendar
from tests.decisions_content.tables import DECISIONS, DMN, ROOT, model, rules

DMNDI = "{https://www.omg.org/spec/DMN/20191111/DMNDI/}"
_CLAUSE = re.compile(r"S[12]-\d{2,3}")
_FLAGS = (None, True, False)
_NAMES = ("区政府", "区政府办", "部门", "部门(经区政府同意)", "市政府", "市政府办", "上级文件")
_TYPES = ("行政规范性文件", "重大行政决策", "重要政策措施", "其他政策性文件")
_OPENNESS = (None, "主动公开", "依申请公开", "不予公开")


def _combinations(**domains: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [dict(zip(domains, values, strict=True)) for values in product(*domains.values())]


def _registrations(**domains: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [{"registration": fields} for fields in _combinations(**domains)]


SPACES: dict[str, list[dict[str, Any]]] = {
    "D01": [
        {
            "registration": fields,
            "settings": {"profile": profile},
            "scope_opinion": {"office_requires": needed},
        }
        for fields in _combinations(
            disclosure=_OPENNESS[1:],
            doc_type=_TYPES,
            flag_wide=_FLAGS,
            no_own_doc=_FLAGS,
            issued_in_name=_NAMES[2:6],
        )
        for profile in (None, "municipal")
        for needed in _FLAGS
    ],
    "D02": _registrations(issued_in_name=_NAMES, gov_consented=_FLAGS, no_own_doc=_FLAGS),
    "D03": _registrations(issued_in_name=_NAMES, is_joint=_FLAGS, lead_unit=(None, "", "zjw")),
    "D07": [
        {
            "publications": [
                {"channel": channel, "form_type": kind} for kind in kinds for channel in ("政府网站",)
            ],
            "links": {"ok": ok},
        }
        for kinds in product(("政策性文件", "文字", "视频"), repeat=3)
        for ok in _FLAGS
    ],
    "D09": _registrations(doc_type=_TYPES, must_consult=_FLAGS, market_entity_related=_FLAGS, urgent=_FLAGS),
    "D12": [
        {"match": match, "triage": {"needs_unit": needed}, "settings": {"match_threshold": 0.6}}
        for match in (
            None,
            *_combinations(
                score=(None, 0, 0.6, 1),
                valid=_FLAGS,
                superseded_by=(None, "新文件"),
                doc_status=(None, "已修改", "已废止"),
            ),
        )
        for needed in _FLAGS
    ],
    "D15": [
        {"basis": basis, "overdue_step": 0, "profile": profile}
        for basis in ("20WD", "5WD", "3WD", "5H", "24H", "48H", "30D", "quarter_end", "year_end", "custom")
        for profile in (None, "district", "municipal")
    ],
    "D18": _registrations(
        disclosure=_OPENNESS, secret_level=(None, "无", "秘密"), third_party=_FLAGS, internal=_FLAGS
    ),
    "D19": [
        {"publication": fields}
        for fields in _combinations(
            key_facts_equal=_FLAGS, adaptation=(None, "原文转发", "改编形式"), sim_text=(None, 0, 0.98, 1)
        )
    ],
}


@pytest.mark.parametrize("decision", SPACES)
def test_exactly_one_row_answers(decision: str):
    table = model(decision)
    for given in SPACES[decision]:
        matched = table.decide(decision, given).matched

        assert len(matched) == 1, given


@pytest.mark.parametrize("decision", DECISIONS)
def test_no_gap_no_overlap_and_no_rule_in_vain(decision: str):
    assert model(decision).warnings == ()


@pytest.mark.parametrize("decision", DECISIONS)
def test_every_row_names_its_clause(decision: str):
    known = {f"S1-{n:02}" for n in range(1, 51)} | {f"S2-{n:02}" for n in range(1, 106)}
    for rule, annotation in rules(decision).items():
        named = set(_CLAUSE.findall(annotation))

        assert named, rule
        assert named <= known, rule


@pytest.mark.parametrize("decision", DECISIONS)
def test_the_name_is_chinese_and_every_node_is_drawn(decision: str):
    tree = etree.parse(ROOT / "bpmn" / f"{decision}.dmn").getroot()
    name = tree.find(f"{DMN}decision").get("name")
    nodes = {each.get("id") for tag in ("decision", "inputData") for each in tree.iter(f"{DMN}{tag}")}
    drawn = {shape.get("dmnElementRef") for shape in tree.iter(f"{DMNDI}DMNShape")}
    edges = {edge.get("dmnElementRef") for edge in tree.iter(f"{DMNDI}DMNEdge")}
    needed = {each.get("id") for each in tree.iter(f"{DMN}informationRequirement")}

    assert re.search("[\u4e00-\u9fff]", name)
    assert decision in model(decision).decisions
    assert nodes == drawn
    assert needed == edges


@pytest.mark.parametrize("basis", ["20WD", "5WD", "3WD", "5H", "24H", "48H", "30D"])
def test_reminders_of_the_table_are_those_of_the_calendar(basis: str):
    start = datetime(2026, 2, 6, 10, 0, tzinfo=BEIJING)
    planned = deadline(default_calendar(), basis, start).reminders

    assert [reminder.label for reminder in planned] == model("D14").decide("D14", {"basis": basis}).result
