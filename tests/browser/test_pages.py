"""The pages of the office: accessible, without sideways scrolling on a phone, silent on the console."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import ready
from tests.browser.office import Office, open_office

Axe = Callable[[Page], list[Any]]
Shot = Callable[[Page, str], None]
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Office]:
    """An office in which one case has been started."""
    with open_office(tmp_path_factory.mktemp("pages"), browser, "2026-01-16T09:00+08:00") as opened:
        opened.start("zjw-chengban", "政策解读总流程（区级）")
        yield opened


@pytest.fixture
def first_task(office: Office) -> str:
    """The address of the open task of the case."""
    page = office.desk("zjw-chengban")
    page.goto(f"{office.url}/?box=group")
    return f"{office.url}{page.locator('th a').first.get_attribute('href')}"


STAFF = [
    "/",
    "/?box=group",
    "/?box=started",
    "/?box=done",
    "/start/",
    "/instances/",
    "/definitions/",
    "/notifications/",
]
ISLANDS = ["/instances/1", "/instances/1/replay/", "/definitions/jd_review_3x3", "task"]


def status(page: Page, url: str) -> int:
    answer = page.goto(url)
    assert answer
    return answer.status


def visit(office: Office, page: Page, path: str, task: str) -> None:
    if path in ISLANDS:
        ready(page, task if path == "task" else f"{office.url}{path}")
    else:
        assert status(page, f"{office.url}{path}") == 200


@pytest.mark.parametrize("path", STAFF + ISLANDS)
def test_pages_of_staff(office: Office, first_task: str, path: str, axe: Axe, shot: Shot) -> None:
    page = office.desk("zjw-chengban")
    complaints: list[str] = []
    listener = lambda message: complaints.append(message.text) if message.type == "error" else None  # noqa: E731
    page.on("console", listener)
    visit(office, page, path, first_task)
    assert axe(page) == []
    shot(page, "staff" + path.replace("/", "_"))
    page.set_viewport_size(PHONE)
    visit(office, page, path, first_task)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe(page) == []
    shot(page, "phone" + path.replace("/", "_"))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.remove_listener("console", listener)
    assert complaints == []


def test_replay_of_a_case(office: Office) -> None:
    page = office.desk("zjw-chengban")
    ready(page, f"{office.url}/instances/1/replay/?at=3")
    expect(page.locator("#replay-details")).to_contain_text("第 3 条")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("#replay-details")).to_contain_text("第 4 条")
    assert page.url.endswith("?at=4")
    page.get_by_role("button", name="到末尾").click()
    expect(page.locator(".jd-badge-active")).to_have_text("办理中")
    page.reload()
    expect(page.locator(".jd-badge-active")).to_have_text("办理中")


def test_a_definition_is_drawn_without_progress(office: Office) -> None:
    page = office.desk("zjw-chengban")
    ready(page, f"{office.url}/definitions/jd_review_3x3")
    expect(page.get_by_role("group", name="流程图“三审三校”", exact=True)).to_be_visible()
    expect(page.get_by_role("list", name="图例")).to_have_count(0)


def test_the_inbox_filters_while_typing(office: Office, axe: Axe) -> None:
    page = office.desk("zjw-chengban")
    page.goto(f"{office.url}/?box=group")
    expect(page.locator("#list th a")).to_have_count(1)
    page.locator("#q").press_sequentially("没有这样的事项")
    expect(page.locator("#list th a")).to_have_count(0)
    assert "q=" in page.url
    assert axe(page) == []
    page.locator("#q").fill("登记")
    expect(page.locator("#list th a")).to_have_count(1)


def test_login_page(office: Office, page: Page, axe: Axe, complaints: list[str]) -> None:
    page.goto(f"{office.url}/login")
    assert axe(page) == []
    page.get_by_role("textbox", name="账号").fill("zjw-chengban")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不正确")
    assert axe(page) == []


def test_large_letters_stay(office: Office, page: Page) -> None:
    desk = office.desk("zjw-chengban")
    desk.goto(f"{office.url}/")
    desk.locator("header details.menu > summary").click()
    desk.locator("[data-large-text]").click()
    expect(desk.locator("html")).to_contain_class("large-text")
    desk.goto(f"{office.url}/start/")
    expect(desk.locator("html")).to_contain_class("large-text")
    desk.locator("header details.menu > summary").click()
    desk.locator("[data-large-text]").click()
    expect(desk.locator("html")).not_to_contain_class("large-text")
    desk.keyboard.press("Escape")
    expect(desk.locator("header details.menu")).not_to_have_attribute("open", "")


NEW = ["process/new", "process/new?copy=jd_review_3x3", "form/new", "decision/new"]
PROCESSES = (
    "jd_review_3x3",
    "jd_main_district",
    "jd_package_drafting",
    "jd_publication",
    "jd_deadline_guard",
    "jd_route_a",
    "jd_route_b",
)
DEPLOYED = [
    *(f"process/{name}" for name in PROCESSES),
    *(f"form/{name}" for name in ("F01", "F02", "F08")),
    *(f"decision/{name}.dmn" for name in ("D04", "D08")),
]


#: One of each kind is looked at; all of a kind have the same bench.
SEEN = {*NEW, "process/jd_review_3x3", "process/jd_main_district", "form/F02", "decision/D08.dmn"}


@pytest.mark.parametrize("path", [*NEW, *DEPLOYED])
def test_editors_open_and_change_nothing(office: Office, path: str, axe: Axe, shot: Shot) -> None:
    """Validating a document that is deployed finds nothing: the editors keep every extension element."""
    page = office.desk("designer")
    ready(page, f"{office.url}/designer/{path}")
    if path in SEEN:
        assert axe(page) == []
        shot(page, "designer_" + path.replace("/", "_").replace("?", "_"))
    if path in DEPLOYED:
        page.locator("#bench-validate").click()
        expect(page.locator("#bench-status")).to_have_text("校验通过，没有发现问题", timeout=15_000)


def test_the_list_of_designs(office: Office, axe: Axe, shot: Shot) -> None:
    page = office.desk("designer")
    page.goto(f"{office.url}/designer/")
    expect(page.get_by_role("heading", level=1)).to_have_text("流程设计")
    expect(page.get_by_role("link", name="打开 三审三校", exact=True)).to_be_visible()
    assert axe(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    shot(page, "designer_list_phone")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_the_page_of_the_administrator(office: Office, axe: Axe, shot: Shot) -> None:
    page = office.desk("sysadmin")
    assert status(page, f"{office.url}/operations/") == 200
    assert axe(page) == []
    shot(page, "operations")


def test_an_administrator_intervenes_without_seeing_the_matter(office: Office, axe: Axe, shot: Shot) -> None:
    staff = office.desk("zjw-chengban")
    staff.goto(f"{office.url}/start/")
    staff.get_by_role("button", name="发起").first.click()
    number = staff.url.rpartition("/")[2].partition("-")[0]
    page = office.desk("sysadmin")
    page.goto(f"{office.url}/operations/")
    page.get_by_label("事项编号").fill(number)
    page.get_by_role("button", name="暂停、调整、迁移…").click()
    assert axe(page) == []
    page.get_by_label("原因（记入历史）").nth(1).fill("等上级意见")
    page.get_by_role("button", name="暂停", exact=True).click()
    expect(page.get_by_text("已暂停，法定时限照常计算")).to_be_visible()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe(page) == []
    shot(page, "intervention_phone")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="恢复", exact=True).click()
    expect(page.get_by_role("button", name="恢复", exact=True)).to_have_count(0)


def test_the_password_page_explains_what_is_wrong(office: Office, axe: Axe) -> None:
    page = office.desk("zjw-chengban")
    page.goto(f"{office.url}/account/")
    assert axe(page) == []
    page.get_by_role("button", name="更改密码").click()
    expect(page.get_by_role("alert")).to_contain_text("密码没有更改")
    assert axe(page) == []


def test_staff_may_not_design(office: Office) -> None:
    assert status(office.desk("zjw-chengban"), f"{office.url}/designer/") == 403


def test_a_long_title_stays_in_its_card_on_a_phone(office: Office) -> None:
    page = office.desk("zjw-chengban")
    page.set_viewport_size(PHONE)
    page.goto(f"{office.url}/?box=started")
    lengthen = "element => { element.textContent = '关于Abcdefghijklmnopqrstuvwxyz'.repeat(6) }"
    page.locator("th a").first.evaluate(lengthen)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 900})
