"""Too much at once is refused at once, with a time to come back; whoever only reads is answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert

from processes.store import Effect, Instance
from service import create_app, pressure, state_of
from service.config import ConfigError, Settings
from service.serving import Server
from service.settings.load import Load
from service.state import State
from tests.service.conftest import Browser

Login = Callable[[str], Browser]
WRITERS = 4
INQUIRY = {"question": "加装电梯怎么补贴？"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Six threads: five requests in work, four of them writing."""
    return replace(settings, load=Load(threads=6, connections=6, person_limit="1000 per minute"))


@contextmanager
def serving(app: Flask) -> Iterator[int]:
    server = Server(app, "127.0.0.1", 0, app.extensions["jiedu"].settings.load.threads, 5.0)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server.port
    finally:
        server.stop()
        thread.join()


def ask(port: int, method: str, path: str, **headers: str) -> tuple[int, str | None, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, b"{}" if method == "POST" else None, headers)
    answer = connection.getresponse()
    found = answer.status, answer.headers["Retry-After"], answer.read().decode()
    connection.close()
    return found


def test_reads_are_answered_while_writers_wait(app: Flask) -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()

    def slow(**_: Any) -> str:
        begun.release()
        assert go_on.wait(30)
        return "done"

    app.view_functions["public_api.inquiries"].__wrapped__ = slow  # type: ignore[attr-defined]
    path = "/public/api/inquiries"
    with serving(app) as port, ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(ask, port, "POST", path) for _ in range(WRITERS)]
        for _ in writers:
            assert begun.acquire(timeout=30)
        status, wait, text = ask(port, "POST", path)
        assert (status, '"overloaded"' in text) == (503, True)
        assert wait in {"1", "2", "3"}
        took = []
        for _ in range(20):
            start = time.perf_counter()
            assert ask(port, "GET", "/login")[0] == 200
            took.append(time.perf_counter() - start)
        assert ask(port, "GET", "/healthz")[0] == 200
        go_on.set()
        assert [writer.result()[0] for writer in writers] == [200] * WRITERS
        assert ask(port, "POST", path)[0] == 200
    print(f"reads beside {WRITERS} waiting writers: p95 {sorted(took)[18] * 1000:.0f} ms")
    assert sorted(took)[18] < 3


def test_people_get_a_page_and_nobody_asks_the_database(app: Flask, as_user: Login) -> None:
    lin, asked = as_user("lin"), []
    event.listen(state_of(app).engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    app.extensions["jiedu_gate"].most["any"] = 0
    answer = lin.get("/")
    assert (answer.status_code, asked) == (503, [])
    assert "现在办理的人太多" in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Content-Security-Policy"]
    assert lin.get("/healthz").status_code == lin.get("/static/icon.svg").status_code == 200
    app.extensions["jiedu_gate"].most["any"] = 5
    assert lin.get("/").status_code == 200
    assert set(app.extensions["jiedu_gate"].now.values()) == {0}


def test_one_person_cannot_take_it_all(settings: Settings, as_user: Login) -> None:
    app = create_app(replace(settings, load=replace(settings.load, person_limit="8 per minute")))
    lin, xu = Browser(app.test_client()), Browser(app.test_client())
    for browser, user in ((lin, "lin"), (xu, "xu")):
        assert browser.login(user).status_code == 302
    answers = [lin.get("/") for _ in range(10)]
    assert [answer.status_code for answer in answers] == [200] * 8 + [429] * 2
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert xu.get("/").status_code == 200
    state_of(app).engine.dispose()


def test_a_busy_database_is_said_with_a_time(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, as_user: Login
) -> None:
    monkeypatch.setattr(pressure, "LOCK_WAIT", 50)
    app = create_app(settings)
    lin, state = Browser(app.test_client()), state_of(app)
    lin.login("lin")
    token = lin.token()
    with state.sessions() as other:
        other.connection()  # a writer that does not end
        answer = lin.client.post("/notifications/read", data={"csrf_token": token})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert lin.client.post("/notifications/read", data={"csrf_token": token}).status_code == 302
    state.engine.dispose()


def test_no_connection_left_is_said_with_a_time(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr("service.state.CONNECTION_WAIT", 0.05)
    app = create_app(replace(settings, load=replace(settings.load, connections=1)))
    with state_of(app).readers() as other:
        other.connection()
        answer = app.test_client().get("/public/api/statistics")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert app.test_client().get("/public/api/statistics").status_code == 200
    state_of(app).engine.dispose()


@pytest.mark.usefixtures("started")
def test_machines_hand_in_later_while_too_much_waits_to_leave(
    settings: Settings, state: State, as_user: Login
) -> None:
    app = create_app(replace(settings, load=replace(settings.load, backlog=2)))
    row = {"instance_id": 1, "due": state.now(), "attempt": 0, "fence": 0}
    rows = [{**row, "element_instance_id": 1000 + n, "seq": n} for n in range(3)]
    with state.sessions.begin() as session:
        assert session.get(Instance, 1) is not None
        session.execute(insert(Effect), rows)
    answer = app.test_client().post("/public/api/inquiries", json=INQUIRY)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    wu = Browser(app.test_client())
    wu.login("wu")
    published = wu.api("POST", "/api/v1/messages/", json={"name": "x"})
    assert (published.status_code, published.headers["Retry-After"]) == (503, "30")
    lin = Browser(app.test_client())
    lin.login("lin")
    assert lin.post("/start/drafting").status_code == 302
    state_of(app).engine.dispose()


def test_limits_go_on_without_their_redis(settings: Settings) -> None:
    storage = Load.from_environment({"JIEDU_LIMITS_STORAGE": "redis://127.0.0.1:1/0"}).limits_storage
    load = replace(settings.load, limits_storage=storage, person_limit="3 per minute")
    app = create_app(replace(settings, load=load))
    lin = Browser(app.test_client())
    assert lin.login("lin").status_code == 302
    assert [lin.get("/").status_code for _ in range(5)][-1] == 429
    state_of(app).engine.dispose()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("JIEDU_PERSON_LIMIT", "many"),
        ("JIEDU_LIMITS_STORAGE", "mysql://x"),
        ("JIEDU_THREADS", "1"),
        ("JIEDU_EFFECTS_BACKLOG", "-1"),
    ],
)
def test_wrong_limits_are_refused_at_start(name: str, text: str) -> None:
    with pytest.raises(ConfigError, match=name):
        Load.from_environment({name: text})


@pytest.mark.parametrize(
    ("threads", "requests", "writes"), [(2, 1, 1), (6, 5, 4), (24, 20, 16), (64, 54, 42)]
)
def test_readers_always_find_a_thread(threads: int, requests: int, writes: int) -> None:
    load = Load(threads=threads)
    assert (load.requests, load.writes) == (requests, writes)
