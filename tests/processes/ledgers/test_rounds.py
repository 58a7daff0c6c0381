"""The yearly rounds: what safeguards are missing, and how units were assessed."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from processes.ledgers import Cases, Period, rounds, statistics
from processes.ledgers.facts import READ
from tests.processes.ledgers.stories import NOW, Told, at, rows

PARTS = [{"dimension": "材料质量", "measure": 1, "weight": 40, "part": 38.5, "advice": "保持"}]


def _round(year: int, owner: str, *missing: tuple[str, str]) -> Told:
    found = [{"unit": unit, "unit_name": unit, "finding": text, "rule": "S2-08"} for unit, text in missing]
    return Told("jd_safeguards", owner, ((0, at(date(year, 2, 10)), "safeguard_findings", found),), None, {})


def _missing(told: list[Told], last: date) -> dict[str, list[str]]:
    safeguards, _ = rounds(rows(told))
    period = Period(date(last.year, 1, 1), last)
    counted = statistics(Cases(safeguards=safeguards), period, NOW, [("zjw", "甲"), ("jjk", "乙")])
    return {row["unit"]: row["safeguards_missing"] for row in counted}


@pytest.mark.rule("S2-08", "S2-85")
def test_the_latest_round_of_each_office_tells_what_is_missing() -> None:
    told = [
        _round(2025, "zfb", ("zjw", "未建立本机关政策解读工作制度"), ("zjw", "经费未纳入财政预算")),
        _round(2025, "szfb", ("jjk", "未填报保障台账")),
        _round(2026, "zfb", ("zjw", "经费未纳入财政预算")),
    ]
    assert _missing(told, date(2025, 3, 31)) == {
        "zjw": ["未建立本机关政策解读工作制度", "经费未纳入财政预算"],
        "jjk": ["未填报保障台账"],
    }
    assert _missing(told, date(2026, 3, 31)) == {"zjw": ["经费未纳入财政预算"], "jjk": ["未填报保障台账"]}
    assert _missing(told, date(2025, 1, 31)) == {"zjw": [], "jjk": []}
    assert _missing([*told, _round(2027, "zfb")], date(2027, 12, 31))["zjw"] == []


def _assessed(decision: str | None, **more: Any) -> Told:
    results = [
        {"unit": unit, "unit_name": unit, "parts": PARTS, "adjusted": 0, "score": score}
        for unit, score in (("zjw", 95), ("wjw", 70), ("czj", 41.5))
    ]
    result = {"decision": decision, "commended": ["zjw"], "criticised": ["czj"], **more}
    day = at(date(2027, 1, 20))
    own = (("assessment", {"year": 2026}), ("results", results), ("assessment_result", result))
    return Told("jd_assessment", "zfb", tuple((0, day, name, value) for name, value in own), day, {})


@pytest.mark.rule("S1-45", "S1-46", "S1-47", "S2-93")
def test_scores_and_what_was_decided() -> None:
    _, scores = rounds(rows([_assessed("同意")]))
    found = {score.unit: (score.year, score.score, score.outcome) for score in scores}
    assert found == {
        "zjw": (2026, 95, "表彰奖励"),
        "wjw": (2026, 70, "合格"),
        "czj": (2026, 41.5, "通报批评"),
    }
    assert scores[0].parts == {"材料质量": 38.5}
    _, waiting = rounds(rows([_assessed("退回复核")]))
    assert {score.outcome for score in waiting} == {"未审定"}


def test_every_variable_that_ledgers_read_is_written_by_a_process_or_a_form() -> None:
    root = Path(__file__).resolve().parents[3]
    drawn = "\n".join(path.read_text(encoding="utf8") for path in (root / "bpmn").glob("*.bpmn"))
    forms = [json.loads(path.read_text(encoding="utf8")) for path in (root / "forms").glob("*.form")]
    written = {component.get("path") for form in forms for component in form["components"]}
    written |= set(re.findall(r'(?:resultVariable|target|outputCollection)="(\w+)"', drawn)) | {"settings"}
    assert sorted(READ - written) == []
