"""The server refuses what form-js refuses, in the same words at the same fields, but for a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from processes.errors import InvalidArgument
from processes.forms import Form, words
from processes.forms.catalogue import KINDS, Use
from processes.forms.keywords import VALIDATE
from processes.forms.texts import trimmed
from tests.processes.forms.browser import ask
from tests.processes.forms.differences import DIFFERENCES, Difference
from tests.processes.forms.generated import CONTEXT, Generator
from tests.processes.forms.small_forms import NOW

DOCUMENTS, SUBMISSIONS = 62, 5
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "forms.md"


def wrapped(components: list[dict[str, Any]]) -> dict[str, Any]:
    root = {"type": "group", "id": "root", "path": "d", "label": "根", "components": components}
    return {"type": "default", "id": "T", "schemaVersion": 19, "components": [root]}


@cache
def asked() -> list[dict[str, Any]]:
    """Documents with their submissions: generated ones, then one for each difference."""
    made = []
    for seed in range(DOCUMENTS):
        generator = Generator(seed)
        document = generator.document()
        inner = document["components"][0]["components"]
        data = [{"d": generator.data(inner)} for _ in range(SUBMISSIONS)]
        made.append({"schema": document, "context": CONTEXT, "submissions": data})
    return made + [
        {"schema": wrapped(each.components), "context": each.context, "submissions": [{"d": each.data}]}
        for each in DIFFERENCES
    ]


@cache
def browser() -> list[dict[str, Any]]:
    """What form-js says to all of them, in one run of Node."""
    found: list[dict[str, Any]] = ask("submissions", asked())
    return found


def server(document: dict[str, Any], data: dict[str, Any], variables: dict[str, Any]) -> dict[str, list[str]]:
    """The errors of the server."""
    try:
        Form.load(document).clean(data, variables, NOW)
    except InvalidArgument as error:
        return error.errors
    return {}


def cases() -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Document, data and the answer of form-js."""
    answers = iter(browser())
    for question in asked()[:DOCUMENTS]:
        for data in question["submissions"]:
            yield question["schema"], data, next(answers)


def at(data: Any, path: str) -> Any:
    for part in path.replace("[", ".[").split("."):
        data = data[int(part[1:-1])] if part.startswith("[") else (data or {}).get(part)
    return data


def without_blanks(errors: dict[str, list[str]], data: dict[str, Any]) -> dict[str, list[str]]:
    """The errors without the one documented difference that the generated data have: ``blank``."""
    found = {}
    for path, texts in errors.items():
        value = at(data, path)
        blank = isinstance(value, str) and value != "" and not trimmed(value)
        found[path] = sorted(text for text in texts if not (blank and text == words.REQUIRED))
    return {path: texts for path, texts in found.items() if texts}


def test_the_error_maps_are_equal():
    different = [
        (data, ours, theirs)
        for document, data, answer in cases()
        if (ours := without_blanks(server(document, data, {**CONTEXT, **data}), data))
        != (theirs := {path: sorted(texts) for path, texts in answer["errors"].items()})
    ]
    assert different == []
    assert len(list(cases())) >= 300


def test_computed_values_are_equal():
    compared = Counter[bool]()
    for document, data, answer in cases():
        lenient = Form.load(without_rules(document))
        cleaned = lenient.clean(data, {**CONTEXT, **data}, NOW)
        for path in computed(document["components"]):
            shown = at(answer["data"], path)
            assert at(cleaned, path) == shown, (document, data)
            compared[shown is None] += 1
    assert compared[False] > 50


def without_rules(document: Any) -> Any:
    """The same document, to which every answer is right."""
    if isinstance(document, list):
        return [without_rules(each) for each in document]
    if not isinstance(document, dict):
        return document
    rules = ("validate", "decimalDigits", "increment")
    return {name: without_rules(value) for name, value in document.items() if name not in rules}


def computed(components: list[dict[str, Any]], prefix: str = "") -> Iterator[str]:
    """The paths of expression fields outside lists."""
    for component in components:
        if component["type"] == "expression":
            yield prefix + component["key"]
        elif component["type"] == "group":
            path = component.get("path")
            yield from computed(component["components"], f"{prefix}{path}." if path else prefix)


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from walk(component.get("components", []))


def test_the_cases_cover_components_keywords_and_messages():
    made = [part for question in asked() for part in walk(question["schema"]["components"])]
    assert {part["type"] for part in made} == {k.type for k in KINDS.values() if k.use is not Use.REFUSED}
    assert {keyword for part in made for keyword in part.get("validate", {})} == set(VALIDATE)
    for name in ("conditional", "readonly", "disabled", "defaultValue", "valuesKey", "valuesExpression"):
        assert sum(name in part for part in made) >= 5, name
    told = Counter(text for _, _, answer in cases() for texts in answer["errors"].values() for text in texts)
    patterns = (
        words.TOO_LONG,
        words.TOO_SHORT,
        words.TOO_SMALL,
        words.TOO_LARGE,
        words.PATTERN,
        words.DECIMALS,
    )
    heads = [
        text.split("{")[0] for text in (*patterns, words.INCREMENT, words.INTEGER, words.EMAIL, words.PHONE)
    ]
    for head in (*heads, words.REQUIRED, words.BAD_MIN, words.BAD_MAX, "格式不对"):
        assert sum(count for text, count in told.items() if text.startswith(head)) >= 2, head


@pytest.mark.parametrize("number", range(len(DIFFERENCES)), ids=[each.name for each in DIFFERENCES])
def test_each_difference_is_as_described(number: int):
    each: Difference = DIFFERENCES[number]
    assert browser()[DOCUMENTS * SUBMISSIONS + number]["errors"] == each.form_js
    assert server(wrapped(each.components), {"d": each.data}, each.context) == each.server
    assert each.stricter == bool(each.server)
    assert f"* {each.reason}" in PAGE.read_text(encoding="utf8")
