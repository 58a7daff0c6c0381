"""The conditional rules of the catalogue, one row each: what is asked, dropped or refused."""

from __future__ import annotations

from typing import Any

from processes.forms import words

GONE: Any = ...
_TEXT = "发布文字解读材料"
_OTHERS = ["发布图表图解、动漫、音频视频等展现形式的解读材料", "发布政策解读新闻通稿"]
_STARRED = [_TEXT, *_OTHERS]
_NAMES = "channel_names"
_SITES = ["政府网站", "新闻媒体"]
_NAMED = {"gov_site": "青岚区人民政府网", "news_media": "青岚日报"}
_RETURN = {"decision": "return", "reason": "请修改", "return_to": ["解读材料"]}

#: (form, clause, occasion, changes to the data of case A, changes to the variables, the one field asked for)
ASKED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str]] = [
    ("F01", "S2-17", "", {"lead_unit": None}, {}, "lead_unit"),
    ("F01", "S2-17", "", {"joint_units": []}, {}, "joint_units"),
    ("F01", "S2-20", "", {"disclosure": "依申请公开"}, {}, "disclosure_reason"),
    ("F01", "S2-20", "", {"disclosure": "不予公开", "disclosure_reason": " "}, {}, "disclosure_reason"),
    ("F01", "S2-20", "", {"no_secret": False}, {}, "no_secret"),
    ("F01", "S2-20", "", {"secret_level": None}, {}, "secret_level"),
    *(
        ("F01", "S2-22", "", {flag: True, f"{flag}_note": GONE}, {}, f"{flag}_note")
        for flag in ("flag_wide", "flag_attention", "flag_professional", "flag_public_interest")
    ),
    ("F01", "S2-35", "", {"old_doc_ref": ""}, {}, "old_doc_ref"),
    ("F01", "S2-26", "", {"no_own_doc": True}, {}, "upper_doc_ref"),
    ("F01", "S2-26", "", {"issued_in_name": "上级文件"}, {}, "upper_doc_ref"),
    ("F01", "S2-24", "", {"doc_type": "重大行政决策", "urgent": True}, {}, "urgent_reason"),
    ("F01", "S1-02", "", {"drafting_unit": None}, {}, "drafting_unit"),
    ("F01-document", "S2-29", "", {"research_note": ""}, {}, "research_note"),
    *(
        ("F01-document", "S2-29", "", {key: False}, {}, key)
        for key in ("self_public", "self_readable", "self_feasible")
    ),
    ("F02", "S2-96", "", {"doc_title": ""}, {}, "doc_title"),
    ("F02", "S2-97", "", {"category": None}, {}, "category"),
    ("F02", "S2-98", "", {"forms": [*_STARRED, "其他"]}, {}, "forms_other"),
    *(
        ("F02", "S2-99", "", {"channels": [*_SITES, option], "channel_names": dict(_NAMED)}, {}, field)
        for option, field in (
            ("政务微信公众号", "channel_names.wechat"),
            ("政务新浪微博", "channel_names.weibo"),
            ("其他政务新媒体", "channel_names.other_new_media"),
            ("公开栏、宣传单等其他发布渠道", "channel_names.other"),
        )
    ),
    *(
        (
            "F02",
            "S2-99",
            "",
            {"channels": _SITES, "channel_names": {**_NAMED, key: ""}},
            {},
            f"channel_names.{key}",
        )
        for key in _NAMED
    ),
    ("F02", "S2-100", "", {"forms": _OTHERS}, {}, "star_exception.text_material"),
    ("F02", "S2-100", "", {"forms": [_TEXT, _OTHERS[1]]}, {}, "star_exception.multimedia"),
    ("F02", "S2-100", "", {"forms": [_TEXT, _OTHERS[0]]}, {}, "star_exception.press_release"),
    ("F02", "S2-100", "", {"channels": ["新闻媒体"]}, {}, "star_exception.gov_site"),
    ("F02", "S2-100", "", {"channels": ["政府网站"]}, {}, "star_exception.news_media"),
    ("F02", "S2-101", "", {"publish_date": None}, {}, "publish_date"),
    ("F02-sign", "S2-103", "", {"sign_mode": "加盖单位公章"}, {}, "seal_ref"),
    ("F03", "S2-18", "", {"audience": None}, {}, "audience"),
    *(("F03", "S2-32", "", {key: ""}, {}, key) for key in ("background", "basis", "purpose")),
    *(
        ("F03", "S2-33", "", {key: ""}, {}, key)
        for key in ("main_content", "core_measures", "applicable_to", "standard", "time_limit", "cautions")
    ),
    ("F03", "S2-34", "", {"no_keywords": True}, {}, "no_keywords_reason"),
    *(
        ("F03", "S2-36", "", {f"redemption.{key}": GONE}, {}, f"redemption.{key}")
        for key in ("org", "address", "contact", "hours")
    ),
    ("F03-product", "S1-22", "video", {"presenter": ""}, {}, "presenter"),
    ("F03-product", "S1-22", "video", {"presenter_kind": None}, {}, "presenter_kind"),
    ("F03-product", "S1-21", "infographic", {"image_file": ""}, {}, "image_file"),
    ("F03-product", "S1-21", "video", {"status": "已制作完成"}, {}, "media_file"),
    *(
        ("F04", "S2-43", "stage1", {f"aspects.{aspect}": None}, {}, f"aspects.{aspect}")
        for aspect in ("political", "legal", "policy", "secrecy", "wording", "opinion")
    ),
    *(
        (
            "F04",
            "S2-43",
            "stage1",
            {f"aspects.{aspect}": "问题", **_RETURN},
            {},
            f"aspects.{aspect}_note",
        )
        for aspect in ("political", "legal", "policy", "secrecy", "wording", "opinion")
    ),
    ("F04", "S2-47", "stage1", {"decision": "return", "return_to": ["解读材料"]}, {}, "reason"),
    ("F04", "S2-47", "stage1", {"decision": "return", "reason": "请修改"}, {}, "return_to"),
    ("F04", "S1-04", "stage1", {"decision": "pass_with_changes"}, {}, "changes"),
    ("F04", "S2-44", "stage1", {"applies_to": []}, {}, "applies_to"),
    ("F04", "S2-103", "stage3_signed", {"plan_opinion": ""}, {"stage": 3}, "plan_opinion"),
    ("F04", "S2-42", "stage2", {"signed": False}, {"stage": 2}, "signed"),
    ("F04-coop", "S2-17", "czj", {"attitude": "有修改意见"}, {}, "opinion"),
    ("F05", "S2-45", "", {"decision": "return"}, {}, "reason"),
    ("F05", "S2-102", "", {"sign_mode": "加盖单位公章"}, {}, "seal_ref"),
    ("F05", "S2-100", "", {}, {"plan.star_exception": {"news_media": "无合作媒体"}}, "exception_decision"),
    ("F06", "S2-39", "first", {"items": []}, {}, "items"),
    ("F06", "S2-103", "first", {"plan_sealed": True}, {}, "seal_ref"),
    ("F06", "S2-47", "first", {}, {"return_note": {"reason": "缺签署"}}, "correction_note"),
    ("F06-sign", "S2-46", "gov_office_leader", {"decision": "return"}, {}, "reason"),
    ("F07", "S2-47", "", {"reason": ""}, {}, "reason"),
    ("F07", "S2-47", "", {"correct_by": None}, {}, "correct_by"),
    ("F08-issue", "S2-62", "", {"issue_date": None}, {}, "issue_date"),
    ("F08", "S1-36", "text", {"column": None}, {}, "column"),
    ("F08", "S2-62", "text", {"url": ""}, {}, "url"),
    ("F08", "S2-61", "other", {"place": ""}, {}, "place"),
    ("F08", "S2-53", "wechat", {"key_facts_equal": None}, {}, "key_facts_equal"),
    ("F08", "S2-53", "wechat", {"handling_note": "已改"}, {"d19": {"needs_handling": True}}, "handling"),
    ("F16", "S2-65", "", {"none": True}, {}, "none_reason"),
    ("F28", "S2-25", "", {"rejected_reasons": ""}, {}, "rejected_reasons"),
    *(
        ("F27", "S2-24", "", {key: ""}, {}, key)
        for key in ("notice_title", "draft_file", "explanation", "interpretation")
    ),
    *(("F27", "S2-25", "", {key: ""}, {}, key) for key in ("how_to_comment", "contact")),
    ("F27", "S2-25", "", {}, {"d09": {"reason_required": True}}, "shorten_reason"),
    ("F27", "S2-25", "", {"waive": True}, {}, "waive_reason"),
    ("F27-waiver", "S2-25", "", {"agree": None}, {}, "agree"),
    ("F08-consultation", "S2-24", "", {"interpretation_url": ""}, {}, "interpretation_url"),
    ("F08-consultation", "S2-25", "", {"draft_url": ""}, {}, "draft_url"),
    ("F28-result", "S2-25", "", {"url": ""}, {}, "url"),
    ("F35-supervise", "S2-90", "", {"rectify_by": None}, {}, "rectify_by"),
]


