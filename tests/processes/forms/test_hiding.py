"""Conditions that form-js judges by values which are no longer shown are told at deployment."""

from __future__ import annotations

from typing import Any

import pytest

from processes.forms import Form
from tests.processes.forms.browser import ask
from tests.processes.forms.differences import DIFFERENCES
from tests.processes.forms.small_forms import clean, errors, field
from tests.processes.forms.small_forms import form as loaded


def hidden(kind: str, key: str, condition: str, **more: Any) -> dict[str, Any]:
    return field(kind, key, conditional={"hide": condition}, **more)


def group(path: str, *components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "group", "id": f"g_{path}", "path": path, "components": list(components), **more}


def told(*components: dict[str, Any]) -> list[tuple[str | None, str]]:
    return [(each.element_id, each.message) for each in loaded(*components).warnings]


@pytest.mark.parametrize("name", ["chain", "stale"])
def test_the_two_differences_are_warned_of(name: str):
    each = next(each for each in DIFFERENCES if each.name == name)
    (warning,) = Form.load(
        {"type": "default", "id": "T", "schemaVersion": 19, "components": [group("d", *each.components)]}
    ).warnings
    assert warning.code == "FORM-portability"
    assert warning.element_id == ("id_four" if name == "chain" else "id_e")


ALONE = [
    field("checkbox", "one"),
    hidden("checkbox", "two", "=one != true"),
    hidden("textfield", "three", "=two = true", validate={"required": True}),
]


def test_a_hidden_field_outside_of_groups_keeps_its_first_value_in_the_browser():
    assert told(*ALONE) == [
        (
            "id_three",
            "隐藏条件依赖可能被隐藏的字段“two”，而它不在有 path 的分组里，被隐藏后浏览器仍用最初的值，"
            "浏览器和服务器可能不同。",
        )
    ]
    document = {"type": "default", "id": "T", "schemaVersion": 19, "components": ALONE}
    data = {"one": False, "two": True, "three": ""}
    (answer,) = ask("submissions", [{"schema": document, "context": data, "submissions": [data]}])
    assert answer["errors"] == {}
    assert errors(loaded(*ALONE), data, data) == {"three": ["此项为必填项。"]}


def test_hidden_groups_make_their_fields_doubtful():
    (found,) = told(
        field("checkbox", "a"),
        group("b", field("checkbox", "c"), conditional={"hide": "=a"}),
        group("d", hidden("checkbox", "e", "=b.c"), field("textfield", "h")),
        hidden("textfield", "f", "=d.e"),
    )
    assert found[0] == "id_f"
    assert "“d.e”" in found[1]
    assert "“b.c”" in found[1]


def test_what_the_browser_follows_is_not_told():
    assert (
        told(
            group(
                "d",
                field("checkbox", "a"),
                hidden("checkbox", "b", "=d.a != true"),
                hidden("textfield", "c", "=d.b != true or outside.b = 1"),
                {
                    "type": "dynamiclist",
                    "id": "l",
                    "path": "l",
                    "conditional": {"hide": "=d.b"},
                    "components": [field("checkbox", "x"), hidden("textfield", "y", "=this.x")],
                },
            )
        )
        == []
    )
    assert clean(loaded(*ALONE[:2]), {"one": True, "two": True}) == {"one": True, "two": True}
