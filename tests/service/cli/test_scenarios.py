"""``jiedu scenario`` on the scenario files that come with the processes."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from processes.scenarios import load
from service.cli import main
from tests.scenarios import runs

FOLDER = runs.ROOT / "tests" / "scenarios"


@pytest.mark.parametrize("name", ["p27_coordination", "p29_working_group", "p30_deadline_guard"])
def test_the_command_runs_a_scenario_file(name: str) -> None:
    file = FOLDER / f"{name}.yaml"
    result = CliRunner().invoke(main, ["scenario", str(file)])

    assert result.exit_code == 0, result.output
    assert result.output.count("通过 ") == len(load(file))
