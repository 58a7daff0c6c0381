"""What comes in by the public interface goes through the real process and shows in public again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from processes import store
from service import create_app, state_of
from tests.inquiries.office import DOC, Desk

TOKEN = {"Authorization": "Bearer only-for-tests"}


@pytest.fixture
def client(stocked: Desk) -> Iterator[FlaskClient]:
    """Somebody outside, and a hotline that has the token."""
    settings = stocked.state.settings
    app = create_app(replace(settings, public=replace(settings.public, intake_token="only-for-tests")))
    yield app.test_client()
    state_of(app).engine.dispose()


def read(client: FlaskClient, url: str) -> Any:
    answer = client.get(f"/public/api{url}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


@pytest.mark.rule("S1-01", "S1-38", "S2-76")
def test_what_was_published_and_stored_is_public(stocked: Desk, client: FlaskClient) -> None:
    [item] = read(client, "/interpretations")["items"]
    assert (item["doc_no"], item["document_url"]) == (DOC["doc_no"], DOC["document_url"])
    assert [each["url"] for each in item["interpretations"]] == [DOC["interpretation_url"]]
    told = read(client, "/answer?q=一楼不同意能装电梯吗")
    assert (told["answered"], told["answer"]["qa_id"]) == (True, "QA-000001")
    assert read(client, "/status")["available"] is True


@pytest.mark.rule("S1-35", "S2-68", "S2-72", "S2-75")
def test_an_inquiry_of_the_hotline_is_answered_at_once_and_counted(
    stocked: Desk, client: FlaskClient
) -> None:
    told = {"channel": "12345", "question": "一楼不同意能装电梯吗？", "source_no": "GD-1"}
    told["received_at"] = stocked.clock().isoformat()
    taken = client.post("/public/api/inquiries", json=told, headers=TOKEN)
    assert taken.status_code == 201, taken.get_data(as_text=True)
    stocked.settle()
    instance = stocked.newest("jd_inquiry")
    assert taken.get_json()["inquiry_no"].endswith(f"-{instance:06d}")
    seen = stocked.seen(stocked.open_ref("jd_inquiry", "T1"))
    assert seen["inquiry"]["inquiry_no"] == taken.get_json()["inquiry_no"]
    assert seen["matches"][0]["score"] >= 0.6
    stocked.does("zwb-jingban", "jd_inquiry.T1", {"triage": {**seen["triage"], "to_opinion": False}})
    stocked.does("zwb-jingban", "jd_inquiry.T2", {"reply": {"method": "来件渠道"}})
    address = f"/public/api/inquiries/{taken.get_json()['inquiry_no']}"
    told = client.get(address, headers={"X-Inquiry-Code": taken.get_json()["code"]}).get_json()
    assert (told["status"], told["answer"]) == ("已答复", "依法表决通过即可加装。")
    assert told["replied_at"]
    figures = read(client, "/statistics?year=2026")["inquiries"]
    assert (figures["received"], figures["instant"], figures["instant_rate"]) == (1, 1, 1.0)


@pytest.mark.rule("S2-69")
def test_an_inquiry_of_the_website_reaches_the_desk(stocked: Desk, client: FlaskClient) -> None:
    told = {"question": "电梯装好以后由谁维护？", "contact": "13800000000"}
    assert client.post("/public/api/inquiries", json=told).status_code == 201
    stocked.settle()
    seen = stocked.seen(stocked.open_ref("jd_inquiry", "T1"))
    with stocked.state.readers() as session:
        inquiry = store.veiled(session, stocked.newest("jd_inquiry"), seen["inquiry"])
    assert (inquiry["channel"], inquiry["contact"]) == ("网民留言", "138****0000")
