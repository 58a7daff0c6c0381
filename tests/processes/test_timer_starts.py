"""Which processes the clock of a scenario starts by their timer start events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from processes import scenarios

_PROCESS = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
  <process id="%s" isExecutable="true">
  <startEvent id="s"><timerEventDefinition><timeCycle>0 9 1WD 1,4,7,10 *</timeCycle></timerEventDefinition>
  </startEvent><manualTask id="t"/><sequenceFlow id="f" sourceRef="s" targetRef="t"/>
  </process></definitions>"""
_DRAWN = {f"{name}.bpmn": _PROCESS % name.encode() for name in ("p", "q")}


@pytest.mark.parametrize(
    ("said", "started"),
    [
        ({}, ["p", "q"]),
        ({"process": "p"}, ["p"]),
        ({"process": "p", "timer_starts": ["q"]}, ["q"]),
        ({"process": "p", "timer_starts": []}, []),
    ],
)
def test_the_clock_starts_what_the_scenario_is_about(said: dict[str, Any], started: list[str]) -> None:
    entry = {"id": "x", "files": [], "drawn": _DRAWN, "steps": [{"at": "2026-04-02T09:00+08:00"}], **said}
    (scenario,) = scenarios.read([entry], Path(__file__))
    sandbox = scenarios.run(scenario)
    assert sorted(instance.process_id for instance in sandbox.instances()) == started
