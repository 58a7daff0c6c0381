"""What comes back under a key, to whom, for how long, and what the table tells of it."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable
from contextvars import Context

import pytest
from flask import Flask, flash, request
from sqlalchemy import event, func, select, text
from werkzeug.test import TestResponse

from processes.store import Instance
from service import db, housekeeping, state_of
from service.errors import answer as refuse
from service.idempotency import FIELD, HEADER
from service.idempotency.keys import Key, given
from service.idempotency.table import KeptAnswer
from service.state import State
from tests.service.conftest import Browser, Clock

Login = Callable[[str], Browser]
MATERIAL = {"material": {"title": "加装电梯问答", "text": "补贴怎么申请？"}}
START = {"process_id": "drafting", "variables": {}}


def start(browser: Browser, key: str, body: dict[str, object] | None = None) -> TestResponse:
    headers = {"X-CSRFToken": browser.token(), HEADER: key}
    return browser.client.post("/api/v1/process-instances/", json=body or START, headers=headers)


def instances(state: State) -> int:
    with state.readers() as session:
        return session.scalar(select(func.count()).select_from(Instance)) or 0


def test_a_start_is_answered_again_and_done_once(state: State, deployed: None, as_user: Login) -> None:
    lin = as_user("lin")
    first, second = start(lin, '"k-1"'), start(lin, "k-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.get_data() == second.get_data()
    assert first.content_type == second.content_type
    assert instances(state) == 1


def test_the_key_belongs_to_the_person_and_the_place(state: State, deployed: None, as_user: Login) -> None:
    assert start(as_user("lin"), "k-1").json["id"] != start(as_user("xu"), "k-1").json["id"]
    answer = as_user("lin").api(
        "POST", "/api/v1/messages/", json={"name": "x"}, headers={HEADER: "k-1", "Accept": "application/json"}
    )
    assert answer.status_code in {400, 403}
    assert instances(state) == 2


def test_another_body_is_refused(state: State, deployed: None, as_user: Login) -> None:
    lin = as_user("lin")
    start(lin, "k-1")
    other = start(lin, "k-1", {"process_id": "drafting", "variables": {"a": 1}})
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")
    assert "Idempotency-Key" in other.json["detail"]
    assert instances(state) == 1


@pytest.mark.parametrize("key", ["", "a b", '"', "键", "x" * 201, 'a"b'])
def test_what_is_no_key_is_refused(state: State, deployed: None, as_user: Login, key: str) -> None:
    answer = start(as_user("lin"), key)
    assert answer.status_code == 422
    assert HEADER in answer.json["errors"]
    assert instances(state) == 0


def test_a_refusal_is_not_kept(state: State, deployed: None, as_user: Login) -> None:
    lin = as_user("lin")
    assert start(lin, "k-1", {"process_id": "nothing", "variables": {}}).status_code == 404
    assert start(lin, "k-1").status_code == 201


def test_an_answer_is_forgotten(state: State, deployed: None, as_user: Login, session_clock: Clock) -> None:
    first = start(as_user("lin"), "k-1")
    session_clock.advance(hours=25)
    second = start(as_user("lin"), "k-1")
    assert second.json["id"] == first.json["id"] + 1
    assert housekeeping.tidy(state) == 0
    session_clock.advance(hours=25)
    assert housekeeping.tidy(state) == 1


def test_the_worker_forgets_in_a_thread_of_its_own(
    state: State, deployed: None, as_user: Login, session_clock: Clock
) -> None:
    start(as_user("lin"), "k-1")
    session_clock.advance(hours=25)
    stop, gone = threading.Event(), threading.Event()
    event.listen(state.sessions, "after_commit", lambda _session: gone.set())
    thread = housekeeping.begin(state, stop, every=0.01)
    assert gone.wait(10)
    stop.set()
    thread.join(10)
    with state.readers() as session:
        assert session.scalar(select(func.count()).select_from(KeptAnswer)) == 0


def test_a_form_sent_twice_gets_the_same_page(state: State, started: str, as_user: Login) -> None:
    lin = as_user("lin")
    fields: dict[str, object] = {"data": json.dumps(MATERIAL), "revision": "1", FIELD: "form-key-1"}
    first, second = (lin.post(f"/tasks/{started}/completion", fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.location == second.location
    page = lin.text(first.location)
    assert page.count("已办结。") == 1
    changed = lin.post(f"/tasks/{started}/completion", fields | {"data": "{}"})
    assert changed.status_code == 422
    assert "内容不同的提交" in changed.text


def test_a_program_that_completes_again_gets_the_same_answer(started: str, as_user: Login) -> None:
    """The command has refused it by then: only under its key is it no mistake."""
    lin, path = as_user("lin"), f"/api/v1/user-tasks/{started}/completion"

    def complete(key: str | None, data: object) -> TestResponse:
        headers = {"X-CSRFToken": lin.token(), "Accept": "application/json"}
        return lin.client.post(path, json={"data": data}, headers=headers | ({HEADER: key} if key else {}))

    assert [complete("k-1", MATERIAL).status_code for _ in range(2)] == [204, 204]
    assert complete("k-1", MATERIAL).headers["Idempotent-Replayed"] == "true"
    assert complete("k-1", {}).json["code"] == "idempotency_key_reused"
    for key in ("k-2", None):
        assert complete(key, MATERIAL).status_code == 409


def test_a_corrected_form_is_taken_under_the_key_of_the_refused_one(started: str, as_user: Login) -> None:
    lin = as_user("lin")
    fields: dict[str, object] = {"data": "{}", "revision": "1", FIELD: "form-key-1"}
    assert lin.post(f"/tasks/{started}/completion", fields).status_code == 422
    fields["data"] = json.dumps(MATERIAL)
    assert lin.post(f"/tasks/{started}/completion", fields).status_code == 302


def test_what_is_said_after_a_lost_answer_is_said_again(started: str, as_user: Login) -> None:
    lin = as_user("lin")
    fields: dict[str, object] = {"data": json.dumps(MATERIAL), "revision": "1", FIELD: "form-key-1"}
    lin.text(f"/tasks/{started}")
    cookie = lin.client.get_cookie("jiedu")
    assert cookie is not None
    answer = lin.post(f"/tasks/{started}/completion", fields)
    lin.client.set_cookie("jiedu", cookie.value)  # the answer never came
    assert "已办结。" not in lin.text("/notifications/")
    answer = lin.post(f"/tasks/{started}/completion", fields)
    assert "已办结。" in lin.text(answer.location)


def test_the_table_tells_nothing(state: State, deployed: None, as_user: Login) -> None:
    start(as_user("lin"), "k-1", {"process_id": "drafting", "variables": {"title": "加装电梯"}})
    with state.readers() as session:
        [row] = session.scalars(select(KeptAnswer))
    for word in ("k-1", "lin", "drafting", "加装电梯", "process_id"):
        assert word not in row.id
        assert word.encode() not in row.answer


def test_an_answer_that_cannot_be_given_undoes_the_command(
    app: Flask, state: State, deployed: None, as_user: Login
) -> None:
    lin, view = as_user("lin"), app.view_functions["process-instances.start"]
    real = view.__wrapped__  # type: ignore[attr-defined]

    def breaks(**arguments: object) -> None:
        real(**arguments)
        raise RuntimeError("after the command")

    view.__wrapped__ = breaks  # type: ignore[attr-defined]
    assert start(lin, "k-1").status_code == 500
    assert instances(state) == 0
    view.__wrapped__ = real  # type: ignore[attr-defined]
    assert start(lin, "k-1").status_code == 201


def test_parts_of_one_request_are_undone_apart(app: Flask, state: State, as_user: Login) -> None:
    lin, view = as_user("lin"), app.view_functions["notifications.read_all"]
    change = text("UPDATE office_unit SET position = position + :by WHERE id = 'zjw'")

    def parts() -> object:
        with db.transaction() as session:
            session.execute(change, {"by": 100})
        try:
            with db.transaction() as session:
                session.execute(change, {"by": 1000})
                raise KeyError
        except KeyError:
            seen = db.reading().scalar(text("SELECT position FROM office_unit WHERE id = 'zjw'"))
        return {"seen": seen} if seen == 100 else refuse(500, "bug", str(seen))

    view.__wrapped__ = parts  # type: ignore[attr-defined]
    headers = {"X-CSRFToken": lin.token(), HEADER: "k-1"}
    assert lin.client.post("/notifications/read", headers=headers).json == {"seen": 100}
    with state.readers() as session:
        assert session.scalar(text("SELECT position FROM office_unit WHERE id = 'zjw'")) == 100


def test_whoever_is_overtaken_says_what_the_quicker_one_says(app: Flask, as_user: Login) -> None:
    lin, quicker, asked = as_user("lin"), as_user("lin"), list[str]()

    def overtaken() -> str:
        asked.append("once more")
        if len(asked) == 1:
            meanwhile = Context()  # a request of its own, and not a part of this one
            meanwhile.run(quicker.post, "/notifications/read", headers={HEADER: "k-1"})
        flash("已读。" if len(asked) == 1 else "别人先读了。")
        with db.transaction() as session:
            session.execute(text("UPDATE office_unit SET position = position + 100 WHERE id = 'zjw'"))
        return str(len(asked))

    app.view_functions["notifications.read_all"].__wrapped__ = overtaken  # type: ignore[attr-defined]
    answer = lin.post("/notifications/read", headers={HEADER: "k-1"})
    assert (answer.text, answer.headers["Idempotent-Replayed"]) == ("2", "true")
    page = lin.text("/notifications/")
    assert ("别人先读了。" in page, "已读。" in page) == (True, False)
    with state_of(app).readers() as session:
        assert session.scalar(text("SELECT position FROM office_unit WHERE id = 'zjw'")) == 100


def key_of(app: Flask, data: object = None, *, seen: bool = False, **headers: str) -> Key:
    """The key of a request of a stranger; *seen*: something has read the whole body before."""
    sent = {HEADER: "k-1", **headers}
    with app.test_request_context("/public/ask/", method="POST", data=data, headers=sent):
        if seen:
            request.get_data()
        key = given()
        assert key is not None
        return key


def test_strangers_are_who_shows_the_same_token(app: Flask) -> None:
    ids = [key_of(app, Authorization=token).id for token in ("Bearer a", "Bearer b", "Bearer a")]
    assert ids[0] == ids[2] != ids[1]
    assert key_of(app).id not in ids


@pytest.mark.parametrize("seen", [False, True])
def test_what_a_browser_changes_when_it_sends_a_form_again_makes_no_other_request(
    app: Flask, seen: bool
) -> None:
    """The CSRF token, and what stands between the parts of a form with a file."""
    sent = {"question": "怎么补？", "csrf_token": "a"}
    digests = {key_of(app, sent | {"csrf_token": token}, seen=seen).digest for token in "ab"}
    assert digests == {key_of(app, sent).digest}
    files = [{"file": (io.BytesIO(content), "a.txt")} for content in (b"1", b"1", b"2")]
    first, again, other = (key_of(app, file, seen=seen).digest for file in files)
    assert first == again != other
