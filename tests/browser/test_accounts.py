"""An administrator comes back: temporary password, forced change, authenticator, log-in with its code."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from processes.store import database
from service import create_app, migrations, state_of
from service.config import Accounts, Settings
from service.identity.office import load_office
from service.identity.office_file import read_office
from service.identity.second_factor import STEP, code_at
from service.identity.tables import User
from tests.browser.conftest import Live
from tests.service.conftest import OFFICE, OFFICE_TIME, PASSWORD, Clock, cheap_hash

Axe = Callable[[Page], list[Any]]
Shot = Callable[[Page, str], None]
NEW = "Another-horse-10"


@pytest.fixture
def clock() -> Clock:
    """The clock of the log-ins, and of the authenticator."""
    return Clock(datetime(2026, 1, 16, 9, 0, tzinfo=OFFICE_TIME))


@pytest.fixture
def live(tmp_path: Path, clock: Clock, serve: Callable[..., Live]) -> Iterator[Live]:
    """An installation in which system administrators must have a second factor."""
    app = create_app(
        Settings(
            database_url=f"sqlite:///{tmp_path / 'office.sqlite3'}",
            secret_key="only-for-this-test",
            accounts=Accounts(second_factor=frozenset({"sysadmin"})),
            clock=clock,
            session_clock=clock,
        )
    )
    state = state_of(app)
    database.upgrade(state.engine)
    migrations.upgrade(state.engine)
    with state.sessions.begin() as session:
        load_office(session, read_office(OFFICE), today=date(2026, 1, 1))
        session.get_one(User, "guan").password_hash = cheap_hash()
    yield serve(app)
    state.engine.dispose()


def log_in(page: Page, live: Live, user: str, password: str) -> None:
    page.goto(f"{live.url}/login")
    page.get_by_label("账号").fill(user)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def leave(page: Page, live: Live) -> None:
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="退出登录").click()


def test_an_administrator_comes_back(
    live: Live, clock: Clock, page: Page, axe: Axe, shot: Shot, complaints: list[str]
) -> None:
    log_in(page, live, "guan", PASSWORD)
    page.get_by_role("link", name="账号", exact=True).click()
    assert axe(page) == []
    shot(page, "accounts")
    page.get_by_role("link", name="吴维").click()
    assert axe(page) == []
    shot(page, "account_of")
    page.get_by_role("button", name="设置初始密码").click()
    password = page.locator("code").first.inner_text()
    assert axe(page) == []
    leave(page, live)

    log_in(page, live, "wu", password)
    expect(page.get_by_role("alert")).to_contain_text("请先更改密码")
    assert axe(page) == []
    shot(page, "must_change")
    page.get_by_label("当前密码").fill(password)
    page.get_by_label("新密码", exact=True).fill(NEW)
    page.get_by_role("button", name=re.compile(r"^显示\s*新密码$")).click()
    expect(page.get_by_label("新密码", exact=True)).to_have_attribute("type", "text")
    expect(page.get_by_label("当前密码")).to_have_attribute("type", "password")
    assert axe(page) == []
    page.get_by_role("button", name=re.compile(r"^隐藏\s*新密码$")).click()
    expect(page.get_by_label("新密码", exact=True)).to_have_attribute("type", "password")
    page.get_by_label("再次输入新密码").fill(NEW)
    page.get_by_role("button", name="更改密码").click()
    expect(page.get_by_text("密码已更改")).to_be_visible()

    log_in(page, live, "wu", NEW)
    expect(page.get_by_role("alert")).to_contain_text("必须使用动态口令")
    page.get_by_label("当前密码").fill(NEW)
    page.get_by_role("button", name="开始").click()
    expect(page.get_by_role("img", name="动态口令的二维码")).to_be_visible()
    assert axe(page) == []
    shot(page, "second_factor")
    shown = re.sub(r"\s", "", page.get_by_text("密钥：").locator("code").inner_text())
    secret = base64.b32decode(shown)
    page.get_by_label("动态口令", exact=True).fill(code_at(secret, int(clock().timestamp()) // STEP))
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    assert axe(page) == []
    shot(page, "recovery_codes")
    page.get_by_role("link", name="已经保存，继续").click()
    leave(page, live)

    clock.advance(seconds=STEP)
    log_in(page, live, "wu", NEW)
    expect(page).to_have_url(f"{live.url}/login/code")
    assert axe(page) == []
    shot(page, "login_code")
    page.get_by_label("手机上显示的").fill(code_at(secret, int(clock().timestamp()) // STEP))
    page.get_by_role("button", name="登录").click()
    page.goto(f"{live.url}/account/")
    expect(page.get_by_text("正在登录的地方")).to_be_visible()
    assert axe(page) == []
    shot(page, "account")
    assert complaints == []
