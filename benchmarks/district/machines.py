"""What the workers of the district answer: job type by job type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

#: The share of inquiries that the question library can answer at once.
KNOWN = 0.35


def _search(random: Random, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    matches = []
    if random.random() < KNOWN:
        hit = {
            "qa_id": "QA-1",
            "question": "怎样申请？",
            "answer": "详见第八条。",
            "policy_ref": "青岚规〔2025〕1号",
        }
        matches = [
            {**hit, "clause": "第八条", "score": 0.9, "status": "有效", "valid": True, "superseded_by": None}
        ]
    best = matches[0]["score"] if matches else 0
    asked = {"at": now.isoformat(), "query": given["question"], "best_score": best, "count": len(matches)}
    return {"matches": matches, "search": asked}


def _links(random: Random, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {"links": {"ok": True, "problems": []}}


def _stored(random: Random, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {"qa_ids": [f"QA-{number + 1}" for number in range(len(given.get("entries") or []))]}


def _none_stale(random: Random, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {"stale": []}


def _pushed(random: Random, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    targets = given.get("targets") or []
    ids = given.get("qa_ids") or []
    told = [{"target": t, "qa_ids": ids, "pushed_at": now.isoformat(), "receipt": "ok"} for t in targets]
    return {"pushes": told}


def _gathered(random: Random, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {"gathered": {"inquiries": [], "repeated": []}}


def _synced(random: Random, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {"synced": {"count": len(given.get("qa_ids") or []), "at": now.isoformat(), "receipt": "ok"}}


def _document(random: Random, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {"document": {"doc_no": given.get("doc_no"), "status": given.get("status"), "affected_qa": []}}


def _statistics(random: Random, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    counted = dict.fromkeys(
        ("public_docs", "to_interpret", "interpreted", "multi_form", "synchronous", "linked", "on_time"), 4
    )
    nothing = dict.fromkeys(
        (
            "overdue", "one_form", "returned", "no_plan", "no_disclosure", "copied", "inquiries",
            "inquiries_on_time", "inquiries_overdue", "inquiries_instant", "opinions", "opinions_on_time",
            "opinions_overdue", "head_spoke", "reviews_too_fast",
        ),
        0,
    )  # fmt: skip
    rates = dict.fromkeys(("interpreted", "on_time", "multi_form", "linked", "instant"), 1)
    rows = [
        {"unit": unit["value"], "unit_name": unit["label"], **counted, **nothing, "rates": rates}
        for unit in given.get("units") or []
    ]
    return {"statistics": rows}


def _compared(random: Random, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {"comparison": {"sim_text": 1, "key_facts_equal": True, "differences": []}}


def _published(random: Random, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    address = f"https://www.qinglan.example/{random.randrange(10**9)}.html"
    return {"published": {"url": address, "published_at": now.isoformat(), "receipt": "ok"}}


JOBS = {
    "qa_search": _search,
    "qa_store": _stored,
    "qa_validity": _none_stale,
    "qa_push": _pushed,
    "qa_gather": _gathered,
    "hotline_sync": _synced,
    "document_status": _document,
    "statistics": _statistics,
    "link_check": _links,
    "compare_channels": _compared,
    "publish": _published,
}
