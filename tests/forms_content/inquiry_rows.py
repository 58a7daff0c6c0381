"""Rows of the forms about inquiries, the question library and documents in force."""

from __future__ import annotations

from typing import Any

from processes.forms import words
from tests.forms_content.condition_rows import GONE

_ITEM = {
    "qa_id": "QA-000001",
    "question": "补助多少？",
    "policy_ref": "青岚府办〔2023〕9号",
    "reason": "文件已废止",
}

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
    ("F15-review", "S2-40", "pass", {"decision": None, "accurate": GONE, "no_privacy": GONE}, {}, "decision"),
    ("F15-review", "S2-65", "pass", {"accurate": False}, {}, "accurate"),
    ("F15-review", "S2-40", "pass", {"no_privacy": False}, {}, "no_privacy"),
    ("F15-review", "S2-40", "return", {"reason": ""}, {}, "reason"),
    ("F15-delivery", "S1-35", "", {"replied_at": None}, {}, "replied_at"),
    ("F16", "S2-65", "", {"entries": [{"question": "问", "answer": ""}]}, {}, "entries[0].answer"),
    ("F16", "S2-65", "", {"entries": [{"question": "", "answer": "答"}]}, {}, "entries[0].question"),
    ("F16-collect", "S2-13", "store", {"no_duplicate": False}, {}, "no_duplicate"),
    ("F16-collect", "S2-65", "store", {"in_force": False}, {}, "in_force"),
    ("F16-collect", "S2-13", "return", {"reason": ""}, {}, "reason"),
    ("F16-offline", "S2-65", "", {"items": [{**_ITEM, "decision": None}]}, {}, "items[0].decision"),
    ("F16-offline", "S2-65", "", {"items": [{**_ITEM, "decision": "待核"}]}, {}, "items[0].note"),
    ("F16-district", "S2-66", "", {"signed": False}, {}, "signed"),
    ("F16-district", "S2-66", "", {"opinion": ""}, {}, "opinion"),
    ("F16-district", "S2-66", "", {"duplicates": [{"qa_id": "QA-1"}]}, {}, "duplicates[0].reason"),
    ("F16-district-approve", "S2-66", "", {"signed": False}, {}, "signed"),
    ("F16-district-approve", "S2-66", "", {"decision": None}, {}, "decision"),
    ("F21-search", "S2-67", "", {"tried": ""}, {}, "tried"),
    ("F21-search", "S2-67", "broken", {"problem": ""}, {}, "problem"),
    ("F36", "S2-65", "modify", {"change": None, "new_title": GONE, "new_doc_no": GONE}, {}, "change"),
    ("F36", "S2-65", "modify", {"new_doc_no": GONE, "new_title": ""}, {}, "new_title"),
    ("F36", "S2-65", "repeal", {"doc_no": ""}, {}, "doc_no"),
    ("F36", "S2-78", "modify", {"reason": ""}, {}, "reason"),
    ("F36", "S2-78", "modify", {"reason_kind": None}, {}, "reason_kind"),
    ("F36-actions", "S2-65", "", {"materials": [{"title": "图解"}]}, {}, "materials[0].action"),
    ("F08-mark", "S2-65", "", {"mark_text": ""}, {}, "mark_text"),
    ("F08-mark", "S2-65", "", {"materials_done": False}, {}, "materials_done"),
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
    ("F16-collect", "S2-13", "return", {"in_force": True}, {}, ["in_force", "no_duplicate"]),
    ("F36", "S2-65", "keep", {"new_doc_no": "青岚府办规〔2026〕9号"}, {}, ["new_doc_no", "new_title"]),
    ("F36", "S2-65", "repeal", {"valid_until": "2029-12-31"}, {}, ["valid_until"]),
]

#: (form, clause, occasion, changes, variables, the field refused and what it says)
REFUSED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str, str]] = [
    ("F14", "S2-71", "found", {"match": "99"}, {}, "match", words.OPTION),
    ("F21-search", "S2-67", "broken", {"result": "可用"}, {}, "result", words.OPTION),
    (
        "F36",
        "S2-65",
        "keep",
        {"valid_until": "2027-12-31"},
        {},
        "valid_until",
        "新的有效期不能早于生效日期。",
    ),
    (
        "F08-issue",
        "S2-65",
        "",
        {"valid_until": "2026-01-01"},
        {},
        "valid_until",
        "有效期不能早于印发日期。",
    ),
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
