"""Rounds that concern every unit at once: the yearly safeguards (P32) and the yearly assessment (P24)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from processes.ledgers.model import Row, Safeguards, Score
from processes.papers.wording import as_day, mapping, sequence, text

#: Processes whose instances are such rounds.
ROUNDS = ("jd_safeguards", "jd_assessment")


def rounds(rows: Iterable[Row]) -> tuple[tuple[Safeguards, ...], tuple[Score, ...]]:
    """The rounds of rows that are sorted by instance, then by time."""
    safeguards: list[Safeguards] = []
    scores: dict[tuple[int, str], Score] = {}
    for _, group in groupby(rows, key=lambda row: row.instance_id):
        latest = {row.name: row for row in group}
        if "safeguard_findings" in latest:
            safeguards.append(_safeguards(latest["safeguard_findings"]))
        if "results" in latest:  # a later assessment of a year stands for an earlier one
            scores |= {(score.year, score.unit): score for score in _scores(latest)}
    return tuple(safeguards), tuple(scores.values())


def _safeguards(row: Row) -> Safeguards:
    missing: dict[str, tuple[str, ...]] = {}
    for finding in map(mapping, sequence(row.value)):
        unit = text(finding.get("unit"))
        missing[unit] = (*missing.get(unit, ()), text(finding.get("finding")))
    return Safeguards(row.owner_unit or "", as_day(row.at.isoformat()), missing)


def _scores(latest: Mapping[str, Row]) -> list[Score]:
    year, decided = _value(latest, "assessment").get("year"), _value(latest, "assessment_result")
    found = []
    for result in map(mapping, sequence(latest["results"].value)):
        unit, score = text(result.get("unit")), result.get("score")
        if not isinstance(year, int) or not isinstance(score, int | float):
            continue
        given = map(mapping, sequence(result.get("parts")))
        parts = {text(part.get("dimension")): part.get("part") for part in given}
        found.append(Score(unit, year, score, parts, _outcome(unit, decided)))
    return found


def _outcome(unit: str, decided: Mapping[str, Any]) -> str:
    if decided.get("decision") != "同意":
        return "未审定"
    named = (("commended", "表彰奖励"), ("criticised", "通报批评"))
    return next((text for name, text in named if unit in sequence(decided.get(name))), "合格")


def _value(latest: Mapping[str, Row], name: str) -> Mapping[str, Any]:
    return mapping(latest[name].value) if name in latest else {}
