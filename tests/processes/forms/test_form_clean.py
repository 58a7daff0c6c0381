"""What a form accepts, refuses, drops, fills in and computes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from processes.calendar import default_calendar, feel_functions
from processes.errors import InvalidArgument
from processes.feel import Environment
from processes.forms import Form

BEIJING = ZoneInfo("Asia/Shanghai")
NOW = Environment(
    now=datetime(2026, 2, 10, 9, 0, tzinfo=BEIJING), functions=feel_functions(default_calendar())
)


def field(kind: str, key: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "id": f"id_{key}", "key": key, "label": key, **more}


def form(*components: dict[str, Any]) -> Form:
    return Form.load({"type": "default", "id": "T", "schemaVersion": 19, "components": list(components)})


def errors(form: Form, data: Any, scope: dict[str, Any] | None = None) -> dict[str, list[str]]:
    with pytest.raises(InvalidArgument) as caught:
        form.clean(data, scope or {}, NOW)
    return caught.value.errors


def clean(form: Form, data: Any, scope: dict[str, Any] | None = None) -> dict[str, Any]:
    return form.clean(data, scope or {}, NOW)


def options(*values: Any) -> list[dict[str, Any]]:
    return [{"label": str(value), "value": value} for value in values]


def only(kind: str, **more: Any) -> Form:
    return form(field(kind, "a", **more))


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
        ("number", {"increment": "0.5"}, 0.7, "请输入有效值，最接近的有效值为 0.5 和 1.0。"),
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


NESTED = form(
    {
        "type": "group",
        "id": "root",
        "path": "plan",
        "components": [
            field("textfield", "title", validate={"required": True}),
            {"type": "group", "id": "plain", "components": [field("textfield", "meta.no")]},
            {
                "type": "dynamiclist",
                "id": "rows",
                "path": "channels",
                "properties": {"minItems": 1, "uniqueBy": "kind,name"},
                "components": [
                    {**field("select", "kind", values=options("站", "报"))},
                    field(
                        "textfield",
                        "name",
                        validate={"required": True},
                        conditional={"hide": '=this.kind = "站"'},
                    ),
                    {
                        "type": "dynamiclist",
                        "id": "inner",
                        "path": "items",
                        "components": [
                            field("number", "size", validate={"max": "=parent.limit"}),
                            field("expression", "label", expression='=string(i[1]) + "." + string(i[2])'),
                        ],
                    },
                    field("number", "limit"),
                ],
            },
        ],
    }
)


def test_groups_and_lists_nest():
    data = {
        "plan": {
            "title": "方案",
            "meta": {"no": "1"},
            "channels": [
                {
                    "kind": "报",
                    "name": "日报",
                    "limit": 3,
                    "items": [{"size": 2, "label": "假"}, {"size": 3}],
                },
                {"kind": "站", "name": "不该有"},
            ],
        }
    }
    cleaned = clean(NESTED, data)["plan"]
    assert cleaned["meta"] == {"no": "1"}
    assert cleaned["channels"] == [
        {
            "kind": "报",
            "name": "日报",
            "limit": 3,
            "items": [{"size": 2, "label": "1.1"}, {"size": 3, "label": "1.2"}],
        },
        {"kind": "站", "limit": None, "items": []},
    ]
    assert clean(NESTED, {"plan": cleaned})["plan"] == cleaned


def test_errors_stand_at_their_paths():
    data = {
        "plan": {
            "channels": [
                {"kind": "报", "items": [{"size": 9}, 5], "limit": 1},
                {"kind": "报", "name": "", "color": "红"},
                "x",
            ],
            "extra": 1,
        },
        "other": {},
    }
    assert errors(NESTED, data) == {
        "plan.title": ["此项为必填项。"],
        "plan.channels[0].name": ["此项为必填项。"],
        "plan.channels[0].items[0].size": ["不能大于 1。"],
        "plan.channels[0].items[1]": ["类型错误：应为一组字段。"],
        "plan.channels[1].name": ["此项为必填项。"],
        "plan.channels[1]": ["与第 1 行重复。"],
        "plan.channels[1].color": ["未知字段，不接受。"],
        "plan.channels[2]": ["类型错误：应为一组字段。"],
        "plan.extra": ["未知字段，不接受。"],
        "other": ["未知字段，不接受。"],
    }


@pytest.mark.parametrize(
    ("data", "path", "message"),
    [
        ({"plan": "x"}, "plan", "类型错误：应为一组字段。"),
        ({"plan": {"title": "t", "channels": {"0": {}}}}, "plan.channels", "类型错误：应为列表。"),
        ({"plan": {"title": "t", "channels": []}}, "plan.channels", "至少需要 1 项。"),
        ({"plan": {"title": "t", "channels": None}}, "plan.channels", "至少需要 1 项。"),
        (
            {"plan": {"title": "t", "channels": [{"kind": "站"}], "meta": 3}},
            "plan.meta",
            "类型错误：应为一组字段。",
        ),
    ],
)
def test_wrong_shapes(data: Any, path: str, message: str):
    assert errors(NESTED, data) == {path: [message]}


def test_the_whole_submission_must_be_an_object():
    assert errors(NESTED, [1]) == {"": ["类型错误：应为一组字段。"]}


def test_hidden_fields_are_dropped_and_not_required():
    hiding = form(
        field("checkbox", "joint"),
        field("textfield", "lead", validate={"required": True}, conditional={"hide": "=joint != true"}),
        {
            "type": "group",
            "id": "g",
            "path": "more",
            "conditional": {"hide": '=lead = "甲"'},
            "components": [field("textfield", "note", validate={"required": True})],
        },
    )
    assert clean(hiding, {"joint": False, "lead": "乙", "more": {"note": "x"}}) == {
        "joint": False,
        "more": {"note": "x"},
    }
    assert clean(hiding, {"joint": True, "lead": "甲", "more": {"note": "x"}}) == {
        "joint": True,
        "lead": "甲",
    }
    assert errors(hiding, {"joint": True}) == {"lead": ["此项为必填项。"], "more.note": ["此项为必填项。"]}


def test_a_hidden_field_does_not_decide_anything():
    chain = form(
        field("checkbox", "one"),
        field("checkbox", "two", conditional={"hide": "=one != true"}),
        field("textfield", "three", validate={"required": True}, conditional={"hide": "=two != true"}),
    )
    assert clean(chain, {"one": False, "two": True, "three": ""}) == {"one": False}
    # What an earlier submission left in the variables does not count either.
    assert clean(chain, {"one": False}, {"two": True}) == {"one": False}


def test_contradicting_conditions_come_to_an_end():
    paradox = form(
        field("textfield", "a", conditional={"hide": "=b != null"}),
        field("textfield", "b", conditional={"hide": "=a = null"}),
    )
    assert set(clean(paradox, {"a": "1", "b": "2"})) <= {"a", "b"}


def test_conditions_see_scope_and_form():
    seeing = form(
        {
            "type": "group",
            "id": "g",
            "path": "plan",
            "components": [field("textfield", "a", conditional={"hide": "=plan.kind = registration.kind"})],
        }
    )
    assert clean(seeing, {"plan": {"a": "x"}}, {"plan": {"kind": 1}, "registration": {"kind": 1}}) == {
        "plan": {}
    }
    assert clean(seeing, {"plan": {"a": "x"}}, {"plan": {"kind": 1}}) == {"plan": {"a": "x"}}


def test_readonly_and_disabled_values_come_from_the_scope():
    locked = form(
        field("textfield", "a", readonly=True),
        field("textfield", "b", disabled=True, validate={"required": True}),
        field("textfield", "c", readonly='=status = "done"'),
        field("textfield", "d", readonly=True, defaultValue="默认"),
    )
    sent = dict.fromkeys("abcd", "伪造")
    assert clean(locked, sent, {"a": "原值", "c": "旧", "status": "done"}) == {
        "a": "原值",
        "b": "",
        "c": "旧",
        "d": "默认",
    }
    assert clean(locked, sent, {"a": "原值", "c": "旧", "status": "open"})["c"] == "伪造"


def test_a_forged_readonly_value_does_not_steer_conditions():
    steered = form(
        field("select", "route", values=options("A", "B"), readonly=True),
        field("textfield", "why", validate={"required": True}, conditional={"hide": '=route = "A"'}),
    )
    assert errors(steered, {"route": "A"}, {"route": "B"}) == {"why": ["此项为必填项。"]}


def test_readonly_fields_move_with_their_rows():
    rows = form(
        {
            "type": "dynamiclist",
            "id": "l",
            "path": "l",
            "components": [field("textfield", "no", readonly=True), field("textfield", "text")],
        }
    )
    stored = {"l": [{"no": "1", "text": "甲"}, {"no": "2", "text": "乙"}]}
    assert clean(rows, {"l": [{"no": "2", "text": "改"}]}, stored) == {"l": [{"no": "2", "text": "改"}]}
    assert clean(rows, {"l": [{"no": "9", "text": "改"}]}, stored) == {"l": [{"no": "1", "text": "改"}]}


def test_rows_that_may_not_be_added():
    fixed = form(
        {
            "type": "dynamiclist",
            "id": "l",
            "path": "l",
            "allowAddRemove": False,
            "components": [field("textfield", "a")],
        }
    )
    assert errors(fixed, {"l": [{}, {}]}) == {"l": ["不能增加或删除行，应为 1 行。"]}
    assert clean(fixed, {"l": [{"a": "1"}, {}]}, {"l": [{}, {}]}) == {"l": [{"a": "1"}, {"a": ""}]}


def test_expressions_are_computed_here():
    computed = form(
        field("number", "n"),
        field("expression", "double", expression="=n * 2"),
        field("expression", "quadruple", expression="=double * 2"),
        field("expression", "due", expression='=deadline("5WD", "2026-02-06").due_date'),
        field("expression", "none", expression="=n", conditional={"hide": "=n = 2"}),
    )
    assert clean(computed, {"n": 2, "double": 99, "due": {"any": "thing"}}) == {
        "n": 2,
        "double": 4,
        "quadruple": 8,
        "due": "2026-02-13",
    }


def test_assertions_of_groups():
    crossed = form(
        {
            "type": "group",
            "id": "g",
            "path": "c",
            "properties": {"assert": "=c.a + c.b = c.total", "assertMessage": "合计不符。"},
            "components": [field("number", "a"), field("number", "b"), field("number", "total")],
        }
    )
    assert errors(crossed, {"c": {"a": 1, "b": 2, "total": 4}}) == {"c": ["合计不符。"]}
    assert clean(crossed, {"c": {"a": 1, "b": 2, "total": 3}})["c"]["total"] == 3


@pytest.mark.parametrize(
    "data",
    [
        {"a": "x" * 2_000_001},
        {"a": ["x"] * 20_001},
        {"x" * 1_000_000: 1, "y" * 1_000_001: 1},
    ],
)
def test_oversize_input_is_refused(data: Any):
    with pytest.raises(InvalidArgument, match="提交内容过大"):
        only("textfield").clean(data)


def test_deep_input_is_refused():
    deep: Any = {}
    for _ in range(10_000):
        deep = {"a": deep}
    with pytest.raises(InvalidArgument, match="嵌套层数"):
        only("expression", expression="=1").clean(deep)


def test_too_many_rows():
    rows = form({"type": "dynamiclist", "id": "l", "path": "l", "components": [field("textfield", "a")]})
    assert errors(rows, {"l": [{}] * 501}) == {"l": ["最多 500 项。"]}


def test_the_schema_is_marshmallow():
    from marshmallow import Schema, ValidationError

    schema = NESTED.schema()
    assert issubclass(schema, Schema)
    assert schema().fields["plan"].schema.fields["title"].metadata["title"] == "title"
    with pytest.raises(ValidationError):
        schema().load({"plan": {}})
    assert schema().validate({"plan": {"title": "t", "channels": [{"kind": "站"}]}}) == {}
    assert schema(scope={}, environment=NOW).load({"plan": {"title": "t", "channels": [{"kind": "站"}]}})


def test_loading_forms_leaves_nothing_behind():
    from marshmallow import class_registry

    before = len(class_registry._registry)
    for number in range(20):
        Form.load({"type": "default", "id": f"T{number}", "schemaVersion": 19, "components": []})
    assert len(class_registry._registry) == before


def test_prefill_gives_the_form_view_what_it_reads_and_nothing_else():
    shown = form(
        {"type": "text", "id": "t", "text": "{{#if seen.ok}}文件 {{ doc.title }}{{/if}}"},
        {"type": "table", "id": "tab", "dataSource": "=opinions", "columns": []},
        field("select", "s", valuesKey="units"),
        field("textfield", "a", conditional={"hide": "=profile = 1"}),
    )
    scope = {"seen": 1, "doc": 2, "opinions": [], "units": [], "a": "x", "profile": 3, "secret": 4}
    assert set(shown.prefill(scope)) == {"seen", "doc", "opinions", "units", "a", "profile"}


def test_names_that_schemas_use_themselves_are_fine_as_keys():
    awkward = form(
        *(field("textfield", key) for key in ("load", "fields", "form", "validate", "Meta", "scope"))
    )
    data = dict.fromkeys(("load", "fields", "form", "validate", "Meta", "scope"), "x")
    assert clean(awkward, data) == data


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


def test_limits_that_cannot_be_computed_do_not_limit():
    loose = form(
        field("number", "n", validate={"min": "=nothing", "max": '="viel"'}),
        field("textfield", "t", validate={"maxLength": "=nothing"}),
    )
    assert clean(loose, {"n": 5, "t": "字" * 3000})["n"] == 5


def test_conditions_written_as_unary_tests():
    unary = form(field("checkbox", "a"), field("textfield", "b", conditional={"hide": "=a = true, a = null"}))
    assert clean(unary, {"a": False, "b": "x"}) == {"a": False, "b": "x"}


def test_this_at_the_root_is_the_whole_data():
    whole = form(
        field("textfield", "a"),
        field("expression", "b", expression="=this.a + _this_.c + string(parent = null)"),
    )
    assert clean(whole, {"a": "甲"}, {"c": "乙"})["b"] == "甲乙true"


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
