"""Case A at a stage of its course, on a database of the test's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tests.case_a.stages import Folder, Server, carry_and_keep
from tests.case_a.walk import Walk, government_site

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
    databases.close()


@pytest.fixture(scope="session")
def on_sqlite(folder: Folder, site: str) -> tuple[Folder, Mapping[str, str]]:
    """The stages of the case on SQLite."""
    return folder, carry_and_keep(folder, site)


@pytest.fixture(scope="session")
def on_postgresql(server: Server, site: str) -> tuple[Server, Mapping[str, str]]:
    """The stages of the case on PostgreSQL."""
    return server, carry_and_keep(server, site)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def dialect(request: pytest.FixtureRequest) -> str:
    """Once on SQLite and once on PostgreSQL; a test that asks for less says which."""
    return str(request.param)


@pytest.fixture
def open_at(dialect: str, site: str, request: pytest.FixtureRequest) -> Iterator[OpenAt]:
    """Opens copies of a stage; a test that only reads gets the stage itself, which is quicker."""
    databases, stages = request.getfixturevalue(f"on_{dialect}")
    opened: list[Walk] = []

    def open_at(stage: str, now: str, writes: bool = True, **settings: Any) -> Walk:
        url = databases.copy(stages[stage]) if writes else stages[stage]
        opened.append(Walk.on(url, now, site, **settings))
        return opened[-1]

    yield open_at
    for walk in opened:
        walk.state.engine.dispose()
