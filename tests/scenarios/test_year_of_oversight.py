"""Each quarter has an inspection with an address, each year a training, or somebody is told."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.calendar import default_calendar
from processes.records import RecordType
from processes.sandbox.view import SandboxInstance
from tests.scenarios import runs

_UNITS = [{"value": "zjw", "label": "区住房城乡建委"}, {"value": "wjw", "label": "区卫生健康委"}]
_YEARLY = ["jd_training", "jd_assessment", "jd_safeguards", "jd_rule_change"]
_URL = "https://www.qinglan.example/tongbao"


def _year(*processes: str) -> runs.SharedSandbox:
    """A sandbox on New Year's Eve whose clock starts *processes*."""
    sandbox = runs.SharedSandbox(
        default_calendar(),
        datetime.fromisoformat("2025-12-31T20:00+08:00"),
        unit_groups=frozenset({"interp_office", "unit_head", "drafter", "section_head"}),
        office={"owner_unit": "zfb", "units": _UNITS},
    )
    patterns = ("bpmn/*.bpmn", "bpmn/*.dmn", "forms/*.form")
    sandbox.deploy([str(path) for pattern in patterns for path in sorted(runs.ROOT.glob(pattern))])
    sandbox.arm(processes)
    return sandbox


def _complete(sandbox: runs.SharedSandbox, instance: SandboxInstance, element: str, **data: Any) -> None:
    task = next(task for task in instance.user_tasks.values() if task.element_id == element)
    sandbox.complete(task, data, actor=element)


def _publish(sandbox: runs.SharedSandbox, inspection: SandboxInstance) -> None:
    job = next(job for job in inspection.jobs.values() if job.element_id == "X1")
    found = [{"unit": "zjw", "unit_name": "区住房城乡建委", "to_interpret": 1, "interpreted": 1, "linked": 1}]
    sandbox.complete_job(job, {"statistics": found})
    _complete(sandbox, inspection, "T1", inspection_check={"samples": [], "summary": "没有发现问题。"})
    _complete(sandbox, inspection, "T3", inspection_approval={"decision": "同意公开"})
    _complete(sandbox, inspection, "T4", notice_publication={"url": f"{_URL}/{inspection.id}"})


def _train(sandbox: runs.SharedSandbox, training: SandboxInstance) -> None:
    _complete(sandbox, training, "T1", training_plan={"title": "培训", "topics": [], "lecturers": []})
    held = {"held_on": sandbox.now.date().isoformat(), "topics": ["政策解读理念"], "lecturers": []}
    _complete(sandbox, training, "T2", training_record=held)
    _complete(sandbox, training, "T3", training_assessment={"again": "否"})


def _alarms(sandbox: runs.SharedSandbox, subject: str) -> list[str]:
    """The groups that were told that something is overdue."""
    jobs = [r.payload["variables"] for r in sandbox.records if r.type is RecordType.JOB_CREATED]
    overdue = [job for job in jobs if job.get("kind") == "overdue" and subject in job["subject"]]
    return [group for job in overdue for group in job["to_groups"]]


def _addresses(sandbox: runs.SharedSandbox) -> Counter[str]:
    """Quarter -> how many inspections were published with an address."""
    held = [each.variables for each in sandbox.instances() if each.process_id == "jd_quarterly_inspection"]
    return Counter(
        found["inspection"]["quarter_key"] for found in held if found.get("notice_publication", {}).get("url")
    )


@pytest.mark.rule("S2-87", "S2-88")
@settings(max_examples=8)
@given(published=st.lists(st.booleans(), min_size=4, max_size=4))
def test_every_quarter_is_inspected_or_the_leader_is_told(published: list[bool]) -> None:
    """Data invariant 11 of the catalogue: each quarter has at least one inspection with an address."""
    sandbox = _year("jd_quarterly_inspection")
    for quarter, done in enumerate(published):
        sandbox.advance(datetime.fromisoformat(f"2026-{3 * quarter + 2:02}-20T09:00+08:00"))
        assert len(sandbox.instances()) == quarter + 1
        if done:
            _publish(sandbox, sandbox.instances()[quarter])
    sandbox.advance(datetime.fromisoformat("2026-12-31T23:59+08:00"))

    assert len(sandbox.instances()) == 4
    addresses = _addresses(sandbox)
    for quarter, done in enumerate(published):
        told = _alarms(sandbox, f"2026年第{'一二三四'[quarter]}季度")
        assert addresses[f"2026Q{quarter + 1}"] == done
        assert told == ([] if done else ["gov_office_leader"])
        assert (sandbox.instances()[quarter].state == "completed") == done


@pytest.mark.rule("S2-86", "S1-43")
@pytest.mark.parametrize("held", [True, False])
def test_every_year_has_a_training_or_an_alarm(held: bool) -> None:
    """Data invariant 11 of the catalogue: each year has at least one training."""
    sandbox = _year("jd_training")
    sandbox.advance(datetime.fromisoformat("2026-09-10T09:00+08:00"))
    [training] = sandbox.instances()
    if held:
        _train(sandbox, training)
    sandbox.advance(datetime.fromisoformat("2026-12-31T23:59+08:00"))

    assert len(training.variables.get("trainings", [])) == held
    assert _alarms(sandbox, "2026年政策解读业务培训") == ([] if held else ["gov_office_leader"])
    assert ("E2" in training.completed) == (not held)


@pytest.mark.rule("S1-45", "S1-50", "S2-85", "S2-93")
def test_the_yearly_processes_start_once_a_year() -> None:
    sandbox = _year(*_YEARLY)
    sandbox.advance(datetime.fromisoformat("2027-12-31T23:59+08:00"))
    started = Counter(
        (instance.process_id, instance.records[0].at.date().isoformat()) for instance in sandbox.instances()
    )
    assert started == {(process, day): 1 for process in _YEARLY for day in ("2026-01-04", "2027-01-04")}


@pytest.mark.rule("S2-91")
def test_cases_are_evaluated_twice_a_year() -> None:
    sandbox = _year("jd_case_evaluation")
    sandbox.advance(datetime.fromisoformat("2026-12-31T23:59+08:00"))
    days = [instance.records[0].at.date().isoformat() for instance in sandbox.instances()]
    assert days == ["2026-01-04", "2026-07-01"]
