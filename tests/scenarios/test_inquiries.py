"""Inquiries (jd_inquiry): what holds in every scenario, and the dates of the vector file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from processes.calendar import default_calendar
from processes.records import Record, RecordType
from tests.scenarios import runs

_VECTORS = json.loads((runs.ROOT / "tests/processes/calendar/deadline_vectors.json").read_text("utf-8"))
FIVE = [vector for vector in _VECTORS if vector["n"] == 5]
_FILES = [
    *(runs.ROOT / "bpmn" / f"{name}.bpmn" for name in ("jd_inquiry", "jd_deadline_guard")),
    *(runs.ROOT / "bpmn" / f"{name}.dmn" for name in ("D03", "D12", "D14", "D15", "settings")),
    *sorted((runs.ROOT / "forms").glob("*.form")),
]


def _inquiries() -> Iterator[list[Record]]:
    """The records of each inquiry of the scenarios of this process, in their order."""
    for scenario in (each for each in runs.scenarios() if each.process == "jd_inquiry"):
        mine: list[Record] = []
        for record in runs.records(scenario.name):
            if record.type is RecordType.INSTANCE_STARTED:
                if mine:
                    yield mine
                mine = []
            if mine or record.process_id == "jd_inquiry":
                mine.append(record)
        if mine:
            yield mine


def _at(records: list[Record], type_: RecordType, element: str) -> list[int]:
    return [
        position
        for position, record in enumerate(records)
        if (record.type, record.process_id, record.element_id) == (type_, "jd_inquiry", element)
    ]


@pytest.mark.rule("S2-71")
def test_the_search_is_recorded_before_anybody_decides_or_dispatches() -> None:
    seen = 0
    for records in _inquiries():
        later = [
            position
            for task in ("T1", "T2", "T3")
            for position in _at(records, RecordType.USER_TASK_CREATED, task)
        ]
        if later:
            [searched] = _at(records, RecordType.JOB_COMPLETED, "X1")
            seen += 1
            assert searched < min(later)
            written = [r.payload["values"] for r in records if r.type is RecordType.VARIABLES_CHANGED]
            assert any("search" in variables for variables in written)
    assert seen >= 10


@pytest.mark.rule("S2-72")
def test_what_is_answered_at_once_is_never_dispatched() -> None:
    seen = 0
    for records in _inquiries():
        if _at(records, RecordType.USER_TASK_CREATED, "T2"):
            seen += 1
            assert not _at(records, RecordType.USER_TASK_CREATED, "T3")
    assert seen >= 4


def _box() -> runs.SharedSandbox:
    box = runs.SharedSandbox(calendar=default_calendar())
    box.deploy(_FILES)
    return box


def _received(day: str) -> Mapping[str, Any]:
    return {"inquiry": {"channel": "12345", "question": "能领吗？", "received_at": f"{day}T15:20:00+08:00"}}


@pytest.mark.rule("S2-73")
@pytest.mark.parametrize("vector", FIVE, ids=lambda vector: str(vector["start"]))
def test_five_working_days_count_from_the_receipt(vector: Mapping[str, Any]) -> None:
    box = _box()
    instance = box.start("jd_inquiry", _received(vector["start"]))

    planned = instance.variables["inquiry_deadline"]
    assert planned["due_date"] == vector["due"]
    told = {each["label"]: each["due_date"] for each in planned["reminders"]}
    assert {label: told[label] for label in vector["reminders"]} == vector["reminders"]


def test_what_the_desk_writes_down_of_the_asker_is_in_no_record() -> None:
    box = _box()
    asked = {"asker": "欧阳女士", "contact": "13912345678", "reply_by": "电话"}
    instance = box.start("jd_inquiry", {"inquiry": {**_received("2026-03-02")["inquiry"], **asked}})

    told = str([instance.engine_state, instance.accepted, *instance.records])
    assert "欧阳女士" not in told
    assert "13912345678" not in told
    assert instance.variables["asker"] == {"name": "欧阳女士", "contact": "13912345678"}


@pytest.mark.rule("S2-65")
@pytest.mark.parametrize("process", ["jd_main_district", "jd_main_municipal", "jd_upper_doc"])
def test_what_is_published_tells_how_long_it_is_in_force(process: str) -> None:
    """P31 waits for six months before that day."""
    text = (runs.ROOT / "bpmn" / f"{process}.bpmn").read_text("utf-8")

    assert "valid_until: issue.valid_until" in text
