"""Searching, answering and listing for everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from processes import commands, library
from processes.commands import SYSTEM
from service import create_app, state_of
from service.config import Settings
from service.state import State
from tests.service.conftest import Browser
from tests.service.public.conftest import DOCUMENT, ENTRIES

API = "/public/api"


def read(browser: Browser, url: str, status: int = 200) -> Any:
    answer = browser.get(f"{API}{url}")
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json(force=True)


@pytest.mark.rule("S2-67")
def test_the_search_gives_ranked_hits_to_everybody(browser: Browser, shelf: list[str]) -> None:
    found = read(browser, "/questions?q=楼下住户不同意还能装电梯吗")
    assert found["items"][0]["qa_id"] == shelf[0]
    scores = [hit["score"] for hit in found["items"]]
    assert scores == sorted(scores, reverse=True)
    assert found["items"][0]["document_url"] == DOCUMENT["document_url"]
    assert found["items"][0]["unit_name"] == "住建委"
    answer = browser.get(f"{API}/questions?q=电梯")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.rule("S2-76")
def test_an_answer_is_that_of_an_approved_entry_and_names_it(browser: Browser, shelf: list[str]) -> None:
    told = read(browser, "/answer?q=加装电梯一台补助多少钱")
    assert told["answered"] is True
    assert (told["answer"]["qa_id"], told["answer"]["answer"]) == (shelf[1], ENTRIES[1]["answer"])
    assert all(each["qa_id"] for each in told["suggestions"])
    near = read(browser, "/answer?q=电梯坏了谁来修")
    assert (near["answered"], near["answer"]) == (False, None)
    assert read(browser, "/statistics")["asked"] == 2
    assert read(browser, "/statistics")["answered"] == 1


@pytest.mark.rule("S2-65", "S2-76")
def test_what_is_not_in_force_is_not_told(browser: Browser, state: State, shelf: list[str]) -> None:
    lexicon = library.default_lexicon()
    assert read(browser, f"/questions/{shelf[0]}")["question"] == ENTRIES[0]["question"]
    with state.sessions.begin() as session:
        told = {"doc_no": DOCUMENT["doc_no"], "status": "已废止"}
        document = library.put_document(session, told, now=state.now())
        library.hold_entries(session, document, lexicon=lexicon, now=state.now())
        draft = {"question": "草稿里的问题？", "answer": "无"}
        name = library.qa_id(
            library.put_entry(session, draft, unit="zjw", lexicon=lexicon, now=state.now()).id
        )
    assert read(browser, "/questions?q=加装电梯每台补助多少钱")["items"] == []
    assert read(browser, "/answer?q=加装电梯每台补助多少钱")["answered"] is False
    for hidden in (shelf[0], name, "QA-999999", "nonsense"):
        assert read(browser, f"/questions/{hidden}", 404)["code"] == "not_found"
        assert browser.get(f"/public/questions/{hidden}").status_code == 404


@pytest.mark.rule("S2-67")
def test_the_availability_of_the_search_is_told(browser: Browser, state: State, shelf: list[str]) -> None:
    told = read(browser, "/status")
    assert (told["available"], told["entries"]) == (True, 2)
    with state.sessions.begin() as session:
        session.connection().exec_driver_sql("DELETE FROM qa_index")
    assert read(browser, "/status", 503)["available"] is False


@pytest.mark.rule("S1-01", "S1-36", "S1-38")
def test_every_published_interpretation_is_listed_with_its_document(
    browser: Browser, state: State, shelf: list[str]
) -> None:
    with state.sessions.begin() as session:
        other = {
            **DOCUMENT,
            "doc_no": "青岚卫健规〔2025〕5号",
            "title": "托育细则",
            "unit": "wjw",
            "theme": "托育",
        }
        other |= {
            "issue_date": "2025-09-18",
            "status": "已废止",
            "replaced_by": "青岚卫健规〔2026〕1号",
            "materials": [],
        }
        library.put_document(session, other, now=state.now())
        bare = {"doc_no": "青岚办〔2026〕9号", "title": "没有解读的文件"}
        library.put_document(session, bare, now=state.now())
    found = read(browser, "/interpretations")
    assert [item["doc_no"] for item in found["items"]] == [DOCUMENT["doc_no"], "青岚卫健规〔2025〕5号"]
    first = found["items"][0]
    assert first["document_url"] == DOCUMENT["document_url"]
    assert [(each["form"], each["url"]) for each in first["interpretations"]] == [
        ("文字", DOCUMENT["interpretation_url"]),
        ("图表图解", DOCUMENT["materials"][0]["url"]),
    ]
    page = browser.text("/public/interpretations/")
    for address in (
        DOCUMENT["document_url"],
        DOCUMENT["interpretation_url"],
        DOCUMENT["materials"][0]["url"],
    ):
        assert f'href="{address}"' in page
    assert "已废止" in page
    assert "没有解读的文件" not in page


@pytest.mark.rule("S1-37")
@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        ("theme=住房", [DOCUMENT["doc_no"]]),
        ("unit=zjw&year=2026", [DOCUMENT["doc_no"]]),
        ("year=2025", []),
        ("form=图表图解", [DOCUMENT["doc_no"]]),
        ("form=视频", []),
    ],
)
def test_the_column_has_ways_by_theme_unit_year_and_form(
    browser: Browser, shelf: list[str], chosen: str, numbers: list[str]
) -> None:
    found = read(browser, f"/interpretations?{chosen}")
    assert [item["doc_no"] for item in found["items"]] == numbers
    assert found["navigation"] == {
        "theme": [{"value": "住房", "count": 1}],
        "unit": [{"value": "zjw", "count": 1}],
        "year": [{"value": "2026", "count": 1}],
        "form": [{"value": "图表图解", "count": 1}, {"value": "文字", "count": 1}],
    }
    page = browser.text(f"/public/interpretations/?{chosen}")
    assert f"共 {len(numbers)} 份文件的解读" in page
    assert all(label in page for label in ("按主题", "按单位", "按年份", "按展现形式"))


def test_the_pages_show_what_the_api_tells(browser: Browser, shelf: list[str]) -> None:
    page = browser.text("/public/?q=加装电梯每台补助多少钱")
    assert "最相符" in page
    assert ENTRIES[1]["answer"] in page
    assert f"编号 {shelf[1]}" in page
    assert "没有找到相符的问答" in browser.text("/public/?q=龘龘龘")
    assert ENTRIES[0]["answer"] in browser.text(f"/public/questions/{shelf[0]}")
    assert "最新政策解读" in browser.text("/public/")
    assert "即时答复率" in browser.text("/public/statistics/?year=2026")
    assert "<script>" not in browser.text("/public/?q=<script>alert(1)</script>")


@pytest.mark.parametrize(
    "url",
    [
        "/questions",
        "/questions?q=",
        f"/questions?q={'长' * 201}",
        "/questions?q=电梯&limit=0",
        "/answer?q=%00",
        "/statistics?year=1999",
        "/statistics?year=x",
    ],
)
def test_wrong_questions_are_refused_in_words(browser: Browser, url: str) -> None:
    told = read(browser, url, 422)
    assert told["code"] == "invalid_argument"
    assert told["errors"]


def test_reading_is_limited_per_address(settings: Settings) -> None:
    app = create_app(replace(settings, public=replace(settings.public, limit="3 per minute")))
    client = app.test_client()
    assert [client.get(f"{API}/statistics").status_code for _ in range(4)] == [200, 200, 200, 429]
    state_of(app).engine.dispose()


@pytest.mark.rule("S2-67")
def test_only_the_offices_own_site_may_frame_the_search(app: Flask, settings: Settings) -> None:
    client = app.test_client()
    assert client.get("/public/embed/").headers["X-Frame-Options"] == "DENY"
    site = "https://www.example.gov.cn"
    framed = create_app(replace(settings, public=replace(settings.public, embed_origins=frozenset({site}))))
    headers = framed.test_client().get("/public/embed/").headers
    assert f"frame-ancestors {site}" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    assert framed.test_client().get("/public/").headers["X-Frame-Options"] == "DENY"
    assert 'action="/public/"' in framed.test_client().get("/public/embed/").get_data(as_text=True)
    state_of(framed).engine.dispose()


def test_the_threshold_is_that_of_the_rules_in_force(
    browser: Browser, state: State, shelf: list[str]
) -> None:
    question = "/answer?q=装电梯低层住户反对怎么办理"
    score = read(browser, "/questions?q=装电梯低层住户反对怎么办理")["items"][0]["score"]
    assert read(browser, question)["answered"] is (score >= 0.6)
    xml = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">'
        '<decision id="settings" name="规则设置"><variable name="settings"/><context><contextEntry>'
        '<variable name="match_threshold"/><literalExpression><text>0.1</text></literalExpression>'
        "</contextEntry></context></decision></definitions>"
    )
    with state.sessions.begin() as session:
        commands.deploy(session, {"settings.dmn": xml.encode()}, "", actor=SYSTEM, now=state.now())
    assert read(browser, question)["answered"] is True
