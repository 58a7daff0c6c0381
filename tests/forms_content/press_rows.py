"""Rows of the forms about press releases, conferences, interviews, manuscripts and outreach."""

from __future__ import annotations

from typing import Any

from processes.feel.fingerprint import fingerprint

_LATE = {"material_late": True}
#: The version that was approved: its text, and the SM3 fingerprints of the text and of the filled form.
_APPROVED = {"approved_versions": {"body_sm3": fingerprint("每台补助 18 万元"), "text_sm3": "sm3:0"}}
_CHANGED = "与审核通过的版本不一致，未经审核的内容一律不得发布（制度四（二））。"
_UNREVIEWED = "这一内容不是审核通过的版本，不得发布（制度四（二））。"
_CITY = {"settings": {"profile": "municipal"}}
_ADVISED = {"d13": {"head_must_speak": True}}
_MINOR = [{"name": "周启明", "post": "科长", "is_head": False}]

#: As in ``condition_rows``: (form, clause, occasion, changes, variables, the one field asked for)
ASKED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str]] = [
    *(("F08", "S1-37", "text", {key: None}, {}, key) for key in ("theme", "unit", "year")),
    *(("F09", "S2-56", "", {key: ""}, {}, key) for key in ("title", "body")),
    ("F09", "S2-56", "", {"consult_units": []}, {}, "no_consult_reason"),
    ("F09-coordinate", "S2-55", "", {"decision": None, "deliveries": []}, {}, "decision"),
    *(
        ("F09-coordinate", "S2-56", "", {"decision": decision}, {}, "reason")
        for decision in ("退回修改", "不采用")
    ),
    (
        "F09-coordinate",
        "S1-41",
        "",
        {"deliveries": [{"media": "报", "items": "稿"}]},
        {},
        "deliveries[0].delivered_at",
    ),
    (
        "F09-records",
        "S2-56",
        "",
        {"records": [{"media": "青岚日报", "carried": "未刊播"}]},
        {},
        "records[0].reason",
    ),
    ("F10", "S2-57", "", {"held_at": None}, {}, "held_at"),
    ("F10", "S2-57", "", {"topic": ""}, {}, "topic"),
    ("F10-late", "S2-57", "", {"reason": ""}, {}, "reason"),
    ("F10-approve", "S2-57", "returned", {"reason": ""}, {}, "reason"),
    ("F10-material", "S2-57", "", {}, _LATE, "late_reason"),
    ("F10-material", "S2-57", "", {"speech": ""}, {}, "speech"),
    ("F10-record", "S1-23", "", {"transcript": ""}, {}, "transcript"),
    *(("F10-record", "S1-23", "", {key: None}, {}, key) for key in ("due_heads", "present_heads")),
    ("F10-record", "S2-57", "cancelled", {"cancel_reason": ""}, {}, "cancel_reason"),
    ("F10-decline", "S1-23", "", {"reason": ""}, {}, "reason"),
    ("F10-decline", "S1-23", "", {"hold": None, "reason": ""}, {}, "hold"),
    ("F11", "S2-58", "", {"person": ""}, {}, "person"),
    ("F11-done", "S2-58", "", {"by_person": False}, {}, "by_person"),
    ("F11-live", "S1-24", "", {"qa": [{"question": "补助多少？"}]}, {}, "qa[0].answer"),
    ("F12", "S2-59", "", {"reply": ""}, {}, "reply"),
    ("F13-found", "S2-60", "", {"passage": ""}, {}, "passage"),
    *(("F13", "S2-60", "", {key: ""}, {}, key) for key in ("misread", "statement", "clause")),
    ("F13-assist", "S2-60", "spread", {"spread_note": ""}, {}, "spread_note"),
    *(("F13-done", "S2-60", "", {key: ""}, {}, key) for key in ("evidence",)),
    ("F13-done", "S2-60", "", {"corrected_at": None}, {}, "corrected_at"),
    (
        "F33",
        "S2-61",
        "",
        {"activities": [{"kind": "广播", "unit": "zjw", "planned_on": "2026-02-14", "content": "音频"}]},
        {},
        "activities[0].place",
    ),
    ("F33-record", "S2-61", "", {"audience": None}, {}, "audience"),
]

