"""Databases in which case A stands where a test begins: carried there once, then copied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from tests.case_a.measure import Transaction
from tests.case_a.walk import DRAFTED, FINISHED, ISSUED, SIGNED, Walk

_COUNT = count(1)


@dataclass(frozen=True)
class Stages:
    """The addresses of databases by stage, and the transactions of all tasks that were handed in."""

    databases: Folder | Server
    urls: Mapping[str, str]
    handed_in: list[tuple[str, Transaction]]


class Folder:
    """SQLite files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def empty(self) -> str:
        return f"sqlite:///{self.folder / f'case_a_{next(_COUNT)}.sqlite3'}"

    def copy(self, url: str) -> str:
        new = self.empty()
        Path(str(make_url(new).database)).write_bytes(Path(str(make_url(url).database)).read_bytes())
        return new


class Server:
    """Databases on a PostgreSQL server.  A private one goes as a whole; on another ``close`` drops them."""

    def __init__(self, url: str, suffix: str) -> None:
        self.url, self.suffix = url, suffix
        self.made: list[str] = []

    def empty(self) -> str:
        return self._create("")

    def copy(self, url: str) -> str:
        return self._create(f' TEMPLATE "{make_url(url).database}"')

    def close(self) -> None:
        for name in self.made:
            self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _create(self, template: str) -> str:
        name = f"jiedu_case_a_{self.suffix}_{next(_COUNT)}"
        self._administer(f'CREATE DATABASE "{name}"{template}')
        self.made.append(name)
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def _administer(self, statement: str) -> None:
        url = make_url(self.url).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def carry_and_keep(databases: Folder | Server, site: str) -> Stages:
    """Carry the case to its end, with copies on the way."""
    walk = Walk.on(databases.empty(), "2025-12-01T08:30+08:00", site)
    url = walk.state.settings.database_url
    kept: dict[str, str] = {}
    walk.furnish()
    number = walk.begin()
    assert number == 1
    since = ""
    for stage, until in (
        ("drafted", DRAFTED),
        ("signed", SIGNED),
        ("issued", ISSUED),
        ("finished", FINISHED),
    ):
        walk.carry(number, since, until)
        walk.state.engine.dispose()
        since, kept[stage] = until, url if until == FINISHED else databases.copy(url)
    return Stages(databases, kept, walk.handed_in)
