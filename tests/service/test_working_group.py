"""The working group follows the posts: who decides changes with the day, not what was decided."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from processes import commands, queries
from processes.calendar import BEIJING
from processes.commands import SYSTEM, TaskRef
from processes.errors import Forbidden
from service.identity.office import load_office
from service.identity.office_file import read_office
from service.identity.people import find_person
from service.offices import DEMO
from service.people import actor
from service.state import State

ROOT = Path(__file__).parents[2]
_OLD = (
    "{group: m_deputy_director, title: 分管副主任, from: 2025-01-01}, "
    "{group: m_wg, title: 工作小组副组长, from: 2025-01-01}"
)
_NEW = """  - id: szfb-xinren
    name: 新任
    unit: szfb
    posts:
      - {group: m_deputy_director, title: 分管副主任, from: 2026-05-01}
      - {group: m_wg, title: 工作小组副组长, from: 2026-05-01}
"""
_ISSUE = {"topic": "首店认定", "background": "口径不一", "options": [{"option": "统一"}], "urgency": "平件"}
_DECISION = {
    "held_on": "2026-04-15",
    "host": "岳峰",
    "attendees": ["组长", "副组长"],
    "decision": "统一口径",
    "responsible": "经济科",
}


def _day(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=BEIJING)


def _hand_in(state: State, person: str, element: str, data: dict[str, Any], now: datetime) -> int:
    with state.sessions.begin() as session:
        [task] = [
            task
            for instance in queries.instances(session, status="active").items
            for task in queries.instance_detail(session, instance.id).user_tasks
            if task.status == "open" and task.element_id == element
        ]
        found = find_person(session, person, now.date())
        assert found is not None
        ref = TaskRef(task.instance_id, task.element_instance_id)
        commands.complete_user_task(session, ref, data, actor=actor(found), now=now)
        return ref.instance_id


def _begin(state: State, now: datetime) -> None:
    with state.sessions.begin() as session:
        head = find_person(session, "jjk-keshi", now.date())
        assert head is not None
        commands.start_instance(session, "jd_working_group", {}, actor=actor(head), now=now)
    _hand_in(state, "jjk-keshi", "T1", {"wg_issue": _ISSUE}, now)


@pytest.mark.rule("S1-06")
def test_a_new_deputy_decides_from_his_first_day_and_old_decisions_keep_the_old_one(state: State) -> None:
    text = DEMO.read_text(encoding="utf-8")
    assert _OLD in text
    changed = text.replace(_OLD, _OLD.replace("from: 2025-01-01", "from: 2025-01-01, to: 2026-04-30"))
    changed = changed.replace("  # 岗位权限\n  - id: auditor", f"{_NEW}  # 岗位权限\n  - id: auditor")
    forms = [ROOT / "forms" / f"{name}.form" for name in ("F34", "F34-preview", "F34-decision")]
    files = {path.name: path.read_bytes() for path in (ROOT / "bpmn/jd_working_group.bpmn", *forms)}
    with state.sessions.begin() as session:
        load_office(session, read_office(changed), today=date(2026, 4, 1))
        commands.deploy(session, files, "工作小组", actor=SYSTEM, now=_day(4, 1))
    meeting = {"wg_preview": {"decision": "meeting", "meeting_on": "2026-04-15"}}

    _begin(state, _day(4, 14))
    _hand_in(state, "szfb-fenguan", "T2", meeting, _day(4, 14))
    decided = _hand_in(state, "szfb-fenguan", "T3", {"wg_decision": _DECISION}, _day(4, 15))
    _begin(state, _day(5, 6))

    with pytest.raises(Forbidden):
        _hand_in(state, "szfb-fenguan", "T2", meeting, _day(5, 6))
    _hand_in(state, "szfb-xinren", "T2", meeting, _day(5, 6))
    with pytest.raises(Forbidden):
        _hand_in(state, "szfb-fenguan", "T3", {"wg_decision": _DECISION}, _day(5, 6))
    _hand_in(state, "szfb-xinren", "T3", {"wg_decision": _DECISION}, _day(5, 6))
    with state.readers() as session:
        done = queries.instance_detail(session, decided).user_tasks
        assert {task.element_id: task.completed_by for task in done} == {
            "T1": "jjk-keshi",
            "T2": "szfb-fenguan",
            "T3": "szfb-fenguan",
        }
