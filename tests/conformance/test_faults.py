"""Fault injection: in every case the k-th evaluation fails once, the incident is resolved at once, and the
case must end
as it does without the fault.  This holds the rule *evaluate everything, then change*."""

from __future__ import annotations

from typing import Any

import pytest

from processes.engine import ResolveIncident, commands
from processes.engine.faults import Incident
from processes.engine.running.expressions import Evaluator
from processes.sandbox import Sandbox
from processes.sandbox.view import SandboxInstance
from processes.scenarios import Scenario, run
from tests.conformance.suite import CASES


class Fault:
    """Counts evaluations and lets one fail."""

    def __init__(self, at: int | None = None) -> None:
        self.at, self.count, self.armed = at, 0, False

    def hit(self) -> None:
        if not self.armed:
            return
        self.count += 1
        if self.count == self.at:
            raise Incident("injected", "注入的故障")


class Repairing(Sandbox):
    """Resolves injected incidents as soon as a command is through."""

    fault: Fault

    def _run(self, instance: SandboxInstance, command: commands.Command, actor: str) -> Any:
        self.fault.armed = True
        try:
            told = super()._run(instance, command, actor)
        finally:
            self.fault.armed = False
        self._repair()
        return told

    def _start(self, *args: Any) -> SandboxInstance:
        self.fault.armed = True
        try:
            instance = super()._start(*args)
        finally:
            self.fault.armed = False
        self._repair()
        return instance

    def _repair(self) -> None:
        for instance in self.instances():
            for number, incident in list(instance.incidents.items()):
                if incident.code == "injected":
                    super()._run(instance, ResolveIncident(number), "operator")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_that_is_repaired_leaves_no_trace(case: Scenario, monkeypatch: pytest.MonkeyPatch):
    evaluate = Evaluator.evaluate
    current = Fault()

    def failing(self: Evaluator, scope: Any, text: str) -> Any:
        current.hit()
        return evaluate(self, scope, text)

    def make(*args: Any, **options: Any) -> Sandbox:
        box = Repairing(*args, **options)
        box.fault = current
        return box

    monkeypatch.setattr(Evaluator, "evaluate", failing)
    run(case, make=make, cold=False)
    for number in range(1, min(current.count, 60) + 1):
        current = Fault(number)
        run(case, make=make, cold=number % 2 == 0)
