"""Whatever a decision file contains: a model, or a refusal that tells where; never anything else."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from typing import Any

import pytest

from processes.decisions import DecisionError, Model
from processes.decisions.rulebook import RULES
from processes.errors import InvalidDefinition, Problem
from processes.feel import Environment, LimitExceeded

from .mutation import corpus, mutated

#: Inputs of many shapes for whatever a decision reads.
INPUTS: list[dict[str, Any]] = [
    {},
    {"n": 3, "registration": {"issued_in_name": "部门"}, "basis": "20WD", "overdue_step": 0},
    {"n": "x", "registration": [1, None], "plan": 5, "D2": {"a": []}, "basis": [1, 2], "profile": True},
]
LIMITS = Environment(steps=20_000, seconds=0.5)


def survives(document: bytes) -> bool:
    """Whether a document is accepted; it is then analysed and evaluated as well."""
    model, problems = loaded(document)
    assert all(p.message and p.remedy and p.code in RULES and p.file for p in problems)
    if model is None:
        assert problems
        return False
    for decision in model.decisions:
        for given in INPUTS:
            with suppress(DecisionError, LimitExceeded):
                model.decide(decision, given, LIMITS)
    return True


def loaded(document: bytes) -> tuple[Model | None, list[Problem]]:
    """The model, or None with the problems it was refused for."""
    try:
        model = Model.load(document, file="x.dmn")
    except InvalidDefinition as refusal:
        return None, refusal.problems
    return model, list(model.warnings)


@pytest.mark.parametrize("seed", range(6))
def test_mutated_documents(seed: int) -> None:
    choice, documents = random.Random(seed), corpus()
    begin = time.process_time()
    accepted = [survives(mutated(choice.choice(documents), choice)) for _ in range(40)]
    assert {True, False} == set(accepted)
    assert time.process_time() - begin < 40


@pytest.mark.parametrize("document", corpus(), ids=lambda document: str(len(document)))
def test_the_documents_themselves_are_accepted(document: bytes) -> None:
    assert survives(document)
