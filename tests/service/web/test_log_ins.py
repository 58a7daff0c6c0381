"""Log-ins: a new token each time, the old one dead; seen and ended from the account page."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from service import state_of
from service.identity import journal
from service.identity.journal import Search
from service.identity.tables import LoginSession
from tests.service.conftest import Browser, Clock

Login = Callable[[str], Browser]


def test_logging_in_again_ends_the_log_in_before(app: Flask, as_user: Login) -> None:
    lin = as_user("lin")
    before = lin.client.get_cookie("jiedu")
    assert before is not None
    token = lin.token("/")
    lin.client.post("/login", data={"csrf_token": token, "user": "xu", "password": "Correct-horse-9"})

    thief = app.test_client()
    thief.set_cookie("jiedu", before.value)
    assert thief.get("/account/").status_code == 302
    assert "许安然" in lin.text("/account/")


def test_a_person_sees_where_he_is_logged_in_and_ends_one(app: Flask, as_user: Login) -> None:
    here, there, elsewhere = as_user("lin"), as_user("lin"), as_user("lin")
    page = here.text("/account/")
    assert page.count("127.0.0.1") >= 3
    assert page.count("（本机）") == 1
    ids = re.findall(r'name="log_in" value="(\w{64})"', page)
    assert len(ids) == 2

    assert here.post("/account/log-ins/end", {"log_in": ids[0]}).status_code == 302

    alive = [browser.get("/account/").status_code for browser in (here, there, elsewhere)]
    assert sorted(alive) == [200, 200, 302]
    assert here.get("/account/").status_code == 200
    with state_of(app).readers() as session:
        [entry] = journal.entries(session, Search(kind="log_ins_ended"), limit=9)
    assert (entry.who, entry.detail) == ("lin", '{"count":1}')


def test_a_person_logs_out_everywhere_but_here(as_user: Login) -> None:
    here, there = as_user("lin"), as_user("lin")

    here.post("/account/log-ins/end-others")

    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


def test_nobody_ends_the_log_ins_of_others(app: Flask, as_user: Login) -> None:
    lin, xu = as_user("lin"), as_user("xu")
    with state_of(app).readers() as session:
        own = session.scalars(select(LoginSession.id).where(LoginSession.user_id == "xu")).one()

    lin.post("/account/log-ins/end", {"log_in": own})

    assert xu.get("/account/").status_code == 200


def test_ended_and_timed_out_log_ins_are_not_listed(as_user: Login, session_clock: Clock) -> None:
    as_user("lin").post("/logout")
    as_user("lin")
    session_clock.advance(minutes=31)

    assert as_user("lin").text("/account/").count("<code>") == 0
    assert "结束其他全部登录" not in as_user("xu").text("/account/")


def test_the_absolute_limit_holds_for_a_log_in_in_use(
    app: Flask, as_user: Login, session_clock: Clock
) -> None:
    lin = as_user("lin")
    for _ in range(24 * 2 - 1):
        session_clock.advance(minutes=15)
        assert lin.get("/account/").status_code == 200
    session_clock.advance(minutes=15, seconds=1)
    assert lin.get("/account/").status_code == 302
    with state_of(app).readers() as session:
        assert session.scalar(select(func.count()).select_from(LoginSession)) == 1
