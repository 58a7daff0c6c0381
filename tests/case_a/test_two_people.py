"""Two people, or two tabs, at the same task of case A: one wins, the other is told by whom it was done."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from processes import commands, proof, reexecution, store
from processes.commands import TaskRef
from tests.case_a.conftest import LogIn, OpenAt
from tests.case_a.test_whole import rows
from tests.case_a.walk import Walk
from tests.service.conftest import Browser

NOW = "2026-01-19T10:00+08:00"
#: Two heads of the section may do the first review: 周启明 and 郑可.
HEADS = {"zjw-keshi": "周启明", "zjw-keshi2": "郑可"}


@pytest.fixture
def walk(open_at: OpenAt) -> Walk:
    return open_at("drafted", NOW)


@pytest.fixture
def review(walk: Walk) -> dict[str, Any]:
    return walk.data("F04/stage1")


@pytest.fixture
def ref(walk: Walk, review: dict[str, Any]) -> TaskRef:
    return walk.task(1, "P05.T1", review)


def revision(browser: Browser, ref: TaskRef) -> int:
    """What the open tab says."""
    found = re.search(r'name="revision" value="(\d+)"', browser.text(f"/tasks/{ref}"))
    assert found
    return int(found[1])


def told(answer: TestResponse) -> str:
    """The text of a 409 page in Chinese."""
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert '<html lang="zh' in page
    found = re.search(r'role="alert"[^>]*>(.*?)</div>', page, re.S)
    assert found
    return re.sub(r"<[^>]+>", " ", found[1])


def count(walk: Walk, *types: str) -> int:
    with walk.state.readers() as session:
        query = select(func.count()).select_from(store.RecordRow).where(store.RecordRow.type.in_(types))
        return session.scalar(query) or 0


def is_whole(walk: Walk) -> None:
    """Chain, read tables and state say the same as the commands that were accepted."""
    with walk.state.readers() as session:
        assert proof.verify(session) == []
        assert reexecution.reexecute(session, 1) == []
        before = rows(session)
    with walk.state.sessions.begin() as session:
        store.rebuild(session)
    with walk.state.readers() as session:
        assert rows(session) == before


def test_two_who_press_at_once(walk: Walk, log_in: LogIn, ref: TaskRef, review: dict[str, Any]) -> None:
    browsers = {user: log_in(walk, user) for user in HEADS}
    seen = {user: revision(browser, ref) for user, browser in browsers.items()}
    before = count(walk, "command_accepted"), count(walk, "user_task_completed")
    barrier, answers = threading.Barrier(len(HEADS)), dict[str, TestResponse]()

    def press(user: str) -> None:
        barrier.wait(30)
        answers[user] = browsers[user].complete(str(ref), review, seen[user])

    threads = [threading.Thread(target=press, args=(user,)) for user in HEADS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    [winner] = [user for user, answer in answers.items() if answer.status_code == 302]
    [loser] = set(HEADS) - {winner}
    text = told(answers[loser])
    assert f"已由 {HEADS[winner]}" in text
    assert "不能再次提交" in text
    assert (count(walk, "command_accepted"), count(walk, "user_task_completed")) == (
        before[0] + 1,
        before[1] + 1,
    )
    is_whole(walk)


def test_the_same_task_a_second_time_from_another_tab(
    walk: Walk, log_in: LogIn, ref: TaskRef, review: dict[str, Any]
) -> None:
    first, second = log_in(walk, "zjw-keshi"), log_in(walk, "zjw-keshi")
    seen = revision(second, ref)
    assert first.complete(str(ref), review, seen).status_code == 302
    before = count(walk, "command_accepted")
    assert f"已由 {HEADS['zjw-keshi']}" in told(second.complete(str(ref), review, seen))
    assert count(walk, "command_accepted") == before
    is_whole(walk)


def test_a_stale_tab_names_who_has_the_task_now(
    walk: Walk, log_in: LogIn, ref: TaskRef, review: dict[str, Any]
) -> None:
    mine = log_in(walk, "zjw-keshi")
    seen = revision(mine, ref)
    with walk.state.sessions.begin() as session:
        other = walk.actor(session, "zjw-keshi2")
        commands.claim_user_task(session, ref, actor=other, now=walk.clock())
    before = count(walk, "command_accepted", "user_task_completed")
    text = told(mine.complete(str(ref), review, seen))
    assert "已有变化" in text
    assert HEADS["zjw-keshi2"] in text
    assert "zjw-keshi2" not in text
    assert count(walk, "command_accepted", "user_task_completed") == before
    is_whole(walk)
