"""Case A in real browsers: the lift-subsidy rule, from registration to timely publication and replay."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from processes.calendar import default_calendar
from tests.browser.office import Office, open_office
from tests.case_a.walk import CASE, PROCESSES


@pytest.fixture
def office(tmp_path: Path, browser: Browser) -> Iterator[Office]:
    with open_office(tmp_path, browser, "2025-12-01T08:30+08:00") as opened:
        yield opened


#: The steps of the time line where an element is reached for the first time, by their place.
FIRST = {step["step"]: place for place, step in reversed(list(enumerate(CASE["timeline"])))}


def carry(office: Office, instance: int, since: str = "", until: str = "9999", by_hand: bool = True) -> None:
    """Do what the time line says after *since* up to *until*, as its people.

    By hand: in their browsers, when a task comes up for the first time.  The second reviewer of the same page
    has nothing new to show.
    """
    for place, step in enumerate(CASE["timeline"]):
        if not since < step["at"] <= until:
            continue
        office.at(step["at"])
        process, element = step["step"].split(".")
        data = office.entered(step["data"])
        ref = office.task(instance, PROCESSES[process], element, data)
        is_new = FIRST[step["step"]] == place
        (office.complete if by_hand and is_new else office.hand_in)(CASE["people"][step["by"]], ref, data)
        office.work()


def working_day(day: str) -> int:
    """Which working day after the issue date a day is."""
    issued = date.fromisoformat(str(CASE["expected"]["t0"]))
    return default_calendar().working_days_between(issued, date.fromisoformat(day))


def history(page: Page) -> str:
    """The course of the matter as the page of the instance tells it, older steps included."""
    for older in page.locator("section[aria-labelledby=steps-title] details").all():
        older.evaluate("element => element.open = true")
    return page.locator("section[aria-labelledby=steps-title]").inner_text()


@pytest.mark.timeout(900)
def test_case_a_is_published_in_time(office: Office, shot: Callable[[Page, str], None]) -> None:
    instance = office.start("zjw-chengban", "政策解读总流程（区级）")
    carry(office, instance, until="2026-01-16T23")
    show_review(office, instance, shot)
    carry(office, instance, since="2026-01-16T23", until="2026-02-06T23")
    shot(office.instance_page("zjw-chengban", instance), "instance")
    expect_running_deadline(office, instance)
    expect_return(office, instance)
    carry(office, instance, since="2026-02-06T23", until="2026-02-10T23")
    assert working_day("2026-02-10") == CASE["expected"]["document_published_working_day"] == 2
    assert "2026-02-10 10:00" in history(office.instance_page("zjw-chengban", instance))
    carry(office, instance, since="2026-02-10T23", until="2026-02-13T23")
    page = office.instance_page("zjw-chengban", instance)
    timers = page.locator("section[aria-labelledby=timers-title]")
    expect(timers).to_contain_text("到期有渠道未发布")
    expect(timers).not_to_contain_text("下一提醒点")  # the clock has stopped
    carry(office, instance, since="2026-02-13T23", until="2026-02-25T23")
    expect_own_review(office, instance)
    carry(office, instance, since="2026-02-25T23")
    assert working_day("2026-03-03") == CASE["expected"]["video_published_working_day"]
    page = office.instance_page("zjw-chengban", instance)
    expect(page.locator("main")).to_contain_text("已办结")
    assert "按期发布完成" in history(page)
    expect_replay(office, instance)
    shot(office.desk("auditor"), "replay")


def show_review(office: Office, instance: int, shot: Callable[[Page, str], None]) -> None:
    """The section head finds the package in his inbox and opens it."""
    page = office.desk("zjw-keshi")
    page.goto(f"{office.url}/?box=group")
    expect(page.locator("#list")).to_contain_text("一审一校")
    shot(page, "inbox")
    office.open_task(page, office.task(instance, PROCESSES["P05"], "T1", {}))
    page.wait_for_selector("body[data-ready='1']", state="attached")
    expect(page.locator("#form")).to_contain_text("政治")
    shot(page, "task")


def expect_running_deadline(office: Office, instance: int) -> None:
    """Due date and reminders of the catalogue, with the days that were counted."""
    page = office.instance_page("zjw-chengban", instance)
    timers = page.locator("section[aria-labelledby=timers-title]")
    for details in timers.locator("details").all():
        details.evaluate("element => element.open = true")
    expect(timers).to_contain_text(f"{CASE['expected']['due_date']} 18:00")
    expect(timers).to_contain_text("2月15日至23日春节")
    expect(timers).to_contain_text("调休上班计入：2月14日、2月28日")
    expect(timers).to_contain_text("S2-62")
    for day in CASE["expected"]["reminders"]:
        expect(timers).to_contain_text(f"{day} 09:00")


def expect_return(office: Office, instance: int) -> None:
    """The file came back on 27 January, with what was missing."""
    page = office.instance_page("zjw-chengban", instance)
    assert "2026-01-27 10:00" in history(page)
    page.goto(f"{office.url}/notifications/")
    told = page.locator("main")
    expect(told).to_contain_text(f"上报材料不齐全：{CASE['expected']['return_missing'][0]}")
    expect(told).to_contain_text("2026-01-27 10:00")


def expect_own_review(office: Office, instance: int) -> None:
    """The video was made after the approval: the section head sees it, and it alone, before it goes out."""
    page = office.desk("zjw-keshi")
    office.open_task(page, office.task(instance, PROCESSES["P05"], "T1", {}))
    page.wait_for_selector("body[data-ready='1']", state="attached")
    expect(page.locator("#form")).to_contain_text("两分钟讲清加装电梯补助.mp4")
    expect(page.locator("#form")).not_to_contain_text("送审解读方案")


def expect_replay(office: Office, instance: int) -> None:
    """The auditor goes to the beginning, steps forward, and jumps to the return of the file."""
    page = office.desk("auditor")
    page.goto(f"{office.url}/instances/{instance}/replay/")
    page.wait_for_selector("body[data-ready='1']", state="attached")
    page.get_by_role("button", name="到开头").click()
    expect(page).to_have_url(re.compile(r"at=1$"))
    page.get_by_role("button", name="下一步").click()
    expect(page).to_have_url(re.compile(r"at=2$"))
    page.get_by_role("button", name="上一步").click()
    expect(page).to_have_url(re.compile(r"at=1$"))
    returned = page.locator("tr[data-seq]", has_text="退文（填写退文单）").filter(has_text="温如玉").last
    page.goto(f"{office.url}/instances/{instance}/replay/?at={returned.get_attribute('data-seq')}")
    missing = page.locator("#replay-details details", has_text="package_missing").last
    missing.evaluate("element => element.open = true")
    expect(missing).to_contain_text(CASE["expected"]["return_missing"][0])


def test_what_is_not_published_ends_overdue_and_escalates(office: Office) -> None:
    instance = office.begin("zjw-chengban", "jd_main_district")
    carry(office, instance, until="2026-02-06T23", by_hand=False)
    for day in CASE["expected"]["reminders"]:
        office.at(f"{day}T09:00+08:00")
    for person, moment in (
        ("zjw-keshi", "2026-03-12 18:00"),
        ("zjw-zhuyao", "2026-03-13 18:00"),
        ("zfb-jiedu", "2026-03-17 18:00"),
    ):
        office.at(f"{moment.replace(' ', 'T')}+08:00")
        page = office.desk(person)
        page.goto(f"{office.url}/notifications/")
        expect(page.locator("main")).to_contain_text("逾期：")
        expect(page.locator("main")).to_contain_text(moment)
    drafter = office.desk("zjw-chengban")
    drafter.goto(f"{office.url}/notifications/")
    for day in CASE["expected"]["reminders"]:
        expect(drafter.locator("main")).to_contain_text(f"{day} 09:00")
    for element, person, form in (("T1", "zjw-chengban", "F35"), ("T2", "zfb-jiedu", "F35-supervise")):
        data = office.entered(f"{form}/default")
        office.complete(person, office.task(instance, PROCESSES["P30"], element, data), data)
    office.at("2026-03-18T09:00+08:00")
    for step in (step for step in CASE["timeline"] if step["at"] > "2026-02-06T23"):
        values = office.entered(step["data"])
        process, element = step["step"].split(".")
        ref = office.task(instance, PROCESSES[process], element, values)
        office.hand_in(CASE["people"][step["by"]], ref, values)
        office.work()
    page = office.instance_page("zjw-chengban", instance)
    expect(page.locator("main")).to_contain_text("已办结")
    assert "逾期后发布完成" in history(page)
