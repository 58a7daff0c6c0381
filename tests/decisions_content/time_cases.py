"""Rows of the tables about publication and time: D07, D14, D15, D19."""

from __future__ import annotations

from typing import Any

from tests.decisions_content.tables import FORMS, Case, changed


def _published(*names: str, links: bool | None = True) -> dict[str, Any]:
    given: dict[str, Any] = {"publications": [FORMS["F08"][name]["publication"] for name in names]}
    return given if links is None else {**given, "links": {"ok": links, "problems": []}}


_FEW = "展现形式不足两种（已有{}种）"
_NO_TEXT = "区政府网站未发布文字解读材料"
_NO_DOCUMENT = "区政府网站未发布政策性文件"
_NO_LINKS = "文件与解读材料未相互关联"


def _not_ok(*reasons: str) -> dict[str, Any]:
    return {"result": "not_ok", "reasons": list(reasons)}


_OK = {"result": "ok", "reasons": []}
_WITHDRAWN = changed(FORMS["F08"]["wechat"], publication__handling="撤稿")["publication"]

D07 = [
    Case("D07", (1,), "S2-64", _published("document", "text", "infographic"), _OK),
    Case("D07", (1,), "S2-64", _published("document", "text", "wechat", "video"), _OK),
    Case("D07", (2,), "S2-64", _published("document", "text"), _not_ok(_FEW.format(1))),
    Case("D07", (2,), "S2-64", _published("document", "text", "news_media"), _not_ok(_FEW.format(1))),
    Case(
        "D07",
        (2,),
        "S2-64",
        _published("document", "infographic", "wechat"),
        _not_ok(_FEW.format(1), _NO_TEXT),
    ),
    Case(
        "D07",
        (2,),
        "S2-64",
        {
            "publications": [*_published("document", "text")["publications"], _WITHDRAWN],
            "links": {"ok": True},
        },
        _not_ok(_FEW.format(1)),
    ),
    Case(
        "D07",
        (1,),
        "S2-64",
        {**_published("document", "text"), "settings": {"distinct_forms": 1, "form_types": ["文字"]}},
        _OK,
    ),
    Case(
        "D07",
        (2,),
        "S2-64",
        {**_published("document", "text", "infographic"), "settings": {"distinct_forms": 3}},
        _not_ok("展现形式不足3种（已有2种）"),
    ),
    Case("D07", (2,), "S2-31", _published("document", "text", "news_media"), _not_ok(_FEW.format(1))),
    Case("D07", (2,), "S2-64", {}, _not_ok(_FEW.format(0), _NO_TEXT, _NO_DOCUMENT, _NO_LINKS)),
    Case("D07", (3,), "S2-62", _published("document", "infographic", "video"), _not_ok(_NO_TEXT)),
    Case("D07", (4,), "S2-62", _published("text", "infographic"), _not_ok(_NO_DOCUMENT)),
    Case(
        "D07",
        (4,),
        "S2-62",
        _published("text", "infographic", links=False),
        _not_ok(_NO_DOCUMENT, _NO_LINKS),
    ),
    *(
        Case(
            "D07",
            (5,),
            "S2-52",
            _published("document", "text", "infographic", links=links),
            _not_ok(_NO_LINKS),
        )
        for links in (False, None)
    ),
]

_LONG = ["T-10", "T-5", "T-3", "T-1", "T-0"]
_SHORT = ["T-2", "T-1", "T-0"]
_OFFSETS = [
    ("S2-62", 1, "20WD", _LONG),
    ("S1-32", 1, "10WD", _LONG),
    ("S2-73", 6, "5WD", _SHORT),
    ("S2-89", 6, "3WD", _SHORT),
    ("S2-82", 9, "5H", ["+1h", "+3h", "+4h"]),
    ("S2-82", 12, "24H", ["+4h", "+12h", "+20h", "+23h"]),
    ("S2-83", 16, "48H", ["+8h", "+24h", "+40h", "+46h"]),
    ("S2-25", 20, "30D", ["T-5", "T-1"]),
    ("S2-87", 22, "quarter_end", ["T-30", "T-10", "T-3"]),
    ("S2-86", 22, "year_end", ["T-30", "T-10", "T-3"]),
    ("S1-47", 25, "custom", ["50%", "80%", "T-1"]),
]

D14 = [
    *(
        Case("D14", tuple(range(first, first + len(labels))), clause, {"basis": basis}, labels)
        for clause, first, basis, labels in _OFFSETS
    ),
    Case("D14", (), "S2-62", {"basis": "3M"}, []),
]


def _step(basis: str, step: int, **more: Any) -> dict[str, Any]:
    return {"basis": basis, "overdue_step": step, **more}


def _to(groups: list[str], after: int, next_after: int | None) -> dict[str, Any]:
    return {"to_group": groups[0], "to_groups": groups, "after": after, "next_after": next_after}


_CITY = {"profile": "municipal"}

