"""Rows of the table about inquiries: D12."""

from __future__ import annotations

from typing import Any

from tests.decisions_content.tables import Case

_ENTRY = {
    "qa_id": "31",
    "score": 0.87,
    "valid": True,
    "superseded_by": None,
    "policy_ref": "青岚府办〔2023〕9号",
}


def _asked(needs_unit: bool | None = False, threshold: float = 0.6, **entry: Any) -> dict[str, Any]:
    return {
        "match": {**_ENTRY, **entry},
        "triage": {"needs_unit": needs_unit},
        "settings": {"match_threshold": threshold},
    }


def _mode(mode: str, preface: str | None = None) -> dict[str, Any]:
    return {"mode": mode, "preface": preface}


_REPEALED = "您咨询的政策青岚府办〔2023〕9号已废止"
_NEW = "青岚府办规〔2026〕2号"

D12 = [
    Case("D12", (1,), "S2-72", _asked(), _mode("instant")),
    Case("D12", (1,), "S2-72", _asked(score=0.6), _mode("instant")),
    Case("D12", (1,), "S2-72", _asked(needs_unit=None, threshold=0.87), _mode("instant")),
    Case(
        "D12",
        (2,),
        "S2-65",
        _asked(valid=False, superseded_by=_NEW),
        _mode("repealed", f"{_REPEALED}，现行政策见{_NEW}。"),
    ),
    Case("D12", (2,), "S2-72", _asked(doc_status="已废止"), _mode("repealed", f"{_REPEALED}。")),
    Case(
        "D12",
        (2,),
        "S2-65",
        _asked(valid=False, doc_status="已失效"),
        _mode("repealed", "您咨询的政策青岚府办〔2023〕9号已失效。"),
    ),
    Case("D12", (3,), "S2-65", _asked(valid=False), _mode("dispatch")),
    Case(
        "D12",
        (3,),
        "S2-65",
        _asked(valid=False, doc_status="已修改", superseded_by=_NEW),
        _mode("dispatch"),
    ),
    Case("D12", (3,), "S2-73", _asked(valid=None), _mode("dispatch")),
    Case("D12", (4,), "S2-73", _asked(needs_unit=True), _mode("dispatch")),
    Case("D12", (4,), "S2-73", _asked(needs_unit=True, superseded_by=_NEW), _mode("dispatch")),
    Case("D12", (5,), "S2-73", _asked(score=0.59), _mode("dispatch")),
    Case("D12", (5,), "S2-73", _asked(threshold=0.9), _mode("dispatch")),
    Case("D12", (5,), "S2-73", {**_asked(), "match": None}, _mode("dispatch")),
]
