"""Rows of the tables that check the plan: D04, D08."""

from __future__ import annotations

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
    Case("D04", (), "S2-100", {**_REASONED, "settings": {"star_exceptions": True}}, []),
    Case(
        "D04",
        (1, 2, 3, 4, 5),
        "S2-100",
        {**_REASONED, "settings": {"star_exceptions": False}},
        [text.replace("且未说明理由", "，不接受例外") for *_, text in _STARRED],
    ),
    Case("D04", (), "S2-100", {**_PLAN, "settings": {"star_exceptions": False}}, []),
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
