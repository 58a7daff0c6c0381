"""Public opinion (jd_opinion_response): the hours run from the detection, whatever happens on the way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from processes.calendar import BEIJING, default_calendar
from processes.records import RecordType
from processes.sandbox.view import SandboxInstance
from tests.scenarios import runs

_FILES = [
    *(
        runs.ROOT / "bpmn" / f"{name}.bpmn"
        for name in ("jd_opinion_response", "jd_deadline_guard", "jd_suggestion")
    ),
    *(runs.ROOT / "bpmn" / f"{name}.dmn" for name in ("D10", "D11", "D14", "D15", "settings")),
    *(
        path
        for stem in ("F17", "F18", "F19", "F20", "F35")
        for path in sorted((runs.ROOT / "forms").glob(f"{stem}*.form"))
    ),
]
_MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=BEIJING)
)
_MINUTES = st.integers(0, 72 * 60).map(lambda minutes: timedelta(minutes=minutes))


def _answered(detected: datetime, handed_over: timedelta, delay: timedelta, **flags: bool) -> SandboxInstance:
    """An opinion that is registered and judged late and answered *delay* after its detection."""
    box = runs.SharedSandbox(now=detected, calendar=default_calendar())
    box.deploy(_FILES)
    found: dict[str, Any] = {"detected_at": detected.isoformat(), "summary": "网传", "policy_ref": "某文件"}
    instance = box.start("jd_opinion_response", {"opinion": found, "owner_unit": "zjw"}, event="S0")
    box.advance(detected + min(handed_over, delay))
    later = (detected + min(handed_over, delay)).isoformat()
    registered = {**found, "kind": "政务舆情", "detected_at": later, "drafting_unit": "zjw", **flags}
    box.complete("T1", {"opinion": registered})
    _complete(box, instance, "T2", {"judgement": {"types": ["误解误读"], "need_response": "yes"}})
    _complete(box, instance, "T4", {"response_draft": {"text": "不限台数"}}, actor="author")
    box.complete("T5", {"response_approval": {"decision": "pass"}}, actor="head")
    box.advance(detected + delay)
    at = (detected + delay).isoformat()
    box.complete("T6", {"first_response": {"first_response_at": at}})
    box.complete("T9", {"follow_up": {"progress": "平息", "close": True}})
    if any(task.element_id == "T8" for task in box.user_tasks()):
        box.complete("T8", {"guidance": {"opinion": "请加快"}})
    return instance


def _complete(
    box: runs.SharedSandbox, instance: SandboxInstance, task: str, data: dict[str, Any], actor: str = "tester"
) -> None:
    """The task of the process itself; the guard has tasks of the same names."""
    [mine] = [
        each
        for each in box.user_tasks()
        if each.element_id == task and each.form_id in ("F17-judge", "F18") and each.instance is instance
    ]
    box.complete(mine, data, actor=actor)


@pytest.mark.rule("S2-82", "S2-83")
@settings(max_examples=12, deadline=None, derandomize=True)
@given(detected=_MOMENTS, handed_over=_MINUTES, delay=_MINUTES, major=st.booleans(), high=st.booleans())
def test_overdue_exactly_when_the_hours_since_the_detection_have_passed(
    detected: datetime, handed_over: timedelta, delay: timedelta, major: bool, high: bool
) -> None:
    hours = 24 if major or high else 48

    instance = _answered(detected, handed_over, delay, policy_major=major, attention_high=high)

    late = delay > timedelta(hours=hours)
    assert instance.state == "completed"
    assert datetime.fromisoformat(instance.variables["opinion_plan"]["due"]) == detected + timedelta(
        hours=hours
    )
    assert instance.variables["guard_result"]["late"] is late
    assert [each["rule"] for each in instance.variables["violations"]] == (
        [f"S2-8{2 if hours == 24 else 3}"] if late else []
    )


@pytest.mark.rule("S2-82", "S2-83")
@pytest.mark.parametrize(
    ("detected", "major", "due"),
    [
        ("2026-02-16T21:30+08:00", True, "2026-02-17T21:30:00+08:00"),
        ("2026-10-02T09:15+08:00", False, "2026-10-04T09:15:00+08:00"),
    ],
)
def test_the_vectors_of_the_catalogue(detected: str, major: bool, due: str) -> None:
    begin = datetime.fromisoformat(detected)

    instance = _answered(begin, timedelta(hours=1), timedelta(hours=2), policy_major=major)

    assert instance.variables["opinion_plan"]["due"] == due


@pytest.mark.rule("S2-81")
def test_clues_go_to_the_police_only_when_something_may_be_illegal() -> None:
    seen = {True: 0, False: 0}
    for scenario in (each for each in runs.scenarios() if each.process == "jd_opinion_response"):
        records = runs.records(scenario.name)
        judged = [
            record.payload["values"]["judgement"]
            for record in records
            if record.type is RecordType.VARIABLES_CHANGED and "judgement" in record.payload["values"]
        ]
        illegal = any(each.get("suspected_illegal") is True for each in judged)
        thrown = [
            r
            for r in records
            if r.type is RecordType.MESSAGE_THROWN and r.payload["name"] == "clue_transferred"
        ]
        assert len(thrown) == int(illegal), scenario.name
        seen[illegal] += 1
    assert seen[True] >= 1
    assert seen[False] >= 5


@pytest.mark.rule("S2-06")
def test_only_the_cyberspace_office_and_drafters_begin_by_hand_and_the_office_registers() -> None:
    root = etree.parse(runs.ROOT / "bpmn" / "jd_opinion_response.bpmn").getroot()
    [starter] = root.iter("{http://jiedu.gov.example/schema/1.0}starter")
    registered = {
        tuple(record.payload["candidate_groups"])
        for scenario in runs.scenarios()
        if scenario.process == "jd_opinion_response" and not scenario.settings
        for record in runs.records(scenario.name)
        if record.type is RecordType.USER_TASK_CREATED
        and (record.process_id, record.element_id) == ("jd_opinion_response", "T1")
    }

    # 信息科 is the office of the municipal profile.
    assert set(starter.get("groups", "").split()) == {"cyber_office", "drafter", "m_info_section"}
    assert registered == {("cyber_office",)}
