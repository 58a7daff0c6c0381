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
