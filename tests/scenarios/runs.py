"""Running the scenario files; what they reach of the diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path

from processes.calendar import default_calendar
from processes.engine import Program
from processes.records import Record
from processes.sandbox import Sandbox
from processes.sandbox.deployments import Deployment, deployed
from processes.sandbox.documents import Documents
from processes.scenarios import Scenario, read, run
from tests import artefacts

ROOT = Path(__file__).parents[2]


class SharedSandbox(Sandbox):
    """A sandbox that compiles the same files only once, when it is given nothing before them."""

    def deploy(self, documents: Documents) -> Program:
        if self.deployments or isinstance(documents, Mapping):
            return super().deploy(documents)
        self.deployments.append(_deployed(tuple(Path(path) for path in documents)))
        return self.program


#: One that takes user tasks as the service does: only what the form of the task accepts.
FormSandbox = partial(SharedSandbox, checked_forms=True)


@cache
def _deployed(paths: tuple[Path, ...]) -> Deployment:
    return deployed([], paths)


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Every scenario of this folder."""
    files = sorted(Path(__file__).parent.glob("*.yaml"))
    return tuple(scenario for path in files for scenario in read(artefacts.told(path), path))


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
