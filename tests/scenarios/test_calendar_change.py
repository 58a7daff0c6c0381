"""A holiday notice that comes while a deadline runs (P30.B2): due date and reminders are computed again."""

from __future__ import annotations

from datetime import datetime

from processes.calendar import deadline, default_calendar, load_notice
from processes.engine.running.instants import parse_instant
from processes.records import RecordType
from tests import artefacts
from tests.scenarios import runs

_NOTICE = """
year: 2027
title: 关于2027年部分节假日安排的通知（测试用）
number: 测试〔2026〕1号
issued: 2026-11-10
source: 测试
holidays:
  - name: 元旦
    off: 2027-01-01/2027-01-03
  - name: 春节
    off: 2027-02-05/2027-02-12
    work: [2027-02-20]
  - name: 清明节
    off: 2027-04-03/2027-04-05
  - name: 劳动节
    off: 2027-05-01/2027-05-05
  - name: 端午节
    off: 2027-06-09/2027-06-09
  - name: 中秋节
    off: 2027-09-15/2027-09-15
  - name: 国庆节
    off: 2027-10-01/2027-10-07
"""
_GUARD = {
    "guard_id": "AJ-1",
    "owner_unit": "zjw",
    "basis": "20WD",
    "start_at": "2027-01-25",
    "n": 20,
    "rule": "S2-62",
    "subject": "《某办法》解读发布",
    "owner_group": "drafter",
    "supervisor_group": "gov_office_interp",
}


def _dues(sandbox: runs.SharedSandbox) -> dict[str, datetime]:
    timers = sandbox.instances()[0].timers.values()
    return {timer["element_id"]: parse_instant(timer["due"]) for timer in timers}


def test_the_deadline_moves_with_the_notice() -> None:
    before = default_calendar()
    after = before.with_notice(load_notice(_NOTICE))
    started = datetime.fromisoformat("2027-01-25T10:00+08:00")
    old, new = (deadline(calendar, "20WD", started.date(), 20) for calendar in (before, after))
    assert old.due != new.due

    sandbox = runs.SharedSandbox(before, started)
    sandbox.deploy(artefacts.shipped())
    instance = sandbox.start("jd_deadline_guard", _GUARD, actor="sys")
    assert _dues(sandbox) == {"TM1": old.reminders[0].at, "TM2": old.due}
    assert instance.variables["deadline_plan"]["provisional"] is True

    sandbox.calendar = after
    sandbox.publish_message("calendar_changed", "AJ-1")
    assert _dues(sandbox) == {"TM1": new.reminders[0].at, "TM2": new.due}
    assert instance.variables["deadline_plan"]["provisional"] is False
    created = [r for r in instance.records if r.type is RecordType.TIMER_CREATED and r.element_id == "TM2"]
    assert [r.payload["explanation"]["calendar"] for r in created] == [before.version, after.version]