#: (form, clause, occasion, changes, variables, the fields that are neither asked for nor kept)
DROPPED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("F01", "S2-17", "", {"is_joint": False}, {}, ["lead_unit", "joint_units"]),
    ("F01", "S2-20", "", {"disclosure_reason": "无"}, {}, ["disclosure_reason"]),
    ("F01", "S2-22", "", {"flag_wide": False}, {}, ["flag_wide_note"]),
    ("F01", "S2-35", "", {"has_old_policy": False}, {}, ["old_doc_ref"]),
    ("F01", "S2-26", "", {"upper_doc_ref": "某文件"}, {}, ["upper_doc_ref"]),
    ("F01", "S2-24", "", {"urgent": True, "urgent_reason": "急"}, {}, ["urgent", "urgent_reason"]),
    ("F02", "S2-98", "", {"forms_other": "无"}, {}, ["forms_other"]),
    ("F02", "S2-100", "", {"star_exception": {"gov_site": "无"}}, {}, ["star_exception"]),
    (
        "F02",
        "S2-100",
        "",
        {"channels": ["政府网站"], "star_exception": {"news_media": "无合作媒体"}},
        {"settings.star_exceptions": False},
        ["star_exception"],
    ),
    ("F02", "S2-101", "", {"publish_time": "无特定要求"}, {}, ["publish_date"]),
    ("F02-sign", "S2-103", "", {"seal_ref": "1号"}, {}, ["seal_ref"]),
    ("F03", "S2-34", "", {"no_keywords": True, "no_keywords_reason": "无术语"}, {}, ["keywords"]),
    ("F03", "S2-35", "", {}, {"registration.has_old_policy": False}, ["diff_old_new"]),
    ("F03", "S2-36", "", {}, {"registration.involves_redemption": False}, ["redemption"]),
    ("F03", "S1-14", "", {"goals_overall": "无"}, {}, ["goals_overall", "goals_stage", "benefits", "cases"]),
    ("F03-product", "S1-21", "infographic", {"media_file": "a.mp4"}, {}, ["media_file", "presenter"]),
    ("F03-product", "S2-37", "infographic", {"status": "后续制作"}, {}, ["image_file"]),
    ("F04", "S2-47", "stage1", {"reason": "无", "changes": "无"}, {}, ["reason", "return_to", "changes"]),
    ("F04", "S2-103", "stage2", {"sign_plan": True, "plan_opinion": "同意"}, {"stage": 2}, ["sign_plan"]),
    ("F04", "S1-30", "stage1", {"municipal": {"logic": "合格"}}, {}, ["municipal"]),
    ("F05", "S2-100", "", {"exception_decision": "同意"}, {}, ["exception_decision"]),
    ("F06", "S2-47", "first", {"correction_note": "无"}, {}, ["correction_note", "seal_ref"]),
    ("F06-sign", "S2-46", "gov_office_leader", {"reason": "无"}, {}, ["reason"]),
    ("F08", "S2-53", "text", {"key_facts_equal": True}, {}, ["key_facts_equal", "adaptation", "handling"]),
    ("F08", "S2-52", "wechat", {"column": "政务公开-政策解读"}, {}, ["column", "reverse_url"]),
    ("F08", "S2-61", "other", {"url": "https://a.example"}, {}, ["url"]),
    ("F16", "S2-65", "", {"none": True, "none_reason": "无"}, {}, ["entries"]),
    (
        "F27",
        "S2-25",
        "",
        {"waive": True, "waive_reason": "依法可以不公开"},
        {},
        ["notice_title", "interpretation", "start_date", "contact"],
    ),
    ("F28", "S2-25", "", {"adopted": 27, "partial": 0, "rejected": 0}, {}, ["rejected_reasons"]),
    ("F35-supervise", "S2-90", "", {"measure": "继续催办"}, {}, ["rectify_by"]),
]


