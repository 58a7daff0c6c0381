"""A small office, an application on SQLite with a clock that tests move, and people who log in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from processes import commands
from processes.commands import SYSTEM
from processes.store import database
from service import create_app, migrations, state_of
from service.config import Settings
from service.identity import passwords
from service.identity.office import load_office
from service.identity.office_file import read_office
from service.identity.tables import User
from service.state import State
from tests.made_once import programs

__all__ = ["programs"]

PASSWORD = "Correct-horse-9"
OFFICE_TIME = ZoneInfo("Asia/Shanghai")
SAMPLES = Path(__file__).parent / "samples"

OFFICE = """
office: 测试区
units:
  - {id: zjw, name: 住建委}
  - {id: wjw, name: 卫健委}
  - {id: zfb, name: 政府办, oversees: true}
  - {id: wxb, name: 网信办, oversees: true}
groups:
  - {code: drafter, name: 承办人, scope: unit}
  - {code: section_head, name: 科室负责人, scope: unit}
  - {code: interp_office, name: 政策解读工作机构, scope: unit}
  - {code: press_office, name: 新闻办审核人, scope: district}
  - {code: gov_office_reg, name: 政府办收文, scope: district}
  - {code: gov_office_interp, name: 政策解读主管, scope: district}
  - {code: cyber_office, name: 网信办, scope: district}
  - {code: designer, name: 流程设计员, scope: role}
  - {code: auditor, name: 审计员, scope: role}
  - {code: sysadmin, name: 系统管理员, scope: role}
  - {code: secadmin, name: 安全管理员, scope: role}
users:
  - {id: lin, name: 林知远, unit: zjw, email: lin@example.test, posts: [{group: drafter, from: 2025-01-01}]}
  - {id: xu, name: 许安然, unit: zjw, posts: [{group: drafter, from: 2025-01-01}]}
  - {id: zhou, name: 周启明, unit: zjw, posts: [{group: section_head, title: 科长, from: 2025-01-01}]}
  - {id: luo, name: 罗文, unit: zjw, posts: [{group: interp_office, from: 2025-01-01}]}
  - {id: fang, name: 方晓, unit: wjw, posts: [{group: drafter, from: 2025-01-01}]}
  - {id: lu, name: 陆鸣, unit: zfb, posts: [{group: press_office, from: 2025-01-01}]}
  - {id: wen, name: 温如玉, unit: zfb, posts: [{group: gov_office_reg, from: 2025-01-01}]}
  - {id: du, name: 杜衡, unit: zfb, posts: [{group: gov_office_interp, from: 2025-01-01}]}
  - {id: shi, name: 石磊, unit: wxb, posts: [{group: cyber_office, from: 2025-01-01}]}
  - {id: cheng, name: 程鉴, unit: zfb, posts: [{group: auditor, from: 2025-01-01}]}
  - {id: wu, name: 吴维, unit: zfb, posts: [{group: sysadmin, from: 2025-01-01}]}
  - {id: guan, name: 关守, unit: zfb, posts: [{group: secadmin, from: 2025-01-01}]}
  - {id: bi, name: 毕图, unit: zfb, posts: [{group: designer, from: 2025-01-01}]}
"""


CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def cheap_hash() -> str:
    """A hash of ``PASSWORD`` that is quick to check."""
    return CHEAP.hash(PASSWORD)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """New hashes are quick, too.  No setting can do this to an installation."""
    monkeypatch.setattr(passwords, "_hasher", CHEAP)
    monkeypatch.setattr(passwords, "_NOBODY", CHEAP.hash("nobody"))


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
        self._token = ""  # as the open page holds it

    def get(self, url: str, **options: object) -> TestResponse:
        return self.client.get(url, **options)  # type: ignore[arg-type]

    def token(self, url: str = "/login") -> str:
        page = self.client.get(url, follow_redirects=True).get_data(as_text=True)
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found, page
        return found[1]

    def post(self, url: str, data: dict[str, object] | None = None, **options: object) -> TestResponse:
        self._token = self._token or self.token()
        fields = {"csrf_token": self._token, **(data or {})}
        answer = self.client.post(url, data=fields, **options)  # type: ignore[arg-type]
        if url.startswith(("/login", "/logout", "/account")):
            self._token = ""  # another session may have begun
        return answer

    def api(self, method: str, url: str, **options: Any) -> TestResponse:
        """A request of a script: JSON, with the CSRF token in its header."""
        self._token = self._token or self.token()
        headers = {"X-CSRFToken": self._token, "Accept": "application/json"}
        return self.client.open(url, method=method, **{"headers": headers, **options})

    def data(self, url: str, island: str) -> dict[str, Any]:
        """What a page hands to an island."""
        page = self.text(url)
        found = re.search(rf'<script type="application/json" id="{island}-data">(.*?)</script>', page, re.S)
        assert found, page
        data: dict[str, Any] = json.loads(found[1])
        return data

    def text(self, url: str) -> str:
        """The page at *url*."""
        answer = self.get(url)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    def complete(self, ref: str, data: dict[str, Any], revision: int | None = None) -> TestResponse:
        """Submit the form of a task as its page would."""
        fields = {"data": json.dumps(data), "revision": "" if revision is None else str(revision)}
        return self.post(f"/tasks/{ref}/completion", fields)

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
        for person in office.people:
            session.get_one(User, person.id).password_hash = cheap_hash()
    engine.dispose()
    return path


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
def deployed(state: State) -> None:
    """The sample process 起草审核 with its two forms."""
    files = {file.name: file.read_bytes() for file in SAMPLES.iterdir()}
    with state.sessions.begin() as session:
        commands.deploy(session, files, "首次部署", actor=SYSTEM, now=state.now())


@pytest.fixture
def started(deployed: None, as_user: Callable[[str], Browser]) -> str:
    """An instance that 林知远 has started; the reference of its first task."""
    answer = as_user("lin").post("/start/drafting")
    assert answer.location.startswith("/tasks/")
    return answer.location.removeprefix("/tasks/")


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser nobody is logged in with."""
    return Browser(app.test_client())


@pytest.fixture
def as_user(app: Flask) -> Callable[[str], Browser]:
    """``as_user("lin")`` is a browser in which that person is logged in."""

    def log_in(user: str) -> Browser:
        browser = Browser(app.test_client())
        assert browser.login(user).status_code == 302
        return browser

    return log_in
