"""Log-ins: a new token each time, the old one dead; seen and ended from the account page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select

from service import create_app, state_of
from service.config import Settings
from service.identity import journal
from service.identity.journal import Search
from service.identity.tables import LoginSession, User
from tests.service.conftest import PASSWORD, Browser, Clock

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

    answer = here.post("/account/log-ins/end", {"log_in": ids[0], "current": PASSWORD})
    assert answer.status_code == 302

    alive = [browser.get("/account/").status_code for browser in (here, there, elsewhere)]
    assert sorted(alive) == [200, 200, 302]
    assert here.get("/account/").status_code == 200
    with state_of(app).readers() as session:
        [entry] = journal.entries(session, Search(kind="log_ins_ended"), limit=9)
    assert (entry.who, entry.detail) == ("lin", '{"count":1}')


def test_a_person_logs_out_everywhere_but_here(as_user: Login) -> None:
    here, there = as_user("lin"), as_user("lin")

    here.post("/account/log-ins/end-others", {"current": PASSWORD})

    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


def test_enter_in_the_field_of_the_password_ends_no_log_in(as_user: Login) -> None:
    """Browsers press the first button of the form then, and none when that one is disabled."""
    here, _ = as_user("lin"), as_user("lin")
    page = html.fromstring(here.text("/account/"))
    [form] = page.iterfind(".//form[@id='end-log-ins']")
    mine = [*form.iter("button"), *page.iterfind(".//button[@form='end-log-ins']")]
    buttons = [button for button in page.iter("button") if button in mine]
    assert [button.get("disabled") is not None for button in buttons] == [True, False, False]


def test_nobody_ends_the_log_ins_of_others(app: Flask, as_user: Login) -> None:
    lin, xu = as_user("lin"), as_user("xu")
    with state_of(app).readers() as session:
        own = session.scalars(select(LoginSession.id).where(LoginSession.user_id == "xu")).one()

    lin.post("/account/log-ins/end", {"log_in": own, "current": PASSWORD})

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


def test_a_log_in_notes_its_use_at_most_once_a_minute(
    app: Flask, as_user: Login, session_clock: Clock
) -> None:
    """Reading pages stays reading."""
    lin, found = as_user("lin"), []
    for wait in (0, 59, 1, 59, 1):
        session_clock.advance(seconds=wait)
        assert lin.get("/account/").status_code == 200
        with state_of(app).readers() as session:
            found.append(session.scalars(select(LoginSession.seen_at)).one())
    assert [each - found[0] for each in found] == [0, 0, 60, 60, 120]


@pytest.mark.parametrize("path", ["end", "end-others"])
def test_a_log_in_left_open_ends_no_others(app: Flask, as_user: Login, path: str) -> None:
    here, there = as_user("lin"), as_user("lin")
    [other] = re.findall(r'name="log_in" value="(\w{64})"', here.text("/account/"))

    for typed in ({}, {"current": "wrong"}):
        answer = here.post(f"/account/log-ins/{path}", {"log_in": other, **typed})
        assert answer.status_code == 422
        assert "当前密码不正确" in answer.get_data(as_text=True)
    assert there.get("/account/").status_code == 200


def test_whoever_has_no_password_proves_himself_by_a_fresh_log_in(
    app: Flask, as_user: Login, session_clock: Clock
) -> None:
    """People of single sign-on."""
    here, there = as_user("lin"), as_user("lin")
    with state_of(app).sessions.begin() as session:
        session.get_one(User, "lin").password_hash = None
    session_clock.advance(seconds=301)
    answer = here.post("/account/log-ins/end-others")
    assert (answer.status_code, "请重新登录" in answer.get_data(as_text=True)) == (422, True)
    assert 'id="current-end"' not in here.text("/account/")

    session_clock.advance(seconds=-1)
    assert here.post("/account/log-ins/end-others").status_code == 302
    assert there.get("/account/").status_code == 302


def test_guesses_at_the_password_are_limited_wherever_they_are_made(as_user: Login) -> None:
    here = as_user("lin")
    places = ("/account/log-ins/end-others", "/account/password", "/account/second-factor/begin")
    answers = [here.post(places[n % 3], {"current": f"wrong {n}"}) for n in range(12)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 2
    assert as_user("xu").post(places[0], {"current": "wrong"}).status_code == 422


@pytest.fixture
def two(settings: Settings) -> Iterator[Flask]:
    """An installation where everybody may be logged in at two places."""
    app = create_app(replace(settings, session_count=2))
    yield app
    state_of(app).engine.dispose()


def test_too_many_log_ins_end_the_one_that_was_not_used_for_longest(two: Flask, session_clock: Clock) -> None:
    first, second, third, other = (Browser(two.test_client()) for _ in range(4))
    other.login("xu")
    for browser in (first, second):
        browser.login("lin")
        session_clock.advance(minutes=2)
    assert first.get("/account/").status_code == 200  # used after the second
    session_clock.advance(minutes=2)
    third.login("lin")

    alive = [browser.get("/account/").status_code for browser in (first, second, third, other)]
    assert alive == [200, 302, 200, 200]
    with state_of(two).readers() as session:
        [entry] = journal.entries(session, Search(kind="log_ins_ended"), limit=9)
    assert (entry.who, entry.detail) == ("lin", '{"count":1,"reason":"同时登录超过 2 处"}')


def test_how_many_log_ins_an_account_has_is_a_setting(tmp_path: Path) -> None:
    given = {"JIEDU_VAR": str(tmp_path)}
    counts = [
        Settings.from_environment({**given, **more}).session_count
        for more in ({}, {"JIEDU_DEMO": "1"}, {"JIEDU_SESSION_COUNT": "3"})
    ]

    assert counts == [5, 0, 3]