#: (form, clause, occasion, changes, variables, the field refused and what it says)
REFUSED: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str, str]] = [
    ("F01", "S2-20", "", {"secret_level": "秘密"}, {}, "secret_level", words.OPTION),
    ("F01", "S2-07", "", {"drafting_unit": "xx"}, {}, "drafting_unit", words.OPTION),
    ("F01", "S2-17", "", {"joint_units": ["zjw"]}, {}, "joint_units", "配合单位不能包含牵头单位。"),
    (
        "F03",
        "S2-34",
        "",
        {"keywords": []},
        {},
        "keywords",
        "至少解释一个关键词；确实没有的，勾选上方选项并说明理由。",
    ),
    ("F03", "S2-35", "", {"diff_old_new": []}, {}, "diff_old_new", "有旧政策的，至少填写一条新旧差异。"),
    ("F04", "S1-04", "stage1_return", {"decision": "pass"}, {}, "decision", words.OPTION),
    (
        "F05",
        "S2-100",
        "",
        {"exception_decision": "不同意"},
        {"plan.star_exception": {"news_media": "无合作媒体"}},
        "decision",
        words.OPTION,
    ),
    ("F06", "S2-46", "first", {"leader_chain": []}, {}, "leader_chain", "至少安排一位审签领导。"),
    (
        "F08-issue",
        "S2-62",
        "",
        {"issue_date": "2026-02-04"},
        {},
        "issue_date",
        "印发日期不能早于成文日期。",
    ),
    *(
        (
            "F08-issue",
            "S2-62",
            "",
            {"doc_no": number},
            {},
            "doc_no",
            "格式应如：青岚府办规〔2026〕2号（年份用六角括号〔〕）",
        )
        for number in ("青岚府办规[2026]2号", "〔2026〕2号", "青岚府办规〔26〕2号", "青岚府办规〔2026〕2")
    ),
    ("F08", "S2-62", "text", {"url": "www.a.example"}, {}, "url", "应以 http:// 或 https:// 开头"),
    (
        "F03-product",
        "S1-21",
        "infographic",
        {"image_file": "图解.exe"},
        {},
        "image_file",
        "应为 png、jpg、svg 或者 pdf 文件",
    ),
    ("F28", "S2-25", "", {"total": 28}, {}, "total", "采纳、部分采纳、不采纳之和应等于收到意见数。"),
    ("F27", "S2-25", "", {"end_date": "2025-12-01"}, {}, "end_date", "截止日期不能早于发布日期。"),
    (
        "F28-result",
        "S2-25",
        "",
        {"published_at": "2026-01-06T10:00:00+08:00"},
        {"consultation_deadline": {"due_date": "2026-01-07"}},
        "published_at",
        "征求意见尚未截止，结果不能公开。",
    ),
    ("F28-result", "S2-25", "", {"column": "政务公开-政策解读"}, {}, "column", words.OPTION),
]
