"""Inbox, start, instances, definitions, notifications: what each shows to whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event

from processes import commands, jobs
from processes.commands import CONSOLE
from service import state_of
from service.background import worker_settings
from service.state import State
from tests.service.conftest import Browser, Clock

Login = Callable[[str], Browser]
MATERIAL = {"material": {"title": "加装电梯问答"}}


def test_the_inbox_is_the_first_page(as_user: Login) -> None:
    page = as_user("lin").text("/")

    for text in ("我的待办", "本组待领", "我发起的", "已办", "跳到主要内容"):
        assert text in page


def test_boxes_hold_what_they_say(started: str, as_user: Login) -> None:
    lin = as_user("lin")
    assert "拟稿" in lin.text("/?box=group")
    lin.post(f"/tasks/{started}/claim")
    assert "拟稿" in lin.text("/?box=mine")
    lin.complete(started, MATERIAL)

    assert "拟稿" in lin.text("/?box=done")
    assert "审核" in lin.text("/?box=started")
    assert "拟稿" not in lin.text("/?box=mine")


def test_longer_lists_ask_the_database_no_more_often(app: Flask, started: str, as_user: Login) -> None:
    lin, asked = as_user("lin"), []
    engine = state_of(app).engine

    def note(*call: object) -> None:
        asked.append(call[2])

    def statements() -> int:
        asked.clear()
        assert "拟稿" in lin.text("/?box=group")
        return len(asked)

    event.listen(engine, "before_cursor_execute", note)
    few = statements()
    for _ in range(3):
        lin.post("/start/drafting")

    assert statements() == few
    event.remove(engine, "before_cursor_execute", note)


def test_search_finds_tasks_by_title_and_escapes_wildcards(started: str, as_user: Login) -> None:
    lin, zhou = as_user("lin"), as_user("zhou")
    lin.complete(started, MATERIAL)

    assert "加装电梯问答" in zhou.text("/?box=group&q=电梯")
    assert "没有符合" in zhou.text("/?box=group&q=%25")
    assert "没有符合" in zhou.text("/?box=group&q=托育")


def test_odd_query_strings_do_no_harm(deployed: None, as_user: Login) -> None:
    lin = as_user("lin")
    for query in ("?box=nothing", "?page=-1", "?page=99999999999", "?page=x", "?q=" + "x" * 500):
        lin.text("/" + query)
        lin.text("/instances/" + query)


def test_processes_are_offered_with_their_description(deployed: None, as_user: Login) -> None:
    page = as_user("lin").text("/start/")

    assert "起草审核" in page
    assert "起草一份材料，由科室负责人审核。" in page


def test_an_unknown_process_cannot_be_started(deployed: None, as_user: Login) -> None:
    assert as_user("lin").post("/start/nothing").status_code == 404


@pytest.mark.parametrize("user", ["cheng", "bi"])
def test_auditors_and_designers_start_nothing(deployed: None, as_user: Login, user: str) -> None:
    assert as_user(user).post("/start/drafting").status_code == 403


def test_the_instance_page_tells_where_it_stands(started: str, as_user: Login) -> None:
    lin = as_user("lin")
    number = started.partition("-")[0]
    lin.complete(started, MATERIAL)
    page = lin.text(f"/instances/{number}")
    diagrams = lin.data(f"/instances/{number}", "instance")["diagrams"]

    assert "加装电梯问答" in page
    assert "待认领：住建委 科室负责人" in page
    assert "林知远 完成“拟稿”" in page
    assert diagrams[0]["process_id"] == "drafting"
    assert diagrams[0]["elements"]["draft"] == {"state": "done", "count": 1}
    assert diagrams[0]["elements"]["review"] == {"state": "active", "count": 1}
    assert diagrams[0]["flows"] == {"f1": 1, "f2": 1}
    assert "<bpmn:process" in diagrams[0]["xml"]


def test_timers_are_explained_day_by_day(started: str, as_user: Login) -> None:
    page = as_user("lin").text(f"/instances/{started.partition('-')[0]}")

    assert "五个工作日" in page
    assert "2026年1月23日（周五）" in page
    assert "民法典第二百零一条" in page


def test_units_are_isolated(started: str, as_user: Login) -> None:
    number = started.partition("-")[0]

    assert as_user("xu").get(f"/instances/{number}").status_code == 200
    assert as_user("fang").get(f"/instances/{number}").status_code == 403
    assert as_user("lu").get(f"/instances/{number}").status_code == 403
    assert as_user("cheng").get(f"/instances/{number}").status_code == 200
    assert "起草审核" not in as_user("fang").text("/instances/")
    assert "起草审核" in as_user("xu").text("/instances/")
    assert "起草审核" in as_user("du").text("/instances/")


def test_definitions_show_diagram_and_versions(deployed: None, as_user: Login) -> None:
    lin = as_user("lin")

    assert "起草审核" in lin.text("/definitions/")
    assert "首次部署" in lin.text("/definitions/drafting")
    assert lin.data("/definitions/drafting?version=1", "instance")["diagrams"][0]["elements"] == {}
    assert lin.get("/definitions/drafting?version=9").status_code == 404
    assert lin.get("/definitions/nothing").status_code == 404


def test_reminders_arrive_once_and_are_read(app: Flask, started: str, as_user: Login, clock: Clock) -> None:
    state, lin = state_of(app), as_user("lin")
    clock.move_to("2026-01-26T09:00")
    for _ in range(2):
        jobs.run_once(state.sessions, now=clock(), settings=worker_settings(state))

    page = lin.text("/notifications/")
    assert page.count("请尽快办理") == 1
    assert '1<span class="visually-hidden"> 条未读' in page
    assert "没有通知" in as_user("zhou").text("/notifications/")

    assert lin.post("/notifications/read").status_code == 302
    assert "条未读" not in lin.text("/notifications/")


def test_every_page_has_its_landmarks(started: str, as_user: Login) -> None:
    lin = as_user("lin")
    for url in ("/", "/start/", "/instances/", "/definitions/", "/notifications/", "/account/"):
        page = lin.text(url)
        for landmark in (
            '<html lang="zh-CN">',
            "<header",
            "<main",
            "<nav",
            "<footer",
            "<h1",
            'class="skip-link"',
        ):
            assert landmark in page, (url, landmark)
        assert "<script>" not in page


@pytest.mark.rule("S2-27")
def test_the_page_of_a_matter_shows_its_stage(started: str, state: State, as_user: Login) -> None:
    number = int(started.partition("-")[0])
    assert 'aria-label="阶段"' not in as_user("lin").text(f"/instances/{number}")
    with state.sessions.begin() as session:
        commands.set_variables(session, number, {"phase": "文件审核"}, actor=CONSOLE, now=state.now())
    page = as_user("lin").text(f"/instances/{number}")
    assert 'aria-current="step">文件审核<' in page
    assert page.index("文件起草") < page.index('aria-current="step">文件审核<') < page.index("信息发布")
