"""Every execution case, three ways: on live instances; with the state dumped to JSON text and loaded again at
every command; and executed again from its own recorded commands.  All three tell the same."""

from __future__ import annotations

import json

import pytest

from processes.scenarios import Scenario, run
from tests.conformance.suite import CASES, again, told


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Scenario):
    live, cold = run(case, cold=False), run(case, cold=True)
    for number, (one, other) in enumerate(zip(live.instances(), cold.instances(), strict=True)):
        expected = told(one.records, one.engine_state)
        assert told(other.records, other.engine_state) == expected
        assert again(live, number) == expected
        assert json.loads(json.dumps(one.engine_state)) == one.engine_state
