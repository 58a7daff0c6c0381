"""The page where an administrator loads a notice: first what it moves, then the confirmation."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask

from processes import calendars, commands, queries
from processes.commands import Actor
from service import state_of
from tests.processes.commands.test_arrangements import FLOOD, WATCH
from tests.processes.commands.test_calendar import NOTICE
from tests.service.conftest import Browser, Clock

Login = Callable[[str], Browser]
LIN = Actor("lin", "林知远", "zjw")
URL = "/operations/calendar/"


@pytest.fixture
def running(app: Flask, clock: Clock) -> int:
    """A deadline of 住建委 into 2027."""
    clock.move_to("2026-12-21T09:00")
    with state_of(app).sessions.begin() as session:
        commands.deploy(session, {"watch.bpmn": WATCH}, "", actor=LIN, now=clock())
        given = {"basis": "20WD", "start_at": "2026-12-21", "n": None, "title": "内容不给管理员看"}
        return commands.start_instance(session, "watch", given, actor=LIN, now=clock()).id


def due(app: Flask) -> str:
    with state_of(app).readers() as session:
        return queries.timers(session)[0].due.strftime("%Y-%m-%d")


def hidden(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1]


def test_a_notice_is_previewed_then_loaded(app: Flask, running: int, as_user: Login) -> None:
    wu = as_user("wu")
    assert "2026 年安排" in wu.text(URL)
    assert "国办发明电〔2025〕7号" in wu.text(URL)
    assert URL in wu.text("/operations/")

    page = wu.post(f"{URL}preview", {"text": NOTICE}).get_data(as_text=True)
    assert "要移动的在办时限（1）" in page
    assert f"期限看护（第 {running} 号）" in page
    assert "内容不给管理员看" not in page
    assert "2027年1月19日" in page or "2027-01-19" in page
    assert "2026.1 → 2027.1" in page
    assert due(app) == "2027-01-19"

    answer = wu.post(URL, {"text": NOTICE, "seen": hidden(page)})
    assert answer.status_code == 302
    shown = wu.text(URL)
    assert "移动时限 1 项" in shown
    assert "吴维" in shown
    assert "国办发明电〔2026〕9号" in shown
    assert due(app) == "2027-01-18"
    again = wu.post(f"{URL}preview", {"text": NOTICE}).get_data(as_text=True)
    assert "没有变化" in again
    assert "确认载入" not in again


def test_an_uploaded_arrangement_of_a_unit(app: Flask, running: int, as_user: Login) -> None:
    wu = as_user("wu")
    upload = {"file": (io.BytesIO(FLOOD.encode()), "flood.yaml")}
    page = wu.post(f"{URL}preview", upload, content_type="multipart/form-data").get_data(as_text=True)
    assert "停止办公（汛情停止办公）" in page
    assert wu.post(URL, {"text": FLOOD, "seen": hidden(page)}).status_code == 302
    assert "住建委（zjw）的办公安排" in wu.text(URL)
    assert due(app) == "2027-01-21"
    with state_of(app).readers() as session:
        assert calendars.book(session).units == ["zjw"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "空文件"),
        ("year: 2027", "必填字段"),
        (FLOOD.replace("unit: zjw", "unit: zzz"), "没有编号为“zzz”的单位"),
    ],
)
def test_a_wrong_file_is_told_and_kept_for_repair(as_user: Login, text: str, message: str) -> None:
    wu = as_user("wu")
    for url in (f"{URL}preview", URL):
        answer = wu.post(url, {"text": text, "seen": "2026.1"})
        assert answer.status_code == 422
        page = answer.get_data(as_text=True)
        assert message in page
        assert text[:10] in page


def test_a_file_that_is_no_text(as_user: Login) -> None:
    upload = {"file": (io.BytesIO(b"\xff\xfe\x00"), "x.yaml")}
    answer = as_user("wu").post(f"{URL}preview", upload, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "UTF-8" in answer.get_data(as_text=True)


def test_a_stale_preview_is_refused(app: Flask, running: int, as_user: Login) -> None:
    wu = as_user("wu")
    answer = wu.post(URL, {"text": NOTICE, "seen": "2025.1"})
    assert answer.status_code == 409
    assert "请重新预览" in answer.get_data(as_text=True)
    assert due(app) == "2027-01-19"


def test_others_are_kept_out(as_user: Login) -> None:
    lin = as_user("lin")
    assert lin.get(URL).status_code == 403
    assert lin.post(URL, {"text": NOTICE, "seen": "2026.1"}).status_code == 403
    assert lin.post(f"{URL}preview", {"text": NOTICE}).status_code == 403


def test_lights_and_api_count_with_the_calendar_of_the_unit(app: Flask, running: int, as_user: Login) -> None:
    wu, lin = as_user("wu"), as_user("lin")
    assert "还剩 20 个工作日" in lin.text(f"/instances/{running}")
    query = "/api/v1/calendar/deadline?basis=3WD&start=2026-12-21"
    assert lin.get(f"{query}&unit=zjw").json["due_date"] == "2026-12-24"
    wu.post(URL, {"text": FLOOD, "seen": "2026.1"})
    assert lin.get(f"{query}&unit=zjw").json["due"] == "2026-12-28T17:30:00+08:00"
    assert lin.get(query).json["due_date"] == "2026-12-24"
    assert "还剩 20 个工作日" in lin.text(f"/instances/{running}")
    steps = lin.get("/api/v1/calendar/deadline?basis=30D%20-5WD&start=2026-02-06").json
    assert steps["due_date"] == "2026-03-02"


@pytest.mark.rule("S2-62")
def test_a_notice_needs_a_second_person(as_user: Login) -> None:
    wu = as_user("wu")
    told = "url: https://www.gov.cn/2027\napproved_by: {}\n"
    for own in ("wu", "吴维"):
        answer = wu.post(f"{URL}preview", {"text": NOTICE + told.format(own)})
        assert answer.status_code == 422
        assert "不能是载入人本人" in answer.get_data(as_text=True)
    text = NOTICE + told.format("温如玉")
    page = wu.post(f"{URL}preview", {"text": text}).get_data(as_text=True)
    wu.post(URL, {"text": text, "seen": hidden(page)})
    assert "温如玉复核" in wu.text(URL)
    assert 'href="https://www.gov.cn/2027"' in wu.text(URL)
