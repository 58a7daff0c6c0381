"""What holds for every form document."""

from __future__ import annotations

import json
import re

import pytest

from tests.forms_content.documents import ROOT, VARIABLES, components, document, form

_TEMPLATE = re.compile(r"\{\{[^}]*\}\}")
#: Words in Latin letters that staff know: file types, web addresses, the two routes.
_LATIN = re.compile(r"(?!(?:doc|docx|wps|ofd|pdf|png|jpg|svg|mp[34]|mov|wav|gif|https?|A|B)\b)\b[A-Za-z]+\b")
_SHOWN = ("label", "dateLabel", "timeLabel", "description", "text")


def test_the_forms_are_those_of_the_contract():
    assert {path.stem for path in (ROOT / "forms").glob("*.form")} == set(VARIABLES)


@pytest.mark.parametrize("form_id", VARIABLES)
def test_one_root_group_writes_one_variable(form_id: str):
    found = document(form_id)

    assert found["id"] == form_id
    assert found["schemaVersion"] == 19
    assert [(root["type"], root["path"]) for root in found["components"]] == [("group", VARIABLES[form_id])]
    assert form(form_id).variables == {VARIABLES[form_id]}


@pytest.mark.parametrize("form_id", VARIABLES)
def test_all_texts_are_chinese(form_id: str):
    for component in components(form_id):
        texts = [_TEMPLATE.sub("", component[name]) for name in _SHOWN if component.get(name)]
        texts += [option["label"] for option in component.get("values", [])]

        assert texts or component["type"] == "expression", component["id"]
        assert not any(_LATIN.search(text) for text in texts), component["id"]


@pytest.mark.parametrize("form_id", VARIABLES)
def test_rows_fill_at_most_sixteen_columns(form_id: str):
    rows: dict[str, int] = {}
    for component in components(form_id):
        layout = component.get("layout", {})
        if layout.get("row"):
            rows[layout["row"]] = rows.get(layout["row"], 0) + layout["columns"]

    assert all(width <= 16 for width in rows.values()), rows


@pytest.mark.parametrize("form_id", VARIABLES)
def test_the_document_is_printed_in_a_stable_way(form_id: str):
    text = (ROOT / "forms" / f"{form_id}.form").read_text(encoding="utf-8")

    assert text == json.dumps(document(form_id), ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("form_id", VARIABLES)
def test_texts_and_numbers_are_limited(form_id: str):
    for component in components(form_id):
        validate = component.get("validate", {})
        if component["type"] in ("textfield", "textarea"):
            assert validate.get("maxLength"), component["id"]
        if component["type"] == "number":
            assert {"min", "max"} <= validate.keys(), component["id"]
