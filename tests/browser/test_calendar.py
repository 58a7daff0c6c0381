"""The administrator looks at what a notice moves, and loads it, with eyes, keyboard and telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.office import Office, open_office
from tests.browser.test_pages import PHONE, Axe, Shot

CLOSED = """
unit: wxb
title: 区委网信办2031年停止办公安排
number: 青网办〔2026〕3号
issued: 2026-01-05
source: 区委网信办
closed:
  - {name: 搬迁停止办公, days: 2031-07-14/2031-07-15}
"""


@pytest.fixture
def office(tmp_path: Path, browser: Browser) -> Iterator[Office]:
    """An office without a case."""
    with open_office(tmp_path, browser, "2026-01-16T09:00+08:00") as opened:
        yield opened


def test_an_arrangement_is_chosen_previewed_and_loaded(
    office: Office, axe: Axe, shot: Shot, tmp_path: Path
) -> None:
    page = office.desk("sysadmin")
    page.goto(f"{office.url}/operations/calendar/")
    expect(page.get_by_role("heading", level=1)).to_have_text("工作日历")
    assert axe(page) == []

    page.get_by_label("或粘贴内容").fill("unit: wxb")
    page.get_by_role("button", name="预览要移动的时限").click()
    expect(page.get_by_role("alert")).to_contain_text("必填字段")
    expect(page.get_by_label("或粘贴内容")).to_have_value("unit: wxb")
    assert axe(page) == []

    file = tmp_path / "wxb.yaml"
    file.write_text(CLOSED, encoding="utf8")
    page.get_by_label("文件（YAML，UTF-8）").set_input_files(file)
    page.get_by_role("button", name="预览要移动的时限").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("区委网信办2031年停止办公安排")
    expect(page.get_by_text("停止办公（搬迁停止办公）").first).to_be_visible()
    assert axe(page) == []
    shot(page, "calendar_preview")

    page.get_by_role("button", name="确认载入并移动以上时限").click()
    expect(page.get_by_role("status")).to_contain_text("已载入 区委网信办（wxb）的办公安排")
    expect(page.get_by_role("listitem").filter(has_text="青网办〔2026〕3号")).to_contain_text("日历版本")
    assert axe(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    shot(page, "calendar_phone")
    page.set_viewport_size({"width": 1280, "height": 900})
