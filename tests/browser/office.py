"""The office of 青岚区 behind a live server: people in their own browsers, the worker, and a clock."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from processes import commands, jobs, queries
from processes.commands import SYSTEM, Actor, TaskRef
from processes.store import UserTask, database
from service import create_app, migrations, starting, state_of
from service.background import worker_settings
from service.config import Settings
from service.identity import accounts
from service.identity.office import load_office
from service.identity.people import find_person, office_day
from service.identity.tables import User
from service.offices import demo_office
from service.people import actor
from service.state import State
from tests.browser.filling import fill

ROOT = Path(__file__).parents[2]
PASSWORD = "Chengdu-lift-2026"


class Clock:
    """The clock of the office; it stands until it is moved."""

    def __init__(self, text: str) -> None:
        self.now = datetime.fromisoformat(text)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Office:
    """A running service; every person has a browser context of his own."""

    url: str
    state: State
    clock: Clock
    browser: Browser
    settings: jobs.WorkerSettings
    desks: dict[str, Page] = field(default_factory=dict)

    def at(self, text: str) -> None:
        """Move the clock and let the worker do what has become due."""
        self.clock.now = datetime.fromisoformat(text)
        self.work()

    def work(self) -> None:
        """One sweep of the worker."""
        counts = jobs.run_once(self.state.sessions, now=self.clock(), settings=self.settings)
        assert counts.errors == 0
        assert counts.failed == 0

    def desk(self, person: str) -> Page:
        """The page of a person, logged in through the login page."""
        if person not in self.desks:
            context: BrowserContext = self.browser.new_context(
                locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1280, "height": 900}
            )
            page = context.new_page()
            page.set_default_timeout(10_000)
            page.goto(f"{self.url}/login")
            page.get_by_role("textbox", name="账号").fill(person)
            page.get_by_label("密码").fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("工作台")
            self.desks[person] = page
        return self.desks[person]

    def start(self, person: str, process: str) -> int:
        """Start a process from its page; gives the number of the instance."""
        page = self.desk(person)
        page.goto(f"{self.url}/start/")
        page.get_by_role("button", name=re.compile(f"发起.*{re.escape(process)}")).click()
        expect(page.get_by_role("status").first).to_contain_text("已发起")
        with self.state.readers() as session:
            return max(item.ref.instance_id for item in self._open(session))

    def begin(self, person: str, process_id: str) -> int:
        """The same without a browser."""
        with self.state.sessions.begin() as session:
            found = find_person(session, person, office_day(self.clock()))
            assert found is not None, person
            given = {"units": starting.unit_options(session)}
            return commands.start_instance(
                session, process_id, given, actor=actor(found), now=self.clock()
            ).id

    def instance_page(self, person: str, instance_id: int) -> Page:
        """The page of an instance, open on somebody's desk."""
        page = self.desk(person)
        page.goto(f"{self.url}/instances/{instance_id}")
        page.wait_for_selector("body[data-ready='1']", state="attached")
        return page

    def task(self, instance_id: int, process_id: str, element_id: str, data: Mapping[str, Any]) -> TaskRef:
        """The open task of an element; of several, the one that was prefilled most like *data*."""
        with self.state.readers() as session:
            rows = [
                row
                for row in self._open(session)
                if (row.ref.instance_id, row.process_id, row.element_id)
                == (instance_id, process_id, element_id)
            ]
            assert rows, f"{process_id}.{element_id} is not open; open: {self.open_elements(instance_id)}"
            return max(rows, key=lambda row: self._likeness(session, row.ref, data)).ref

    def open_elements(self, instance_id: int) -> list[str]:
        """``process.element`` of every open task."""
        with self.state.readers() as session:
            return sorted(
                f"{row.process_id}.{row.element_id}"
                for row in self._open(session)
                if row.ref.instance_id == instance_id
            )

    def complete(self, person: str, ref: TaskRef, data: Mapping[str, Any]) -> None:
        """Find the task in the inbox, claim it, fill its form and hand it in."""
        page = self.desk(person)
        self.open_task(page, ref)
        claim = page.get_by_role("button", name="认领", exact=True)
        if claim.count():
            claim.click()
            expect(page.get_by_role("status").first).to_contain_text("已认领")
        page.wait_for_selector("body[data-ready]", state="attached")
        assert page.get_attribute("body", "data-ready") == "1", page.inner_text("main")[:800]
        fill(page, self.form(page), data, self.labels())
        page.get_by_role("button", name="提交并办结").click()
        said = page.locator("#form-errors:not([hidden]), .error-summary, [role=status]")
        answer = said.filter(has_text=re.compile("已办结|没有|请|：")).first
        expect(answer).to_contain_text("已办结", timeout=15_000)

    def hand_in(self, person: str, ref: TaskRef, data: Mapping[str, Any]) -> None:
        """The same without a browser, for the way to where a story begins."""
        with self.state.sessions.begin() as session:
            found = find_person(session, person, office_day(self.clock()))
            assert found is not None, person
            commands.complete_user_task(session, ref, data, actor=actor(found), now=self.clock())

    def open_task(self, page: Page, ref: TaskRef) -> None:
        """Through the boxes of the inbox, as a person looks for it."""
        for box in ("mine", "group"):
            page.goto(f"{self.url}/?box={box}")
            link = page.locator(f'th a[href="/tasks/{ref}"]')
            if link.count():
                link.click()
                return
        raise AssertionError(f"task {ref} is in no box of this person: {page.inner_text('main')[:800]}")

    @staticmethod
    def form(page: Page) -> dict[str, Any]:
        """The form-js document of the open page."""
        data: dict[str, Any] = json.loads(page.inner_text("#formview-data"))
        schema: dict[str, Any] = data["schema"]
        return schema

    @staticmethod
    def labels() -> dict[str, str]:
        """What the units are called in lists of options."""
        return {unit.id: unit.name for unit in demo_office().units}

    def _open(self, session: Any) -> list[Any]:
        rows = session.scalars(select(UserTask).where(UserTask.status == "open"))
        return [_Row(TaskRef(r.instance_id, r.element_instance_id), r.process_id, r.element_id) for r in rows]

    def _likeness(self, session: Any, ref: TaskRef, data: Mapping[str, Any]) -> int:
        """A publication is known by its channel, then by its form; other products by their form."""
        seen = queries.task_detail(session, ref, Actor("nobody", "nobody", None, frozenset())).variables
        weights = {"channel": 2, "form_type": 1}
        return sum(
            weight * (known.get(key) == value.get(key))
            for name, value in data.items()
            for known in (seen.get(name),)
            if isinstance(known, Mapping)
            for key, weight in weights.items()
        )


