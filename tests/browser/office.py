"""The office of 青岚区 behind a live server: people in their own browsers, the worker, and a clock."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select
from werkzeug.serving import make_server

from processes.commands import TaskRef
from processes.store import Instance, UserTask
from service import create_app, state_of
from service.config import Settings
from service.offices import demo_office
from service.state import State
from tests.browser.filling import fill
from tests.case_a.walk import CASE, PASSWORD, Clock, Walk

__all__ = ["PASSWORD", "Office", "open_office"]
#: The pages of the government site are those of the demonstration.
_SITE = {
    "https://www.qinglan.example/zwgk/zcwj/2026/0210-1.html": "/demo-site/documents/lift",
    "https://www.qinglan.example/zwgk/zcjd/2026/0210-2.html": "/demo-site/interpretations/lift",
}


@dataclass
class Office:
    """A running service; every person has a browser context of his own."""

    url: str
    walk: Walk
    browser: Browser
    desks: dict[str, Page] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """What the application holds."""
        return self.walk.state

    @property
    def clock(self) -> Clock:
        """The clock of the office."""
        return self.walk.clock

    def at(self, text: str) -> None:
        """Move the clock and let the worker do what has become due."""
        self.walk.at(text)

    def work(self) -> None:
        """One sweep of the worker."""
        self.walk.work()

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
            return session.scalars(select(func.max(Instance.id))).one()

    def begin(self, person: str, process_id: str) -> int:
        """The same without a browser."""
        return self.walk.begin(person, process_id)

    def instance_page(self, person: str, instance_id: int) -> Page:
        """The page of an instance, open on somebody's desk."""
        page = self.desk(person)
        page.goto(f"{self.url}/instances/{instance_id}")
        page.wait_for_selector("body[data-ready='1']", state="attached")
        return page

    def task(self, instance_id: int, process_id: str, element_id: str, data: Mapping[str, Any]) -> TaskRef:
        """The open task of an element; of several, the one that was prefilled most like *data*."""
        return self.walk.open_task(instance_id, process_id, element_id, data)

    def entered(self, name: str) -> dict[str, Any]:
        """What a person of case A enters (form/occasion)."""
        form, occasion = name.split("/")
        data: dict[str, Any] = self._moved(CASE["forms"][form][occasion])
        return data

    def _moved(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: self._moved(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._moved(inner) for inner in value]
        return self.url + _SITE[value] if isinstance(value, str) and value in _SITE else value

    def complete(self, person: str, ref: TaskRef, data: Mapping[str, Any]) -> None:
        """Find the task in the inbox, claim it, fill its form and hand it in."""
        page = self.claimed(person, ref)
        fill(page, self.form(page), data, self.labels())
        self.submit(page)

    def claimed(self, person: str, ref: TaskRef) -> Page:
        """The task, found in the inbox and claimed, with its form ready."""
        page = self.desk(person)
        self.open_task(page, ref)
        claim = page.get_by_role("button", name="认领", exact=True)
        if claim.count():
            claim.click()
            expect(page.get_by_role("status").first).to_contain_text("已认领")
        page.wait_for_selector("body[data-ready]", state="attached")
        assert page.get_attribute("body", "data-ready") == "1", page.inner_text("main")[:800]
        return page

    @staticmethod
    def submit(page: Page) -> None:
        """Hand in what the page holds; it is accepted."""
        page.get_by_role("button", name="提交并办结").click()
        said = page.locator("#form-errors:not([hidden]), .error-summary, [role=status]")
        answer = said.filter(has_text=re.compile("已办结|没有|请|：")).first
        expect(answer).to_contain_text("已办结", timeout=15_000)

    def hand_in(self, person: str, ref: TaskRef, data: Mapping[str, Any]) -> None:
        """The same without a browser, for the way to where a story begins."""
        self.walk.hand_in(person, ref, data)

    def open_task(self, page: Page, ref: TaskRef) -> None:
        """Through the box of the inbox where it lies, as a person finds it."""
        with self.state.readers() as session:
            task = session.get_one(UserTask, (ref.instance_id, ref.element_instance_id))
            box = "mine" if task.assignee else "group"
        page.goto(f"{self.url}/?box={box}")
        page.locator(f'th a[href="/tasks/{ref}"]').click()

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


@contextmanager
def open_office(folder: Path, browser: Browser, now: str, kind: type[Walk] = Walk) -> Iterator[Office]:
    """Create, fill and serve an office on SQLite in *folder*; *kind* says what it is furnished with."""
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
    walk = kind.of(state_of(app), clock, f"127.0.0.1:{port}")
    walk.furnish()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    office = Office(settings.base_url, walk, browser)
    try:
        yield office
    finally:
        for page in office.desks.values():
            page.context.close()
        server.shutdown()
        thread.join(5)
        server.server_close()
        walk.state.engine.dispose()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
