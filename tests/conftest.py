"""Fixtures that every test may use: an empty database on SQLite and on PostgreSQL."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, create_engine, make_url, text
from xdist.scheduler import LoadFileScheduling

from processes import store
from tests import made_once, postgres
from tests.dearest import pytest_terminal_summary

__all__ = ["made_once", "pytest_terminal_summary"]

_COUNT = count(1)

# How long an example takes says something about the machine, not the code; CI repeats the same examples.
settings.register_profile(
    "jiedu", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("jiedu")


#: What takes longest begins first, or one process would still be at it when the others have nothing left.
EARLY = (
    "tests/browser/test_case_a.py",
    "tests/soak/",
    "tests/case_a/",
    "tests/browser/",
    "tests/service/rights/",
)
#: Folders whose files share what is dear to make: one process of the test run does them all.
TOGETHER = ("tests/case_a/",)


class Rooms(LoadFileScheduling):
    """A file at a time to each process, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order in which tests are handed out."""
    items.sort(
        key=lambda item: next(n for n, start in enumerate((*EARLY, "")) if item.nodeid.startswith(start))
    )


def pytest_collection_finish() -> None:
    """What is collected stays until the end: looking through it for garbage again and again takes a sixth of
    the time of a run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Rooms:
    """Share the tests out by room."""
    return Rooms(config, log)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server."""
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a database with our tables: copying it is quicker than migrating again."""
    name = f"jiedu_template_{_suffix()}"
    _administer(postgres_server, f'CREATE DATABASE "{name}"')
    engine = store.connect(str(make_url(postgres_server).set(database=name)))
    store.upgrade(engine)
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with our tables."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = store.connect(f"sqlite:///{path}")
    store.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A database of its own on SQLite."""
    path = tmp_path / "jiedu.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A database of its own on PostgreSQL."""
    name = f"jiedu_test_{_suffix()}"
    _administer(postgres_server, f'CREATE DATABASE "{name}" TEMPLATE "{postgres_template}"')
    yield str(make_url(postgres_server).set(database=name))
    _administer(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of its own, once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue(f"{'sqlite' if request.param == 'sqlite' else 'postgres'}_url"))


@pytest.fixture
def connect() -> Iterator[Callable[[str], Engine]]:
    """Engines that are closed when the test ends."""
    engines: list[Engine] = []

    def connect(url: str) -> Engine:
        engines.append(store.connect(url))
        return engines[-1]

    yield connect
    for engine in engines:
        engine.dispose()


@pytest.fixture
def engine(database_url: str, connect: Callable[[str], Engine]) -> Engine:
    """An engine on an empty database, once on SQLite and once on PostgreSQL."""
    return connect(database_url)


def _administer(url: str, statement: str) -> None:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _suffix() -> str:
    return f"{os.getpid()}_{next(_COUNT)}"
