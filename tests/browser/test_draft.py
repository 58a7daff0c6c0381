"""What was typed into a form survives a session that has ended."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import PASSWORD, open_office


def log_in(page: Page) -> None:
    page.get_by_role("textbox", name="账号").fill("zjw-chengban")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def ready(page: Page) -> None:
    page.wait_for_selector("body[data-ready='1']", state="attached")


@pytest.mark.timeout(120)
def test_typed_work_is_offered_again_after_the_session_has_ended(tmp_path: Path, browser: Browser) -> None:
    with open_office(tmp_path, browser, "2026-01-12T09:00+08:00") as office:
        office.start("zjw-chengban", "政策解读总流程（区级）")
        page = office.desk("zjw-chengban")
        task = page.url
        ready(page)
        page.get_by_label("政策性文件标题").fill("青岚区社区食堂补助办法")
        page.context.clear_cookies()
        page.goto(task)
        log_in(page)
        page.goto(task)
        ready(page)
        expect(page.get_by_label("政策性文件标题")).to_have_value("")
        page.get_by_role("button", name="恢复填写的内容").click()
        expect(page.get_by_label("政策性文件标题")).to_have_value("青岚区社区食堂补助办法")
        page.locator("details.menu summary").click()
        page.get_by_role("button", name="退出登录").click()
        log_in(page)
        page.goto(task)
        ready(page)
        expect(page.locator("#form-draft")).to_have_count(0)
