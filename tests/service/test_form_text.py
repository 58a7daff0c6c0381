"""Submitted data reads like the form."""

from __future__ import annotations

from service.form_text import PRIVATE, Entry, entries, form_name, private_paths, root_path

FORM = {
    "id": "F09",
    "properties": {"name": "登记表"},
    "components": [
        {
            "type": "group",
            "path": "registration",
            "label": "登记",
            "components": [
                {"type": "textfield", "key": "title", "label": "标题"},
                {"type": "checkbox", "key": "joint", "label": "联合发文"},
                {
                    "type": "select",
                    "key": "kind",
                    "label": "类别",
                    "values": [{"value": "law", "label": "规范性文件"}],
                },
                {"type": "taglist", "key": "units", "label": "配合单位", "valuesExpression": "=units"},
                {"type": "datetime", "key": "on", "label": "日期"},
                {
                    "type": "dynamiclist",
                    "path": "channels",
                    "label": "渠道",
                    "components": [{"type": "textfield", "key": "name", "label": "名称"}],
                },
            ],
        }
    ],
}


def test_values_have_labels_and_option_texts() -> None:
    data = {
        "registration": {
            "title": "办法",
            "joint": True,
            "kind": "law",
            "units": ["czj", "abc"],
            "on": "2026-02-06",
            "channels": [{"name": "网站"}, {"name": "微信"}],
        },
        "units": [{"value": "czj", "label": "区财政局"}],
    }

    assert entries(FORM, data) == [
        Entry("登记", heading=True),
        Entry("标题", "办法"),
        Entry("联合发文", "是"),
        Entry("类别", "规范性文件"),
        Entry("配合单位", "区财政局、abc"),
        Entry("日期", "2026年2月6日"),
        Entry("渠道 1", heading=True),
        Entry("名称", "网站"),
        Entry("渠道 2", heading=True),
        Entry("名称", "微信"),
    ]


def test_what_was_not_filled_in_is_left_out() -> None:
    assert entries(FORM, {"registration": {"title": None, "channels": []}}) == []
    assert entries(FORM, {}) == []


def test_a_form_knows_its_variable_and_its_name() -> None:
    assert root_path(FORM) == "registration"
    assert form_name(FORM, "F09") == "登记表"
    assert form_name({"components": []}, "F09") == "F09"


def test_dates_have_a_label_of_their_own() -> None:
    form = {"components": [{"type": "datetime", "key": "signed_on", "dateLabel": "签署日期"}]}

    assert [entry.label for entry in entries(form, {"signed_on": "2026-01-05"})] == ["签署日期"]


def test_personal_data_are_named_but_not_shown() -> None:
    person = {"type": "textfield", "key": "phone", "label": "电话", "properties": {"private": True}}
    form = {"components": [{"type": "group", "path": "inquiry", "components": [person]}]}

    assert entries(form, {"inquiry": {"phone": "13800001234"}}) == [Entry("电话", PRIVATE)]
    assert entries(form, {"inquiry": {"phone": ""}}) == []
    assert list(private_paths(form)) == ["inquiry.phone"]
