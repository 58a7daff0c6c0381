"""Random and mutated texts, in small; benchmarks/feel_robustness.py does ten thousand for each rule."""

from __future__ import annotations

from random import Random

import pytest

from processes.feel.reference import GRAMMAR

from .mutations import Tally, mutated, random_bytes


def test_random_bytes() -> None:
    random, tally = Random(0), Tally()
    for _ in range(500):
        tally.attempt(random_bytes(random))
    assert tally.faults == []


@pytest.mark.parametrize("name", sorted(GRAMMAR))
def test_mutated_expressions(name: str) -> None:
    random, tally = Random(name), Tally()
    for _ in range(60):
        tally.attempt(mutated(random.choice(GRAMMAR[name].examples), random))
    assert tally.faults == []
    assert tally.answered
    assert tally.refused
