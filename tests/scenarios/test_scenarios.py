"""The scenarios of the district processes hold."""

from __future__ import annotations

import pytest

from processes.scenarios import Scenario
from tests.scenarios import runs


@pytest.mark.parametrize("scenario", runs.scenarios(), ids=lambda scenario: scenario.name)
def test_scenario(scenario: Scenario) -> None:
    assert runs.records(scenario.name)
