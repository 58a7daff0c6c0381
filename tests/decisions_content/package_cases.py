"""Rows of the tables that check the package: D05, D06."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.decisions_content.tables import FORMS, Case, changed

_PLAN = FORMS["F02"]["default"]
_REVIEWS = [
    {**FORMS["F04"][name]["review"], "stage": stage, "round": 1}
    for name, stage in (("stage1_return", 1), ("stage1", 1), ("stage2", 2), ("stage3_signed", 3))
]
_PACKAGE: dict[str, Any] = {
    **FORMS["F01"]["default"],
    **FORMS["F01-document"]["default"],
    **_PLAN,
    **FORMS["F03"]["default"],
    **FORMS["F05"]["press_office"],
    **FORMS["F06"]["first"],
    "reviews": _REVIEWS,
}
_UNSIGNED = changed(_PACKAGE, reviews=[*_REVIEWS[:3], {**_REVIEWS[3], "sign_plan": False}])
_FROZEN = {
    **_PACKAGE,
    "reviewed_package": deepcopy({name: _PACKAGE[name] for name in ("document", "plan", "material")}),
}
_BAD_REVIEWS = ["缺起草单位三审三校记录（或六方面有未签）"]


def _reviews_without(stage: int) -> dict[str, Any]:
    return changed(_PACKAGE, reviews=[each for each in _REVIEWS if each["stage"] != stage])


def _returned_at(stage: int) -> dict[str, Any]:
    return changed(_PACKAGE, reviews=[*_REVIEWS, {**_REVIEWS[stage], "decision": "return"}])


def _unjudged(aspect: str) -> dict[str, Any]:
    last = changed(_REVIEWS[2], **{f"aspects__{aspect}": ...})
    return changed(_PACKAGE, reviews=[*_REVIEWS[:2], last, _REVIEWS[3]])


D05 = [
    Case("D05", (), "S2-39", _PACKAGE, []),
    Case("D05", (), "S2-19", _FROZEN, []),
    Case("D05", (1,), "S2-47", changed(_PACKAGE, document=...), ["缺政策性文件"]),
    Case("D05", (2,), "S2-47", changed(_PACKAGE, plan=...), ["缺解读方案"]),
    Case("D05", (3,), "S2-47", changed(_PACKAGE, material=...), ["缺解读材料"]),
    Case(
        "D05",
        (2, 3),
        "S2-39",
        changed(_PACKAGE, submission__items=["政策性文件"]),
        ["缺解读方案", "缺解读材料"],
    ),
    *(Case("D05", (4,), "S2-42", _reviews_without(stage), _BAD_REVIEWS) for stage in (1, 2)),
    *(Case("D05", (4,), "S2-42", _returned_at(stage), _BAD_REVIEWS) for stage in (1, 2, 3)),
    *(
        Case("D05", (4,), "S2-43", _unjudged(aspect), _BAD_REVIEWS)
        for aspect in ("political", "legal", "policy", "secrecy", "wording", "opinion")
    ),
    Case("D05", (5,), "S2-45", changed(_PACKAGE, office_review=...), ["缺区政府新闻办审核意见"]),
    Case(
        "D05",
        (5,),
        "S2-45",
        changed(_PACKAGE, office_review__decision="return"),
        ["缺区政府新闻办审核意见"],
    ),
    Case("D05", (6,), "S2-103", _UNSIGNED, ["方案无主要负责人签署/公章"]),
    Case("D05", (), "S2-103", {**_UNSIGNED, **FORMS["F02-sign"]["default"]}, []),
    Case("D05", (), "S2-103", {**_UNSIGNED, **FORMS["F06"]["corrected"]}, []),
    Case(
        "D05",
        (7,),
        "S2-20",
        changed(_PACKAGE, registration__disclosure=...),
        ["无公开属性建议或不公开理由"],
    ),
    Case(
        "D05",
        (7,),
        "S2-47",
        changed(_PACKAGE, registration__disclosure="依申请公开"),
        ["无公开属性建议或不公开理由"],
    ),
    Case(
        "D05",
        (),
        "S2-20",
        changed(
            _PACKAGE, registration__disclosure="依申请公开", registration__disclosure_reason="涉及商业秘密"
        ),
        [],
    ),
    Case(
        "D05",
        (8,),
        "S2-40",
        changed(_FROZEN, material__standard="每台补助 20 万元"),
        ["三件版本与审核版本不一致"],
    ),
]

_MATERIAL: dict[str, Any] = {**FORMS["F01"]["default"], **FORMS["F03"]["default"]}
_SECTIONS = [
    (1, "S2-32", "background", "缺出台背景"),
    (2, "S2-32", "basis", "缺政策依据"),
    (3, "S2-32", "purpose", "缺目的意义"),
    (4, "S2-33", "main_content", "缺主要内容"),
    (5, "S2-33", "core_measures", "缺核心举措"),
    (6, "S2-33", "applicable_to", "缺适用对象"),
    (7, "S2-33", "standard", "缺执行标准"),
    (8, "S2-33", "time_limit", "缺时限"),
    (9, "S2-33", "cautions", "缺注意事项"),
    (10, "S2-34", "keywords", "缺关键词、专业名词解释"),
    (11, "S2-35", "diff_old_new", "缺新旧政策差异"),
]
_REDEMPTION = [
    (12, "org", "机构名称"),
    (13, "address", "地址"),
    (14, "contact", "联系方式"),
    (15, "hours", "工作时间"),
]
_CITY_SECTIONS = [
    (16, "S1-13", "background", "缺政策背景"),
    (17, "S1-13", "basis", "缺政策依据"),
    (18, "S1-14", "goals_overall", "缺总体目标"),
    (19, "S1-14", "goals_stage", "缺阶段性目标"),
    (20, "S1-15", "main_content", "缺主要内容"),
    (21, "S1-15", "applicable_to", "缺适用范围、实施对象"),
    (22, "S1-16", "standard", "缺执行标准"),
    (23, "S1-17", "benefits", "缺惠民利民举措"),
    (24, "S1-17", "how_to_enjoy", "缺如何享受政策"),
    (25, "S1-18", "diff_old_new", "缺新旧政策差异或者调整的原因和意义"),
    (26, "S1-19", "cases", "缺解读案例"),
]
_CITY = changed(
    {**_MATERIAL, "settings": {"profile": "municipal"}},
    registration__involves_redemption=False,
    material__goals_overall="三年内应装尽装",
    material__goals_stage="2026 年 300 台",
    material__benefits="每台补助 18 万元",
    material__how_to_enjoy="向街道申请",
    material__cases=[{"case_title": "青岚路 5 号", "case_text": "十二户共同申请"}],
)
_UPPER = {
    "registration": {"has_old_policy": False, "no_own_doc": True},
    "material": {"implementing_measures": "三项措施", "standard": "每台补助 18 万元"},
}
_EXPLAINED = {
    "registration": {"kind": "exec_explanation"},
    "material": {"standard": "每台补助 18 万元"},
}

D06 = [
    Case("D06", (), "S2-32", _MATERIAL, []),
    *(
        Case("D06", (n,), clause, changed(_MATERIAL, **{f"material__{key}": gone}), [text])
        for n, clause, key, text in _SECTIONS
        for gone in (..., [] if key in ("keywords", "diff_old_new") else "")
    ),
    Case(
        "D06",
        (),
        "S2-34",
        changed(
            _MATERIAL, material__keywords=[], material__no_keywords=True, material__no_keywords_reason="无"
        ),
        [],
    ),
    Case(
        "D06",
        (),
        "S2-35",
        changed(_MATERIAL, registration__has_old_policy=False, material__diff_old_new=...),
        [],
    ),
    *(
        Case(
            "D06",
            (n,),
            "S2-36",
            changed(_MATERIAL, **{f"material__redemption__{key}": ...}),
            [f"缺政策兑现的{text}"],
        )
        for n, key, text in _REDEMPTION
    ),
    Case(
        "D06",
        (),
        "S2-36",
        changed(_MATERIAL, registration__involves_redemption=False, material__redemption=...),
        [],
    ),
    Case("D06", (), "S1-13", _CITY, []),
    *(
        Case("D06", (n,), clause, changed(_CITY, **{f"material__{key}": ...}), [text])
        for n, clause, key, text in _CITY_SECTIONS
    ),
    Case(
        "D06",
        (25,),
        "S1-18",
        changed(_CITY, material__diff_old_new=[{"old": "15 万元", "new": "18 万元"}]),
        ["缺新旧政策差异或者调整的原因和意义"],
    ),
    Case(
        "D06",
        (29, 30),
        "S2-03",
        {"registration": {"kind": "exec_explanation"}, "material": {}},
        ["缺执行口径", "缺执行标准"],
    ),
    Case("D06", (29,), "S2-02", _EXPLAINED, ["缺执行口径"]),
    Case("D06", (), "S2-26", _UPPER, []),
    Case("D06", (27,), "S2-26", changed(_UPPER, material__implementing_measures=...), ["缺贯彻措施"]),
    Case(
        "D06",
        (28,),
        "S2-26",
        {"registration": {"no_own_doc": True}, "material": {"implementing_measures": "三项措施"}},
        ["缺执行标准"],
    ),
    Case("D06", tuple(range(1, 11)), "S2-32", {}, [text for *_, text in _SECTIONS[:10]]),
]
