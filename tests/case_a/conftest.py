"""Case A at a stage of its course, on a database of the test's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service import create_app
from tests.case_a.stages import Folder, Server, Stages, carry_and_keep
from tests.case_a.walk import PASSWORD, Walk, government_site
from tests.service.conftest import Browser

#: ``open_at(stage, now, writes=True, **settings)``: the office at a stage, with its clock at *now*.
OpenAt = Callable[..., Walk]


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """``host:port`` of the government site."""
    with government_site() as address:
        yield address


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("case_a"))


@pytest.fixture(scope="session")
def server(postgres_server: str) -> Iterator[Server]:
    databases = Server(postgres_server, str(os.getpid()))
    yield databases
    if os.environ.get("JIEDU_TEST_POSTGRES"):
        databases.close()


@pytest.fixture(scope="session")
def on_sqlite(folder: Folder, site: str) -> Stages:
    """The stages of the case on SQLite."""
    return carry_and_keep(folder, site)


@pytest.fixture(scope="session")
def on_postgresql(server: Server, site: str) -> Stages:
    """The stages of the case on PostgreSQL."""
    return carry_and_keep(server, site)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def dialect(request: pytest.FixtureRequest) -> str:
    """Once on SQLite and once on PostgreSQL; a test that asks for less says which."""
    return str(request.param)


@pytest.fixture
def stages(dialect: str, request: pytest.FixtureRequest) -> Stages:
    """The stages on the database of this test."""
    found = request.getfixturevalue(f"on_{dialect}")
    assert isinstance(found, Stages)
    return found


@pytest.fixture
def open_at(stages: Stages, site: str) -> Iterator[OpenAt]:
    """Opens copies of a stage; a test that only reads gets the stage itself, which is quicker."""
    opened: list[Walk] = []

    def open_at(stage: str, now: str, writes: bool = True, **settings: Any) -> Walk:
        url = stages.databases.copy(stages.urls[stage]) if writes else stages.urls[stage]
        opened.append(Walk.on(url, now, site, **settings))
        return opened[-1]

    yield open_at
    for walk in opened:
        walk.state.engine.dispose()


#: ``log_in(walk, user)``: a browser in which somebody of the office is logged in.
LogIn = Callable[[Walk, str], Browser]


@pytest.fixture
def log_in() -> Iterator[LogIn]:
    """Opens the pages of an office, each with connections and a log-in of its own."""
    apps = []

    def log_in(walk: Walk, user: str) -> Browser:
        apps.append(create_app(walk.state.settings))
        browser = Browser(apps[-1].test_client())
        assert browser.login(user, PASSWORD).status_code == 302
        return browser

    yield log_in
    for app in apps:
        app.extensions["jiedu"].engine.dispose()
