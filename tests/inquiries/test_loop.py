"""Publication, library, inquiry, answer, repeal: with the real jobs on a database."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from processes import commands, library, store
from processes.store import Instance, QaPush
from service import create_app
from tests.case_a.walk import PASSWORD
from tests.inquiries.office import DOC, Desk
from tests.service.conftest import Browser

_NONE = {"match": "none", "needs_unit": False, "to_opinion": False, "policy_ref": DOC["doc_no"]}


def _variables(desk: Desk, instance: int) -> dict[str, Any]:
    """What the variables of an instance held last."""
    found: dict[str, Any] = {}
    with desk.state.readers() as session:
        for entry in store.entries(session, instance):
            if entry.record.type == "variables_changed" and entry.record.scope_id is None:
                found |= entry.record.payload["values"]
    return found


def _ended(desk: Desk, instance: int) -> str:
    with desk.state.readers() as session:
        status = session.get_one(Instance, instance).status
        ends = [
            entry.record.element_id
            for entry in store.entries(session, instance)
            if entry.record.type == "element_completed" and (entry.record.element_id or "").startswith("E")
            if entry.record.process_id == "jd_inquiry"
        ]
    return f"{status} {ends[-1] if ends else ''}"


@pytest.mark.rule("S2-13")
def test_what_is_stored_is_pushed_to_the_three_places(stocked: Desk) -> None:
    with stocked.state.readers() as session:
        pushes = session.scalars(select(QaPush).order_by(QaPush.target)).all()

    assert [push.target for push in pushes] == ["12345", "综合咨询窗口", "网站互动渠道"]
    assert all(push.kind == "push" and push.receipt for push in pushes)


@pytest.mark.rule("S2-68", "S2-71", "S2-72", "S2-75")
def test_a_question_of_the_library_is_answered_at_once(stocked: Desk) -> None:
    instance = stocked.ask("一楼不同意能装电梯吗？")
    seen = stocked.seen(stocked.open_ref("jd_inquiry", "T1"))
    stocked.does("zwb-jingban", "jd_inquiry.T1", {"triage": {**seen["triage"], "to_opinion": False}})
    stocked.does("zwb-jingban", "jd_inquiry.T2", {"reply": {"method": "来件渠道"}})

    assert _ended(stocked, instance) == "completed E1"
    told = _variables(stocked, instance)
    assert told["inquiry"]["inquiry_no"] == f"Q-2026-{instance:06d}"
    assert told["reply"]["answer"] == "依法表决通过即可加装。"
    assert told["inquiry_outcome"]["instant"] is True


@pytest.mark.rule("S2-73", "S2-74")
def test_what_the_library_does_not_know_goes_to_the_unit_and_comes_back_as_an_entry(stocked: Desk) -> None:
    first = stocked.ask("加装电梯占用绿地要谁批准？")
    stocked.does("zwb-jingban", "jd_inquiry.T1", {"triage": {**_NONE, "drafting_unit": "zjw"}})
    stocked.does("zwb-jingban", "jd_inquiry.T3", {"dispatch": {"unit": "zjw"}})
    reply = {"verdict": "答复", "answer": "由规划部门审批。", "policy_ref": DOC["doc_no"], "clause": "第十条"}
    reply |= {"method": "来件渠道", "to_library": True, "keywords": "绿地"}
    stocked.does("zjw-chengban", "jd_inquiry.T4", {"reply": reply})
    passed = {"decision": "pass", "accurate": True, "no_privacy": True}
    stocked.does("zjw-keshi", "jd_inquiry.T5", {"reply_review": passed})
    assert _ended(stocked, first) == "completed E2"

    seen = stocked.seen(stocked.open_ref("jd_qa_upkeep", "T1"))
    [entry] = seen["qa"]["entries"]
    assert (entry["question"], entry["answer"]) == ("加装电梯占用绿地要谁批准？", "由规划部门审批。")


@pytest.mark.rule("S2-65")
def test_a_repealed_document_answers_no_more_but_tells_of_the_new_one(stocked: Desk) -> None:
    with stocked.state.sessions.begin() as session:
        who = stocked.actor(session, "zjw-chengban")
        commands.start_instance(session, "jd_doc_lifecycle", {}, actor=who, now=stocked.clock())
    change = {"title": DOC["title"], "doc_no": DOC["doc_no"], "change": "废止", "date": "2026-02-10"}
    change |= {"new_doc_no": "青岚府办规〔2026〕9号", "reason_kind": "其他", "reason": "新办法施行。"}
    stocked.does("zjw-chengban", "jd_doc_lifecycle.T1", {"doc_change": change})

    seen = stocked.seen(stocked.open_ref("jd_doc_lifecycle", "T2"))
    assert seen["document"]["affected_qa"] == ["QA-000001"]
    with stocked.state.readers() as session:
        assert library.find_entry(session, "QA-000001").status == library.HELD
        assert library.broken_entries(session) == []
    instance = stocked.ask("一楼不同意能装电梯吗？")
    seen = stocked.seen(stocked.open_ref("jd_inquiry", "T1"))
    stocked.does("zwb-jingban", "jd_inquiry.T1", {"triage": {**_NONE, "match": seen["matches"][0]["qa_id"]}})
    stocked.does("zwb-jingban", "jd_inquiry.T2", {"reply": {"method": "来件渠道"}})

    answer = _variables(stocked, instance)["reply"]["answer"]
    assert answer == f"您咨询的政策{DOC['doc_no']}已废止，现行政策见青岚府办规〔2026〕9号。"


@pytest.mark.rule("S1-25", "S2-74")
def test_what_is_asked_three_times_becomes_a_candidate_and_the_rest_is_listed(stocked: Desk) -> None:
    asked = [stocked.ask(text) for text in ("占用绿地要谁批准？", "占用绿地由谁批准", "要占用绿地，谁批准？")]
    other = stocked.ask("施工时间有规定吗？")

    stocked.tell("qa_candidate", owner_unit="zwb", source="定期梳理", policy_ref=None, entries=[])

    seen = stocked.seen(stocked.open_ref("jd_qa_upkeep", "T1"))
    [repeated] = seen["gathered"]["repeated"]
    assert (repeated["count"], len(repeated["inquiry_nos"])) == (3, 3)
    assert [entry["question"] for entry in seen["qa"]["entries"]] == ["占用绿地要谁批准？"]
    listed = {each["inquiry_no"] for each in seen["gathered"]["inquiries"]}
    assert listed == {f"Q-2026-{number:06d}" for number in (*asked, other)}


@pytest.mark.rule("S2-70")
def test_the_desk_starts_an_inquiry_in_its_pages_and_others_cannot(stocked: Desk) -> None:
    app = create_app(stocked.state.settings)
    try:
        at_the_desk, drafter = Browser(app.test_client()), Browser(app.test_client())
        assert at_the_desk.login("zwb-jingban", PASSWORD).status_code == 302
        assert drafter.login("zjw-chengban", PASSWORD).status_code == 302

        assert at_the_desk.post("/start/jd_inquiry").status_code == 302
        assert drafter.post("/start/jd_inquiry").status_code == 403
        task = stocked.open_ref("jd_inquiry", "T0")
        page = at_the_desk.text(f"/tasks/{task}")
    finally:
        app.extensions["jiedu"].engine.dispose()

    assert "登记咨询" in page


def test_personal_data_of_the_asker_are_on_no_page_but_that_of_the_reply(desk: Desk) -> None:
    """GB/T 22239 8.1.4.11: the desk writes them down, whoever replies reads them, nobody else."""
    app = create_app(desk.state.settings)
    try:
        browser = Browser(app.test_client())
        assert browser.login("zwb-jingban", PASSWORD).status_code == 302
        browser.post("/start/jd_inquiry")
        asked = {"channel": "电话", "received_at": "2026-02-10T15:50:00+08:00", "question": "哪里申请？"}
        person = {"reply_by": "电话", "asker": "欧阳女士", "contact": "13912345678"}
        desk.does("zwb-jingban", "jd_inquiry.T0", {"inquiry": {**asked, **person}})
        instance = desk.newest("jd_inquiry")
        task = desk.open_ref("jd_inquiry", "T1")
        urls = (f"/tasks/{task}", f"/instances/{instance}", f"/instances/{instance}/replay/")
        pages = [browser.text(url) for url in urls]
    finally:
        app.extensions["jiedu"].engine.dispose()

    with desk.state.readers() as session:
        assert session.get_one(Instance, instance).title == "哪里申请？"
    for url, page in zip(urls, pages, strict=True):
        assert "13912345678" not in page, url
        assert "欧阳女士" not in page, url
    assert "139****5678" in pages[1]
