"""All execution cases, on live instances and with the state dumped to JSON and loaded again at every
command.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from processes.scenarios import Scenario, load, run

NOW = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)
CASES = [replace(case, now=NOW) for case in load(Path(__file__).parent / "cases" / "cases.yaml")]


@pytest.mark.parametrize("cold", [False, True], ids=["live", "reloaded"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Scenario, cold: bool):
    run(case, cold=cold)
