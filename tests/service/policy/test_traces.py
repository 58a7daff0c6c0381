"""What is refused and what auditors read stands in the security journal, and nobody fills it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from processes import commands
from processes.commands import SYSTEM
from service.identity.journal import Search, entries
from service.identity.tables import JournalEntry
from service.policy.traces import MOST_REFUSALS
from service.state import State
from tests.service.conftest import SAMPLES, Browser, Clock

Login = Callable[[str], Browser]


def noted(state: State, kind: str, person: str) -> list[JournalEntry]:
    with state.readers() as session:
        return list(entries(session, Search(person=person, kind=kind), limit=500))


def test_a_refused_attempt_is_noted_with_its_address(started: str, state: State, as_user: Login) -> None:
    number = started.partition("-")[0]
    assert as_user("fang").get(f"/instances/{number}").status_code == 403
    assert as_user("wu").post("/designer/deploy").status_code == 403

    [refused] = noted(state, "access_refused", "fang")
    assert (refused.what, refused.address) == ("事项页", "127.0.0.1")
    assert json.loads(refused.detail)["path"] == f"/instances/{number}"
    [refused] = noted(state, "access_refused", "wu")
    assert refused.what == "部署流程、表单、决策表"


def test_nobody_fills_the_journal_with_refusals(
    started: str, state: State, as_user: Login, session_clock: Clock
) -> None:
    fang, wu = as_user("fang"), as_user("wu")
    for _ in range(MOST_REFUSALS + 5):
        assert fang.get("/operations/").status_code == 403
    assert len(noted(state, "access_refused", "fang")) == MOST_REFUSALS
    assert wu.get("/start/").status_code == 403
    assert len(noted(state, "access_refused", "wu")) == 1
    session_clock.advance(seconds=61)
    assert fang.get("/operations/").status_code == 403
    assert len(noted(state, "access_refused", "fang")) == MOST_REFUSALS + 1


def test_what_an_auditor_does_not_get_to_read_is_not_noted_as_read(state: State, as_user: Login) -> None:
    cheng = as_user("cheng")
    assert cheng.get("/instances/999").status_code == 404
    assert cheng.get("/nowhere").status_code == 404

    assert noted(state, "matter_read", "cheng") == []


def test_what_an_auditor_reads_is_noted_once_a_minute(
    started: str, state: State, as_user: Login, session_clock: Clock
) -> None:
    number, cheng = started.partition("-")[0], as_user("cheng")
    urls = {
        f"/instances/{number}": ("matter_read", f"事项页 {number}"),
        f"/instances/{number}/replay/": ("matter_read", f"回放 {number}"),
        f"/tasks/{started}": ("matter_read", f"任务页 {started}"),
        f"/api/v1/process-instances/{number}/records": ("matter_read", f"事项的记录 {number}"),
        "/ledgers/documents.xlsx": ("matter_exported", "下载台账 documents"),
    }
    for url in (*urls, *urls):
        assert cheng.get(url).status_code == 200, url
    found = [(each.kind, each.what) for each in noted(state, "", "cheng") if each.kind.startswith("matter")]
    assert sorted(found) == sorted(urls.values())
    session_clock.advance(seconds=61)
    cheng.get(f"/instances/{number}")
    assert len(noted(state, "matter_read", "cheng")) == 5


def test_what_staff_read_is_not(started: str, state: State, as_user: Login) -> None:
    lin = as_user("lin")
    lin.text(f"/instances/{started.partition('-')[0]}")

    assert {each.kind for each in noted(state, "", "lin")} <= {"login"}


@pytest.fixture
def publishing(state: State) -> None:
    """起草审核 with a form whose title must be the approved one."""
    files = {file.name: file.read_bytes() for file in SAMPLES.iterdir()}
    form = json.loads(files["draft.form"])
    [title] = [each for each in form["components"][0]["components"] if each.get("key") == "title"]
    title["properties"] = {
        "rule": "S1-31 S2-40",
        "assert": '=material.title = "批准稿"',
        "assertMessage": "未经审核",
    }
    files["draft.form"] = json.dumps(form).encode()
    with state.sessions.begin() as session:
        commands.deploy(session, files, "发布", actor=SYSTEM, now=state.now())


@pytest.mark.rule("S2-40")
@pytest.mark.parametrize("interface", ["page", "api"])
def test_an_attempt_to_publish_what_was_not_approved_is_noted(
    publishing: None, state: State, as_user: Login, interface: str
) -> None:
    lin = as_user("lin")
    ref = lin.post("/start/drafting").location.removeprefix("/tasks/")
    data = {"material": {"title": "私自改动"}}
    if interface == "page":
        assert lin.complete(ref, data).status_code == 422
        assert lin.complete(ref, {"material": {"title": ""}}).status_code == 422
    else:
        url = f"/api/v1/user-tasks/{ref}/completion"
        assert lin.api("POST", url, json={"data": data}).status_code == 422

    [refused] = noted(state, "publication_refused", "lin")
    assert refused.what == f"拟稿 {ref}"
    assert json.loads(refused.detail)["reason"] == ["S2-40", "material.title"]


def test_other_mistakes_in_a_form_are_not_noted(started: str, state: State, as_user: Login) -> None:
    lin = as_user("lin")
    assert lin.complete(started, {"material": {"title": ""}}).status_code == 422

    assert noted(state, "publication_refused", "lin") == []