@dataclass(frozen=True)
class _Row:
    ref: TaskRef
    process_id: str
    element_id: str


@contextmanager
def open_office(folder: Path, browser: Browser, now: str) -> Iterator[Office]:
    """Create, fill and serve an office on SQLite in *folder*."""
    clock = Clock(now)
    port = _free_port()
    settings = Settings(
        database_url=f"sqlite:///{folder / 'office.sqlite3'}",
        secret_key="only-for-this-test",
        base_url=f"http://127.0.0.1:{port}",
        login_limit="1000 per minute",
        session_idle=24 * 60,
        session_lifetime=24 * 60,
        demo=True,
        clock=clock,
        testing=True,
    )
    app = create_app(settings)
    state = state_of(app)
    _furnish(state)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    office = Office(settings.base_url, state, clock, browser, worker_settings(state))
    try:
        yield office
    finally:
        for page in office.desks.values():
            page.context.close()
        server.shutdown()
        thread.join(5)
        server.server_close()
        state.engine.dispose()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _furnish(state: State) -> None:
    database.upgrade(state.engine)
    migrations.upgrade(state.engine)
    office = demo_office()
    files = {path.name: path.read_bytes() for kind in ("bpmn", "forms") for path in (ROOT / kind).iterdir()}
    with state.sessions.begin() as session:
        load_office(session, office, today=datetime(2025, 12, 1).date())
        first, *others = [person.id for person in office.people]
        accounts.set_password(session, first, PASSWORD, now=0)
        session.flush()
        known = session.get_one(User, first).password_hash
        for other in others:  # one slow hash is enough: everybody has the same password here
            session.get_one(User, other).password_hash = known
    with state.sessions.begin() as session:
        commands.deploy(session, files, "默认流程", actor=SYSTEM, now=state.now())
