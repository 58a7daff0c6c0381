"""A deadline into a year without a notice is 暂定 until ``jiedu calendar load`` brings the notice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import history, narrative, proof, reexecution, store
from processes.calendar import BEIJING
from processes.records import Record
from service.cli import main
from tests.case_a.conftest import LogIn, OpenAt
from tests.case_a.walk import CASE, Walk
from tests.service.conftest import Browser

ISSUE = "2026-12-10"
#: Invented: that a Friday is off and a Saturday is worked moves the due date.
NOTICE = """
year: 2027
title: 关于2027年部分节假日安排的通知（测试用，文号虚构）
number: 测试发〔2026〕1号
issued: 2026-11-10
source: 测试
holidays:
  - name: 元旦
    off: 2027-01-01/2027-01-04
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
OLD, NEW = "2027-01-08", "2027-01-11"
REMINDERS = ["2026-12-24", "2026-12-31", "2027-01-06", "2027-01-08", "2027-01-11"]
#: The processes whose tasks are due when the document has to be published.
PUBLISHING = frozenset({"jd_publication", "jd_channel_publication"})


@pytest.fixture
def issued(open_at: OpenAt) -> Walk:
    """The rule is issued in December 2026."""
    walk = open_at("signed", f"{ISSUE}T10:00+08:00")
    data = walk.data("F08-issue/default")
    data["issue"] |= {"composed_date": "2026-12-09", "issue_date": ISSUE}
    walk.hand_in("zfb-shouwen", walk.task(1, "P01.T4", data), data)
    walk.work()
    return walk


@pytest.fixture
def load(issued: Walk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Result]:
    """``jiedu calendar load FILE`` on that database."""
    file = tmp_path / "2027.yaml"
    file.write_text(NOTICE, encoding="utf8")
    monkeypatch.setenv("JIEDU_DATABASE_URL", issued.state.settings.database_url)
    monkeypatch.setenv("JIEDU_SECRET_KEY", "only for tests")
    return lambda: CliRunner().invoke(main, ["calendar", "load", str(file), "--yes"])


def timers_section(browser: Browser) -> str:
    """时限与提醒 on the page of the instance, as plain text."""
    section = browser.text("/instances/1").partition('id="timers-title"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", section).split())


def moves(walk: Walk) -> list[Record]:
    with walk.state.readers() as session:
        records = [entry.record for entry in store.entries(session, 1)]
    return [record for record in records if record.type == "timer_rescheduled"]


def open_dues(session: Session) -> list[tuple[str | None, str | None, str]]:
    """Process, element and due minute (or "") of the open tasks of case A."""
    query = select(store.UserTask).where(store.UserTask.status == "open", store.UserTask.instance_id == 1)
    rows = session.scalars(query.order_by(store.UserTask.element_instance_id)).all()
    minute = [row.due.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if row.due else "" for row in rows]
    return [(row.process_id, row.element_id, due) for row, due in zip(rows, minute, strict=True)]


def everything(walk: Walk) -> Any:
    with walk.state.readers() as session:
        return [(row.seq, row.hash) for row in store.records(session, 1)], session.query(
            store.CalendarNotice.version, store.CalendarNotice.calendar_version
        ).all()


def test_a_loaded_notice_moves_what_was_provisional(
    issued: Walk, load: Callable[[], Result], log_in: LogIn
) -> None:
    drafter = log_in(issued, "zjw-chengban")
    before = timers_section(drafter)
    assert f"{OLD} 18:00" in before
    assert "暂定" in before

    loaded = load()
    assert loaded.exit_code == 0, loaded.output
    assert "日历版本 2026.1 → 2027.1" in loaded.output
    assert f"{OLD} 18:00（暂定） → {NEW} 18:00" in loaded.output

    found = {(record.process_id, record.element_id): record.payload for record in moves(issued)}
    for place in (("jd_publication", "B1"), ("jd_deadline_guard", "TM2")):
        assert found[place]["previous"][:10] == OLD
        assert found[place]["due"] == f"{NEW}T18:00:00+08:00"
        assert found[place]["explanation"]["calendar"] == "2027.1"
    told = found["jd_deadline_guard", "TM2"]["explanation"]["reminders"]
    assert [reminder["due_date"] for reminder in told] == REMINDERS
    after = timers_section(drafter)
    assert f"{NEW} 18:00" in after
    assert f"{OLD} 18:00" not in after
    assert "暂定" not in after
    with issued.state.readers() as session:
        assert proof.verify(session) == []
        assert reexecution.reexecute(session, 1) == []


def test_loading_it_again_does_nothing_and_says_so(issued: Walk, load: Callable[[], Result]) -> None:
    assert load().exit_code == 0
    once = everything(issued)
    again = load()
    assert again.exit_code == 0
    assert "没有变化" in again.output
    assert everything(issued) == once


def test_the_tasks_of_the_publication_move_with_it(
    issued: Walk, load: Callable[[], Result], log_in: LogIn
) -> None:
    with issued.state.readers() as session:
        before = open_dues(session)
    moving = [element for process, element, due in before if process in PUBLISHING and due]
    assert {"T1", "T2", "T3"} <= set(moving)
    assert load().exit_code == 0

    with issued.state.sessions.begin() as session:
        after = open_dues(session)
        store.rebuild(session)
        session.expire_all()
        assert open_dues(session) == after
    assert [row[:2] for row in after] == [row[:2] for row in before]
    assert {due for process, _, due in after if process in PUBLISHING and due} == {f"{NEW} 18:00"}
    assert [row for row in after if row[0] not in PUBLISHING] == [
        row for row in before if row[0] not in PUBLISHING
    ]
    editor = log_in(issued, CASE["people"]["site_editor"])
    tasks = editor.get("/api/v1/user-tasks/?box=group").json["items"]
    shown = [date.fromisoformat(task["due"][:10]) for task in tasks if task["element_id"] in moving]
    assert shown
    assert {day.isoformat() for day in shown} == {NEW}
    with issued.state.readers() as session:
        entries = list(store.entries(session, 1))
        told = [text for line in narrative.tell(entries) for text in line.consequences]
        view = history.fold(entries)
        assert proof.verify(session) == []
        assert reexecution.reexecute(session, 1) == []
    assert f"任务“发布政策性文件”的到期时间由 {OLD} 18:00 改为 {NEW} 18:00" in told
    dues = {task.task.get("due") for task in view.user_tasks.values() if task.element_id == "T2"}
    assert f"{NEW}T18:00:00+08:00" in dues
