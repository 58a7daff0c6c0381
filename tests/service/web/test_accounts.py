"""账号: one administrator creates, another gives rights, the auditor looks; nobody does it to himself."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from service import state_of
from service.identity import journal, second_factor
from service.identity.journal import Search
from service.identity.tables import User
from tests.service.conftest import Browser, Clock

Login = Callable[[str], Browser]
NEW = {"id": "he", "name": "何新", "unit": "zjw", "email": "he@example.test"}
POST = {"group": "drafter", "unit": "zjw", "title": "承办人", "since": "2026-01-16"}


def temporary(page: str) -> str:
    found = re.search(r'<p class="fs-4"><code>([^<]+)</code>', page)
    assert found, page
    return found[1]


def noted(app: Flask, user: str) -> list[tuple[str, str, str]]:
    with state_of(app).readers() as session:
        found = journal.entries(session, Search(person=user), limit=99)
    return [(entry.kind, entry.who, entry.what) for entry in found]


def test_from_a_new_account_to_its_first_task(app: Flask, as_user: Login, browser: Browser) -> None:
    wu, guan, cheng = as_user("wu"), as_user("guan"), as_user("cheng")
    assert wu.post("/accounts/", NEW).location == "/accounts/he"
    assert browser.login("he", "").status_code == 422
    assert "没有密码" in wu.text("/accounts/?q=何")

    assert guan.post("/accounts/he/posts", POST).status_code == 302
    password = temporary(guan.post("/accounts/he/password").get_data(as_text=True))
    assert browser.login("he", password).status_code == 302
    assert browser.get("/").location == "/account/"
    fields = {"current": password, "password": "Another-horse-10", "again": "Another-horse-10"}
    assert browser.post("/account/password", fields).status_code == 302
    browser.login("he", "Another-horse-10")
    assert browser.get("/").status_code == 200

    page = cheng.text("/accounts/he")
    assert "承办人" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    kinds = {kind: who for kind, who, _ in noted(app, "he")}
    assert kinds["account_created"] == "wu"
    assert kinds["post_given"] == kinds["password_reset"] == "guan"
    assert kinds["password_changed"] == "he"


@pytest.mark.parametrize(
    ("user", "path", "fields"),
    [
        ("guan", "/accounts/", NEW),
        ("guan", "/accounts/lin/off", {}),
        ("guan", "/accounts/lin/details", NEW),
        ("wu", "/accounts/lin/posts", POST),
        ("wu", "/accounts/lin/password", {}),
        ("wu", "/accounts/lin/second-factor", {}),
        ("wu", "/accounts/lin/unlock", {}),
        ("cheng", "/accounts/lin/off", {}),
        ("cheng", "/accounts/lin/password", {}),
        ("lin", "/accounts/xu/password", {}),
        ("bi", "/accounts/", NEW),
    ],
)
def test_everybody_keeps_to_his_part(
    app: Flask, as_user: Login, user: str, path: str, fields: dict[str, object]
) -> None:
    assert as_user(user).post(path, fields).status_code == 403


@pytest.mark.parametrize("action", ["posts", "password", "second-factor", "unlock", "log-ins"])
def test_a_security_administrator_does_nothing_to_himself(as_user: Login, action: str) -> None:
    assert as_user("guan").post(f"/accounts/guan/{action}", POST).status_code == 403


@pytest.mark.parametrize("action", ["off", "details"])
def test_a_system_administrator_does_nothing_to_himself(as_user: Login, action: str) -> None:
    assert as_user("wu").post(f"/accounts/wu/{action}", NEW).status_code == 403


def test_an_account_is_switched_off_and_on(app: Flask, as_user: Login, browser: Browser) -> None:
    wu, lin = as_user("wu"), as_user("lin")
    wu.post("/accounts/lin/off")
    assert lin.get("/").status_code == 302
    assert browser.login("lin").status_code == 422
    refused = wu.post("/accounts/lin/off")
    assert (refused.status_code, "已经停用" in refused.get_data(as_text=True)) == (409, True)
    wu.post("/accounts/lin/on")
    refused = wu.post("/accounts/lin/on")
    assert (refused.status_code, "已经启用" in refused.get_data(as_text=True)) == (409, True)
    assert lin.get("/").status_code == 302  # the log-in of before stays ended
    assert browser.login("lin").status_code == 302
    assert [kind for kind, *_ in noted(app, "lin")].count("account_switched_off") == 1


def test_a_post_given_and_ended_ends_the_log_ins(as_user: Login) -> None:
    guan, lin = as_user("guan"), as_user("lin")
    guan.post("/accounts/lin/posts", POST | {"group": "press_office", "unit": "zfb", "title": "审核人"})
    assert lin.get("/").status_code == 302
    lin = as_user("lin")
    page = guan.text("/accounts/lin")
    [number, _] = re.findall(r"/accounts/lin/posts/(\d+)/end", page)
    assert guan.post(f"/accounts/lin/posts/{number}/end", {"until": "2026-01-15"}).status_code == 302
    assert lin.get("/").status_code == 302
    assert "2026-01-15" in guan.text("/accounts/lin")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"group": "auditor", "unit": "zfb"}, "三员分立"),
        ({"since": "2026-01-01"}, "不能早于今天"),
        ({"since": "soon"}, "应为日期"),
        ({"since": ""}, "请填写起始日期"),
        ({"until": "2026-01-15"}, "不能早于起始日期"),
        ({"title": " "}, "请写明职务名称"),
    ],
)
def test_a_post_that_is_not_given_says_why(as_user: Login, fields: dict[str, str], text: str) -> None:
    answer = as_user("guan").post("/accounts/lin/posts", POST | fields)

    assert answer.status_code == 422
    assert text in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "status", "text"),
    [
        ({"id": "何"}, 422, "英文字母"),
        ({"id": "new"}, 422, "系统使用的名称"),
        ({"id": "lin"}, 409, "已经存在"),
        ({"name": ""}, 422, "请填写姓名"),
        ({"unit": "nowhere"}, 422, "请选择单位"),
        ({"email": "nonsense"}, 422, "应为电子邮箱地址"),
        ({"email": "he@example.test,evil@example.org"}, 422, "应为电子邮箱地址"),
    ],
)
def test_an_account_that_is_not_created_says_why(
    as_user: Login, fields: dict[str, str], status: int, text: str
) -> None:
    answer = as_user("wu").post("/accounts/", NEW | fields)

    assert answer.status_code == status
    assert text in answer.get_data(as_text=True)


def test_a_locked_account_is_unlocked(as_user: Login, browser: Browser) -> None:
    guan = as_user("guan")
    assert guan.post("/accounts/lin/unlock").status_code == 409
    for _ in range(5):
        browser.login("lin", "wrong")
    assert "锁定" in guan.text("/accounts/lin")
    assert guan.post("/accounts/lin/unlock").status_code == 302
    assert browser.login("lin").status_code == 302


def test_a_temporary_password_lapses(as_user: Login, browser: Browser, session_clock: Clock) -> None:
    password = temporary(as_user("guan").post("/accounts/lin/password").get_data(as_text=True))
    session_clock.advance(days=7)

    assert browser.login("lin", password).status_code == 422


def test_a_second_factor_is_reset(app: Flask, as_user: Login, browser: Browser) -> None:
    key = state_of(app).settings.secret_key
    with state_of(app).sessions.begin() as session:
        second_factor.begin(session, "lin", key, now=600)
        secret = second_factor.pending(session, "lin", key)
        assert secret is not None
        second_factor.confirm(session, "lin", second_factor.code_at(secret, 20), key, now=600)
    assert browser.login("lin").location == "/login/code"

    guan = as_user("guan")
    assert guan.post("/accounts/lin/second-factor").status_code == 302
    assert guan.post("/accounts/lin/second-factor").status_code == 409, "there is none any more"

    assert browser.login("lin").location == "/"


def test_details_change_and_wrong_ones_are_named(app: Flask, as_user: Login) -> None:
    wu = as_user("wu")
    assert wu.post("/accounts/lin/details", NEW | {"unit": "nowhere"}).status_code == 422
    assert wu.post("/accounts/lin/details", NEW).status_code == 302
    with state_of(app).readers() as session:
        user = session.get_one(User, "lin")
        assert (user.name, user.unit_id, user.email) == ("何新", "zjw", "he@example.test")
    assert wu.post("/accounts/lin/details", NEW | {"email": ""}).status_code == 302
    with state_of(app).readers() as session:
        assert session.get_one(User, "lin").email is None


def test_an_account_that_does_not_exist_is_not_found(as_user: Login) -> None:
    assert as_user("wu").get("/accounts/nobody").status_code == 404
    assert as_user("guan").post("/accounts/nobody/password").status_code == 404
