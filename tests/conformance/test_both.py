"""A live instance and one that is dumped, turned into JSON text and loaded at every command stay equal, byte
by byte.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from processes.sandbox import Sandbox
from processes.scenarios import Scenario, run
from tests.conformance.test_cases import CASES


def told(box: Sandbox) -> list[Any]:
    return [
        (
            record.type,
            record.element_id,
            record.element_instance_id,
            record.scope_id,
            record.process_id,
            record.payload,
        )
        for record in box.records
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_same_commands_same_records_and_state(case: Scenario):
    live, cold = run(case, cold=False), run(case, cold=True)
    assert told(live) == told(cold)
    states = [json.dumps([i.engine_state for i in box.instances()], sort_keys=True) for box in (live, cold)]
    assert states[0] == states[1]
