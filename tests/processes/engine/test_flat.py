"""The cost of an instance does not grow with its history, and SpiffWorkflow stays as it was shipped."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.processes.engine.models import process, sandbox

REWORK = (
    '<parallelGateway id="f"/><exclusiveGateway id="m"/><userTask id="t"/>'
    '<exclusiveGateway id="g" default="p_6"/>'
    '<userTask id="side"/><parallelGateway id="j"/>'
)
FLOW = "s>f; f>m; m>t; t>g; g>m [again]; g>j; f>side; side>j; j>e"


def test_the_state_after_500_rounds_in_one_branch_is_as_small_as_after_one():
    box = sandbox(process(REWORK, FLOW), cold=False)
    instance = box.start("p")
    sizes = []
    for _ in range(500):
        box.complete("t", {"again": True})
        sizes.append(len(json.dumps(instance.engine_state)))
    assert sizes[-1] - sizes[0] <= 12  # more digits in the ids
    assert sizes[-1] < 700
    per_round = len(instance.records) / 500
    assert per_round < 15
    box.complete("t", {"again": False})
    box.complete("side")
    assert instance.state == "completed"


def test_two_hundred_parallel_rounds_keep_one_row_each():
    node = (
        '<userTask id="t"><multiInstanceLoopCharacteristics><loopCardinality>200</loopCardinality>'
        "</multiInstanceLoopCharacteristics></userTask>"
    )
    box = sandbox(process(node, "s>t; t>e"), cold=False)
    instance = box.start("p")
    assert len(instance.engine_state["tokens"]) == 202
    for _ in range(200):
        box.complete("t")
    assert instance.state == "completed"


def test_no_attribute_of_spiffworkflow_is_ever_assigned():
    command = [sys.executable, "-m", "tests.processes.engine.untouched"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert found.returncode == 0, found.stderr
    assert int(found.stdout) > 2000
