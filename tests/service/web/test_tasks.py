"""A task on its page: claim, put back, fill in, hand in; what is refused keeps what was entered."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.service.conftest import Browser, Clock

Login = Callable[[str], Browser]
MATERIAL = {"material": {"title": "加装电梯问答", "unit": "zjw", "text": "正文"}}
PASS = {"review": {"decision": "pass", "opinion": "同意发布"}}


def revision(page: str) -> int:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found, page
    return int(found[1])


@pytest.fixture
def lin(as_user: Login) -> Browser:
    return as_user("lin")


def test_the_page_hands_form_and_data_to_the_island(started: str, lin: Browser) -> None:
    data = lin.data(f"/tasks/{started}", "formview")

    assert data["schema"]["id"] == "draft"
    assert data["data"] == {}
    assert {"value": "zjw", "label": "住建委"} in data["context"]["units"]
    assert data["readonly"] is False
    assert data["errors"] == {}


def test_the_deadline_is_shown_in_working_days(started: str, lin: Browser) -> None:
    page = lin.text(f"/tasks/{started}")

    assert "还剩 5 个工作日" in page
    assert "2026-01-23 18:00" in page


def test_completing_leads_on_to_the_next_person(started: str, lin: Browser, as_user: Login) -> None:
    lin.post(f"/tasks/{started}/claim")
    answer = lin.complete(started, MATERIAL)

    assert answer.status_code == 302
    zhou = as_user("zhou")
    page = zhou.text("/?box=group")
    assert "审核" in page
    assert "加装电梯问答" in page


def test_the_reviewer_sees_material_and_opinions(started: str, lin: Browser, as_user: Login) -> None:
    lin.complete(started, MATERIAL)
    zhou = as_user("zhou")
    first = re.search(r'href="/tasks/([\d-]+)"', zhou.text("/?box=group"))
    assert first
    page = zhou.text(f"/tasks/{first[1]}")
    assert "已形成的材料" in page
    assert "住建委" in page
    assert "加装电梯问答" in page

    zhou.complete(first[1], {"review": {"decision": "return", "opinion": "请补充附件"}})
    again = re.search(r'href="/tasks/([\d-]+)"', lin.text("/?box=group"))
    assert again
    page = lin.text(f"/tasks/{again[1]}")
    assert "请补充附件" in page
    assert "退回修改" in page
    assert lin.data(f"/tasks/{again[1]}", "formview")["data"] == MATERIAL


def test_field_errors_are_at_their_fields_and_the_input_is_kept(started: str, lin: Browser) -> None:
    entered = {"material": {"title": "", "unit": "nowhere", "text": "字" * 21}}
    answer = lin.complete(started, entered)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    for path in ("material.title", "material.unit", "material.text"):
        assert f'"{path}": [' in page
    assert "字" * 21 in page


@pytest.mark.parametrize("text", ["[]", "{", '"x"'])
def test_broken_data_is_refused(started: str, lin: Browser, text: str) -> None:
    answer = lin.post(f"/tasks/{started}/completion", {"data": text})

    assert answer.status_code == 422
    assert "表单数据" in answer.get_data(as_text=True)


def test_a_second_completion_names_who_was_first(started: str, lin: Browser, as_user: Login) -> None:
    xu = as_user("xu")
    stale = revision(xu.text(f"/tasks/{started}"))
    lin.complete(started, MATERIAL)

    answer = xu.complete(started, MATERIAL, stale)

    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "没有保存" in page
    assert "林知远" in page
    assert "加装电梯问答" in page


def test_a_stale_tab_is_told_that_the_task_has_changed(started: str, lin: Browser, as_user: Login) -> None:
    old = revision(lin.text(f"/tasks/{started}"))
    lin.post(f"/tasks/{started}/claim")
    lin.post(f"/tasks/{started}/unclaim")

    answer = as_user("xu").complete(started, MATERIAL, old)

    assert answer.status_code == 409
    assert "已有变化" in answer.get_data(as_text=True)


def test_two_people_claim_and_one_wins(started: str, lin: Browser, as_user: Login) -> None:
    xu = as_user("xu")
    assert lin.post(f"/tasks/{started}/claim").status_code == 302
    answer = xu.post(f"/tasks/{started}/claim")

    assert answer.status_code == 409
    assert "林知远" in answer.get_data(as_text=True)


def test_what_was_put_back_can_be_claimed_by_others(started: str, lin: Browser, as_user: Login) -> None:
    lin.post(f"/tasks/{started}/claim")
    assert "拟稿" in lin.text("/")
    lin.post(f"/tasks/{started}/unclaim")

    assert as_user("xu").post(f"/tasks/{started}/claim").status_code == 302


def test_a_colleague_sees_who_is_working_on_it(started: str, lin: Browser, as_user: Login) -> None:
    lin.post(f"/tasks/{started}/claim")
    xu = as_user("xu")
    page = xu.text(f"/tasks/{started}")

    assert "林知远" in page
    assert "提交并办结" not in page
    assert xu.data(f"/tasks/{started}", "formview")["readonly"] is True


def test_another_unit_can_neither_see_nor_claim(started: str, as_user: Login) -> None:
    fang = as_user("fang")

    assert fang.get(f"/tasks/{started}").status_code == 403
    assert fang.post(f"/tasks/{started}/claim").status_code == 403
    assert fang.complete(started, MATERIAL).status_code == 403


def test_a_completed_task_can_still_be_read(started: str, lin: Browser) -> None:
    lin.complete(started, MATERIAL)
    page = lin.text(f"/tasks/{started}")

    assert "办结" in page
    assert lin.data(f"/tasks/{started}", "formview")["data"] == MATERIAL


def test_a_task_that_does_not_exist_is_not_found(deployed: None, lin: Browser) -> None:
    assert lin.get("/tasks/99-1").status_code == 404
    assert lin.get("/tasks/abc").status_code == 404


def test_lights_turn_red_when_days_pass(started: str, lin: Browser, clock: Clock) -> None:
    lin.post(f"/tasks/{started}/claim")
    clock.move_to("2026-01-22T09:00")
    assert "还剩 1 个工作日" in lin.text("/")
    clock.move_to("2026-01-26T09:00")

    assert "已超期 1 个工作日" in lin.text("/")
