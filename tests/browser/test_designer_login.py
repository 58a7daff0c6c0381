"""The login of a designer ends while a diagram is open: logging in in another window is enough to go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import ready
from tests.browser.office import PASSWORD, Office, open_office


@pytest.fixture
def office(tmp_path: Path, browser: Browser) -> Iterator[Office]:
    with open_office(tmp_path, browser, "2026-01-16T09:00+08:00") as opened:
        yield opened


def test_work_goes_on_after_a_new_login_elsewhere(office: Office) -> None:
    page = office.desk("designer")
    ready(page, f"{office.url}/designer/process/jd_review_3x3")
    page.context.clear_cookies()
    page.locator("#bench-validate").click()
    expect(page.locator("#bench-status")).to_contain_text("登录已过期，没有保存任何内容")

    with page.expect_popup() as opened:
        page.get_by_role("link", name="在新窗口登录").click()
    login = opened.value
    login.get_by_role("textbox", name="账号").fill("designer")
    login.get_by_label("密码").fill(PASSWORD)
    login.get_by_role("button", name="登录").click()
    login.wait_for_url(lambda url: "/login" not in url)
    page.locator("#bench-validate").click()
    expect(page.locator("#bench-status")).to_have_text("校验通过，没有发现问题")
