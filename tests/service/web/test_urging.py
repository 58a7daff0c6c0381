"""催办: whoever supervises reminds those who have the task; it stays in the record."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from processes import queries, reexecution, store
from service.state import State
from tests.service.conftest import Browser

Login = Callable[[str], Browser]
API = "/api/v1/user-tasks"


@pytest.fixture
def task(deployed: None, as_user: Login) -> str:
    """lin has begun a matter and has its first task."""
    lin = as_user("lin")
    lin.post("/start/drafting")
    [item] = lin.api("GET", f"{API}/?box=group").get_json()["items"]
    return str(item["id"])


@pytest.mark.rule("S2-12", "S2-90")
@pytest.mark.parametrize("office", ["du", "luo"])
def test_urging_tells_the_candidates_and_stays_in_the_record(
    task: str, state: State, as_user: Login, office: str
) -> None:
    number = int(task.partition("-")[0])
    browser = as_user(office)
    assert f"/tasks/{task}/urging" in browser.text(f"/instances/{number}")
    assert browser.post(f"/tasks/{task}/urging", {"text": "今天请办结"}).status_code == 302

    with state.readers() as session:
        for user in ("lin", "xu"):
            [told] = queries.notifications(session, user)
            assert "今天请办结" in told.text
            assert told.kind == "reminder"
        urged = [e.record for e in store.entries(session, number) if e.record.type == "user_task_urged"]
        assert [r.payload for r in urged] == [{"text": "今天请办结", "to": ["lin", "xu"]}]
        assert reexecution.reexecute(session, number) == []
    assert "催办" in as_user("du").text(f"/instances/{number}")


def test_who_does_not_supervise_may_not_urge(task: str, as_user: Login) -> None:
    zhou = as_user("zhou")
    assert f"/tasks/{task}/urging" not in zhou.text(f"/instances/{task.partition('-')[0]}")
    assert zhou.api("POST", f"{API}/{task}/urging", json={"text": "快"}).status_code == 403


def test_another_unit_cannot_even_see_it(task: str, as_user: Login) -> None:
    assert as_user("shi").api("POST", f"{API}/{task}/urging", json={"text": "快"}).status_code == 403


def test_urging_needs_words(task: str, as_user: Login) -> None:
    answer = as_user("du").api("POST", f"{API}/{task}/urging", json={"text": "  "})
    assert answer.status_code == 422
    assert "1 到 500 个字" in answer.get_data(as_text=True)


def test_a_task_that_is_done_cannot_be_urged(task: str, state: State, as_user: Login) -> None:
    number = int(task.partition("-")[0])
    as_user("wu").post(f"/operations/instances/{number}/cancellation", {"reason": "撤回"})
    assert as_user("du").api("POST", f"{API}/{task}/urging", json={"text": "快"}).status_code == 409
