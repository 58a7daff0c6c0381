"""Rows of the forms about inspection, rectification, training, assessment, cases, rules and safeguards."""

from __future__ import annotations

from typing import Any

from processes.forms import words

_SAMPLE = {"unit": "zjw", "document": "青岚府办规〔2026〕2号", "rule": "S2-64"}
_ROWS = [
    {"unit": "zjw", "ledger_score": 92.5, "self_score": 95},
    {"unit": "czj", "ledger_score": 55, "self_score": 80},
]
_NO_SAMPLE = "至少抽查一份文件或者材料。"
_BOTH = "同一单位不能既表彰又通报批评。"

#: As in ``condition_rows``: (form, clause, occasion, changes, variables, the one field asked for)
ASKED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str]] = [
    ("F08-notice", "S2-88", "", {"url": ""}, {}, "url"),
    ("F08-notice", "S2-88", "", {"column": None}, {}, "column"),
    (
        "F21",
        "S2-87",
        "",
        {"samples": [{**_SAMPLE, "verdict": "不符合"}]},
        {},
        "samples[0].problem",
    ),
    ("F21", "S2-87", "", {"summary": ""}, {}, "summary"),
    ("F21-confirm", "S2-87", "", {"decision": None}, {}, "decision"),
    ("F21-approve", "S2-88", "", {"decision": None}, {}, "decision"),
    *(("F22", "S1-47", "", {key: ""}, {}, key) for key in ("problem", "basis", "demands")),
    ("F22", "S1-47", "", {"due": None}, {}, "due"),
    *(("F22-report", "S1-47", "", {key: ""}, {}, key) for key in ("measures", "evidence")),
    ("F22-review", "S1-47", "failed", {"next": None}, {}, "next"),
    *(("F22-circular", "S1-47", "", {key: ""}, {}, key) for key in ("scope", "text")),
    ("F22-circular", "S1-47", "mercy", {"reason": ""}, {}, "reason"),
    ("F23", "S1-44", "", {"topics": []}, {}, "topics"),
    ("F23", "S1-43", "", {"lecturers": [{"name": "秦教授"}]}, {}, "lecturers[0].kind"),
    ("F23-record", "S2-86", "", {"held_on": None}, {}, "held_on"),
    ("F23-record", "S2-86", "", {"participants": None}, {}, "participants"),
    ("F23-record", "S1-44", "", {"topics": []}, {}, "topics"),
    *(
        ("F24-self", "S1-48", "", {key: None}, {}, key)
        for key in ("quality", "timeliness", "effect", "feedback")
    ),
    (
        "F24",
        "S1-48",
        "",
        {"rows": [{**_ROWS[0], "adjustment": 1}, _ROWS[1]]},
        {},
        "rows[0].reason",
    ),
    ("F24-approve", "S2-93", "", {"decision": None}, {}, "decision"),
    (
        "F24-commend",
        "S1-46",
        "",
        {"subjects": [{"kind": "科室", "name": "物业科"}]},
        {},
        "subjects[0].basis",
    ),
    *(
        (
            "F25",
            "S2-91",
            "",
            {"cases": [{"policy": "甲", "unit": "zjw", "kind": "反面警示", other: "说明说明说明"}]},
            {},
            f"cases[0].{key}",
        )
        for key, other in (("analysis", "lessons"), ("lessons", "analysis"))
    ),
    ("F25-supplement", "S2-91", "", {"facts": ""}, {}, "facts"),
    ("F26-evaluation", "S2-91", "", {"conclusion": ""}, {}, "conclusion"),
    ("F26-evaluation", "S2-92", "", {"reported_by": None}, {}, "reported_by"),
    ("F26-receipt", "S2-92", "", {"handling": None}, {}, "handling"),
    *(("F29", "S2-100", "", {key: ""}, {}, key) for key in ("reason", "approver")),
    *(("F29", "S2-100", "", {key: None}, {}, key) for key in ("rule_id", "expiry")),
    *(("F31", "S2-01", "", {key: ""}, {}, key) for key in ("legal_basis", "doc_no")),
    ("F31", "S1-49", "", {"interpreter": ""}, {}, "interpreter"),
    ("F31", "S2-94", "", {"pack_id": ""}, {}, "pack_id"),
    ("F31", "S2-95", "", {"repeals": [{"title": "旧办法"}]}, {}, "repeals[0].doc_no"),
    ("F31-review", "S1-50", "", {"needed": None}, {}, "needed"),
    ("F31-diff", "S1-50", "", {"tests": ""}, {}, "tests"),
    ("F31-diff", "S2-95", "migrate", {"in_flight_reason": ""}, {}, "in_flight_reason"),
    ("F31-approve", "S1-50", "", {"decision": None}, {}, "decision"),
    ("F31-deploy", "S2-94", "", {"deployment": None}, {}, "deployment"),
    ("F37", "S2-08", "", {"rule_doc_no": ""}, {}, "rule_doc_no"),
    *(("F37", "S2-09", "", {key: ""}, {}, key) for key in ("office_name", "office_head")),
    *(("F37", "S2-85", "", {key: None}, {}, key) for key in ("full_time", "part_time", "budget")),
    ("F37", "S2-105", "", {"unit_type": None}, {}, "unit_type"),
    ("F37", "S2-14", "", {"duties": [{"duty": "整理问答"}]}, {}, "duties[0].due"),
    ("F37-duty", "S2-14", "", {"result": ""}, {}, "result"),
    ("F37-check", "S2-85", "", {"decision": None}, {}, "decision"),
]

