"""What people enter: for most tasks what a scenario of the tests enters there, for the others what depends on
the matter and on the clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from benchmarks.district.office import Answer
from benchmarks.district.plan import OFFICE
from tests.scenarios.heard import heard, moved

Task = tuple[str, str]
Data = dict[str, Any]
#: Answers that send a matter back or end it: nobody gives them in this year unless a plan says so.
_UNWANTED = ('"return"', '"refuse"', '"withdraw', "不同意", "退回", "不属本单位", "取消", "不可用", "再整改")


def answers() -> Mapping[Task, Answer]:
    """What is handed in at every task of the district."""
    return {**{task: partial(_as_learned, data) for task, data in learned().items()}, **_OWN}


def learned() -> Mapping[Task, Data]:
    """The first wanted answer that a scenario gives to each task (process, element)."""
    return {task: min(given, key=_unwanted) for task, given in heard().answers.items()}


def _unwanted(data: Data) -> int:
    text = json.dumps(data, ensure_ascii=False)
    return sum(word in text for word in _UNWANTED)


def _as_learned(data: Data, random: Random, seen: Mapping[str, Any], now: datetime) -> Data:
    told: Data = moved(data, now)
    return told


def _registration(random: Random, seen: Mapping[str, Any], now: datetime) -> Data:
    return {"registration": {**seen["registration"], "no_own_doc": False, "research_note": "走访。"}}


def _scope(random: Random, seen: Mapping[str, Any], now: datetime) -> Data:
    return {"scope_opinion": {"office_requires": False, "opinion": "无必要"}}


def _plan(random: Random, seen: Mapping[str, Any], now: datetime) -> Data:
    starred = {"press_release": "面向行业，不需通稿", "news_media": "面向行业，不经媒体"}
    plan = {
        "doc_title": seen["registration"]["title"],
        "category": _category(seen["d01"].get("category")),
        "forms": ["发布文字解读材料", "发布图表图解、动漫、音频视频等展现形式的解读材料"],
        "product_types": ["图表图解"],
        "channels": ["政府网站"],
        "channel_names": {"gov_site": "青岚区人民政府网"},
        "star_exception": starred,
        "publish_time": "无特定要求",
    }
    return {"plan": plan}


def _category(number: Any) -> str:
    if str(number) == "1":
        return "行政规范性文件"
    return "涉及面广、社会关注度高、专业性强、与群众利益密切相关的其他政策性文件"


def _product(random: Random, seen: Mapping[str, Any], now: datetime) -> Data:
    return {"product": {"form_type": "图表图解", "title": "一图读懂", "status": "已制作完成"}}


def _issue(random: Random, seen: Mapping[str, Any], now: datetime) -> Data:
    today = now.date().isoformat()
    number = f"青岚规〔{now.year}〕{seen['instance_id']}号"
    issue = {
        "doc_no": number,
        "composed_date": today,
        "issue_date": today,
        "theme": "综合",
        "policy_major": False,
    }
    return {"issue": issue}


def _publication(random: Random, seen: Mapping[str, Any], now: datetime) -> Data:
    asked = seen.get("publication") or {}
    url = f"https://www.qinglan.example/{random.randrange(10**9)}.html"
    told = {"url": url, "published_at": now.isoformat(), "key_facts_equal": True}
    return {"publication": {"channel": "政府网站", "form_type": "动漫", **asked, **told}}


def _triage(random: Random, seen: Mapping[str, Any], now: datetime) -> Data:
    hit = seen["match_options"][0]["value"] if seen["matches"] else "none"
    unit = random.choice(OFFICE["units"][:5])["value"]
    triage = {"match": hit, "needs_unit": hit == "none", "issued_in_name": "部门", "drafting_unit": unit}
    return {"triage": {**triage, "is_joint": False, "to_opinion": False}}


def _instant(random: Random, seen: Mapping[str, Any], now: datetime) -> Data:
    return {"reply": {"answer": "详见办法第八条。", "method": "来件渠道", "satisfaction": "满意"}}


def _dispatch(random: Random, seen: Mapping[str, Any], now: datetime) -> Data:
    return {"dispatch": {"unit": seen["triage"]["drafting_unit"], "section": "综合科", "note": ""}}


def _reply(random: Random, seen: Mapping[str, Any], now: datetime) -> Data:
    reply = {
        "verdict": "属于本单位",
        "answer": "符合条件即可申请。",
        "method": "来件渠道",
        "to_library": False,
    }
    return {"reply": {**reply, "policy_ref": "青岚规〔2025〕1号", "clause": "第八条"}}


def _opinion(random: Random, seen: Mapping[str, Any], now: datetime) -> Data:
    known = seen["opinion"]
    told = {"kind": "政务舆情", "drafting_unit": seen["owner_unit"], "emergency": False}
    return {"opinion": {**known, **told}}


def _conference(random: Random, seen: Mapping[str, Any], now: datetime) -> Data:
    conference = {
        "kind": "新闻发布会",
        "topic": "政策发布会",
        "held_at": seen["planned"],
        "place": "区政府新闻发布厅",
        "host": "陆鸣",
        "spokespersons": [{"name": "高建业", "post": "主任", "is_head": True}],
        "media": [{"name": "青岚日报"}],
    }
    return {"conference": conference}


_OWN: dict[Task, Answer] = {
    ("jd_main_district", "T1"): _registration,
    ("jd_main_district", "T3"): _scope,
    ("jd_main_district", "T4"): _issue,
    ("jd_main_district", "T6"): _issue,
    ("jd_package_drafting", "T2"): _plan,
    ("jd_package_drafting", "T4"): _product,
    **{("jd_publication", element): _publication for element in ("T1", "T2", "T5")},
    ("jd_channel_publication", "T3"): _publication,
    ("jd_channel_publication", "T7"): _product,
    ("jd_inquiry", "T1"): _triage,
    ("jd_inquiry", "T2"): _instant,
    ("jd_inquiry", "T3"): _dispatch,
    ("jd_inquiry", "T4"): _reply,
    ("jd_opinion_response", "T1"): _opinion,
    ("jd_press_conference", "T1"): _conference,
}
