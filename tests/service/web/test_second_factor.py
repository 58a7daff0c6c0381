"""动态口令: set up on the account page, asked for after the password, demanded of administrators."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from service import create_app, state_of
from service.config import Accounts, Settings
from service.identity import accounts, journal
from service.identity.journal import Search
from service.identity.second_factor import STEP, code_at
from tests.service.conftest import PASSWORD, Browser, Clock

Login = Callable[[str], Browser]
PAGE = "/account/second-factor/"


def secret_of(browser: Browser) -> bytes:
    found = re.search(r"密钥：<code>([A-Z2-7 ]+)</code>", browser.text(PAGE))
    assert found
    return base64.b32decode(found[1].replace(" ", ""))


class Phone:
    """An authenticator with the clock of the log-ins."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        self.secret, self.clock = secret, clock

    def code(self) -> str:
        return code_at(self.secret, int(self.clock().timestamp()) // STEP)

    def next_code(self) -> str:
        self.clock.advance(seconds=STEP)
        return self.code()


def set_up(browser: Browser, clock: Clock) -> tuple[Phone, list[str]]:
    assert browser.post(f"{PAGE}begin", {"current": PASSWORD}).location == PAGE
    phone = Phone(secret_of(browser), clock)
    page = browser.post(f"{PAGE}confirm", {"code": phone.code()}).get_data(as_text=True)
    return phone, re.findall(r"<code class=\"fs-5\">([a-z2-7-]+)</code>", page)


@pytest.fixture
def armed(as_user: Login, session_clock: Clock) -> tuple[Phone, list[str]]:
    """林知远 has set up an authenticator."""
    return set_up(as_user("lin"), session_clock)


def kinds(app: Flask) -> list[str]:
    with state_of(app).readers() as session:
        found = journal.entries(session, Search(person="lin"), limit=99)
        return [entry.kind for entry in sorted(found, key=lambda entry: entry.seq)]


def test_the_secret_is_shown_as_a_picture_drawn_here(as_user: Login) -> None:
    lin = as_user("lin")
    assert "<svg" not in lin.text(PAGE)
    lin.post(f"{PAGE}begin", {"current": PASSWORD})

    page = lin.text(PAGE)
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    assert 'aria-label="动态口令的二维码"' in page
    assert 'src="http' not in page


def test_after_the_password_comes_the_code(
    app: Flask, armed: tuple[Phone, list[str]], browser: Browser
) -> None:
    phone, _ = armed
    asked = browser.post("/login", {"user": "lin", "password": PASSWORD, "next": "/instances/"})
    assert asked.location == "/login/code"
    assert browser.get("/").location.startswith("/login")  # half a log-in opens nothing

    wrong = browser.post("/login/code", {"code": "000000"})
    assert wrong.status_code == 422
    assert "动态口令或恢复码不正确" in wrong.get_data(as_text=True)
    right = browser.post("/login/code", {"code": phone.next_code()})
    assert right.location == "/instances/"
    assert browser.get("/").status_code == 200
    assert kinds(app) == ["login", "second_factor_set", "second_factor_failed", "login"]


def test_a_code_that_somebody_watched_opens_nothing(
    app: Flask, armed: tuple[Phone, list[str]], browser: Browser
) -> None:
    phone, _ = armed
    browser.login("lin")
    code = phone.next_code()
    assert browser.post("/login/code", {"code": code}).status_code == 302

    thief = Browser(app.test_client())
    thief.login("lin")
    assert thief.post("/login/code", {"code": code}).status_code == 422


def test_a_recovery_code_opens_once(app: Flask, armed: tuple[Phone, list[str]], browser: Browser) -> None:
    _, codes = armed
    browser.login("lin")
    assert browser.post("/login/code", {"code": codes[3].upper()}).status_code == 302
    assert "还有 7 个恢复码" in browser.text(PAGE)

    again = Browser(app.test_client())
    again.login("lin")
    assert again.post("/login/code", {"code": codes[3]}).status_code == 422
    assert "recovery_code_used" in kinds(app)


def test_wrong_codes_lock_the_account_and_right_passwords_between_them_do_not_help(
    app: Flask, armed: tuple[Phone, list[str]]
) -> None:
    phone, _ = armed
    for _ in range(5):
        browser = Browser(app.test_client())
        browser.login("lin")
        assert browser.post("/login/code", {"code": "000000"}).status_code == 422
    assert browser.post("/login/code", {"code": phone.next_code()}).status_code == 422
    assert Browser(app.test_client()).login("lin").status_code == 422
    assert "account_locked" in kinds(app)


def test_the_second_step_waits_five_minutes(
    armed: tuple[Phone, list[str]], browser: Browser, session_clock: Clock
) -> None:
    browser.login("lin")
    session_clock.advance(minutes=6)

    assert browser.get("/login/code").location == "/login"
    assert browser.post("/login/code", {"code": armed[0].code()}).location == "/login"


def test_a_new_password_ends_the_step_that_began_before(
    app: Flask, armed: tuple[Phone, list[str]], browser: Browser
) -> None:
    browser.login("lin")
    with state_of(app).sessions.begin() as session:
        accounts.set_password(session, "lin", "Another-horse-10", now=0)

    assert browser.post("/login/code", {"code": armed[0].next_code()}).status_code == 422


def test_without_the_password_nothing_is_set_up_or_taken_away(as_user: Login, session_clock: Clock) -> None:
    lin = as_user("lin")
    assert lin.post(f"{PAGE}begin", {"current": "wrong"}).status_code == 422
    assert "<svg" not in lin.text(PAGE)
    phone, _ = set_up(lin, session_clock)

    code = phone.next_code()
    for action in ("recovery-codes", "remove"):
        assert lin.post(f"{PAGE}{action}", {"current": "wrong", "code": code}).status_code == 422
        for typed in ("", "000000"):
            refused = lin.post(f"{PAGE}{action}", {"current": PASSWORD, "code": typed})
            assert refused.status_code == 422
            assert "动态口令或恢复码不正确" in refused.get_data(as_text=True)
    assert "还有 8 个恢复码" in lin.text(PAGE)
    assert lin.post(f"{PAGE}remove", {"current": PASSWORD, "code": code}).status_code == 302
    assert "已启用" not in lin.text(PAGE)


def test_a_changed_second_factor_ends_the_log_ins_elsewhere(
    app: Flask, as_user: Login, session_clock: Clock
) -> None:
    here, there, other = as_user("lin"), as_user("lin"), as_user("xu")
    phone, _ = set_up(here, session_clock)
    assert [each.get("/account/").status_code for each in (here, there, other)] == [200, 302, 200]

    there.login("lin")
    there.post("/login/code", {"code": phone.next_code()})
    assert there.get("/account/").status_code == 200
    proof = {"current": PASSWORD, "code": phone.next_code()}
    assert here.post(f"{PAGE}remove", proof).status_code == 302
    assert [each.get("/account/").status_code for each in (here, there)] == [200, 302]
    assert kinds(app)[-2:] == ["second_factor_removed", "log_ins_ended"]


def test_new_recovery_codes_are_shown_once(
    app: Flask, as_user: Login, session_clock: Clock, browser: Browser
) -> None:
    lin = as_user("lin")
    _, old = set_up(lin, session_clock)
    proof = {"current": PASSWORD, "code": old[7]}  # a recovery code does it, too
    page = lin.post(f"{PAGE}recovery-codes", proof).get_data(as_text=True)
    fresh = re.findall(r"<code class=\"fs-5\">([a-z2-7-]+)</code>", page)

    browser.login("lin")
    assert browser.post("/login/code", {"code": old[0]}).status_code == 422
    assert browser.post("/login/code", {"code": fresh[0]}).status_code == 302


@pytest.fixture
def strict(settings: Settings) -> Iterator[Flask]:
    """An installation in which system administrators must have a second factor."""
    app = create_app(replace(settings, accounts=Accounts(second_factor=frozenset({"sysadmin"}))))
    yield app
    state_of(app).engine.dispose()


def test_an_administrator_sets_it_up_before_anything_else(strict: Flask, session_clock: Clock) -> None:
    wu, lin = Browser(strict.test_client()), Browser(strict.test_client())
    wu.login("wu")
    lin.login("lin")
    assert lin.get("/").status_code == 200
    assert wu.get("/operations/").location == PAGE
    assert wu.get("/account/").location == PAGE
    assert wu.get("/nowhere").status_code == 404
    for path in ("/static/pages.css", "/healthz", "/public/"):
        assert wu.get(path).status_code == 200, path
    assert "必须使用动态口令" in wu.text(PAGE)

    set_up(wu, session_clock)

    assert wu.get("/operations/").status_code == 200
    assert wu.post(f"{PAGE}remove", {"current": PASSWORD}).status_code == 422


def test_where_everybody_needs_one_nobody_works_without(settings: Settings, session_clock: Clock) -> None:
    app = create_app(replace(settings, accounts=Accounts(second_factor=frozenset({"all"}))))
    lin = Browser(app.test_client())
    lin.login("lin")
    assert lin.get("/").location == PAGE
    assert lin.api("GET", "/api/v1/user-tasks/").status_code == 403

    phone, _ = set_up(lin, session_clock)

    assert lin.get("/").status_code == 200
    assert lin.post(f"{PAGE}remove", {"current": PASSWORD, "code": phone.next_code()}).status_code == 422
    state_of(app).engine.dispose()
