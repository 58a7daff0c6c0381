"""What the door says to whom it refuses, and what pages offer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event

from service import state_of
from service.identity.people import Person
from service.policy import door
from service.policy.table import TABLE, find, may_use
from tests.service.conftest import Browser

LIN = Person(
    id="lin",
    name="林知远",
    unit="zjw",
    unit_name="住建委",
    groups=frozenset({"drafter@zjw"}),
    posts=("承办人",),
    oversees=False,
)
NOBODY = replace(LIN, groups=frozenset(), posts=())
GUAN = replace(LIN, groups=frozenset({"secadmin"}))


@pytest.mark.parametrize(
    ("person", "told"),
    [
        (LIN, "此处只对审计员开放"),
        (NOBODY, "您的账号目前没有岗位"),
        (replace(NOBODY, clash="审计员不能兼任"), "已停用全部岗位权限：审计员不能兼任"),
    ],
)
def test_a_refusal_tells_what_is_missing(person: Person, told: str) -> None:
    assert told in door.refusal(TABLE["journal.index", "GET"], person)


def test_pages_offer_what_the_table_opens() -> None:
    assert may_use(LIN, "start.begin", "POST")
    assert may_use(LIN, "start.show")
    assert not may_use(GUAN, "start.show")
    assert not may_use(None, "start.show")
    assert may_use(None, "login.form")
    assert not may_use(LIN, "no.such.page")


def test_a_page_leads_nowhere_that_is_shut(as_user: Callable[[str], Browser]) -> None:
    """In the main navigation (发起事项) and beside it (代理)."""
    for user, may in (("lin", True), ("wu", False)):
        page = as_user(user).text("/")
        assert [f'href="{place}"' in page for place in ("/start/", "/account/deputies/")] == [may, may]


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_asking_about_a_page_is_reading_it(method: str) -> None:
    assert find("start.show", method) is TABLE["start.show", "GET"]
    assert find("start.begin", method) is None
    assert find("start.show", "POST") is None


def test_an_unknown_address_is_not_found(app: Flask) -> None:
    assert app.test_client().get("/no-such-page").status_code == 404


def test_what_is_open_to_everybody_asks_nobody_who_he_is(
    app: Flask, as_user: Callable[[str], Browser]
) -> None:
    """A probe and a style sheet need no database, also when a cookie comes along."""
    lin, asked = as_user("lin"), list[str]()
    event.listen(state_of(app).engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    assert lin.get("/healthz").status_code == 200
    assert lin.get("/static/icon.svg").status_code == 200
    assert asked == []
    assert lin.get("/instances/").status_code == 200
    assert asked != []


def test_other_sites_hand_in_inquiries_and_nothing_else(app: Flask) -> None:
    headers = {"Origin": "https://media.example"}
    answer = app.test_client().post("/public/api/inquiries", json={"question": ""}, headers=headers)
    assert answer.status_code == 422
    for origin in (headers["Origin"], "null", "http://["):
        answer = Browser(app.test_client()).post("/login", {"user": "lin"}, headers={"Origin": origin})
        assert answer.status_code == 403
    assert app.test_client().get("/login", headers=headers).status_code == 200
