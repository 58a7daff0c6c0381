"""After every command of every case the records, folded without the engine, tell each token and variable."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from processes import engine
from processes.engine.elements import loops
from processes.engine.running import values
from processes.engine.running.shelf import MemoryShelf
from processes.engine.running.state import dump, load
from processes.sandbox import Sandbox
from processes.sandbox.deployments import Deployed
from processes.sandbox.view import SandboxInstance
from processes.scenarios import Scenario, run
from tests.conformance.test_cases import CASES
from tests.processes.engine.folding import of_engine, of_records


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_records_tell_the_state(case: Scenario, monkeypatch: pytest.MonkeyPatch):
    apply = SandboxInstance.apply

    def checked(instance: SandboxInstance, command: Any, context: engine.Context, **more: Any) -> engine.Step:
        step = apply(instance, command, context, **more)
        if instance.state == "active":
            known = of_engine(instance.program, step.state, context.deployments)
            assert of_records(instance.history) == known
        return step

    monkeypatch.setattr(SandboxInstance, "apply", checked)
    run(case, cold=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_parts_on_a_shelf_change_nothing(case: Scenario, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loops, "MANY", 0)
    monkeypatch.setattr(values, "LONG", 3)
    monkeypatch.setattr(values, "APART", 3)
    whole = run(case, cold=True)
    parted = run(case, cold=True, make=partial(Sandbox, shelf=True))
    assert [_told(each) for each in parted.records] == [_told(each) for each in whole.records]
    for one, other in zip(parted.instances(), whole.instances(), strict=True):
        assert isinstance(one.shelf, MemoryShelf)
        state = one.engine_state or {}
        deployed = Deployed(parted.deployments)
        assert dump(load(one.program, state, one.shelf, deployed)) == other.engine_state
        if one.state != "active":
            assert not one.shelf.pieces
            assert not one.shelf.values


def _told(record: Any) -> tuple[Any, ...]:
    return (record.type, record.element_id, record.element_instance_id, record.scope_id, record.payload)
