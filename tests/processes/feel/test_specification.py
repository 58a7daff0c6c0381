"""Each rule of the grammar and each function by itself, against DMN 1.5 §10.3.1.2 and §10.3.4."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from processes import feel
from processes.feel import Environment
from processes.feel.builtins import BUILTINS
from processes.feel.builtins.registry import SIGNATURES
from processes.feel.reference import FUNCTIONS, GRAMMAR

from . import test_builtins
from .specification import CELLS, ROWS, SYNTAX_ERROR


def result(text: str) -> Any:
    try:
        return feel.to_plain(feel.evaluate(text, {}))
    except feel.FeelSyntaxError:
        return SYNTAX_ERROR


@pytest.mark.parametrize(
    ("text", "expected"), [row for rows in ROWS.values() for row in rows], ids=lambda value: str(value)[:40]
)
def test_grammar_rule(text: str, expected: Any) -> None:
    found = result(text)
    assert found == expected
    assert type(found) is type(expected) or isinstance(found, int | float)


@pytest.mark.parametrize(("text", "value", "expected"), [row for rows in CELLS.values() for row in rows])
def test_unary_rule(text: str, value: Any, expected: bool | None) -> None:
    assert feel.compile_unary(text).matches(value, {}) is expected


def test_every_rule_has_rows() -> None:
    assert ROWS.keys() | CELLS.keys() == GRAMMAR.keys()
    assert all(CELLS[name] for name, rule in GRAMMAR.items() if rule.unary)


def test_every_signature_has_a_row() -> None:
    """A function is called in at least as many different ways as it has signatures."""
    for name, signatures in SIGNATURES.items():
        call = re.compile(rf"(?<![\w ]){re.escape(name)}\(")
        texts = [text for text, _ in test_builtins.CASES if call.search(text)]
        texts += [entry.example for entry in FUNCTIONS.values() if call.search(entry.example)]
        assert len(set(texts)) >= len(signatures), name
    assert SIGNATURES.keys() == BUILTINS.keys()


@pytest.mark.parametrize("name", sorted(GRAMMAR))
def test_examples_of_the_reference_are_expressions(name: str) -> None:
    for text in GRAMMAR[name].examples:
        (feel.compile_unary if GRAMMAR[name].unary else feel.compile)(text)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("@Europe/Paris", "PT1H"), ("@Asia/Shanghai", "PT8H"), ("+08:00", "PT8H"), ("Z", "PT0S")],
)
def test_a_time_in_a_named_zone_has_the_same_offset_all_year(zone: str, expected: str) -> None:
    for now in (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)):
        environment = Environment(now=now)
        assert str(feel.evaluate(f'@"09:00:00{zone}".time offset', {}, environment)) == expected
        assert feel.evaluate('@"09:00:00@Europe/Paris" = @"08:00:00Z"', {}, environment) is True
        assert feel.evaluate('@"09:00:00@Europe/Paris" < @"09:00:00Z"', {}, environment) is True


def test_now_is_the_same_throughout_an_evaluation() -> None:
    assert feel.evaluate("every x in for i in 1..2000 return now() satisfies x = now()", {}) is True
