"""Each row of each decision table, with the clause that it stands for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tests.decisions_content.tables import DECISIONS, Case, model, rules

_MODULES = [
    import_module(f"tests.decisions_content.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("*_cases.py"))
]
CASES: list[Case] = [
    case for module in _MODULES for decision in DECISIONS for case in getattr(module, decision, [])
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_row(case: Case):
    outcome = model(case.decision).decide(case.decision, case.given)

    assert [matched["index"] for matched in outcome.matched] == list(case.rules)
    assert outcome.result == case.result
    annotations = list(rules(case.decision).values())
    if case.rules:
        assert any(case.clause in annotations[index - 1] for index in case.rules)


@pytest.mark.parametrize("decision", DECISIONS)
def test_every_row_has_a_case(decision: str):
    tested = {index for case in CASES if case.decision == decision for index in case.rules}

    assert tested == set(range(1, len(rules(decision)) + 1))
