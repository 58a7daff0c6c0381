"""The options of the template, word for word (S2-97 to S2-103) and of the fields the decisions read."""

from __future__ import annotations

import pytest

from tests.forms_content.documents import component

_LABELS = [
    (
        "F02",
        "category",
        "S2-97",
        [
            "行政规范性文件",
            "涉及面广、社会关注度高、专业性强、与群众利益密切相关的其他政策性文件",
            "政策解读工作主管部门认为有必要解读的其他政策性文件",
        ],
    ),
    (
        "F02",
        "forms",
        "S2-98",
        [
            "发布文字解读材料*",
            "发布图表图解、动漫、音频视频等展现形式的解读材料*",
            "发布政策解读新闻通稿*",
            "召开新闻发布会",
            "召开政策吹风会",
            "部门负责人接受媒体专访",
            "部门负责人发表解读文章",
            "其他",
        ],
    ),
    (
        "F02",
        "channels",
        "S2-99",
        [
            "政府网站*",
            "新闻媒体*",
            "政务微信公众号",
            "政务新浪微博",
            "其他政务新媒体",
            "公开栏、宣传单等其他发布渠道",
        ],
    ),
    ("F02", "publish_time", "S2-101", ["无特定要求", "有特定要求"]),
    ("F02-sign", "sign_mode", "S2-103", ["主要负责人签署", "加盖单位公章"]),
    ("F05", "sign_mode", "S2-102", ["负责人签署", "加盖单位公章"]),
    (
        "F01",
        "issued_in_name",
        "S2-41",
        ["区政府", "区政府办", "部门", "部门（经区政府同意）", "市政府", "市政府办", "上级文件"],
    ),
    ("F01", "doc_type", "S2-21", ["行政规范性文件", "重大行政决策", "重要政策措施", "其他政策性文件"]),
    ("F01", "disclosure", "S2-20", ["主动公开", "依申请公开", "不予公开"]),
    ("F01", "secret_level", "S2-20", ["无"]),
    ("F03", "audience", "S2-18", ["社会公众", "下级机关", "两者兼有"]),
    ("F03-product", "form_type", "S2-63", ["图表图解", "动漫", "音频", "视频", "问答", "案例"]),
    ("F33", "kind", "S2-61", ["公开栏", "流动宣传车", "广播", "院坝会", "居民微信群", "宣传单"]),
    ("F11", "kind", "S2-58", ["媒体专访", "解读文章", "讲话", "在线访谈"]),
    ("F10", "kind", "S2-57", ["新闻发布会", "政策吹风会"]),
    (
        "F08",
        "column",
        "S2-52",
        ["政务公开-政策文件", "政务公开-政策解读", "重大决策预公开", "政策解读专栏", "政策文件专栏"],
    ),
]


@pytest.mark.parametrize(("form_id", "key", "clause", "labels"), _LABELS, ids=lambda each: str(each)[:20])
def test_labels_are_verbatim(form_id: str, key: str, clause: str, labels: list[str]):
    assert [option["label"] for option in component(form_id, key)["values"]] == labels, clause


@pytest.mark.parametrize(("form_id", "key"), [("F02", "forms"), ("F02", "channels"), ("F02", "category")])
def test_values_are_the_labels_without_the_star(form_id: str, key: str):
    options = component(form_id, key)["values"]

    assert [option["value"] for option in options] == [option["label"].rstrip("*") for option in options]


@pytest.mark.parametrize("key", ["political", "legal", "policy", "secrecy", "wording", "opinion"])
def test_each_of_the_six_aspects_has_a_verdict(key: str):
    assert [option["value"] for option in component("F04", key)["values"]] == ["合格", "问题"]
    assert component("F04", key)["validate"] == {"required": True}
