"""Logging in and out: no enumeration, no fixation, no cross-site posts, no endless guessing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import Unauthorized

from service import auth, create_app, state_of
from service.config import Settings
from service.identity import accounts, log_ins
from service.identity.tables import User
from service.offices import demo_office
from tests.service.conftest import PASSWORD, Browser, Clock

Login = Callable[[str], Browser]


def test_the_right_password_leads_to_the_page_that_was_asked_for(browser: Browser) -> None:
    asked = browser.get("/account/")
    assert asked.status_code == 302
    assert asked.location == "/login?next=/account/"

    answer = browser.post("/login", {"user": "lin", "password": PASSWORD, "next": "/account/"})

    assert answer.status_code == 302
    assert answer.location == "/account/"
    assert "林知远" in browser.get("/account/").get_data(as_text=True)


def test_unknown_account_and_wrong_password_get_the_same_answer(browser: Browser) -> None:
    unknown = browser.login("nobody", "x")
    wrong = browser.login("lin", "x")

    assert unknown.status_code == wrong.status_code == 422
    assert "账号或密码不正确" in unknown.get_data(as_text=True)
    assert _same(unknown.get_data(as_text=True), "nobody") == _same(wrong.get_data(as_text=True), "lin")


def _same(page: str, user: str) -> str:
    """The message and the form, without what the person typed and the token."""
    return re.sub(r'value="[^"]*"', "", page.split("没有登录")[1]).replace(user, "")


def test_a_person_who_was_switched_off_cannot_log_in(app: Flask, browser: Browser) -> None:
    with state_of(app).sessions.begin() as session:
        session.get_one(User, "lin").active = False

    assert browser.login("lin").status_code == 422


def test_switching_off_ends_a_log_in_that_is_in_use(app: Flask, as_user: Login) -> None:
    lin = as_user("lin")
    with state_of(app).sessions.begin() as session:
        session.get_one(User, "lin").active = False

    assert lin.get("/account/").status_code == 302
    assert lin.get("/login").status_code == 200, "somebody else may log in here"


@pytest.mark.parametrize(
    "target", ["https://evil.test/", "//evil.test/", "/\\evil.test", " ///evil.test/", "//["]
)
def test_login_never_leads_to_another_site(browser: Browser, target: str) -> None:
    answer = browser.post("/login", {"user": "lin", "password": PASSWORD, "next": target})

    assert answer.location == "/"


def test_a_post_without_token_is_refused(app: Flask) -> None:
    answer = app.test_client().post("/login", data={"user": "lin", "password": PASSWORD})

    assert answer.status_code == 400
    assert "没有保存任何内容" in answer.get_data(as_text=True)


def test_the_session_changes_at_login_and_the_old_cookie_is_worth_nothing_after_logout(
    app: Flask, browser: Browser
) -> None:
    browser.get("/login")
    before = browser.client.get_cookie("jiedu")
    browser.login("lin")
    during = browser.client.get_cookie("jiedu")
    assert before is not None
    assert during is not None
    assert before.value != during.value

    assert browser.post("/logout").status_code == 302

    thief = app.test_client()
    thief.set_cookie("jiedu", during.value)
    assert thief.get("/account/").status_code == 302


def test_cookies_are_hardened(browser: Browser) -> None:
    cookie = browser.login("lin").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_cookies_are_secure_under_https(settings: Settings) -> None:
    app = create_app(replace(settings, base_url="https://jiedu.example"))
    answer = app.test_client().get("/login", base_url="https://jiedu.example")

    assert answer.headers["Set-Cookie"].startswith("__Host-jiedu=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers
    state_of(app).engine.dispose()


def test_an_idle_log_in_ends(as_user: Login, session_clock: Clock) -> None:
    lin = as_user("lin")
    session_clock.advance(minutes=29)
    assert lin.get("/account/").status_code == 200
    session_clock.advance(minutes=29)
    assert lin.get("/account/").status_code == 200
    session_clock.advance(minutes=31)

    assert lin.get("/account/").status_code == 302


def test_a_log_in_does_not_live_for_ever(as_user: Login, session_clock: Clock) -> None:
    lin = as_user("lin")
    for _ in range(12 * 3):
        session_clock.advance(minutes=20)
        lin.get("/account/")
    session_clock.advance(minutes=1)

    assert lin.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ("http://localhost/tasks/1-2", "/tasks/1-2"),
        ("http://localhost/tasks/1-2/completion", "/tasks/1-2"),
        ("http://localhost/?box=group&page=2", "/?box=group&page=2"),
        ("http://localhost/operations/incidents/1/2", "/operations/"),
        ("http://localhost/nowhere", "/"),
        ("http://evil.test/tasks/1-2", "/"),
        ("http://localhost//evil.test/", "/"),
        ("nonsense", "/"),
        ("http://[", "/"),
        ("", "/"),
    ],
)
def test_what_was_handed_in_after_the_end_of_a_log_in_comes_back_to_its_page(
    started: str, as_user: Login, session_clock: Clock, page: str, back: str
) -> None:
    lin = as_user("lin")
    token = lin.token("/")
    session_clock.advance(minutes=31)
    form = {"csrf_token": token, "data": "{}"}
    answer = lin.client.post(f"/tasks/{started}/completion", data=form, headers={"Referer": page})

    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer.location).query)["next"] == [back]
    login = lin.text(answer.location)
    assert "刚才提交的内容没有保存" in login
    assert "刚才提交的内容没有保存" not in lin.text(answer.location)


def test_a_log_in_that_has_ended_is_named(as_user: Login, session_clock: Clock, browser: Browser) -> None:
    lin = as_user("lin")
    session_clock.advance(minutes=31)

    assert "登录已过期" in lin.text(lin.get("/account/").location)
    assert "登录已过期" not in browser.text(browser.get("/account/").location)


def test_the_browser_leaves_a_page_whose_part_needs_a_log_in(browser: Browser) -> None:
    answer = browser.get("/instances/?page=2", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert parse_qs(urlsplit(answer.headers["HX-Redirect"]).query)["next"] == ["/instances/?page=2"]


def test_whoever_asks_for_the_person_where_there_is_none_is_refused(app: Flask) -> None:
    """The door asks before any view; a view that forgets what the door let through asks again."""
    with app.test_request_context("/"):
        assert auth.asking() is None
        with pytest.raises(Unauthorized):
            auth.person()


def test_programs_are_told_that_the_log_in_has_ended(as_user: Login, session_clock: Clock) -> None:
    bi = as_user("bi")
    token = bi.token("/")
    session_clock.advance(minutes=31)
    headers = {"X-CSRFToken": token, "Accept": "application/json"}

    answer = bi.client.post("/designer/validate", json={}, headers=headers)

    assert answer.status_code == 401
    assert answer.json["title"] == "请先登录"


def test_guessing_is_slowed_down(settings: Settings) -> None:
    app = create_app(replace(settings, login_limit="3 per minute"))
    browser = Browser(app.test_client())
    answers = [browser.login("lin", "wrong").status_code for _ in range(3)]

    refused = browser.login("lin")

    assert answers == [422, 422, 422]
    assert refused.status_code == 429
    assert "暂停尝试" in refused.get_data(as_text=True)
    assert "林知远" not in refused.get_data(as_text=True)
    state_of(app).engine.dispose()


def test_right_passwords_are_never_counted(settings: Settings) -> None:
    app = create_app(replace(settings, login_limit="2 per minute", login_address_limit="2 per minute"))
    answers = [Browser(app.test_client()).login("lin").status_code for _ in range(5)]

    assert answers == [302] * 5
    state_of(app).engine.dispose()


def test_an_address_may_fail_more_often_than_an_account(settings: Settings) -> None:
    app = create_app(replace(settings, login_limit="2 per minute", login_address_limit="4 per minute"))
    browser = Browser(app.test_client())
    tried = ["lin", " lin", "lin", "zhou", "xu", "fang"]
    answers = [browser.login(user, "wrong").status_code for user in tried]

    assert answers == [422, 422, 429, 422, 422, 429]
    state_of(app).engine.dispose()


def test_guessing_the_own_password_is_slowed_down_for_this_person_alone(as_user: Login) -> None:
    lin, xu = as_user("lin"), as_user("xu")
    for _ in range(10):
        assert lin.post("/account/password", {"current": "wrong"}).status_code == 422

    assert lin.post("/account/password", {"current": "wrong"}).status_code == 429
    assert xu.post("/account/password", {"current": "wrong"}).status_code == 422


def test_changing_the_password_ends_every_log_in(as_user: Login, browser: Browser) -> None:
    here, there = as_user("lin"), as_user("lin")
    new = "Another-horse-10"

    answer = here.post("/account/password", {"current": PASSWORD, "password": new, "again": new})

    assert answer.status_code == 302
    assert there.get("/account/").status_code == 302
    assert browser.login("lin", PASSWORD).status_code == 422
    assert browser.login("lin", new).status_code == 302


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"current": "x", "password": "Another-horse-10", "again": "Another-horse-10"}, "当前密码不正确"),
        ({"current": PASSWORD, "password": "Another-horse-10", "again": "other"}, "两次输入的新密码不一致"),
        ({"current": PASSWORD, "password": "Short-1", "again": "Short-1"}, "密码至少 10 个字符，现有 7 个"),
        ({"current": PASSWORD, "password": "aaaaaaaaaaaa", "again": "aaaaaaaaaaaa"}, "至少三类"),
    ],
)
def test_a_password_that_is_not_changed_says_why(
    as_user: Login, fields: dict[str, object], text: str
) -> None:
    answer = as_user("lin").post("/account/password", fields)

    assert answer.status_code == 422
    assert text in answer.get_data(as_text=True)


def test_a_log_in_is_kept_only_as_a_hash(app: Flask, as_user: Login) -> None:
    from service.identity.tables import LoginSession

    as_user("lin")
    with state_of(app).sessions.begin() as session:
        token = log_ins.start_session(session, "lin", now=0)
        assert session.get(LoginSession, token) is None


def test_the_demo_password_opens_nothing_outside_of_demonstrations(app: Flask, browser: Browser) -> None:
    password = demo_office().demo_password
    assert password is not None
    with state_of(app).sessions.begin() as session:
        accounts.set_password(session, "lin", password, now=0)

    assert browser.login("lin", password).status_code == 422
