"""Accounts are locked after failed log-ins, in the database, and nobody learns which accounts exist."""

from __future__ import annotations

import re
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from processes import store
from service import create_app, migrations, state_of
from service.config import Settings
from service.identity import journal, passwords
from service.identity.journal import Search
from service.identity.office import load_office
from service.identity.office_file import read_office
from service.identity.tables import User
from tests.service.conftest import OFFICE, Browser, Clock, cheap_hash

Login = Callable[[str], Browser]
SPAN = {"minutes": 15}


@pytest.fixture
def shared(database_url: str, settings: Settings) -> Settings:
    """An installation on either database, for several processes."""
    found = replace(settings, database_url=database_url)
    app = create_app(found)
    state = state_of(app)
    store.upgrade(state.engine)
    migrations.upgrade(state.engine)
    with state.sessions.begin() as session:
        load_office(session, read_office(OFFICE), today=date(2026, 1, 1))
        session.get_one(User, "lin").password_hash = cheap_hash()
    state.engine.dispose()
    return found


def noted(app: Flask, kind: str) -> list[str]:
    with state_of(app).readers() as session:
        return [
            f"{entry.who} {entry.detail}" for entry in journal.entries(session, Search(kind=kind), limit=99)
        ]


def test_failures_are_counted_across_processes_and_restarts(shared: Settings, session_clock: Clock) -> None:
    for _ in range(5):  # each failure in another process, which ends afterwards
        app = create_app(shared)
        assert Browser(app.test_client()).login("lin", "wrong").status_code == 422
        state_of(app).engine.dispose()
    app = create_app(shared)
    browser = Browser(app.test_client())

    assert browser.login("lin").status_code == 422
    session_clock.advance(minutes=14)
    assert browser.login("lin").status_code == 422
    session_clock.advance(minutes=2)
    assert browser.login("lin").status_code == 302

    assert len(noted(app, "login_failed")) == 5
    assert len(noted(app, "account_locked")) == 1
    assert noted(app, "login_refused") == ['lin {"reason":"账号已锁定"}'] * 2
    assert noted(app, "login") == ['lin {"method":"password"}']
    with state_of(app).readers() as session:
        assert journal.verify(session) == []
    state_of(app).engine.dispose()


def test_guesses_at_the_same_moment_count_one_by_one(shared: Settings) -> None:
    app = create_app(shared)
    browsers = [Browser(app.test_client()) for _ in range(8)]
    tokens = [browser.token() for browser in browsers]
    barrier = threading.Barrier(8)

    def guess(browser: Browser, token: str) -> None:
        data = {"csrf_token": token, "user": "lin", "password": "wrong"}
        barrier.wait()
        browser.client.post("/login", data=data)

    threads = [threading.Thread(target=guess, args=pair) for pair in zip(browsers, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(noted(app, "login_failed")) == 5
    assert len(noted(app, "login_refused")) == 3
    assert len(noted(app, "account_locked")) == 1
    with state_of(app).readers() as session:
        assert journal.verify(session) == []
    state_of(app).engine.dispose()


def test_a_right_password_forgets_the_failures_before_it(browser: Browser) -> None:
    for _ in range(3):
        for _ in range(4):
            assert browser.login("lin", "wrong").status_code == 422
        assert browser.login("lin").status_code == 302
        browser.post("/logout")


def test_old_failures_do_not_count(browser: Browser, session_clock: Clock) -> None:
    for _ in range(9):
        assert browser.login("lin", "wrong").status_code == 422
        session_clock.advance(minutes=16)

    assert browser.login("lin").status_code == 302


def test_a_lock_is_not_made_longer_by_trying(browser: Browser, session_clock: Clock) -> None:
    for _ in range(15):
        browser.login("lin", "wrong")
        session_clock.advance(minutes=1)
    session_clock.advance(minutes=5)

    assert browser.login("lin").status_code == 302


def answer(browser: Browser, user: str) -> str:
    page = browser.login(user, "wrong").get_data(as_text=True)
    return re.sub(r'value="[^"]*"', "", page.split("没有登录")[1]).replace(user, "")


def test_unknown_wrong_locked_and_switched_off_get_the_same_answer(app: Flask, browser: Browser) -> None:
    with state_of(app).sessions.begin() as session:
        session.get_one(User, "xu").active = False
    for _ in range(5):
        browser.login("fang", "wrong")

    assert len({answer(browser, user) for user in ("lin", "nobody", "fang", "xu")}) == 1


def test_an_account_that_does_not_exist_takes_as_long(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With hashes as expensive as they are in an installation (OWASP ASVS 5.0 6.3.8)."""
    from argon2 import PasswordHasher

    hasher = PasswordHasher()
    monkeypatch.setattr(passwords, "_hasher", hasher)
    monkeypatch.setattr(passwords, "_NOBODY", hasher.hash("nobody"))
    with state_of(app).sessions.begin() as session:
        session.get_one(User, "lin").password_hash = hasher.hash("something else")
    token = browser.token()

    def span(user: str) -> float:
        begin = time.process_time()
        browser.client.post("/login", data={"csrf_token": token, "user": user, "password": "wrong"})
        return time.process_time() - begin

    known, unknown = zip(*((span("lin"), span("nobody")) for _ in range(3)), strict=True)
    assert abs(statistics.median(known) - statistics.median(unknown)) < 0.2 * statistics.median(known)


def test_what_was_typed_as_an_account_is_not_kept_whole(app: Flask, browser: Browser) -> None:
    browser.login("My-secret-word-1", "x")

    assert noted(app, "login_failed") == [' {"account":"My…"}']
