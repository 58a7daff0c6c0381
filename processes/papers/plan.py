"""政策解读方案 of the template (制度附件, S2-96 to S2-104): its texts word for word, with ☑ and □."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.papers.page import Line, Names, Paper, Table
from processes.papers.wording import BLANK, NO_DATE, as_day, day, mapping, sequence, text

CATEGORIES = (
    "行政规范性文件",
    "涉及面广、社会关注度高、专业性强、与群众利益密切相关的其他政策性文件",
    "政策解读工作主管部门认为有必要解读的其他政策性文件",
)
#: Options that are to be chosen as a rule (加*).
STARRED = frozenset(
    {
        "发布文字解读材料",
        "发布图表图解、动漫、音频视频等展现形式的解读材料",
        "发布政策解读新闻通稿",
        "政府网站",
        "新闻媒体",
    }
)
FORMS = (
    "发布文字解读材料",
    "发布图表图解、动漫、音频视频等展现形式的解读材料",
    "发布政策解读新闻通稿",
    "召开新闻发布会",
    "召开政策吹风会",
    "部门负责人接受媒体专访",
    "部门负责人发表解读文章",
    "其他",
)
#: The channels with the key under which ``plan.channel_names`` and ``plan.star_exception`` have them.
CHANNELS = {
    "政府网站": "gov_site",
    "新闻媒体": "news_media",
    "政务微信公众号": "wechat",
    "政务新浪微博": "weibo",
    "其他政务新媒体": "other_new_media",
    "公开栏、宣传单等其他发布渠道": "other",
}
TIMES = ("无特定要求", "有特定要求")
WITHIN = "应当在政策性文件印发后20个工作日内发布"
REMARK = "备注：加*的选项，原则上为必选项。"
OFFICE = "政府新闻办公室/政策解读工作机构意见"
OFFICE_SIGNS = "（负责人签署意见或者加盖单位公章）"
UNIT = "起草单位意见"
UNIT_SIGNS = "（主要负责人签署意见或者加盖单位公章）"
_EXCEPTIONS = {
    "text_material": "发布文字解读材料",
    "multimedia": "发布图表图解、动漫、音频视频等展现形式的解读材料",
    "press_release": "发布政策解读新闻通稿",
    "gov_site": "政府网站",
    "news_media": "新闻媒体",
}


def plan_paper(variables: Mapping[str, Any], names: Names) -> Paper:
    """The plan: ``plan`` (F02), ``plan_signature``, ``office_review`` (F05), ``registration``."""
    plan = mapping(variables.get("plan"))
    title = text(plan.get("doc_title")) or text(mapping(variables.get("registration")).get("title"))
    office = _opinion(mapping(variables.get("office_review")), names, "负责人")
    own = _opinion(mapping(variables.get("plan_signature")), names, "主要负责人")
    rows = (
        (_label("拟发文件标题"), (Line(title, "cell"),)),
        (_label("文件类别"), _boxes(CATEGORIES, {text(plan.get("category"))})),
        (_label("解读形式"), _forms(plan)),
        (_label("发布渠道"), _channels(plan)),
        (_label("拟发布时间"), _time(plan)),
        (_label(OFFICE, OFFICE_SIGNS), office),
        (_label(UNIT, UNIT_SIGNS), own),
    )
    head = (Line("附件", "head"), Line("政策解读方案", "title", "center"))
    notes = (Line(REMARK, "note"), *_exceptions(mapping(plan.get("star_exception"))))
    return Paper("政策解读方案", (*head, Table(rows, (0.26, 0.74)), *notes))


def _label(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(each, "small" if number else "label", "center") for number, each in enumerate(texts))


def _boxes(options: tuple[str, ...], chosen: set[str]) -> tuple[Line, ...]:
    return tuple(Line(_starred(option), "cell", box=option in chosen) for option in options)


def _starred(option: str) -> str:
    return option + "*" * (option in STARRED)


def _forms(plan: Mapping[str, Any]) -> tuple[Line, ...]:
    chosen = set(map(text, sequence(plan.get("forms"))))
    lines = _boxes(FORMS[:-1], chosen)
    other = "其他" in chosen
    return (*lines, Line(f"其他：{text(plan.get('forms_other')) if other else ''}", "cell", box=other))


def _channels(plan: Mapping[str, Any]) -> tuple[Line, ...]:
    chosen, named = set(map(text, sequence(plan.get("channels")))), mapping(plan.get("channel_names"))
    lines = []
    for channel, key in CHANNELS.items():
        name = text(named.get(key)) if channel in chosen else ""
        lines.append(Line(f"{_starred(channel)}（名称：{name or BLANK}）", "cell", box=channel in chosen))
    return tuple(lines)


def _time(plan: Mapping[str, Any]) -> tuple[Line, ...]:
    chosen = text(plan.get("publish_time"))
    when = day(plan.get("publish_date")) if chosen == TIMES[1] else NO_DATE
    wanted = Line(f"{TIMES[1]}（{when}，{WITHIN}）", "cell", box=chosen == TIMES[1])
    return (Line(TIMES[0], "cell", box=chosen == TIMES[0]), wanted)


def _opinion(opinion: Mapping[str, Any], names: Names, post: str) -> tuple[Line, ...]:
    """The opinion with signer or seal and the date; blanks to fill in by hand when it is not there yet."""
    signed = opinion.get("signed_on") or opinion.get("signed_at")
    said = text(opinion.get("opinion")) or ("同意。" if opinion.get("decision") == "pass" else "")
    sealed = text(opinion.get("sign_mode")) == "加盖单位公章"
    lines = [Line(said, "cell")]
    if sealed or not opinion:
        number = text(opinion.get("seal_ref"))
        lines.append(Line("（盖章处）" + (f"用印登记号：{number}" if number else ""), "cell", "right"))
    if not sealed:
        signer = names.signed(opinion.get("signer"), opinion.get("signer_for"))
        lines.append(Line(f"{post}：{signer or BLANK}", "cell", "right"))
    return (*lines, Line(day(signed) if as_day(signed) else NO_DATE, "cell", "right"))


def _exceptions(given: Mapping[str, Any]) -> tuple[Line, ...]:
    """The reasons for starred options that were not chosen: the reviewer judges them (S2-100)."""
    told = [(option, text(given.get(key))) for key, option in _EXCEPTIONS.items() if text(given.get(key))]
    if not told:
        return ()
    head = Line("未选加*选项的理由：", "note")
    return (head, *(Line(f"{_starred(option)}：{reason}", "note", indent=True) for option, reason in told))
