"""Rows of the municipal fields, of upper documents and of explanations by executing bodies."""

from __future__ import annotations

from typing import Any

from processes.forms import words

#: The municipal work plan applies.
_CITY: dict[str, Any] = {"settings": {"profile": "municipal"}}
_VERDICTS = ("accuracy", "completeness", "logic", "form_fitness", "applicability")
_QUALITY = ("accurate", "complete", "timely", "plain", "responsive")
_REVIEWED = {
    **{f"municipal.{key}": "合格" for key in _VERDICTS},
    **{f"quality.{key}": True for key in _QUALITY},
}
_RETURN = {"decision": "return", "reason": "请修改", "return_to": ["解读材料"]}

#: As in ``condition_rows``: (form, clause, occasion, changes, variables, the one field asked for)
ASKED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str]] = [
    *(
        (
            "F04",
            "S1-30",
            "stage1",
            {**_REVIEWED, **_RETURN, f"municipal.{key}": None},
            _CITY,
            f"municipal.{key}",
        )
        for key in _VERDICTS
    ),
    ("F01", "S1-02", "", {"responsible_unit": "wjw"}, _CITY, "responsible_reason"),
    ("F01", "S1-12", "", {"coop_sections": ["wjw"]}, _CITY, "coop_due"),
    ("F04-skip", "S1-12", "", {"reason": ""}, {}, "reason"),
    *(("F05-office", "S2-09", "", {key: ""}, {}, key) for key in ("name", "head")),
    ("F05-office", "S2-09", "", {"posted": False}, {}, "posted"),
    ("F04-skip", "S1-12", "", {"action": "wait"}, {}, "until"),
    *(
        ("F01-upper", "S2-26", "", {key: ""}, {}, key)
        for key in ("title", "doc_no", "basis", "no_own_reason")
    ),
    ("F01-upper", "S2-26", "", {"received_on": None}, {}, "received_on"),
    *(
        ("F01-exec", "S2-03", "", {key: ""}, {}, key)
        for key in ("title", "doc_no", "document_url", "matters")
    ),
]

#: (form, clause, occasion, changes, variables, the fields that are neither asked for nor kept)
DROPPED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("F04", "S2-43", "stage1", _REVIEWED, _CITY, ["aspects"]),
    ("F04", "S1-04", "stage1", {"quality.accurate": True}, {}, ["quality"]),
    ("F01", "S1-12", "", {"coop_sections": ["wjw"]}, {}, ["coop_sections", "coop_due", "responsible_unit"]),
    ("F01", "S2-17", "", {}, _CITY, ["is_joint", "lead_unit", "joint_units"]),
    ("F04-skip", "S1-12", "", {"until": "2026-04-10"}, {}, ["until"]),
    (
        "F08-issue",
        "S2-101",
        "",
        {"publish_date": "2026-03-12"},
        {"plan": {"publish_date": None}},
        ["publish_date"],
    ),
]

#: (form, clause, occasion, changes, variables, the field refused and what it says)
REFUSED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str, str]] = [
    *(
        ("F04", "S1-04", "stage1", {**_REVIEWED, f"quality.{key}": False}, _CITY, "decision", words.OPTION)
        for key in _QUALITY
    ),
    *(
        ("F04", "S1-30", "stage1", {**_REVIEWED, f"municipal.{key}": "问题"}, _CITY, "decision", words.OPTION)
        for key in _VERDICTS
    ),
    (
        "F01",
        "S1-12",
        "",
        {"coop_sections": ["zjw"], "coop_due": "2026-04-09"},
        _CITY,
        "coop_sections",
        "配合科室不能包含起草科室。",
    ),
    (
        "F01-upper",
        "S2-26",
        "",
        {"registered_on": "2026-03-01"},
        {},
        "registered_on",
        "承接登记日期不能早于收文日期。",
    ),
    (
        "F08-issue",
        "S2-101",
        "",
        {"publish_date": "2026-03-13"},
        {},
        "publish_date",
        "应在印发后20个工作日内发布（附件）。",
    ),
    (
        "F08-issue",
        "S1-27",
        "",
        {},
        {"material": None},
        "issue_date",
        "S1-27：解读材料应在政策文件印发前完成初稿，现在还没有，不能登记。",
    ),
]