#: (form, clause, occasion, changes, variables, the fields that are neither asked for nor kept)
DROPPED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("F08", "S1-37", "wechat", {"theme": "无", "year": 2026}, {}, ["theme", "year"]),
    ("F08", "S2-53", "wechat", {"form_type": "文字"}, {}, ["key_facts_equal"]),
    ("F09", "S2-56", "", {"no_consult_reason": "无"}, {}, ["no_consult_reason", "consulted"]),
    ("F09-coordinate", "S2-56", "", {"reason": "无"}, {}, ["reason"]),
    ("F10-approve", "S2-57", "", {"reason": "无"}, {}, ["reason"]),
    ("F10-material", "S2-57", "", {"late_reason": "无"}, {}, ["late_reason"]),
    ("F10-record", "S2-57", "cancelled", {"transcript": "无"}, {}, ["transcript", "outcomes", "qa"]),
    ("F10-decline", "S1-23", "", {"hold": True}, {}, ["reason"]),
    ("F11", "S1-42", "", {"kind": "解读文章"}, {}, ["invitations"]),
    ("F12", "S2-59", "", {"verdict": "同意刊发"}, {}, ["points", "misread"]),
    ("F13", "S2-60", "", {"verdict": "不属误解误读", "verdict_reason": "一致"}, {}, ["misread", "statement"]),
]

#: (form, clause, occasion, changes, variables, the field refused and what it says)
REFUSED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str, str]] = [
    ("F08", "S1-31", "text", {"body": "每台补助 28 万元"}, {**_APPROVED, "material": None}, "body", _CHANGED),
    ("F08", "S2-40", "text", {}, _APPROVED, "form_type", _UNREVIEWED),
    ("F08", "S2-44", "video", {}, {**_APPROVED, "known_products": []}, "form_type", _UNREVIEWED),
    (
        "F08",
        "S1-36",
        "text",
        {},
        _CITY,
        "column",
        "政策性文件应在政务公开-政策文件、解读材料应在政务公开-政策解读发布（制度四（三）2（1））；"
        "市级解读材料应在政策解读专栏集中展示（方案五（一））。",
    ),
    ("F09", "S2-56", "", {"target_media": []}, {}, "target_media", "至少填写一家拟发媒体。"),
    ("F09-coordinate", "S1-41", "", {"deliveries": []}, {}, "deliveries", "至少登记一家媒体的提供记录。"),
    (
        "F10",
        "S1-23",
        "",
        {"spokespersons": _MINOR},
        _ADVISED,
        "spokespersons",
        "重大、关注度高、涉及面广的政策，应由政府领导或者部门主要负责人进行权威解读。",
    ),
    ("F10", "S1-42", "", {"media": []}, {}, "media", "至少邀请一家媒体。"),
    ("F10-material", "S2-57", "", {"lines": []}, {}, "lines", "至少准备一条答问口径。"),
    ("F10-record", "S1-42", "", {"outcomes": []}, {}, "outcomes", "请登记受邀媒体的到会和报道情况。"),
    ("F11", "S1-42", "", {"invitations": []}, {}, "invitations", "媒体专访至少邀请一家媒体。"),
    ("F11-done", "S1-42", "", {"outcomes": []}, {}, "outcomes", "请登记受邀媒体的结果。"),
    ("F11-live", "S1-24", "", {"qa": []}, {}, "qa", "至少登记一条答问。"),
    ("F12", "S2-59", "", {"points": []}, {}, "points", "须修改的，至少提出一条修改意见。"),
    ("F33", "S2-61", "", {"activities": []}, {}, "activities", "至少安排一项宣讲。"),
]
