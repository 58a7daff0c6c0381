"""Rows of the forms about inquiries, the question library and documents in force."""

from __future__ import annotations

from typing import Any

from processes.forms import words

#: As in ``condition_rows``: (form, clause, occasion, changes, variables, the one field asked for)
ASKED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str]] = [
    ("F14", "S2-71", "none", {"match": None}, {}, "match"),
    ("F14", "S2-73", "none", {"policy_ref": ""}, {}, "policy_ref"),
    ("F14", "S2-73", "more", {"policy_ref": ""}, {}, "policy_ref"),
    ("F14", "S2-77", "joint", {"opinion_note": ""}, {}, "opinion_note"),
    ("F14-intake", "S2-68", "desk", {"channel": None}, {}, "channel"),
    ("F14-intake", "S2-70", "desk", {"question": ""}, {}, "question"),
    ("F14-intake", "S2-73", "desk", {"received_at": None}, {}, "received_at"),
    ("F14-intake", "S1-35", "desk", {"contact": ""}, {}, "contact"),
    ("F14-intake", "S1-35", "desk", {"reply_by": "短信", "contact": ""}, {}, "contact"),
    ("F14-dispatch", "S2-73", "", {"unit": None}, {}, "unit"),
    ("F14-reassign", "S2-73", "", {"reason": ""}, {}, "reason"),
    ("F15", "S2-73", "answer", {"answer": ""}, {}, "answer"),
    ("F15", "S2-73", "answer", {"clause": ""}, {}, "clause"),
    ("F15", "S1-35", "answer", {"method": None}, {}, "method"),
    ("F15", "S2-73", "objection", {"objection_reason": ""}, {}, "objection_reason"),
    ("F15-instant", "S2-72", "", {"method": None}, {}, "method"),
    ("F15-review", "S2-40", "pass", {"decision": None, "accurate": ..., "no_privacy": ...}, {}, "decision"),
    ("F15-review", "S2-65", "pass", {"accurate": False}, {}, "accurate"),
    ("F15-review", "S2-40", "pass", {"no_privacy": False}, {}, "no_privacy"),
    ("F15-review", "S2-40", "return", {"reason": ""}, {}, "reason"),
    ("F15-delivery", "S1-35", "", {"replied_at": None}, {}, "replied_at"),
]

#: (form, clause, occasion, changes, variables, the fields that are neither asked for nor kept)
DROPPED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("F14", "S2-72", "found", {"policy_ref": "某文件"}, {}, ["policy_ref", "drafting_unit"]),
    ("F14", "S2-17", "none", {"lead_unit": "wjw"}, {}, ["lead_unit"]),
    ("F14-intake", "S2-70", "desk", {"source_no": "1"}, {}, ["source_no"]),
    ("F14-intake", "S1-35", "desk", {"reply_by": "当面"}, {}, ["contact"]),
    (
        "F15",
        "S2-73",
        "objection",
        {"answer": "无", "to_library": True},
        {},
        ["answer", "clause", "method", "to_library"],
    ),
    ("F15", "S2-74", "answer", {"to_library": False}, {}, ["library_question", "keywords"]),
    ("F15-review", "S2-40", "return", {"accurate": True}, {}, ["accurate", "no_privacy"]),
]

#: (form, clause, occasion, changes, variables, the field refused and what it says)
REFUSED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str, str]] = [
    ("F14", "S2-71", "found", {"match": "99"}, {}, "match", words.OPTION),
    ("F14-dispatch", "S2-07", "", {"unit": "xx"}, {}, "unit", words.OPTION),
    (
        "F14-intake",
        "S2-73",
        "desk",
        {"received_at": "2098-01-01T09:00:00+08:00"},
        {},
        "received_at",
        "受理时间不能晚于现在。",
    ),
    (
        "F15-delivery",
        "S2-73",
        "",
        {"replied_at": "2024-02-23T09:00:00+08:00"},
        {},
        "replied_at",
        "回复时间不能早于受理时间。",
    ),
]
