"""Groups, lists, wrong shapes and sizes."""

from __future__ import annotations

from typing import Any

import pytest

from processes.errors import InvalidArgument
from processes.forms import Form
from tests.processes.forms.small_forms import NOW, clean, errors, field, form, only, options

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
