"""Inquiries in real browsers: the desk, the drafting unit and the library fill F14, F15 and F16."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.filling import fill
from tests.browser.office import Office, open_office
from tests.inquiries.conftest import ENTRY
from tests.inquiries.office import DOC, Desk

Axe = Callable[[Page], list[Any]]
Shot = Callable[[Page, str], None]
PHONE, SCREEN = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
WHO = {"desk": "zwb-jingban", "drafter": "zjw-chengban", "head": "zjw-keshi", "office": "zjw-jiedu"}


@pytest.fixture
def office(tmp_path: Path, browser: Browser) -> Iterator[Office]:
    with open_office(tmp_path, browser, "2026-02-26T16:00+08:00", Desk) as opened:
        yield opened


def desk_of(office: Office) -> Desk:
    return cast(Desk, office.walk)


def stock(desk: Desk) -> None:
    """Two entries of the document are in the library."""
    more = {"question": "加装电梯补助多少？", "answer": "每台补助 18 万元，开工后拨付 40%，验收后拨付 60%。"}
    entries = [dict(ENTRY), {**more, "clause": "第八条"}]
    desk.tell("doc_published", owner_unit="zjw", package_id="JD-1", doc=DOC, qa=entries)
    desk.does("zjw-chengban", "jd_qa_upkeep.T1", {"qa": {"none": False, "entries": entries}})
    agreed = {"decision": "store", "no_duplicate": True, "in_force": True}
    desk.does("zjw-jiedu", "jd_qa_upkeep.T2", {"collection": agreed})


def look(page: Page, name: str, shot: Shot, axe: Axe) -> None:
    """A picture at both widths; nothing serious for those who read by ear, nothing beside the screen."""
    shot(page, f"{name}-desktop")
    assert axe(page) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    shot(page, f"{name}-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size(SCREEN)  # type: ignore[arg-type]


def hand_in(
    office: Office, who: str, task: str, data: Mapping[str, Any], shot: Shot, axe: Axe, **labels: str
) -> None:
    """Claim the open task, look at its form, fill it and hand it in."""
    process_id, element = task.split(".")
    ref = desk_of(office).open_ref(process_id, element)
    page = office.desk(WHO[who])
    office.open_task(page, ref)
    page.get_by_role("button", name="认领", exact=True).click()
    page.wait_for_selector("body[data-ready='1']", state="attached")
    form = office.form(page)
    name = f"{form['id']}-{'found' if len(labels) > 1 else 'form'}"
    fill(page, form, data, {**office.labels(), **labels})
    look(page, name, shot, axe)
    page.get_by_role("button", name="提交并办结").click()
    expect(page.locator("[role=status]").filter(has_text="已办结").first).to_be_visible()
    desk_of(office).settle()


@pytest.mark.timeout(300)
def test_the_desk_finds_the_answer_and_gives_it_at_once(office: Office, shot: Shot, axe: Axe) -> None:
    stock(desk_of(office))
    office.start(WHO["desk"], "政策咨询答复")
    asked = {"question": "一楼的业主不同意，还能装电梯吗？", "policy_ref": "加装电梯的办法"}
    person = {"reply_by": "电话", "asker": "刘女士", "contact": "000-8888 0101"}
    hand_in(office, "desk", "jd_inquiry.T0", {"inquiry": {"channel": "电话", **asked, **person}}, shot, axe)

    page = office.desk(WHO["desk"])
    page.goto(f"{office.url}/tasks/{desk_of(office).open_ref('jd_inquiry', 'T1')}")
    expect(page.get_by_text("匹配度").first).to_be_visible()
    assert "000-8888 0101" not in page.content()
    seen = desk_of(office).seen(desk_of(office).open_ref("jd_inquiry", "T1"))
    options = {each["value"]: each["label"] for each in seen["match_options"]}
    found = {"triage": {"match": seen["matches"][0]["qa_id"], "needs_unit": False}}
    hand_in(office, "desk", "jd_inquiry.T1", found, shot, axe, **options)
    hand_in(office, "desk", "jd_inquiry.T2", {"reply": {"method": "电话", "satisfaction": "满意"}}, shot, axe)

    assert "jd_inquiry" not in {task.process_id for task in desk_of(office).open_tasks()}


@pytest.mark.timeout(300)
def test_the_unit_answers_and_the_answer_enters_the_library(office: Office, shot: Shot, axe: Axe) -> None:
    stock(desk_of(office))
    told = {"asker": "王先生", "contact": "13800001234", "reply_by": "电话", "source_no": "20260226-0152"}
    desk_of(office).ask("加装电梯占用绿地，要谁批准？", **told)
    policy = {"policy_ref": DOC["doc_no"], "issued_in_name": "区政府办", "drafting_unit": "zjw"}
    seen = {"triage": {"match": "none", **policy}}
    hand_in(office, "desk", "jd_inquiry.T1", seen, shot, axe, none="没有适用的问答")
    sent = {"dispatch": {"unit": "zjw", "section": "城市更新科", "note": "请按第十条答复。"}}
    hand_in(office, "desk", "jd_inquiry.T3", sent, shot, axe)
    answer = {"verdict": "答复", "answer": "由区规划自然资源局审批。", "policy_ref": DOC["doc_no"]}
    answer |= {"clause": "第十条", "method": "电话", "to_library": True, "keywords": "绿地、审批"}
    hand_in(office, "drafter", "jd_inquiry.T4", {"reply": answer}, shot, axe)
    passed = {"decision": "pass", "accurate": True, "no_privacy": True}
    hand_in(office, "head", "jd_inquiry.T5", {"reply_review": passed}, shot, axe)
    ref = desk_of(office).open_ref("jd_inquiry", "T7")
    page = office.desk(WHO["drafter"])
    page.goto(f"{office.url}/tasks/{ref}")
    expect(page.get_by_text("13800001234")).to_have_count(0)
    page.get_by_role("button", name="认领", exact=True).click()
    expect(page.get_by_text("13800001234")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="放回").click()
    expect(page.get_by_role("status").first).to_contain_text("已放回待领")
    office.at("2026-02-26T17:00+08:00")
    replied = {"replied_at": "2026-02-26T16:30:00+08:00", "satisfaction": "基本满意"}
    hand_in(office, "drafter", "jd_inquiry.T7", {"delivery": replied}, shot, axe)

    entry = {"question": "加装电梯占用绿地由谁审批？", "clause": "第十条", "keywords": "绿地"}
    hand_in(office, "drafter", "jd_qa_upkeep.T1", {"qa": {"none": False, "entries": [entry]}}, shot, axe)
    assert {task.process_id for task in desk_of(office).open_tasks()} == {"jd_review_3x3", "jd_qa_district"}