D15 = [
    Case("D15", (1,), "S2-62", _step("20WD", 0), _to(["section_head"], 0, 1)),
    Case("D15", (2,), "S2-62", _step("20WD", 1), _to(["unit_head"], 1, 3)),
    Case("D15", (3,), "S2-62", _step("20WD", 2), _to(["gov_office_interp"], 3, None)),
    Case("D15", (4,), "S2-73", _step("5WD", 0), _to(["section_head"], 0, 1)),
    Case("D15", (5,), "S2-73", _step("5WD", 1), _to(["gov_office_interp", "inquiry_desk"], 1, None)),
    Case("D15", (6,), "S2-82", _step("24H", -1), _to(["unit_head"], 0, 0)),
    Case("D15", (7,), "S2-84", _step("48H", 0), _to(["cyber_office", "gov_office_leader"], 0, None)),
    Case("D15", (6,), "S2-83", _step("48H", -1), _to(["unit_head"], 0, 0)),
    Case("D15", (6,), "S2-82", _step("5H", -1), _to(["unit_head"], 0, 0)),
    Case("D15", (7,), "S2-82", _step("24H", 0), _to(["cyber_office", "gov_office_leader"], 0, None)),
    Case("D15", (8,), "S2-82", _step("5H", 0), _to(["gov_office_leader"], 0, None)),
    Case("D15", (9,), "S1-09", _step("24H", -1, **_CITY), _to(["m_section_head"], 0, 0)),
    Case("D15", (10,), "S1-09", _step("20WD", 0, **_CITY), _to(["m_section_head"], 0, 1)),
    Case("D15", (11,), "S1-09", _step("5WD", 1, **_CITY), _to(["m_deputy_director"], 1, 3)),
    Case("D15", (12,), "S1-07", _step("20WD", 2, **_CITY), _to(["m_wg"], 3, None)),
    Case("D15", (13,), "S2-87", _step("quarter_end", 0), _to(["gov_office_leader"], 0, None)),
    Case("D15", (13,), "S2-86", _step("year_end", 0), _to(["gov_office_leader"], 0, None)),
    Case("D15", (14,), "S1-47", _step("custom", 0), _to(["gov_office_interp"], 0, None)),
    Case("D15", (14,), "S2-90", _step("3WD", 0), _to(["gov_office_interp"], 0, None)),
    *(
        Case(
            "D15", (), "S2-62", given, {"to_group": None, "to_groups": [], "after": None, "next_after": None}
        )
        for given in (_step("5WD", 2), _step("24H", 1), _step("custom", 1), _step("20WD", -1, **_CITY))
    ),
]


def _told(equal: bool | None, adaptation: str | None = None, alike: float | None = None) -> dict[str, Any]:
    return {"publication": {"key_facts_equal": equal, "adaptation": adaptation, "sim_text": alike}}


def _compared(equal: bool, alike: float, adaptation: str = "原文转发") -> dict[str, Any]:
    """What the job found counts, whatever a person wrote."""
    comparison = {"sim_text": alike, "key_facts_equal": equal, "differences": []}
    return {**_told(not equal, adaptation), "comparison": comparison}


_SAME = {"verdict": "一致", "needs_handling": False, "basis": "人工核对"}
_ADAPTED = {"verdict": "可接受(形式差异)", "needs_handling": False, "basis": "人工核对"}
_DIFFERENT = {"verdict": "不一致", "needs_handling": True, "basis": "人工核对"}
_OPEN = {"verdict": "待核对", "needs_handling": True, "basis": "人工核对"}
_FOUND = {"basis": "系统比对"}

D19 = [
    Case("D19", (1,), "S2-53", _told(True, "原文转发"), _SAME),
    Case("D19", (1,), "S2-53", _told(True, "改编形式", 0.98), _SAME),
    Case("D19", (1,), "S2-53", _compared(True, 0.98), {**_SAME, **_FOUND}),
    Case(
        "D19",
        (1,),
        "S2-53",
        {**_compared(True, 0.8), "settings": {"similarity_threshold": 0.8}},
        {**_SAME, **_FOUND},
    ),
    Case("D19", (2,), "S1-40", _told(True, "改编形式"), _ADAPTED),
    Case("D19", (2,), "S2-53", _told(True, "改编形式", 0.979), _ADAPTED),
    Case("D19", (2,), "S1-40", _compared(True, 0.3, "改编形式"), {**_ADAPTED, **_FOUND}),
    Case("D19", (3,), "S2-53", _told(True, "原文转发", 0.6), _DIFFERENT),
    Case("D19", (3,), "S2-53", _told(True), _DIFFERENT),
    Case("D19", (3,), "S2-53", _compared(True, 0.97), {**_DIFFERENT, **_FOUND}),
    Case("D19", (4,), "S2-53", _told(False, "改编形式", 1), _DIFFERENT),
    Case("D19", (4,), "S2-53", _compared(False, 0.99, "改编形式"), {**_DIFFERENT, **_FOUND}),
    Case("D19", (5,), "S2-53", _told(None, "原文转发"), _OPEN),
    Case("D19", (5,), "S2-53", {}, _OPEN),
]