#: (form, clause, occasion, changes, variables, the fields that are neither asked for nor kept)
DROPPED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("F21", "S2-87", "regather", {"summary": "综述综述综述"}, {}, ["summary", "samples"]),
    ("F21-confirm", "S2-87", "", {"objections": [{"reason": "无"}]}, {}, ["objections"]),
    ("F22-review", "S1-47", "", {"next": "通报批评"}, {}, ["next"]),
    ("F22-circular", "S1-47", "", {"reason": "无"}, {}, ["reason"]),
    ("F22-circular", "S1-47", "mercy", {"text": "予以通报"}, {}, ["text", "scope"]),
    ("F29", "S2-100", "refused", {"expiry": "2090-12-31"}, {}, ["expiry", "rule_id"]),
    ("F31-diff", "S2-95", "", {"in_flight_reason": "无"}, {}, ["in_flight_reason"]),
    ("F37", "S2-08", "lacking", {"rule_doc_no": "1号"}, {}, ["rule_doc_no"]),
    ("F37", "S2-85", "lacking", {"budget": 1}, {}, ["budget"]),
]

#: (form, clause, occasion, changes, variables, the field refused and what it says)
REFUSED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str, str]] = [
    ("F08-notice", "S2-88", "", {"url": "qinglan"}, {}, "url", "应以 http:// 或 https:// 开头"),
    ("F21", "S2-87", "", {"samples": []}, {}, "samples", _NO_SAMPLE),
    ("F21", "S2-87", "", {"period_to": "2025-12-31"}, {}, "period_to", "截止日期不能早于开始日期。"),
    ("F21-confirm", "S2-87", "objection", {"objections": []}, {}, "objections", "至少填写一项申诉。"),
    ("F22", "S1-47", "", {"due": "2020-01-01"}, {}, "due", "整改期限不能早于今天。"),
    ("F23", "S1-44", "", {"topics": ["其他"]}, {}, "topics", words.OPTION),
    ("F23", "S1-43", "", {"lecturers": []}, {}, "lecturers", "至少安排一位授课人。"),
    ("F23-record", "S2-86", "", {"held_on": "2090-01-01"}, {}, "held_on", "培训尚未举办，不能登记。"),
    ("F24-approve", "S1-46", "", {"commended": ["zjw", "czj"]}, {}, "criticised", _BOTH),
    ("F24-commend", "S1-46", "", {"subjects": []}, {}, "subjects", "至少写明一个表彰对象。"),
    ("F25", "S2-91", "", {"cases": []}, {}, "cases", "至少选取一个案例。"),
    ("F29", "S2-100", "", {"expiry": "2020-01-01"}, {}, "expiry", "例外截止日期不能早于今天。"),
    (
        "F31",
        "S1-49",
        "",
        {"effective_from": "2026-12-01"},
        {},
        "effective_from",
        "施行日期不能早于印发日期。",
    ),
    ("F31-diff", "S1-50", "", {"changes": []}, {}, "changes", "至少列出一处变化。"),
    (
        "F31-deploy",
        "S2-94",
        "",
        {"deployed_on": "2026-12-31"},
        {"rule_version": {"effective_from": "2027-01-01"}},
        "deployed_on",
        "不能早于施行日期部署：部署后新发起的事项立即适用新规则。",
    ),
]
