"""A designer adds a review by mouse and panel: what is under way keeps its version, what begins meets it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from processes import commands, queries
from processes.commands import Actor, TaskRef
from service.identity.people import find_person, office_day
from service.people import actor
from tests.browser.conftest import ready
from tests.browser.office import Office, open_office

PROCESS = "jd_review_3x3"
GOOD = dict.fromkeys(["political", "legal", "policy", "secrecy", "wording", "opinion"], "合格")
REVIEW = {"review": {"decision": "pass", "applies_to": ["文字解读"], "aspects": GOOD, "signed": True}}
PACKAGE: dict[str, Any] = {
    "package_id": "AJ-1",
    "registration": {
        "title": "某办法",
        "disclosure": "主动公开",
        "doc_type": "行政规范性文件",
        "issued_in_name": "区政府办",
    },
    "drafter": "zjw-chengban",
    "authors": ["zjw-chengban"],
    "round": 1,
    "document": {"title": "某办法"},
    "plan": {"doc_title": "某办法", "forms": ["发布文字解读材料"], "channels": ["政府网站"]},
    "material": {"background": "背景"},
}
REVIEWERS = ["zjw-keshi", "zjw-fenguan", "zjw-zhuyao"]


@pytest.fixture
def office(tmp_path: Path, browser: Browser) -> Iterator[Office]:
    with open_office(tmp_path, browser, "2026-01-16T09:00+08:00") as opened:
        yield opened


def person(office: Office, user_id: str) -> Actor:
    with office.state.readers() as session:
        found = find_person(session, user_id, office_day(office.clock()))
    assert found
    return actor(found)


def start(office: Office) -> int:
    with office.state.sessions.begin() as session:
        instance = commands.start_instance(
            session, PROCESS, PACKAGE, actor=person(office, "zjw-chengban"), now=office.clock()
        )
        return instance.id


def review(office: Office, instance: int, reviewers: list[str]) -> None:
    """The reviewers complete what is open, one after the other."""
    for reviewer in reviewers:
        who = person(office, reviewer)
        with office.state.sessions.begin() as session:
            task = next(
                t for t in queries.instance_detail(session, instance).user_tasks if t.status == "open"
            )
            ref = TaskRef(instance, task.element_instance_id)
            commands.complete_user_task(session, ref, REVIEW, actor=who, now=office.clock())


def centre(page: Page, element_id: str) -> tuple[float, float]:
    box = page.locator(f"#modeler g[data-element-id={element_id}] .djs-hit").first.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def insert_user_task(page: Page, flow: str) -> None:
    """Take a user task from the palette and drop it on a sequence flow."""
    page.locator(".djs-palette [data-action=create]").click()
    page.locator(".djs-popup [data-id=create-user-task]").click()
    x, y = centre(page, flow)
    page.mouse.move(x - 30, y - 20)
    page.mouse.move(x, y, steps=5)
    page.mouse.click(x, y)
    expect(page.locator(".djs-direct-editing-content")).to_be_focused()  # what is typed earlier is lost
    page.keyboard.type("四审四校")
    page.keyboard.press("Enter")
    expect(page.locator(".bio-properties-panel-header-label")).to_have_text("四审四校")


def set_group_and_form(page: Page) -> None:
    for title in ("办理人", "办理表单"):
        header = page.locator(".bio-properties-panel-group-header", has=page.get_by_text(title, exact=True))
        if "open" not in (header.get_attribute("class") or "").split():
            header.click()
    page.locator("#bio-properties-panel-assignmentDefinitionCandidateGroups").fill("interp_office")
    page.get_by_label("办理表单").select_option("F04")


def deploy(page: Page, note: str) -> None:
    page.locator("#bench-validate").click()
    expect(page.locator("#bench-status")).to_have_text("校验通过，没有发现问题")
    page.locator("#bench-deploy").click()
    page.get_by_label("部署说明").fill(note)
    page.locator("#deploy-confirm").click()
    expect(page.locator("#bench-version")).to_have_text("版本 2")


def tasks(office: Office, instance: int) -> list[str]:
    with office.state.readers() as session:
        return [
            f"{task.name} {task.status}" for task in queries.instance_detail(session, instance).user_tasks
        ]


def test_a_new_step_meets_new_instances_only(office: Office, shot: Any) -> None:
    older = start(office)
    review(office, older, REVIEWERS[:1])

    page = office.desk("designer")
    ready(page, f"{office.url}/designer/process/{PROCESS}")
    insert_user_task(page, "Flow_X2_E1")
    set_group_and_form(page)
    shot(page, "fourth_review")
    deploy(page, "增加解读工作机构四审")

    newer = start(office)
    review(office, newer, REVIEWERS)
    review(office, older, REVIEWERS[1:])

    staff = office.desk("zjw-jiedu")
    ready(staff, f"{office.url}/instances/{newer}")
    expect(staff.get_by_role("link", name="四审四校")).to_be_visible()
    expect(staff.locator(".jd-badge-active")).to_have_text("办理中")
    assert "四审四校 open" in tasks(office, newer)
    assert not any(name.startswith("四审四校") for name in tasks(office, older))

    ready(staff, f"{office.url}/instances/{older}")
    expect(staff.locator("main")).to_contain_text("版本 1")
    expect(staff.locator("#diagram")).not_to_contain_text("四审四校")

    staff.goto(f"{office.url}/?box=group")
    staff.get_by_role("link", name="四审四校").click()
    staff.wait_for_selector("body[data-ready='1']", state="attached")
    expect(staff.locator("#form")).to_contain_text("六方面审核")
