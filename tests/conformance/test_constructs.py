"""Every construct and every known defect has a case of its own."""

from __future__ import annotations

import pytest

from tests.conformance.constructs import CONSTRUCTS, DEFECTS
from tests.conformance.suite import held

HELD = held()


@pytest.mark.parametrize("name", sorted(CONSTRUCTS | DEFECTS.keys()))
def test_it_has_a_case(name: str):
    assert HELD.get(name), f"no case holds {name}"


def test_cases_name_nothing_else():
    assert sorted(HELD.keys() - CONSTRUCTS - DEFECTS.keys()) == []
