"""Each row of each decision table, with the clause that it stands for."""

from __future__ import annotations

import pytest

from tests.decisions_content import package_cases, plan_cases, scope_cases, time_cases
from tests.decisions_content.tables import DECISIONS, Case, model, rules

CASES: list[Case] = [
    case
    for module in (scope_cases, plan_cases, package_cases, time_cases)
    for decision in DECISIONS
    for case in getattr(module, decision, [])
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
