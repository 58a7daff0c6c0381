"""Databases in which case A stands where a test begins: carried there once, then copied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from tests.case_a.walk import FINISHED, ISSUED, SIGNED, Walk

_COUNT = count(1)
Copy = Callable[[str], str]


class Databases:
    """A server or a folder that has databases; ``copy`` gives the address of a new one like *url*."""

    def copy(self, url: str) -> str:
        raise NotImplementedError


class Folder(Databases):
    """SQLite files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def empty(self) -> str:
        return f"sqlite:///{self.folder / f'case_a_{next(_COUNT)}.sqlite3'}"

    def copy(self, url: str) -> str:
        new = self.empty()
        Path(str(make_url(new).database)).write_bytes(Path(str(make_url(url).database)).read_bytes())
        return new


class Server(Databases):
    """Databases on a PostgreSQL server; dropped with ``close``."""

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


def carry_and_keep(databases: Folder | Server, site: str) -> Mapping[str, str]:
    """Carry the case to its end; the addresses of copies: ``furnished``, ``begun``, and after each moment."""
    walk = Walk.on(databases.empty(), "2025-12-01T08:30+08:00", site)
    url = walk.state.settings.database_url
    kept: dict[str, str] = {}

    def keep(stage: str) -> None:
        walk.state.engine.dispose()
        kept[stage] = databases.copy(url)

    walk.furnish()
    keep("furnished")
    number = walk.begin()
    assert number == 1
    keep("begun")
    since = ""
    for stage, until in (("signed", SIGNED), ("issued", ISSUED), ("finished", FINISHED)):
        walk.carry(number, since, until)
        since = until
        keep(stage)
    return kept
