"""Running the scenario files; what they reach of the diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from processes.calendar import default_calendar
from processes.calendar.functions import feel_functions
from processes.engine import Program
from processes.feel import Environment
from processes.forms.form import Form
from processes.records import Record
from processes.sandbox import Sandbox
from processes.sandbox.documents import Documents
from processes.sandbox.view import UserTask
from processes.scenarios import Scenario, load, run
from processes.visible import visible_variables

ROOT = Path(__file__).parents[2]


class SharedSandbox(Sandbox):
    """A sandbox that compiles the same files only once."""

    def deploy(self, documents: Documents) -> Program:
        self._program = _compiled(tuple(Path(path) for path in documents))
        return self._program


class FormSandbox(SharedSandbox):
    """A sandbox that takes user tasks as the service does: only what the form of the task accepts."""

    def complete(
        self,
        task: str | UserTask,
        variables: Mapping[str, Any] | None = None,
        *,
        actor: str = "tester",
        index: int = 0,
    ) -> None:
        found = task if isinstance(task, UserTask) else self._find_task(task, index)
        state = found.instance.engine_state or {}
        scope = visible_variables(self.program, state, found.element_instance_id)
        environment = Environment(now=self.now, functions=feel_functions(self.calendar))
        cleaned = _form(found.form_id or "").clean(variables or {}, scope, environment)
        super().complete(found, cleaned, actor=actor)


@cache
def _compiled(paths: tuple[Path, ...]) -> Program:
    return Sandbox().deploy(paths)


@cache
def _form(identifier: str) -> Form:
    return Form.load((ROOT / "forms" / f"{identifier}.form").read_bytes())


def scenarios() -> list[Scenario]:
    """Every scenario of this folder."""
    return [scenario for path in sorted(Path(__file__).parent.glob("*.yaml")) for scenario in load(path)]


def execute(scenario: Scenario) -> Sandbox:
    """Run one; those marked ``checked_forms`` submit through the forms."""
    make = FormSandbox if scenario.notes.get("checked_forms") else SharedSandbox
    return run(scenario, calendar=default_calendar(), make=make)


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
