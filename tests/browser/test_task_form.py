"""The form of a user task: checks, error summary, messages of the server, drafts, phones."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Live, ready

Axe = Callable[[Page], list[Any]]


@pytest.fixture
def sent(plain: Live) -> list[Any]:
    """What the pages have sent in this test."""
    collected: list[Any] = plain.app.config["SENT"]
    collected.clear()
    return collected


def open_choices(page: Page, label: str) -> None:
    page.locator(".fjs-form-field-select", has_text=label).locator(".fjs-input-group").click()


def fill(page: Page) -> None:
    page.get_by_label("发文字号").fill("青政办发〔2026〕12号")
    open_choices(page, "起草单位")
    page.get_by_text("区住建委").click()
    page.get_by_label("主动公开").check()
    page.get_by_label("图解").check()
    page.get_by_label("计划发布日期").fill("2026/3/12")
    page.keyboard.press("Tab")
    page.get_by_label("渠道名称").fill("区政府网站")


def test_an_incomplete_form_stays_and_says_why(page: Page, plain: Live, sent: list[Any], axe: Axe) -> None:
    ready(page, f"{plain.url}/formview")
    assert axe(page) == []
    page.get_by_role("button", name="完成办理").click()
    summary = page.locator("#form-errors")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_text(
        [
            "发文字号：此项为必填项。",
            "起草单位：此项为必填项。",
            "公开属性：此项为必填项。",
            "计划发布日期：此项为必填项。",
            "渠道名称：此项为必填项。",
        ]
    )
    assert axe(page) == []
    assert sent == []
    summary.get_by_role("link", name="发文字号").click()
    expect(page.get_by_label("发文字号")).to_be_focused()
    page.get_by_label("发文字号").fill("12号")
    expect(page.get_by_text("格式应如：×政办发〔2024〕12号")).to_be_visible()


def test_a_complete_form_sends_one_variable(
    page: Page, plain: Live, sent: list[Any], complaints: list[str]
) -> None:
    ready(page, f"{plain.url}/formview")
    fill(page)
    page.get_by_role("button", name="完成办理").click()
    expect(page.get_by_text("已收到")).to_be_visible()
    assert [entry["action"] for entry in sent] == ["complete"]
    assert json.loads(sent[0]["form_data"]) == {
        "plan": {
            "title": "关于优化营商环境的若干措施",
            "doc_no": "青政办发〔2026〕12号",
            "unit": "zjw",
            "disclosure": "主动公开",
            "forms": ["图解"],
            "date": "2026-03-12",
            "copies": None,
            "window": "P40D",
            "channels": [{"name": "区政府网站"}],
        }
    }
    assert complaints == []


def test_a_hidden_field_appears_with_its_condition(page: Page, plain: Live) -> None:
    ready(page, f"{plain.url}/formview")
    expect(page.get_by_label("不公开理由")).to_be_hidden()
    page.get_by_label("不予公开").check()
    expect(page.get_by_label("不公开理由")).to_be_visible()


def test_a_draft_is_sent_without_checks(page: Page, plain: Live, sent: list[Any]) -> None:
    ready(page, f"{plain.url}/formview")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("已收到")).to_be_visible()
    assert sent[0]["action"] == "draft"
    assert json.loads(sent[0]["form_data"])["plan"]["title"] == "关于优化营商环境的若干措施"


def test_messages_of_the_server_stand_at_their_fields(page: Page, plain: Live, axe: Axe) -> None:
    plain.app.config["ERRORS"] = {
        "plan.title": ["标题与登记的文件不一致"],
        "plan.channels[0].name": ["渠道名称不在目录内"],
        "plan": ["方案已被他人修改"],
    }
    ready(page, f"{plain.url}/formview?errors=1")
    summary = page.locator("#form-errors")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("listitem")).to_have_text(
        [
            "解读标题：标题与登记的文件不一致",
            "渠道名称：渠道名称不在目录内",
            "方案已被他人修改",
        ]
    )
    field = page.locator(".fjs-form-field", has=page.get_by_label("渠道名称")).last
    expect(field.locator(".fjs-form-field-error")).to_have_text("渠道名称不在目录内")
    expect(page.get_by_label("解读标题")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("解读标题").fill("关于优化营商环境若干措施的解读")
    expect(page.get_by_label("解读标题")).to_have_attribute("aria-invalid", "false")
    assert axe(page) == []


def test_a_form_that_is_only_read_cannot_be_changed(page: Page, plain: Live) -> None:
    ready(page, f"{plain.url}/formview?readonly=1")
    expect(page.get_by_label("解读标题")).to_have_attribute("readonly", "")


def test_the_form_fits_a_phone(
    browser: Browser, plain: Live, axe: Axe, shot: Callable[[Page, str], None]
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="zh-CN"
    )
    page = context.new_page()
    ready(page, f"{plain.url}/formview")
    page.get_by_role("button", name="完成办理").click()
    expect(page.locator("#form-errors")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(page) == []
    shot(page, "formview_phone")
    context.close()


def test_every_word_is_chinese(page: Page, plain: Live) -> None:
    ready(page, f"{plain.url}/formview")
    page.get_by_role("button", name="完成办理").click()
    open_choices(page, "起草单位")
    words = page.evaluate("document.querySelector('main').innerText.match(/[A-Za-z]{3,}/g) || []")
    assert words == []
