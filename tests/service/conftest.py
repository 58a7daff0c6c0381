"""A small office, an application on SQLite with a clock that tests move, and people who log in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from processes.store import database
from service import create_app, migrations, state_of
from service.config import Settings
from service.identity import accounts
from service.identity.office import load_office
from service.identity.office_file import read_office
from service.state import State

PASSWORD = "Correct-horse-9"
OFFICE_TIME = ZoneInfo("Asia/Shanghai")

OFFICE = """
office: 测试区
units:
  - {id: zjw, name: 住建委}
  - {id: wjw, name: 卫健委}
  - {id: zfb, name: 政府办, oversees: true}
groups:
  - {code: drafter, name: 承办人, scope: unit}
  - {code: section_head, name: 科室负责人, scope: unit}
  - {code: press_office, name: 新闻办审核人, scope: district}
  - {code: designer, name: 流程设计员, scope: role}
  - {code: auditor, name: 审计员, scope: role}
users:
  - {id: lin, name: 林知远, unit: zjw, email: lin@example.test, posts: [{group: drafter, from: 2025-01-01}]}
  - {id: xu, name: 许安然, unit: zjw, posts: [{group: drafter, from: 2025-01-01}]}
  - {id: zhou, name: 周启明, unit: zjw, posts: [{group: section_head, title: 科长, from: 2025-01-01}]}
  - {id: fang, name: 方晓, unit: wjw, posts: [{group: drafter, from: 2025-01-01}]}
  - {id: lu, name: 陆鸣, unit: zfb, posts: [{group: press_office, from: 2025-01-01}]}
  - {id: cheng, name: 程鉴, unit: zfb, posts: [{group: auditor, from: 2025-01-01}]}
  - {id: bi, name: 毕图, unit: zfb, posts: [{group: designer, from: 2025-01-01}]}
"""


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move_to(self, text: str) -> None:
        """Set it to a local time of the office: ``2026-01-16T09:00``."""
        self.now = datetime.fromisoformat(text).replace(tzinfo=OFFICE_TIME)

    def advance(self, **span: int) -> None:
        self.now += timedelta(**span)


class Browser:
    """A test client that sends CSRF tokens as a page would."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, url: str, **options: object) -> TestResponse:
        return self.client.get(url, **options)  # type: ignore[arg-type]

    def token(self, url: str = "/login") -> str:
        page = self.client.get(url, follow_redirects=True).get_data(as_text=True)
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found, page
        return found[1]

    def post(self, url: str, data: dict[str, object] | None = None, **options: object) -> TestResponse:
        fields = {"csrf_token": self.token(), **(data or {})}
        return self.client.post(url, data=fields, **options)  # type: ignore[arg-type]

    def api(self, method: str, url: str, **options: object) -> TestResponse:
        headers = {"X-CSRFToken": self.token()}
        return self.client.open(url, method=method, headers=headers, **options)  # type: ignore[arg-type]

    def login(self, user: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/login", {"user": user, "password": password})


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 1, 16, 9, 0, tzinfo=OFFICE_TIME))


@pytest.fixture
def session_clock() -> Clock:
    return Clock(datetime(2026, 1, 16, 9, 0, tzinfo=OFFICE_TIME))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with tables, office and passwords, made once and copied for every test."""
    path = tmp_path_factory.mktemp("service") / "template.sqlite3"
    engine = database.connect(f"sqlite:///{path}")
    database.upgrade(engine)
    migrations.upgrade(engine)
    office = read_office(OFFICE)
    with database.sessions(engine).begin() as session:
        load_office(session, office, today=datetime(2026, 1, 1).date())
        first, *others = [person.id for person in office.people]
        accounts.set_password(session, first, PASSWORD, now=0)
        _copy_password(session, first, others)
    engine.dispose()
    return path


def _copy_password(session: object, first: str, others: list[str]) -> None:
    from sqlalchemy.orm import Session

    from service.identity.tables import User

    assert isinstance(session, Session)
    session.flush()
    known = session.get(User, first)
    assert known is not None
    for other in others:
        user = session.get(User, other)
        assert user is not None
        user.password_hash = known.password_hash


@pytest.fixture
def settings(template: Path, tmp_path: Path, clock: Clock, session_clock: Clock) -> Settings:
    path = tmp_path / "test.sqlite3"
    path.write_bytes(template.read_bytes())
    return Settings(
        database_url=f"sqlite:///{path}",
        secret_key="for tests only",
        clock=clock,
        session_clock=session_clock,
        login_limit="1000 per minute",
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    application = create_app(settings)
    yield application
    state_of(application).engine.dispose()


@pytest.fixture
def state(app: Flask) -> State:
    return state_of(app)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser nobody is logged in with."""
    return Browser(app.test_client())


@pytest.fixture
def as_user(app: Flask):
    """``as_user("lin")`` is a browser in which that person is logged in."""

    def log_in(user: str) -> Browser:
        browser = Browser(app.test_client())
        assert browser.login(user).status_code == 302
        return browser

    return log_in
