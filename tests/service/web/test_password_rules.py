"""What a new password must be, how long it lives, and when it has to be changed before anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from flask import Flask

from processes.errors import InvalidArgument
from service import create_app, state_of
from service.config import Accounts, ConfigError, Settings
from service.identity import accounts, passwords
from service.identity.tables import User
from tests.service.conftest import PASSWORD, Browser, Clock

Login = Callable[[str], Browser]
RULES = Accounts()


@pytest.mark.parametrize(
    ("password", "text"),
    [
        ("Short-1", "密码至少 10 个字符，现有 7 个"),
        ("x" * 257, "密码至多 256 个字符"),
        ("onlysmallletters", "至少三类"),
        ("Aa1Aa1Aa1Aa1", "至少有 5 个不同的字符"),
        ("Zhiyuan-lin_yuan-1", "密码不能包含账号"),
        ("My-林知远-2026!", "密码不能包含姓名"),
        ("P@ssw0rd-2026", "密码太常见"),
        ("Admin@123456", "密码太常见"),
        ("Qwerty!2345678", "密码太常见"),
        ("1qaz@WSX3edc", "密码太常见"),
        ("Woaini-5201314", "密码太常见"),
        ("Zhangwei#1988", "密码太常见"),
        ("!QAZ2wsx#EDC", "密码太常见"),
        ("Q1w2e3r4t5!", "密码太常见"),
        ("Jiedu@Zhengce2026", "密码太常见"),
        ("政策解读-Jiedu-01", "密码太常见"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str, text: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        passwords.check_strength(password, RULES, account="lin_yuan", name="林知远")
    assert text in "；".join(caught.value.errors["password"])


@pytest.mark.parametrize(
    "password", ["Correct-horse-9", "Grün+teal=1 Ton", "梅花-Xue-2031-落", "kT7#vQ2!mZ9x"]
)
def test_a_good_password_is_taken(password: str) -> None:
    passwords.check_strength(password, RULES, account="lin_yuan", name="林知远")


def change(browser: Browser, current: str, new: str) -> str:
    fields = {"current": current, "password": new, "again": new}
    answer = browser.post("/account/password", fields)
    return answer.location or answer.get_data(as_text=True)


def test_the_last_five_passwords_are_refused(as_user: Login, browser: Browser) -> None:
    words = [PASSWORD, *(f"Another-horse-{number}" for number in range(5))]
    for current, new in pairwise(words):
        browser.login("lin", current)
        assert change(browser, current, new) == "/login"
    browser.login("lin", words[-1])

    for former in words[1:]:
        assert "最近 5 个密码" in change(browser, words[-1], former)
    assert change(browser, words[-1], words[0]) == "/login"


def test_a_password_that_others_know_has_to_be_changed_first(app: Flask, browser: Browser) -> None:
    with state_of(app).sessions.begin() as session:
        session.get_one(User, "lin").must_change = True
    browser.login("lin")

    assert browser.get("/").location == "/account/"
    assert browser.get("/instances/").location == "/account/"
    assert browser.get("/account/second-factor/").location == "/account/"
    assert browser.get("/public/").status_code == 200
    refused = browser.api("GET", "/api/v1/user-tasks/")
    assert (refused.status_code, refused.json["detail"]) == (403, "请先更改密码")
    assert "请先更改密码" in browser.text("/account/")

    assert change(browser, PASSWORD, "Another-horse-10") == "/login"
    browser.login("lin", "Another-horse-10")
    assert browser.get("/").status_code == 200


def test_a_password_gets_old(app: Flask, browser: Browser, session_clock: Clock) -> None:
    browser.login("lin")  # nobody noted how old it is: it counts from now
    session_clock.advance(days=89)
    browser.login("lin")
    assert browser.get("/").status_code == 200
    session_clock.advance(days=1)
    browser.login("lin")

    assert browser.get("/").location == "/account/"
    assert change(browser, PASSWORD, "Another-horse-10") == "/login"
    browser.login("lin", "Another-horse-10")
    assert browser.get("/").status_code == 200


@pytest.fixture
def lasting(settings: Settings) -> Iterator[Flask]:
    app = create_app(replace(settings, accounts=Accounts(password_days=0, password_history=0)))
    yield app
    state_of(app).engine.dispose()


def test_an_installation_may_do_without_age_and_history(lasting: Flask, session_clock: Clock) -> None:
    browser = Browser(lasting.test_client())
    browser.login("lin")
    session_clock.advance(days=4000)
    browser.login("lin")

    assert browser.get("/").status_code == 200
    assert change(browser, PASSWORD, PASSWORD) == "/login"


def test_the_rule_is_told_where_the_password_is_changed(as_user: Login) -> None:
    page = as_user("lin").text("/account/")

    assert "至少 10 个字符，包含小写字母、大写字母、数字、符号中的至少三类，不含账号和姓名" in page


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("JIEDU_PASSWORD_LENGTH", "4", "JIEDU_PASSWORD_LENGTH：应不小于 8，得到“4”"),
        ("JIEDU_PASSWORD_CLASSES", "5", "JIEDU_PASSWORD_CLASSES：应为 1 至 4，得到“5”"),
        ("JIEDU_LOCK_AFTER", "0", "JIEDU_LOCK_AFTER：应不小于 1，得到“0”"),
    ],
)
def test_a_rule_that_is_none_is_refused(name: str, value: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Accounts.from_environment({name: value}, demo=False)


def test_administrators_need_a_second_factor_but_in_demonstrations() -> None:
    real, demo = Accounts.from_environment({}, demo=False), Accounts.from_environment({}, demo=True)
    everybody = Accounts.from_environment({"JIEDU_SECOND_FACTOR": "all"}, demo=True)
    nobody = Accounts.from_environment({"JIEDU_SECOND_FACTOR": "none"}, demo=False)

    assert [real.needs_second_factor(frozenset({group})) for group in ("sysadmin", "drafter@zjw")] == [
        True,
        False,
    ]
    assert not demo.needs_second_factor(frozenset({"sysadmin"}))
    assert everybody.needs_second_factor(frozenset())
    assert not nobody.needs_second_factor(frozenset({"auditor"}))
    assert (demo.password_days, real.password_days) == (0, 90)


def test_hashes_of_an_installation_are_expensive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    assert "m=65536,t=3,p=4" in passwords.hash_password("Correct-horse-9")


def test_a_password_of_the_command_line_has_to_be_changed(app: Flask, session_clock: Clock) -> None:
    with state_of(app).sessions.begin() as session:
        made = accounts.new_hash(session, "lin", "Another-horse-10", RULES)
        accounts.store_hash(session, "lin", made, now=int(session_clock().timestamp()), must_change=True)
    browser = Browser(app.test_client())
    browser.login("lin", "Another-horse-10")

    assert browser.get("/").location == "/account/"
