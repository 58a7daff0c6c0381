"""The same service on SQLite and on PostgreSQL, and two people who press the button at the same time."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from processes import commands, store
from processes.commands import SYSTEM
from service import create_app, migrations, state_of
from service.config import Settings
from service.identity.office import load_office
from service.identity.office_file import read_office
from service.identity.tables import User
from tests.service.conftest import OFFICE, PASSWORD, SAMPLES, Browser, cheap_hash

MATERIAL = {"material": {"title": "加装电梯问答", "unit": "zjw"}}


@pytest.fixture
def app(database_url: str, settings: Settings) -> Iterator[Flask]:
    application = create_app(replace(settings, database_url=database_url))
    state = state_of(application)
    store.upgrade(state.engine)
    migrations.upgrade(state.engine)
    files = {file.name: file.read_bytes() for file in SAMPLES.iterdir()}
    with state.sessions.begin() as session:
        load_office(session, read_office(OFFICE), today=date(2026, 1, 1))
        for user in ("lin", "xu"):
            session.get_one(User, user).password_hash = cheap_hash()
        commands.deploy(session, files, "首次部署", actor=SYSTEM, now=state.now())
    yield application
    state.engine.dispose()


def log_in(app: Flask, user: str) -> Browser:
    browser = Browser(app.test_client())
    assert browser.login(user, PASSWORD).status_code == 302
    return browser


def test_two_people_complete_at_once_and_one_wins(app: Flask) -> None:
    lin, xu = log_in(app, "lin"), log_in(app, "xu")
    ref = lin.post("/start/drafting").location.removeprefix("/tasks/")
    fields = {"data": json.dumps(MATERIAL)}
    tokens = {browser: browser.token() for browser in (lin, xu)}
    barrier, answers = threading.Barrier(2), []

    def press(browser: Browser) -> None:
        data = {**fields, "csrf_token": tokens[browser]}
        barrier.wait()
        answers.append(browser.client.post(f"/tasks/{ref}/completion", data=data).status_code)

    threads = [threading.Thread(target=press, args=(browser,)) for browser in (lin, xu)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [302, 409]
    number = ref.partition("-")[0]
    with state_of(app).readers() as session:
        types = [row.type for row in store.records(session, int(number))]
    assert types.count("user_task_completed") == 1


def test_pages_read_without_waiting_for_a_writer(app: Flask) -> None:
    lin = log_in(app, "lin")
    with state_of(app).sessions.begin() as session:
        session.get_one(User, "xu").email = "xu@example.test"
        session.flush()

        for url in ("/", "/start/", "/instances/", "/definitions/", "/notifications/"):
            assert lin.get(url).status_code == 200
