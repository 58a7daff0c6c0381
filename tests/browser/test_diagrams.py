"""The diagrams of an instance and the replay: colours with words, tabs, keys, the URL, the step table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Live, ready

Axe = Callable[[Page], list[Any]]


def element(page: Page, element_id: str) -> Locator:
    return page.locator(f".jd-panel:not([hidden]) g[data-element-id={element_id}]")


def test_the_diagram_shows_what_is_done_and_what_is_open(
    page: Page, plain: Live, axe: Axe, complaints: list[str]
) -> None:
    ready(page, f"{plain.url}/instance")
    expect(element(page, "Draft")).to_contain_class("jd-done")
    expect(element(page, "Review")).to_contain_class("jd-active")
    expect(element(page, "to_review")).to_contain_class("jd-taken")
    expect(page.locator(".jd-badge")).to_have_text(["2次", "办理中"])
    expect(page.get_by_role("list", name="图例")).to_contain_text("已完成")
    board = page.get_by_role("group", name="流程图“示例流程”。办理中：科室负责人审核；已完成：登记、起草。")
    expect(board).to_be_visible()
    expect(page.locator(".jd-panel:not([hidden]) .bjs-powered-by")).to_be_visible()
    assert axe(page) == []
    assert complaints == []


def test_diagrams_are_tabs_for_keys_and_mouse(page: Page, plain: Live) -> None:
    ready(page, f"{plain.url}/instance")
    first, second = page.get_by_role("tab").all()
    expect(first).to_have_attribute("aria-selected", "true")
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(second).to_be_focused()
    expect(second).to_have_attribute("aria-selected", "true")
    expect(element(page, "Draft")).to_be_visible()
    expect(element(page, "Draft")).not_to_contain_class("jd-done")


def transform(page: Page) -> str | None:
    return page.locator(".jd-panel:not([hidden]) .viewport").get_attribute("transform")


@pytest.mark.parametrize("key", ["ArrowLeft", "ArrowDown", "+", "-"])
def test_the_diagram_moves_by_keys(page: Page, plain: Live, key: str) -> None:
    ready(page, f"{plain.url}/instance")
    before = transform(page)
    page.locator(".jd-panel:not([hidden]) .jd-canvas").focus()
    page.keyboard.press(key)
    assert transform(page) != before
    page.keyboard.press("0")
    assert transform(page) == before


def test_a_finger_moves_the_diagram(browser: Browser, plain: Live) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    ready(page, f"{plain.url}/instance")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    before = transform(page)
    box = page.locator(".jd-panel:not([hidden]) .jd-canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = context.new_cdp_session(page)
    for kind, points in [
        ("touchStart", [{"x": x, "y": y}]),
        ("touchMove", [{"x": x - 40, "y": y}]),
        ("touchMove", [{"x": x - 80, "y": y}]),
        ("touchEnd", []),
    ]:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert transform(page) != before
    context.close()


def test_replay_moves_by_buttons_range_and_table(
    page: Page, plain: Live, axe: Axe, complaints: list[str]
) -> None:
    ready(page, f"{plain.url}/replay")
    status = page.locator(".replay-status")
    expect(status).to_have_text("第 3 步，共 3 步：进入审核")
    page.get_by_role("button", name="上一步").click()
    expect(status).to_have_text("第 2 步，共 3 步：起草完成")
    expect(page.locator("#replay-details")).to_have_text("第 4 条记录")
    expect(element(page, "Review")).not_to_contain_class("jd-active")
    assert page.url.endswith("?at=4")
    expect(page.locator("tr[data-seq='4']")).to_have_attribute("aria-current", "step")
    page.get_by_role("button", name="到开头").click()
    expect(status).to_have_text("第 1 步，共 3 步：登记")
    expect(element(page, "Draft")).to_contain_class("jd-active")
    page.get_by_label("时间轴").focus()
    page.keyboard.press("ArrowRight")
    expect(status).to_have_text("第 2 步，共 3 步：起草完成")
    page.locator("tr[data-seq='7']").click()
    expect(status).to_have_text("第 3 步，共 3 步：进入审核")
    expect(element(page, "Review")).to_contain_class("jd-active")
    page.get_by_role("button", name="下一步").click(force=True)
    expect(status).to_have_text("第 3 步，共 3 步：进入审核")
    assert axe(page) == []
    assert complaints == []


def test_replay_moves_by_keys_from_anywhere_but_a_field(page: Page, plain: Live) -> None:
    ready(page, f"{plain.url}/replay")
    status = page.locator(".replay-status")
    expect(page.locator(".replay-keys")).to_contain_text("← →")
    for key, text in [
        ("ArrowLeft", "第 2 步，共 3 步：起草完成"),
        ("Home", "第 1 步，共 3 步：登记"),
        ("ArrowLeft", "第 1 步，共 3 步：登记"),
        ("ArrowRight", "第 2 步，共 3 步：起草完成"),
        ("End", "第 3 步，共 3 步：进入审核"),
        ("Control+ArrowLeft", "第 3 步，共 3 步：进入审核"),
    ]:
        page.keyboard.press(key)
        expect(status).to_have_text(text)
    page.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    for place in ("textarea", ".jd-panel:not([hidden]) .jd-canvas"):
        page.locator(place).focus()
        page.keyboard.press("ArrowLeft")
        expect(status).to_have_text("第 3 步，共 3 步：进入审核")


def test_the_address_holds_the_moment(page: Page, plain: Live) -> None:
    ready(page, f"{plain.url}/replay?at=4")
    expect(page.locator(".replay-status")).to_have_text("第 2 步，共 3 步：起草完成")
    expect(element(page, "Draft")).to_contain_class("jd-done")
    expect(element(page, "Review")).not_to_contain_class("jd-active")
