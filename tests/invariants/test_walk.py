"""Random walks through every process: people answer what some scenario answers there, or else, time passes,
messages come; whatever they do, the invariants hold and the engine does the same again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processes import engine
from processes.calendar import default_calendar
from processes.engine import Context
from processes.engine.commands import from_plain
from processes.errors import ProcessError
from processes.sandbox import Sandbox
from processes.sandbox.view import SandboxInstance
from processes.store import UNIT_GROUPS
from tests import artefacts
from tests.invariants.rules import RULES
from tests.scenarios import runs
from tests.scenarios.heard import Start, heard, moved

PROCESSES = sorted(path.stem for path in (runs.ROOT / "bpmn").glob("jd_*.bpmn"))
STEPS = 60
#: Only the processes themselves say these; from outside they would stop a clock that nobody has met.
INTERNAL = frozenset({"goal_reached", "guard_cancelled"})
SPANS = ("PT1H", "PT6H", "P1D", "P3D", "P10D", "P40D")


class Walk:
    """One sandbox that goes where the drawn numbers lead it."""

    def __init__(self, begin: Start) -> None:
        self.box = runs.FormSandbox(default_calendar(), unit_groups=UNIT_GROUPS)
        self.box.deploy(artefacts.shipped())
        self.box.arm(())
        self._begin(begin)

    def _begin(self, begin: Start) -> None:
        office = {"units": [{"value": "zjw", "label": "住建委"}, {"value": "czj", "label": "财政局"}]}
        self.box.start(begin.process_id, {**office, **begin.variables}, event=begin.event)

    def step(self, choice: int, variant: int) -> None:
        """One of: a task, a job, a message, time."""
        tasks, jobs = self.box.user_tasks(), [job for job in self.box.jobs() if job.waits]
        ways = 6 * bool(tasks) * ["task"] + 6 * bool(jobs) * ["job"] + ["time", "message"]
        try:
            getattr(self, f"_{ways[choice % len(ways)]}")(choice, variant)
        except ProcessError:
            return  # refused: nothing has changed

    def _task(self, choice: int, variant: int) -> None:
        tasks = self.box.user_tasks()
        task = tasks[choice % len(tasks)]
        answers = heard().answers[_process(task.instance, task.element_instance_id), task.element_id]
        person = next(
            f"person-{n}" for n in range(choice, choice + 60) if f"person-{n}" not in task.excluded_users
        )
        self.box.complete(task, moved(answers[variant % len(answers)], self.box.now), actor=person)

    def _job(self, choice: int, variant: int) -> None:
        jobs = [job for job in self.box.jobs() if job.waits]
        job = jobs[choice % len(jobs)]
        results = heard().results[_process(job.instance, job.element_instance_id), job.element_id]
        self.box.complete_job(job, moved(results[variant % len(results)], self.box.now))

    def _time(self, _: int, variant: int) -> None:
        self.box.advance(SPANS[variant % len(SPANS)])

    def _message(self, choice: int, variant: int) -> None:
        waited = [
            (record.payload["name"], record.payload.get("correlation_key"))
            for instance in self.box.instances()
            for record in instance.records
            if record.type == "message_subscribed"
            and record.payload["name"] not in INTERNAL
            and (record.element_instance_id or 0, record.payload["name"]) in instance.subscriptions
        ]
        if waited:
            name, key = waited[choice % len(waited)]
            data = heard().messages[name] or [{}]
            self.box.publish_message(name, key, moved(data[variant % len(data)], self.box.now))


def _starts(process_id: str) -> list[Start]:
    """How it is started; what only others call begins with them."""
    if own := heard().starts.get(process_id):
        return own
    named = f'processId="{process_id}"'
    callers = [path.stem for path in (runs.ROOT / "bpmn").glob("*.bpmn") if named in path.read_text("utf8")]
    return [start for caller in sorted(callers) for start in _starts(caller)]


def _process(instance: SandboxInstance, number: int) -> str:
    return next(r.process_id or "" for r in instance.records if r.element_instance_id == number)


def the_engine_does_the_same_again(box: Sandbox, instance: SandboxInstance) -> None:
    """12: the commands alone give the same records again (S2-94, S2-95)."""
    state: Mapping[str, Any] | None = None
    records = []
    for accepted in instance.accepted:
        context = Context(accepted.now, accepted.actor, box.calendar, box.unit_groups)
        step = engine.apply(instance.program, state, from_plain(accepted.command), context)  # type: ignore[arg-type]
        state = step.state
        records += step.records
    assert records == instance.records


@pytest.mark.parametrize("process_id", PROCESSES)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_the_invariants_hold(process_id: str, data: st.DataObject) -> None:
    walk = Walk(data.draw(st.sampled_from(_starts(process_id))))
    numbers = st.tuples(st.integers(0, 60), st.integers(0, 60))
    for choice, variant in data.draw(st.lists(numbers, min_size=5, max_size=STEPS)):
        walk.step(choice, variant)
        for instance in walk.box.instances():
            assert [broken for rule in RULES for broken in rule(instance)] == []
    for instance in walk.box.instances():
        the_engine_does_the_same_again(walk.box, instance)
