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
]

#: (form, clause, occasion, changes, variables, the fields that are neither asked for nor kept)
DROPPED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("F20-approve", "S2-78", "return", {"public": True}, {}, ["public"]),
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
        "F20",
        "S2-78",
        "",
        {"items": [{**_CONTENT, "verdict": "待定", "reason": "另行研究"}]},
        {},
        "items[0].verdict",
        words.OPTION,
    ),
]
