"""Refusals are pages for people and problem+json for programs."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import DataError, IntegrityError

from processes.errors import (
    Forbidden,
    InvalidArgument,
    InvalidDefinition,
    InvalidState,
    NotFound,
    Problem,
    ProcessError,
)
from service.errors import STATUS
from service.policy.rules import ANYBODY, Rule
from service.policy.table import TABLE

REFUSALS: list[tuple[Exception, int, str]] = [
    (NotFound("没有待办 12-3", instance_id=12), 404, "没有待办 12-3"),
    (InvalidState("待办“拟稿”已由许安然办结"), 409, "已由许安然办结"),
    (Forbidden("不能审核自己起草的材料"), 403, "不能审核自己起草的材料"),
    (InvalidArgument("有 1 处需要修改", {"plan.title": ["必填"]}), 422, "必填"),
    (
        InvalidDefinition(
            "没有部署", [Problem(code="X", message="节点没有出口", element_id="T1", line=7, file="a.bpmn")]
        ),
        422,
        "节点没有出口",
    ),
    (DataError("select", {}, Exception("NUL")), 422, "不能保存的字符"),
    (IntegrityError("insert", {}, Exception("UNIQUE")), 409, "刚刚被别人处理"),
]


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch):
    for endpoint in ("failing", "api_failing"):
        monkeypatch.setitem(TABLE, (endpoint, "GET"), Rule(endpoint, "GET", ANYBODY, "出错"))

    def fail(error: Exception) -> None:
        def view() -> str:
            raise error

        app.add_url_rule("/failing", "failing", view)
        app.add_url_rule("/api/failing", "api_failing", view)

    return fail


@pytest.mark.parametrize(("error", "status", "text"), REFUSALS, ids=lambda value: type(value).__name__)
def test_people_get_a_page(app: Flask, failing, error: Exception, status: int, text: str) -> None:
    failing(error)
    answer = app.test_client().get("/failing", headers={"Accept": "text/html"})

    assert answer.status_code == status
    assert answer.content_type.startswith("text/html")
    assert text in answer.get_data(as_text=True)


@pytest.mark.parametrize(("error", "status", "text"), REFUSALS, ids=lambda value: type(value).__name__)
def test_programs_get_a_problem(app: Flask, failing, error: Exception, status: int, text: str) -> None:
    failing(error)
    answer = app.test_client().get("/api/failing")

    assert answer.status_code == status
    assert answer.content_type.startswith("application/problem+json")
    assert answer.json["status"] == status
    assert answer.json["code"]
    assert text in answer.get_data(as_text=True)
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


def test_field_errors_and_problems_are_members(app: Flask, failing) -> None:
    failing(InvalidArgument("有 1 处需要修改", {"plan.title": ["必填"]}))

    assert app.test_client().get("/api/failing").json["errors"] == {"plan.title": ["必填"]}


def test_a_bug_is_logged_and_shows_nothing_of_itself(app: Flask, failing) -> None:
    failing(RuntimeError("secret detail"))
    answer = app.test_client().get("/failing")

    assert answer.status_code == 500
    assert "secret detail" not in answer.get_data(as_text=True)
    assert answer.headers["X-Request-ID"] in answer.get_data(as_text=True)


def test_every_kind_of_refusal_has_a_status() -> None:
    assert set(ProcessError.__subclasses__()) >= set(STATUS)
    assert {401, 403, 404, 409, 422, 503} == set(STATUS.values())


def test_an_unknown_page_is_not_found(app: Flask) -> None:
    answer = app.test_client().get("/nowhere")

    assert answer.status_code == 404
    assert "这个地址没有内容" in answer.get_data(as_text=True)


LARGE = 99999999999999999999
PATHS = [
    "/tasks/{0}-1",
    "/tasks/1-{0}",
    "/tasks/" + "9" * 5000 + "-1",
    "/instances/{0}",
    "/instances/{0}/replay/",
    "/instances/{0}/replay/moment",
    "/api/v1/process-instances/{0}",
    "/api/v1/process-instances/{0}/records",
    "/api/v1/process-instances/{0}/history",
    "/api/v1/user-tasks/1-{0}",
]


@pytest.mark.parametrize("path", PATHS)
def test_numbers_that_no_database_holds_are_not_found(as_user, path: str) -> None:
    assert as_user("cheng").get(path.format(LARGE)).status_code == 404


POSTS = [
    ("lin", "/tasks/{0}-1/claim"),
    ("lin", "/tasks/1-{0}/completion"),
    ("wu", "/operations/incidents/1/{0}"),
    ("wu", "/operations/jobs/{0}/1"),
]


@pytest.mark.parametrize(("user", "path"), POSTS)
def test_commands_on_such_numbers_are_not_found_either(as_user, user: str, path: str) -> None:
    assert as_user(user).post(path.format(LARGE)).status_code == 404


def test_such_numbers_in_a_query_or_a_body_are_refused(started: str, as_user) -> None:
    lin, number = as_user("lin"), started.partition("-")[0]

    def query(path: str) -> int:
        return int(lin.get(f"/api/v1{path}").status_code)

    assert query(f"/process-instances/{number}/records?after={LARGE}") == 422
    assert query(f"/process-instances/{number}/history?until={LARGE}") == 422
    assert query(f"/calendar/deadline?basis=nWD&start=2026-02-06&n={LARGE}") == 422
    body = {"revision": LARGE}
    assert lin.api("POST", f"/api/v1/user-tasks/{started}/claim", json=body).status_code == 422
    revision = {"revision": str(LARGE)}
    assert lin.post(f"/tasks/{started}/claim", revision).status_code == 409
    revision = {"revision": "9" * 5000}
    assert lin.post(f"/tasks/{started}/claim", revision).status_code == 409
