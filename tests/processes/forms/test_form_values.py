"""Which values a form accepts, refuses and normalises."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from processes.errors import InvalidArgument
from processes.feel import Environment
from tests.processes.forms.small_forms import clean, errors, field, form, only, options


@pytest.mark.parametrize(
    ("kind", "more", "value"),
    [
        ("textfield", {}, "标题"),
        ("textarea", {}, "第一行\n第二行"),
        ("number", {}, 3),
        ("number", {}, 0),
        ("number", {"decimalDigits": 2}, 1.25),
        ("number", {"serializeToString": True}, "12345678901234567890.10"),
        ("checkbox", {}, True),
        ("radio", {"values": options("是", "否")}, "否"),
        ("select", {"values": options(1, 2)}, 2),
        ("select", {"values": options({"id": 1}, {"id": 2})}, {"id": 2}),
        ("checklist", {"values": options("甲", "乙")}, ["乙", "甲"]),
        ("taglist", {"values": ["甲", "乙"]}, ["乙"]),
        ("datetime", {"subtype": "date"}, "2026-02-06"),
        ("datetime", {"subtype": "time"}, "09:30:00+08:00"),
        ("datetime", {"subtype": "datetime"}, "2026-02-06T09:30:00"),
    ],
)
def test_accepts_and_keeps(kind: str, more: dict[str, Any], value: Any):
    assert clean(only(kind, **more), {"a": value}) == {"a": value}


@pytest.mark.parametrize(
    ("kind", "more", "value", "message"),
    [
        ("textfield", {}, ["x"], "类型错误：应为文字。"),
        ("textfield", {}, 5, "类型错误：应为文字。"),
        ("textfield", {}, "a\x00b", "含有不可见的控制字符，请删除。"),
        ("textarea", {}, "\ud800", "含有不可见的控制字符，请删除。"),
        ("textfield", {}, "关于\u202e印发", "含有不可见的控制字符，请删除。"),
        ("textarea", {}, "关于\u2066印发\u2069", "含有不可见的控制字符，请删除。"),
        ("textfield", {}, "字" * 2001, "不能超过 2000 个字。"),
        ("textfield", {"validate": {"required": True}}, "", "此项为必填项。"),
        ("textfield", {"validate": {"required": True}}, "  ", "此项为必填项。"),
        ("textfield", {"validate": {"required": True}}, None, "此项为必填项。"),
        ("textfield", {"validate": {"minLength": 5}}, "四个汉字", "不能少于 5 个字。"),
        ("textfield", {"validate": {"maxLength": 3}}, "四个汉字", "不能超过 3 个字。"),
        ("textfield", {"validate": {"maxLength": "=1 + 2"}}, "四个汉字", "不能超过 3 个字。"),
        ("textfield", {"validate": {"pattern": r"^\d+$"}}, "１２", r"格式不符合要求：^\d+$。"),
        (
            "textfield",
            {"validate": {"pattern": r"〔\d{4}〕", "patternErrorMessage": "应有年份"}},
            "x",
            "应有年份",
        ),
        ("textfield", {"validate": {"pattern": "^(a|aa)+$"}}, "a" * 60 + "b", "内容过于复杂，格式校验超时。"),
        ("textfield", {"validate": {"validationType": "email"}}, "a@", "请输入有效的电子邮箱地址。"),
        (
            "textfield",
            {"validate": {"validationType": "phone"}},
            "123",
            "请输入有效的电话号码（如 +8613800138000）。",
        ),
        ("number", {}, "5", "请输入数字。"),
        ("number", {}, True, "请输入数字。"),
        ("number", {}, float("nan"), "请输入数字。"),
        ("number", {}, 10**15, "数字位数过多。"),
        ("number", {"serializeToString": True}, "1e5", "请输入数字。"),
        ("number", {"validate": {"required": True}}, None, "此项为必填项。"),
        ("number", {"validate": {"min": 0.5}}, 0, "不能小于 0.5。"),
        ("number", {"validate": {"min": 0}}, -1, "不能小于 0。"),
        ("textfield", {"validate": {"maxLength": 0}}, "字", "不能超过 0 个字。"),
        ("number", {"validate": {"max": "=limit * 2"}}, 21, "不能大于 20。"),
        ("number", {"decimalDigits": 0}, 1.5, "请输入整数。"),
        ("number", {"decimalDigits": 1}, 1.25, "最多 1 位小数。"),
        ("number", {"increment": "0.5"}, 0.7, "请输入有效值，最接近的有效值为 0.5 和 1。"),
        ("checkbox", {}, "true", "类型错误：应为是或否。"),
        ("checkbox", {"validate": {"required": True}}, False, "此项为必填项。"),
        ("radio", {"values": options("是")}, "否", "所选项不在可选范围内。"),
        ("radio", {"values": options(1)}, True, "所选项不在可选范围内。"),
        ("radio", {"values": options("是")}, ["是"], "所选项不在可选范围内。"),
        ("select", {"values": options("是"), "validate": {"required": True}}, "", "此项为必填项。"),
        ("select", {"valuesKey": "units"}, "文旅委", "所选项不在可选范围内。"),
        ("select", {"valuesKey": "nothing"}, "住建委", "所选项不在可选范围内。"),
        ("select", {"valuesExpression": '=units[item != "住建委"]'}, "住建委", "所选项不在可选范围内。"),
        ("checklist", {"values": options("甲")}, "甲", "类型错误：应为列表。"),
        ("checklist", {"values": options("甲")}, ["丙"], "所选项不在可选范围内。"),
        ("checklist", {"values": options("甲")}, ["甲", "甲"], "同一选项只能选择一次。"),
        ("checklist", {"values": options("甲"), "validate": {"required": True}}, [], "此项为必填项。"),
        (
            "checklist",
            {"values": options("甲", "乙"), "properties": {"minItems": 2}},
            ["甲"],
            "至少需要 2 项。",
        ),
        (
            "checklist",
            {"values": options("甲", "乙"), "properties": {"minItems": "2"}},
            [],
            "至少需要 2 项。",
        ),
        ("taglist", {"values": ["甲", "乙"], "properties": {"maxItems": 1}}, ["甲", "乙"], "最多 1 项。"),
        ("datetime", {}, "2026-02-30", "日期格式错误：应为年-月-日，如 2026-02-06。"),
        ("datetime", {}, "20260206", "日期格式错误：应为年-月-日，如 2026-02-06。"),
        ("datetime", {"subtype": "time"}, "24:00", "时间格式错误：应为时:分，如 09:30。"),
        (
            "datetime",
            {"subtype": "datetime"},
            "2026-02-06",
            "日期时间格式错误：应为日期和时间，如 2026-02-06T09:30。",
        ),
        ("datetime", {"disallowPassedDates": True}, "2026-02-09", "不能早于今天（2026-02-10）。"),
        ("datetime", {"subtype": "time", "timeInterval": 15}, "09:20", "分钟应为 15 的整数倍。"),
        ("datetime", {"properties": {"maxDate": "=today()"}}, "2026-02-11", "不能晚于 2026-02-10。"),
        ("datetime", {"properties": {"minDate": "2026-03-01"}}, "2026-02-28", "不能早于 2026-03-01。"),
        (
            "datetime",
            {
                "properties": {
                    "maxDate": '=deadline("20WD", issue).due_date',
                    "maxDateMessage": "晚于法定期限。",
                }
            },
            "2026-03-13",
            "晚于法定期限。",
        ),
        ("number", {"properties": {"assert": "=a > limit", "assertMessage": "太小。"}}, 3, "太小。"),
        (
            "textfield",
            {"validate": {"required": True}, "properties": {"requiredMessage": "请写。"}},
            "",
            "请写。",
        ),
    ],
)
def test_refuses_with_the_right_words(kind: str, more: dict[str, Any], value: Any, message: str):
    scope = {"limit": 10, "units": ["住建委", {"label": "财政局", "value": "czj"}], "issue": "2026-02-06"}
    assert errors(only(kind, **more), {"a": value}, scope) == {"a": [message]}


def test_empty_optional_fields_get_the_empty_value_of_their_type():
    kinds = form(
        field("textfield", "t"),
        field("number", "n"),
        field("checkbox", "c"),
        field("checklist", "l", values=options("甲")),
        field("select", "s", values=options("甲")),
        field("datetime", "d", subtype="date"),
        field("textfield", "standard", defaultValue="默认"),
    )
    nothing = {"t": "", "n": None, "c": False, "l": [], "s": None, "d": None, "standard": "默认"}
    assert clean(kinds, {}) == nothing
    assert clean(kinds, dict.fromkeys(nothing)) == {**nothing, "standard": ""}
    assert clean(kinds, {"n": "", "s": "", "d": "", "t": ""})["n"] is None


def test_text_is_normalised_to_what_may_be_stored():
    assert clean(only("textfield"), {"a": "两\r\n行"}) == {"a": "两 行"}
    assert clean(only("textarea"), {"a": "两\r\n行"}) == {"a": "两\n行"}


def test_times_get_their_seconds():
    assert clean(only("datetime", subtype="time"), {"a": "09:30"}) == {"a": "09:30:00"}
    assert clean(only("datetime", subtype="datetime"), {"a": "2026-02-06T09:30+08:00"}) == {
        "a": "2026-02-06T09:30:00+08:00"
    }


def test_options_from_the_scope():
    scope = {"units": ["住建委", {"label": "财政局", "value": "czj"}, {"label": "空"}]}
    assert clean(only("select", valuesKey="units"), {"a": "czj"}, scope) == {"a": "czj"}
    assert clean(only("select", valuesExpression="=units"), {"a": "住建委"}, scope) == {"a": "住建委"}
    numbers = only("select", valuesExpression="=[1, 2.0, 3]")
    assert clean(numbers, {"a": 2}) == {"a": 2}


@pytest.mark.parametrize(
    ("value", "bounds", "messages"),
    [
        ("2026-02-10T08:59", {"minDate": "=now()"}, ["不能早于 2026-02-10 09:00。"]),
        ("2026-02-10T09:00", {"minDate": "=now()"}, []),
        ("2026-02-10T01:00:00Z", {"minDate": "2026-02-10T09:00:00+08:00"}, []),
        ("2026-02-10T09:01", {"maxDate": "2026-02-10T09:00:00"}, ["不能晚于 2026-02-10 09:00。"]),
        ("2026-02-10T09:01", {"maxDate": "2026-02-10"}, []),
        ("2026-02-11T00:00", {"maxDate": "2026-02-10"}, ["不能晚于 2026-02-10。"]),
        ("2026-02-11T00:00", {"maxDate": "=nothing"}, []),
        ("2026-02-11T00:00", {"maxDate": "2026-02-10T不对"}, ["不能晚于 2026-02-10 不对。"]),
    ],
)
def test_bounds_of_dates_with_time(value: str, bounds: dict[str, str], messages: list[str]):
    dated = only("datetime", subtype="datetime", properties=bounds)
    if messages:
        assert errors(dated, {"a": value}) == {"a": messages}
    else:
        assert clean(dated, {"a": value})


def test_today_is_the_day_in_beijing():
    dated = only("datetime", disallowPassedDates=True)
    late = Environment(now=datetime(2026, 2, 9, 16, 30, tzinfo=UTC))  # 10 February 00:30 in Beijing
    assert dated.clean({"a": "2026-02-10"}, {}, late)
    with pytest.raises(InvalidArgument, match="有 1 处填写有误"):
        dated.clean({"a": "2026-02-09"}, {}, late)
    assert dated.clean({"a": "2020-01-01"})  # without a clock no day has passed


def test_limits_that_are_null_do_not_limit_and_wrong_ones_are_told():
    loose = form(
        field("number", "n", validate={"min": "=nothing", "max": "=limit"}),
        field("textfield", "t", validate={"maxLength": "=nothing"}),
    )
    assert clean(loose, {"n": 5, "t": "字" * 3000})["n"] == 5
    assert errors(loose, {"n": 5}, {"limit": "viel"}) == {"n": ["最大值设置有误。"]}
    assert errors(loose, {"n": 5}, {"limit": True}) == {"n": ["最大值设置有误。"]}
    assert clean(loose, {"n": 5}, {"limit": "5"})["n"] == 5


@pytest.mark.parametrize("value", ["1" * 30 + ".000000000000000000000000000003", "0.1"])
def test_long_numbers_are_not_rounded(value: str):
    exact = only("number", serializeToString=True, increment="0.0000000000000000000000000001")
    if len(value) > 3:
        assert "最接近的有效值为" in errors(exact, {"a": value})["a"][0]
    else:
        assert clean(exact, {"a": value}) == {"a": value}
    digits = only("number", serializeToString=True, decimalDigits=29)
    assert len(value) <= 3 or errors(digits, {"a": value}) == {"a": ["最多 29 位小数。"]}


def test_equal_rows_are_found_across_number_types():
    rows = form(
        {
            "type": "dynamiclist",
            "id": "l",
            "path": "l",
            "properties": {"uniqueBy": "n", "uniqueByMessage": "{序号}重复（第 {row} 行）。"},
            "components": [field("number", "n")],
        }
    )
    assert errors(rows, {"l": [{"n": 1}, {"n": 2}, {"n": 1.0}]}) == {"l[2]": ["{序号}重复（第 1 行）。"]}


def test_false_is_an_answer_of_a_radio():
    radio = only("radio", values=options(True, False), validate={"required": True})
    assert clean(radio, {"a": False}) == {"a": False}
    assert errors(radio, {"a": None}) == {"a": ["此项为必填项。"]}
