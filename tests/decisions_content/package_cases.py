"""Rows of the tables that check the package: D04, D05, D06, D08."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.decisions_content.tables import FORMS, Case, changed

_PLAN = FORMS["F02"]["default"]
_EMPTY = {"plan": {"category": "行政规范性文件", "forms": [], "channels": [], "star_exception": {}}}
_REASONED = changed(
    _EMPTY,
    plan__star_exception=dict.fromkeys(
        ("text_material", "multimedia", "press_release", "gov_site", "news_media"), "理由充分"
    ),
)
_TEXT = "发布文字解读材料"
_MULTIMEDIA = "发布图表图解、动漫、音频视频等展现形式的解读材料"
_RELEASE = "发布政策解读新闻通稿"
_STARRED = [
    (1, "forms", _TEXT, "未选“文字解读材料*”且未说明理由"),
    (2, "forms", _MULTIMEDIA, "未选“图表图解、动漫、音频视频等展现形式的解读材料*”且未说明理由"),
    (3, "forms", _RELEASE, "未选“新闻通稿*”且未说明理由"),
    (4, "channels", "政府网站", "未选“政府网站*”且未说明理由"),
    (5, "channels", "新闻媒体", "未选“新闻媒体*”且未说明理由"),
]
_CHANNELS = [
    (6, "政府网站", "gov_site"),
    (7, "新闻媒体", "news_media"),
    (8, "政务微信公众号", "wechat"),
    (9, "政务新浪微博", "weibo"),
    (10, "其他政务新媒体", "other_new_media"),
    (11, "公开栏、宣传单等其他发布渠道", "other"),
]


def _without(part: str, option: str) -> dict[str, Any]:
    kept = [each for each in _PLAN["plan"][part] if each != option]
    return changed(_PLAN, **{f"plan__{part}": kept})


def _with_channel(option: str, key: str, name: str | None) -> dict[str, Any]:
    channels = list(dict.fromkeys([*_PLAN["plan"]["channels"], option]))
    given = changed(_PLAN, plan__channels=channels, **{f"plan__channel_names__{key}": ...})
    return given if name is None else changed(given, **{f"plan__channel_names__{key}": name})


_OTHER_CATEGORY = "政策解读工作主管部门认为有必要解读的其他政策性文件"
_WRONG_CATEGORY = "文件类别与解读范围判定不一致"

D04 = [
    Case("D04", (), "S2-100", _PLAN, []),
    Case("D04", (1, 2, 3, 4, 5), "S2-100", _EMPTY, [text for *_, text in _STARRED]),
    Case("D04", (), "S2-100", _REASONED, []),
    Case("D04", (1, 2, 3, 4, 5, 15), "S2-97", {}, [text for *_, text in _STARRED] + ["文件类别未选定一项"]),
    *(Case("D04", (n,), "S2-100", _without(part, option), [text]) for n, part, option, text in _STARRED),
    *(
        Case("D04", (n,), "S2-99", _with_channel(option, key, name), [f"已选渠道“{option}”未填写名称"])
        for n, option, key in _CHANNELS
        for name in (None, "")
    ),
    *(Case("D04", (), "S2-99", _with_channel(option, key, "青岚"), []) for _, option, key in _CHANNELS),
    Case(
        "D04",
        (12,),
        "S2-98",
        changed(_PLAN, plan__forms=[_TEXT, _MULTIMEDIA, _RELEASE, "其他"]),
        ["已选解读形式“其他”未写明内容"],
    ),
    Case("D04", (13,), "S2-101", changed(_PLAN, plan__publish_date=...), ["发布时间有特定要求但未填日期"]),
    Case(
        "D04",
        (14,),
        "S2-101",
        {**changed(_PLAN, plan__publish_date="2026-03-13"), "deadline_plan": {"due_date": "2026-03-12"}},
        ["拟发布日期晚于印发后20个工作日"],
    ),
    Case(
        "D04",
        (),
        "S2-101",
        {**changed(_PLAN, plan__publish_date="2026-03-12"), "deadline_plan": {"due_date": "2026-03-12"}},
        [],
    ),
    Case("D04", (15,), "S2-97", changed(_PLAN, plan__category=...), ["文件类别未选定一项"]),
    Case("D04", (15,), "S2-97", changed(_PLAN, plan__category="随便"), ["文件类别未选定一项"]),
    Case(
        "D04",
        (16,),
        "S2-97",
        {**changed(_PLAN, plan__category=_OTHER_CATEGORY), "d01": {"category": "1"}},
        [_WRONG_CATEGORY],
    ),
    Case("D04", (16,), "S2-97", {**_PLAN, "d01": {"category": "2"}}, [_WRONG_CATEGORY]),
    Case("D04", (16,), "S2-97", {**_PLAN, "d01": {"category": "3"}}, [_WRONG_CATEGORY]),
    Case("D04", (), "S2-97", {**_PLAN, "d01": {"category": "1"}}, []),
]

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
    {**_MATERIAL, "profile": "municipal"},
    registration__involves_redemption=False,
    material__goals_overall="三年内应装尽装",
    material__goals_stage="2026 年 300 台",
    material__benefits="每台补助 18 万元",
    material__how_to_enjoy="向街道申请",
    material__cases=[{"case_title": "青岚路 5 号", "case_text": "十二户共同申请"}],
)
_UPPER = {
    "profile": "upper",
    "registration": {"has_old_policy": False},
    "material": {"implementing_measures": "三项措施", "standard": "每台补助 18 万元"},
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


def _task(task: str, adapter: str, channel: str, name: str | None) -> dict[str, Any]:
    return {"task": task, "adapter": adapter, "channel": channel, "name": name}


def _channel(option: str, key: str, name: str) -> dict[str, Any]:
    return {"plan": {"channels": [option], "channel_names": {key: name}}}


_TASKS = [
    (1, "S2-51", "政府网站", "gov_site", "区政府网站发布", "site"),
    (2, "S2-55", "新闻媒体", "news_media", "新闻媒体发布", "press"),
    (3, "S2-54", "政务微信公众号", "wechat", "政务微信公众号发布", "wechat"),
    (4, "S2-54", "政务新浪微博", "weibo", "政务新浪微博发布", "weibo"),
    (5, "S2-54", "其他政务新媒体", "other_new_media", "其他政务新媒体发布", "new_media"),
    (7, "S2-61", "公开栏、宣传单等其他发布渠道", "other", "公开栏、宣传单等投放", "offline"),
]

D08 = [
    *(
        Case("D08", (n,), clause, _channel(option, key, "青岚"), [_task(task, adapter, option, "青岚")])
        for n, clause, option, key, task, adapter in _TASKS
    ),
    Case(
        "D08",
        (6,),
        "S1-39",
        _channel("其他政务新媒体", "other_new_media", "抖音号“青岚发布”"),
        [_task("抖音短视频发布", "douyin", "其他政务新媒体", "抖音号“青岚发布”")],
    ),
    Case(
        "D08",
        (1, 2, 3, 7),
        "S2-99",
        _PLAN,
        [
            _task("区政府网站发布", "site", "政府网站", "青岚区人民政府网"),
            _task("新闻媒体发布", "press", "新闻媒体", "青岚日报"),
            _task("政务微信公众号发布", "wechat", "政务微信公众号", "青岚发布"),
            _task(
                "公开栏、宣传单等投放", "offline", "公开栏、宣传单等其他发布渠道", "社区公开栏、政策宣传单"
            ),
        ],
    ),
    Case("D08", (), "S2-99", {}, []),
]
