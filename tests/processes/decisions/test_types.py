"""Item definitions: which values belong to a type, and into which shape they are brought (DMN 1.5 §7.3)."""

from __future__ import annotations

from typing import Any

import pytest

from processes.decisions import Model
from processes.feel import to_plain

from .documents import decision, definitions, input_data, literal

ITEMS = """
<itemDefinition name="tMoment"><typeRef>date and time</typeRef></itemDefinition>
<itemDefinition name="tLevel"><typeRef>string</typeRef>
<allowedValues><text>"重大", "一般"</text></allowedValues></itemDefinition>
<itemDefinition name="tLevels" isCollection="true"><typeRef>tLevel</typeRef></itemDefinition>
<itemDefinition name="tPerson"><itemComponent name="full name"><typeRef>string</typeRef></itemComponent>
<itemComponent name="age"><typeRef>number</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tTwo" isCollection="true"><typeRef>number</typeRef>
<typeConstraint><text>count(?) = 2</text></typeConstraint></itemDefinition>
<itemDefinition name="tAdult"><typeRef>number</typeRef>
<typeConstraint><text>&gt;= 18</text></typeConstraint></itemDefinition>
<itemDefinition name="tFunction"><functionItem/></itemDefinition>
"""


def value(logic: str, inputs: dict[str, Any] | None = None, *more: str, type_ref: str = "") -> Any:
    """The plain value of a single decision with that logic."""
    model = Model.load(definitions(decision("D1", logic, type_ref=type_ref), *more))
    return to_plain(model.evaluate("D1", inputs or {}))


@pytest.mark.parametrize(
    ("type_ref", "text", "expected"),
    [
        ("tLevel", '"重大"', "重大"),
        ("tLevel", '"没有"', None),
        ("tLevel", '["重大"]', "重大"),
        ("tLevels", '["重大", "一般"]', ["重大", "一般"]),
        ("tLevels", '["重大", "x"]', None),
        ("tLevels", '"一般"', ["一般"]),
        ("tPerson", '{full name: "王敏", age: 41}', {"full name": "王敏", "age": 41}),
        ("tPerson", '{full name: "王敏"}', None),
        ("tPerson", '{full name: "王敏", age: "x"}', None),
        ("tPerson", "5", None),
        ("tTwo", "[1, 2]", [1, 2]),
        ("tTwo", "[1, 2, 3]", None),
        ("tAdult", "17", None),
        ("tAdult", "18", 18),
        ("tFunction", "5", None),
        ("number", '"x"', None),
        ("dateTime", 'date("2026-02-06")', "2026-02-06T00:00:00Z"),
        ("dayTimeDuration", '@"P1D"', "P1D"),
        ("feel:string", '"x"', "x"),
        ("Any", "5", 5),
        ("number", "null", None),
    ],
)
def test_values_are_brought_into_their_type(type_ref: str, text: str, expected: Any) -> None:
    assert value(literal(text), {}, ITEMS, type_ref=type_ref) == expected


def test_instance_of_item_definitions_looks_at_the_shape() -> None:
    assert value(literal('{full name: "x", age: 1} instance of tPerson'), {}, ITEMS) is True
    assert value(literal("5 instance of tPerson"), {}, ITEMS) is False
    assert value(literal("5 instance of tUnknown"), {}, ITEMS) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"没有" instance of tLevel', True),
        ('["没有"] instance of tLevels', True),
        ('["没有"] instance of list<tLevel>', True),
        ("[1, 2, 3] instance of tTwo", True),
        ("1 instance of tTwo", False),
        ("[1] instance of tLevels", False),
        ("null instance of tLevel", False),
        ("[null] instance of tLevels", True),
        ("[null] instance of list<tLevel>", True),
        ('@"2026-02-06" instance of tMoment', False),
        ('@"2026-02-06T10:00:00" instance of tMoment', True),
        ("(function(x) x) instance of tFunction", True),
    ],
)
def test_instance_of_converts_nothing_and_allows_every_value(text: str, expected: bool) -> None:
    assert value(literal(text), {}, ITEMS) is expected


def test_input_data_are_brought_into_their_type() -> None:
    parts = (input_data("I1", "level", "tLevel"), ITEMS)
    model = Model.load(definitions(decision("D1", literal("level"), "data:#I1"), *parts))
    assert model.evaluate("D1", {"level": "一般"}) == "一般"
    assert model.evaluate("D1", {"level": "other"}) is None
