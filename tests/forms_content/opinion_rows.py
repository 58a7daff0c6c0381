"""Rows of the forms about opinions, suggestions, monitoring, coordination and the working group."""

from __future__ import annotations

from typing import Any

from processes.forms import words

_CONTENT = {"content": "取消收入限制。"}

#: As in ``condition_rows``: (form, clause, occasion, changes, variables, the one field asked for)
ASKED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str]] = [
    ("F20", "S2-78", "", {"items": [dict(_CONTENT)]}, {}, "items[0].verdict"),
    *(
        ("F20", "S2-78", "", {"items": [{**_CONTENT, "verdict": verdict}]}, {}, "items[0].reason")
        for verdict in ("部分采纳", "不采纳")
    ),
    ("F20", "S2-78", "", {"items": [{"verdict": "采纳"}]}, {}, "items[0].content"),
    ("F20-approve", "S2-78", "", {"decision": None}, {}, "decision"),
    ("F20-approve", "S2-78", "return", {"opinion": ""}, {}, "opinion"),
    ("F17", "S2-82", "", {"detected_at": None}, {}, "detected_at"),
    *(("F17", "S2-77", "", {key: ""}, {}, key) for key in ("source", "summary", "policy_ref")),
    ("F17", "S2-79", "", {"drafting_unit": None}, {}, "drafting_unit"),
    ("F17", "S2-82", "emergency", {"emergency_note": ""}, {}, "emergency_note"),
    *(
        ("F17-assess", "S2-84", "", {key: value}, {}, key)
        for key, value in (("risk", None), ("analysis", ""), ("advice", ""))
    ),
    ("F17-judge", "S2-77", "", {"analysis": ""}, {}, "analysis"),
    ("F17-judge", "S2-81", "", {"illegal_note": ""}, {}, "illegal_note"),
    ("F17-judge", "S2-77", "no_response", {"no_response_reason": ""}, {}, "no_response_reason"),
    ("F17-confirm", "S2-84", "", {"opinion": ""}, {}, "opinion"),
    ("F17-guide", "S2-84", "", {"opinion": ""}, {}, "opinion"),
    *(
        ("F18", clause, "", {key: value}, {}, key)
        for clause, key, value in (
            ("S2-79", "response_kind", None),
            ("S2-80", "text", ""),
            ("S2-80", "channels", []),
        )
    ),
    ("F18-sign", "S2-80", "return", {"opinion": ""}, {}, "opinion"),
    ("F18-publish", "S2-82", "", {"first_response_at": None}, {}, "first_response_at"),
    ("F18-publish", "S2-80", "", {"channels": []}, {}, "channels"),
    ("F18-conference", "S2-82", "", {"held_at": None}, {}, "held_at"),
    ("F18-follow", "S2-80", "", {"progress": ""}, {}, "progress"),
    ("F18-follow", "S2-80", "close", {"close_reason": ""}, {}, "close_reason"),
    ("F19", "S2-81", "", {"to": []}, {}, "to"),
    ("F19", "S2-81", "", {"facts": ""}, {}, "facts"),
    ("F19", "S2-81", "", {"transferred_at": None}, {}, "transferred_at"),
    *(
        ("F15-feedback", "S1-35", "", {key: value}, {}, key)
        for key, value in (("content", ""), ("method", None), ("replied_at", None))
    ),
    ("F20-feedback", "S1-34", "", {"questions": [{"channel": "网站"}]}, {}, "questions[0].question"),
    ("F20-feedback", "S1-33", "", {"suggestions": [{"source": "跟帖"}]}, {}, "suggestions[0].content"),
    *(
        ("F20-feedback", "S2-77", "", {f"negative.{key}": value}, {}, f"negative.{key}")
        for key, value in (("detected_at", None), ("source", ""), ("summary", ""))
    ),
    *(("F26", "S1-33", "", {key: None}, {}, key) for key in ("views", "shares", "comments", "sentiment")),
    ("F32", "S2-89", "", {"topic": None}, {}, "topic"),
    *(("F32", "S2-89", "", {key: ""}, {}, key) for key in ("policy_ref", "question")),
    ("F32-answer", "S2-89", "", {"answer": ""}, {}, "answer"),
    *(("F35", "S2-62", "", {key: ""}, {}, key) for key in ("reason", "measure", "person")),
    ("F35", "S2-73", "", {"expected_on": None}, {}, "expected_on"),
    ("F35-supervise", "S2-73", "", {"opinion": ""}, {}, "opinion"),
    *(("F34", "S1-07", "", {key: ""}, {}, key) for key in ("topic", "background")),
    ("F34-preview", "S1-07", "", {"meeting_on": None}, {}, "meeting_on"),
    ("F34-preview", "S1-07", "return", {"opinion": ""}, {}, "opinion"),
    ("F34-decision", "S1-06", "", {"host": ""}, {}, "host"),
    ("F34-decision", "S1-06", "", {"attendees": []}, {}, "attendees"),
    *(("F34-decision", "S1-07", "", {key: ""}, {}, key) for key in ("decision", "responsible")),
]

