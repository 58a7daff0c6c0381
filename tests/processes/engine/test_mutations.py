"""Damaged documents are refused with problems, or accepted and executed: nothing else ever comes out.

``benchmarks/document_robustness.py`` does the same with many thousands.
"""

from __future__ import annotations

import random

import pytest

from .damaging import damaged, drive, verdict


@pytest.mark.parametrize("block", range(15))
def test_a_damaged_document(block: int):
    for seed in range(block * 20, block * 20 + 20):
        content = damaged(seed)
        if verdict(content):
            drive(content, random.Random(seed))


def test_there_is_something_to_drive():
    assert 20 < sum(verdict(damaged(seed)) for seed in range(150)) < 130
