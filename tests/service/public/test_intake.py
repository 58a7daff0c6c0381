"""Inquiries from the website, 12345 and the desks become instances of their process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from processes import commands, queries, store
from processes.commands import SYSTEM
from processes.errors import NotFound
from processes.personal import resolved
from service import create_app, state_of
from service.config import Settings
from service.identity.tables import Group, Post, Unit
from service.public import intake
from service.public.receipts import code_of, standing
from service.state import State, open_state
from tests.service.conftest import Browser, Clock

TOKEN = {"Authorization": "Bearer only-for-tests"}
QUESTION = {"question": "一楼业主不同意能不能装电梯？"}


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    public = replace(settings.public, intake_token="only-for-tests", intake_limit="3 per hour")
    application = create_app(replace(settings, public=public))
    yield application
    state_of(application).engine.dispose()


def hand_in(browser: Browser, told: Any, **headers: str) -> TestResponse:
    return browser.client.post("/public/api/inquiries", json=told, headers=headers)


def variables(state: State, number: str) -> dict[str, Any]:
    with state.readers() as session:
        started_id = int(number.rpartition("-")[2])
        entries = store.entries(session, started_id)
        started = next(entry.record for entry in entries if entry.record.type == "instance_started")
        told: dict[str, Any] = started.payload["variables"]
        values = store.clear_values(session, started_id, told)
    return {**told, "inquiry": resolved(told["inquiry"], lambda _, key: values[key])}


@pytest.mark.rule("S2-69")
def test_an_inquiry_of_the_website_starts_its_process(browser: Browser, state: State, desk: None) -> None:
    answer = hand_in(browser, {**QUESTION, "contact": "13800000000", "policy_ref": "加装电梯办法"})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    told = answer.get_json()
    assert told.pop("code")
    assert told == {"inquiry_no": "Q-2026-000001", "received_at": "2026-01-16T09:00:00+08:00"}
    inquiry = variables(state, told["inquiry_no"])["inquiry"]
    assert inquiry == {
        "channel": "网民留言",
        **QUESTION,
        "contact": "13800000000",
        "policy_ref": "加装电梯办法",
        "reply_by": "电话",
        "received_at": "2026-01-16T09:00:00+08:00",
    }
    with state.readers() as session:
        assert queries.instance(session, 1).started_by == "public"


@pytest.mark.rule("S2-68", "S2-70")
@pytest.mark.parametrize("channel", ["12345", "窗口", "电话"])
def test_an_inquiry_of_the_hotline_or_a_desk_comes_with_the_token(
    browser: Browser, state: State, desk: None, channel: str
) -> None:
    told = {**QUESTION, "channel": channel, "source_no": "GD-7", "owner_unit": "wjw"}
    told["received_at"] = "2026-01-15T15:20:00+08:00"
    assert hand_in(browser, told).status_code == 403
    assert hand_in(browser, told, Authorization="Bearer wrong").status_code == 403
    answer = hand_in(browser, told, **TOKEN)
    assert answer.get_json()["inquiry_no"] == "Q-2026-000001"
    assert answer.get_json()["received_at"] == told["received_at"]
    started = variables(state, "Q-2026-000001")
    assert (started["inquiry"]["channel"], started["owner_unit"]) == (channel, "wjw")
    assert hand_in(browser, told, **TOKEN).status_code == 409


def test_an_inquiry_that_nothing_takes_is_kept(browser: Browser, state: State) -> None:
    answer = hand_in(browser, QUESTION)
    assert (answer.status_code, answer.get_json()["inquiry_no"]) == (202, None)
    with state.readers() as session:
        assert [row.name for row in session.scalars(select(store.Message))] == ["inquiry_received"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "question"),
        ({"question": " 甲 "}, "question"),
        ({"question": "长" * 1001}, "question"),
        ({"question": 7}, "question"),
        ({**QUESTION, "channel": "飞鸽"}, "channel"),
        ({**QUESTION, "asker": "长" * 61}, "asker"),
        ({**QUESTION, "sender": "x"}, "sender"),
        ({**QUESTION, "reply_by": "信鸽"}, "reply_by"),
    ],
)
def test_wrong_inquiries_are_refused_by_field(browser: Browser, desk: None, told: Any, field: str) -> None:
    answer = hand_in(browser, told)
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == [field]


def test_a_system_may_not_say_anything_about_time_and_place(
    browser: Browser, desk: None, clock: Clock, state: State
) -> None:
    for told in (
        {"owner_unit": "nowhere"},
        {"received_at": "2026-01-15"},
        {"received_at": "2026-01-15T09:00"},
        {"received_at": "2026-01-17T00:00+08:00"},
    ):
        answer = hand_in(browser, {**QUESTION, **told}, **TOKEN)
        assert (answer.status_code, list(answer.get_json()["errors"])) == (422, list(told))
    old = (clock() - timedelta(days=3)).isoformat()
    answer = hand_in(browser, {**QUESTION, "received_at": old, "owner_unit": "wjw"})
    assert answer.get_json()["received_at"] == "2026-01-16T09:00:00+08:00"
    assert variables(state, answer.get_json()["inquiry_no"])["owner_unit"] is None


def test_where_no_token_is_set_nobody_shows_it(settings: Settings) -> None:
    application = create_app(settings)
    for headers in ({}, {"Authorization": "Bearer "}, TOKEN):
        with application.test_request_context(headers=headers):
            assert not intake.shows_token()


def test_a_long_question_is_told_how_long_it_is(browser: Browser, desk: None) -> None:
    [told] = hand_in(browser, {"question": "长" * 1001}).get_json()["errors"]["question"]
    assert told == "应为不超过 1000 字的文字，实际为1001 字"


@pytest.mark.rule("S2-68")
def test_an_inquiry_goes_to_the_desk_where_there_is_one(settings: Settings) -> None:
    """Where several units have one, and where none has, the competent office takes it."""
    state, found = open_state(settings), []
    for units in ((), ("wjw",), ("wjw", "wxb")):
        with state.sessions() as session:
            session.get_one(Unit, "zfb").competent = True
            session.add(Group(code="inquiry_desk", name="咨询受理窗口", scope="district", position=90))
            session.flush()
            session.add_all(Post(id=unit, unit_id=unit, group_code="inquiry_desk") for unit in units)
            found.append(intake._unit(session, {"owner_unit": "zjw"}, trusted=False))
    state.engine.dispose()
    assert found == ["zfb", "wjw", "zfb"]


def test_only_json_of_moderate_size_is_read(browser: Browser, desk: None) -> None:
    url = "/public/api/inquiries"
    for data, status in ((b"{", 422), (b"[1]", 422), (b"\xff", 422), (b"x" * 20_000, 413)):
        assert browser.client.post(url, data=data).status_code == status


def test_the_website_is_limited_and_systems_are_not(browser: Browser, desk: None) -> None:
    assert [hand_in(browser, QUESTION).status_code for _ in range(4)] == [201, 201, 201, 429]
    assert hand_in(browser, {**QUESTION, "channel": "12345"}, **TOKEN).status_code == 201


@pytest.mark.rule("S2-69")
def test_people_ask_on_a_page(browser: Browser, state: State, desk: None) -> None:
    page = browser.text("/public/ask/?q=外地户籍能领吗")
    assert ">外地户籍能领吗</textarea>" in page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"csrf_token": token, "question": "外地户籍能领吗？", "asker": "", "contact": "a@example.test"}
    answer = browser.client.post("/public/ask/", data=data)
    assert "受理编号：<strong>Q-2026-000001</strong>" in answer.get_data(as_text=True)
    assert variables(state, "Q-2026-000001")["inquiry"]["contact"] == "a@example.test"
    taken = dict(re.findall(r'name="(number|code)" value="([^"]+)"', answer.get_data(as_text=True)))
    shown = browser.client.post("/public/inquiries/", data={"csrf_token": token, **taken})
    assert "办理中" in shown.get_data(as_text=True)
    wrong = browser.client.post("/public/ask/", data={**data, "question": "", "contact": "长" * 101})
    assert wrong.status_code == 422
    text = wrong.get_data(as_text=True)
    assert 'href="#question"' in text
    assert 'id="contact-wrong"' in text
    assert browser.client.post("/public/ask/", data={**data, "csrf_token": "x"}).status_code == 400


@pytest.mark.rule("S1-35")
def test_only_who_has_the_code_sees_where_an_inquiry_stands(browser: Browser, desk: None) -> None:
    taken = hand_in(browser, QUESTION).get_json()
    url = f"/public/api/inquiries/{taken['inquiry_no']}"
    code = {"X-Inquiry-Code": taken["code"]}
    told = browser.client.get(url, headers=code).get_json()
    assert (told["status"], told["question"], told["answer"]) == ("办理中", QUESTION["question"], None)
    for wrong in ({}, {"X-Inquiry-Code": ""}, {"X-Inquiry-Code": "000000000000"}):
        assert browser.client.get(url, headers=wrong).status_code == 404
    assert browser.client.get(f"{url[:-1]}2", headers=code).status_code == 404
    assert browser.client.get("/public/api/inquiries/1", headers=code).status_code == 404


def test_an_answer_is_told_once_it_has_been_given(app: Flask, state: State, desk: None) -> None:
    """Not while somebody still writes it."""
    told = []
    for replied in (None, "2026-01-16T10:00:00+08:00"):
        reply = {"answer": "每台补助18万元。", "replied_at": replied}
        with state.sessions.begin() as session:
            given = {"inquiry": QUESTION | {"received_at": "2026-01-16T09:00:00+08:00"}, "reply": reply}
            [asked] = commands.publish_message(
                session, "inquiry_received", given, actor=SYSTEM, now=state.now()
            )
            number = f"Q-2026-{asked.id:06d}"
        with app.app_context():
            found = standing(number, code_of(number))
        told.append((found["status"], found["answer"], found["replied_at"]))
    assert told == [("办理中", None, None), ("已答复", reply["answer"], replied)]


def test_what_is_no_number_is_not_found_whatever_its_code(app: Flask) -> None:
    with app.app_context(), pytest.raises(NotFound):
        standing("1", code_of("1"))


def test_the_code_is_in_no_address(browser: Browser, desk: None) -> None:
    """Addresses are kept in histories, logs and by proxies (OWASP ASVS 5.0 14.2.1)."""
    taken = hand_in(browser, QUESTION).get_json()
    number, code = taken["inquiry_no"], taken["code"]
    for address in (f"/public/inquiries/{number}?code={code}", f"/public/api/inquiries/{number}?code={code}"):
        assert QUESTION["question"] not in browser.get(address).get_data(as_text=True)
    old = browser.text(f"/public/inquiries/{number}?code={code}")
    assert f'value="{number}"' in old
    assert code not in old
    token = old.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"csrf_token": token, "number": number, "code": code}
    shown = browser.client.post("/public/inquiries/", data=data)
    assert QUESTION["question"] in shown.get_data(as_text=True)
    assert code not in shown.get_data(as_text=True)
    wrong = browser.client.post("/public/inquiries/", data={**data, "code": "000000000000"})
    assert (wrong.status_code, "查询码不对" in wrong.get_data(as_text=True)) == (404, True)