#: (form, clause, occasion, changes, variables, the fields that are neither asked for nor kept)
DROPPED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("F20-approve", "S2-78", "return", {"public": True}, {}, ["public"]),
    (
        "F17",
        "S2-84",
        "assessment",
        {"detected_at": "2026-02-16T21:30:00+08:00"},
        {},
        ["detected_at", "source"],
    ),
    ("F17-judge", "S2-77", "no_response", {"types": ["误解误读"]}, {}, ["types", "suspected_illegal"]),
    ("F17-judge", "S2-78", "", {"suggestions": [{"content": "无"}]}, {}, ["suggestions"]),
    ("F17-judge", "S2-81", "suggestion", {"illegal_note": "无"}, {}, ["illegal_note"]),
    ("F18-sign", "S2-80", "", {"opinion": "同意"}, {}, ["opinion"]),
    ("F18-follow", "S2-80", "", {"close_reason": "无"}, {}, ["close_reason"]),
    ("F20-feedback", "S2-77", "", {"has_negative": False}, {}, ["negative"]),
    ("F32-answer", "S2-89", "", {}, {"coordination.topic": "解读质量"}, ["to_scope"]),
    ("F34-preview", "S1-07", "", {"opinion": "同意"}, {}, ["opinion"]),
    ("F34-preview", "S1-07", "return", {"meeting_on": "2026-04-15"}, {}, ["meeting_on"]),
]

#: (form, clause, occasion, changes, variables, the field refused and what it says)
REFUSED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str, str]] = [
    (
        "F20",
        "S2-78",
        "",
        {"items": []},
        {},
        "items",
        "收到的意见建议须逐条研判，不能少于收到的条数。",
    ),
    (
        "F17",
        "S2-82",
        "",
        {"detected_at": "2999-01-01T00:00:00+08:00"},
        {},
        "detected_at",
        "发现时间不能晚于现在。",
    ),
    ("F17-judge", "S2-79", "", {"types": []}, {}, "types", "至少选一种类型。"),
    ("F17-judge", "S2-78", "suggestion", {"suggestions": []}, {}, "suggestions", "请摘录合理建议。"),
    *(
        (
            "F18-publish",
            "S2-82",
            "",
            {"first_response_at": moment},
            {},
            "first_response_at",
            "首次回应时间不能早于发现时间，也不能晚于现在。",
        )
        for moment in ("2026-02-16T21:29:00+08:00", "2999-01-01T00:00:00+08:00")
    ),
    ("F19", "S2-81", "", {"evidence": []}, {}, "evidence", "至少列出一项证据。"),
    (
        "F19",
        "S2-81",
        "",
        {"evidence": [{"name": "截图", "sm3": "66c7f0f4"}]},
        {},
        "evidence[0].sm3",
        "应为 64 位十六进制的国密校验值",
    ),
    (
        "F19-receipt",
        "S2-81",
        "",
        {"receipts": [{"from": "公安机关", "receipt_no": "1", "received_at": "2026-10-05T10:00:00+08:00"}]},
        {},
        "receipts",
        "每个受移交单位都须有回执。",
    ),
    ("F34", "S1-07", "", {"options": []}, {}, "options", "至少提出一个可选方案。"),
    (
        "F20",
        "S2-78",
        "",
        {"items": [{**_CONTENT, "verdict": "待定", "reason": "另行研究"}]},
        {},
        "items[0].verdict",
        words.OPTION,
    ),
]
