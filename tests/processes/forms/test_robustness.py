"""Whatever is deployed or sent, there is an answer in time: a form, clean data, or a declared refusal."""

from __future__ import annotations

import json
from contextlib import suppress
from time import process_time
from typing import Any

import pytest

from processes.errors import InvalidArgument, InvalidDefinition
from processes.feel import Environment
from processes.forms import Form, words
from tests.processes.forms.mutations import documents, nested, submissions
from tests.processes.forms.small_forms import clean, errors, field, form, only, options


def test_damaged_documents_are_loaded_or_refused():
    loaded = 0
    for document, data in documents(1, 400):
        with suppress(InvalidDefinition):
            found = Form.load(document)
            loaded += 1
            with suppress(InvalidArgument):
                found.clean(data, data)
    assert 50 < loaded < 350


def test_damaged_submissions_are_cleaned_or_refused():
    cleaned = 0
    for document, data, variables in submissions(1, 400):
        with suppress(InvalidArgument):
            found = Form.load(document).clean(data, variables)
            json.dumps(found, allow_nan=False).encode()
            cleaned += 1
    assert cleaned > 5


@pytest.mark.parametrize(
    "text", ["{" * 100_000, '{"a":' * 100_000, "[" * 10, "\x00", "9" * 5000, "null", '"x"']
)
def test_texts_that_are_no_documents(text: str):
    with pytest.raises(InvalidDefinition):
        Form.load(text)


def test_documents_nested_without_end_are_refused():
    with pytest.raises(InvalidDefinition):
        Form.load({"type": "default", "id": "T", "schemaVersion": 19, "components": nested(50_000)})
    with pytest.raises(InvalidDefinition, match="嵌套超过"):
        only("textfield", properties={"anything": nested(200)})
    assert clean(only("textfield", properties={"anything": nested(50)}), {"a": "x"}) == {"a": "x"}


@pytest.mark.parametrize(
    "pattern", ["^(a|aa)+$", "^(a+)+$", "^(a*)*b$", "(x+x+)+y", "^([a-zA-Z]+)*$", "(.*a){20}$"]
)
def test_catastrophic_patterns_end(pattern: str):
    slow = only("textfield", validate={"pattern": pattern})
    began = process_time()
    with suppress(InvalidArgument):
        clean(slow, {"a": "a" * 500 + "x" * 500 + "!"})
    assert process_time() - began < 1.0


def test_many_slow_patterns_share_one_budget(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("processes.forms.sheet._SECONDS", 0.5)
    rows = form(
        {
            "type": "dynamiclist",
            "id": "l",
            "path": "l",
            "components": [field("textfield", "a", validate={"pattern": "^(a|aa)+$"})],
        }
    )
    began = process_time()
    told = errors(rows, {"l": [{"a": "a" * 60 + "b"}] * 400})
    assert process_time() - began < 2.0
    assert told == {"": [words.TOO_SLOW]}


def test_expensive_expressions_end():
    began = process_time()
    costly = only("expression", expression="=sum(for i in 1..10000000 return i * i)")
    with pytest.raises(InvalidArgument) as refused:
        costly.clean({}, {}, Environment(steps=100_000))
    assert refused.value.errors == {"": [words.TOO_SLOW]}
    assert process_time() - began < 2.0


@pytest.mark.parametrize(
    ("kind", "more", "value"),
    [
        ("number", {}, 10**400),
        ("number", {}, -(10**400)),
        ("number", {"serializeToString": True}, 10**400),
        ("select", {"values": options(1)}, 10**400),
        ("checklist", {"values": options(1)}, [float("nan")]),
        ("datetime", {}, "9999-99-99"),
        ("datetime", {"subtype": "time"}, "２４:00"),
        ("textfield", {}, "字" * 1_500_000),
    ],
)
def test_extreme_values_are_refused(kind: str, more: dict[str, Any], value: Any):
    with pytest.raises(InvalidArgument):
        only(kind, **more).clean({"a": value})
