"""Running the scenario files; what they reach of the diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path

from processes.calendar import default_calendar
from processes.engine import Program, Resources
from processes.records import Record
from processes.sandbox import Sandbox
from processes.sandbox.documents import Documents, add
from processes.scenarios import Scenario, load, run

ROOT = Path(__file__).parents[2]


class SharedSandbox(Sandbox):
    """A sandbox that compiles the same files only once."""

    def deploy(self, documents: Documents) -> Program:
        self._program, self._resources = _compiled(tuple(Path(path) for path in documents))
        return self._program


#: One that takes user tasks as the service does: only what the form of the task accepts.
FormSandbox = partial(SharedSandbox, checked_forms=True)


@cache
def _compiled(paths: tuple[Path, ...]) -> tuple[Program, Resources]:
    held = add(Resources({}), paths)
    return Sandbox().deploy(paths), held


def scenarios() -> list[Scenario]:
    """Every scenario of this folder."""
    return [scenario for path in sorted(Path(__file__).parent.glob("*.yaml")) for scenario in load(path)]


def execute(scenario: Scenario) -> Sandbox:
    """Run one."""
    return run(scenario, calendar=default_calendar(), make=SharedSandbox)


@cache
def scenarios_by_name() -> Mapping[str, Scenario]:
    """The same by name."""
    return {scenario.name: scenario for scenario in scenarios()}


@cache
def executed(name: str) -> Sandbox:
    """The scenario of this name, run once: for looking, not for going on with it."""
    return execute(scenarios_by_name()[name])


@cache
def records(name: str) -> tuple[Record, ...]:
    """The records of the scenario of this name."""
    return tuple(executed(name).records)
