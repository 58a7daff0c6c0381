"""The due date of a user task moves with the deadline that it was taken from."""

from __future__ import annotations

from typing import Any

import pytest

from processes.calendar import WorkingCalendar, default_calendar
from processes.engine import RecomputeDeadlines, SetVariables
from processes.sandbox import Sandbox, SandboxInstance
from tests.processes.engine.models import ext, process, sandbox

FULL = default_calendar()
BEFORE = WorkingCalendar.from_notices([notice for notice in FULL.notices if notice.year < 2026])
CALCULATED = (
    '<scriptTask id="calc">'
    + ext('<zeebe:script expression="= deadline(&quot;20WD&quot;, date(t0))" resultVariable="plan"/>')
    + "</scriptTask>"
)


def waiting(due: str) -> tuple[Sandbox, SandboxInstance]:
    """A task that is due by *due*; the notice of 2026 is not out yet."""
    task = '<userTask id="t" name="发布">' + ext(f'<zeebe:taskSchedule dueDate="{due}"/>') + "</userTask>"
    box = sandbox(process(CALCULATED + task, "s>calc; calc>t; t>e"), calendar=BEFORE)
    return box, box.start("p", {"t0": "2026-09-23"})


def renew(box: Sandbox, instance: SandboxInstance) -> list[dict[str, Any]]:
    """What the notice does to the tasks."""
    box.calendar = FULL
    told = box.run(instance, RecomputeDeadlines(), actor="sysadmin")
    return [record.payload for record in told if record.type == "user_task_rescheduled"]


@pytest.mark.parametrize(
    "due",
    ["=plan", "=plan.due", "=plan.reminders[-1].due", "=deadline(&quot;20WD&quot;, date(t0))"],
)
def test_the_task_is_due_by_the_new_calendar_and_says_so(due: str) -> None:
    box, instance = waiting(due)
    [task] = box.user_tasks()
    old = task.due
    [told] = renew(box, instance)
    [moved] = box.user_tasks()
    assert (told["previous"], told["due"]) == (old, moved.due)
    assert old is not None
    assert old < told["due"]
    assert moved.due is not None
    assert moved.due[:10] == instance.variables["plan"]["due_date"]
    whole = due in ("=plan", "=deadline(&quot;20WD&quot;, date(t0))")
    assert (told.get("explanation") or {}).get("due") == (told["due"] if whole else None)
    assert renew(box, instance) == []


@pytest.mark.parametrize(
    "due", ["2026-11-02T18:00:00+08:00", "=now() + duration(&quot;P3D&quot;)", "=other", "P3D", ""]
)
def test_a_task_that_no_deadline_makes_due_stays(due: str) -> None:
    box, instance = waiting(due)
    [task] = box.user_tasks()
    assert renew(box, instance) == []
    assert box.user_tasks() == [task]


def test_a_deadline_that_is_gone_leaves_the_task_as_it_was() -> None:
    box, instance = waiting("=if t0 = null then null else plan.due")
    [task] = box.user_tasks()
    box.run(instance, SetVariables(None, {"t0": None}))
    assert renew(box, instance) == []
    assert box.user_tasks() == [task]
