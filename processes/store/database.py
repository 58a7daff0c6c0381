"""Connections.  SQLite is embedded (WAL, every commit on the disk), PostgreSQL is production.

The code is the same.
"""

from __future__ import annotations

import select
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from processes.store.types import canonical

#: Groups that exist once per unit, with the names of the catalogue; ``Options`` may say otherwise.
UNIT_GROUPS = frozenset(
    {
        "drafter",
        "section_head",
        "deputy_head",
        "unit_head",
        "interp_office",
        "coop_unit",
        "media_editor",
        "street_office",
        "m_drafter",
        "m_section_head",
        "m_coop_section",
    }
)
_MIGRATIONS = Path(__file__).parents[1] / "migrations"
_PRAGMAS = (
    "PRAGMA busy_timeout = 30000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
)
#: Advisory locks of PostgreSQL are numbers that nobody else in the database should use.
_LOCKS = 7203911
DEPLOYMENT, NOTICE, KEYED_START, LIBRARY = 1, 2, 3, 4
#: A server that does not answer is given up; a connection that broke silently is noticed (libpq, seconds).
_PATIENCE = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
#: Classes of SQLSTATE (SQL:2016 §24, PostgreSQL appendix A) that say nothing about the statement: connection,
#: rollback (deadlock, serialization), shortage, shutdown.
_PASSING_STATES = ("08", "40", "53", "55P03", "57P")
_PASSING_CODES = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")
_READ_ONLY = "jiedu_read_only"
#: When a connection was put back; after how many seconds the server is asked before it is used again.
_RESTED, _REST = "jiedu_rested", 30.0
_INFO = "jiedu_options"


class Office(Protocol):
    """What an instance starts with because of where it belongs; the service knows its units."""

    def opening(self, session: Session, unit: str | None) -> Mapping[str, Any]:
        """Variables of every new instance of *unit*; what the starter gives wins."""
        ...

    def competent(self, session: Session) -> Sequence[str]:
        """The competent offices: each gets the instances that a timer starts."""
        ...


class NoOffice:
    """An office without units."""

    def opening(self, session: Session, unit: str | None) -> Mapping[str, Any]:
        """Nothing."""
        return {}

    def competent(self, session: Session) -> Sequence[str]:
        """None."""
        return ()


@dataclass(frozen=True)
class Options:
    """What every command of a session runs with.

    ``unit_groups`` go into the engine's context; ``algorithm`` (sm3 or sha256) hashes new chains; ``office``
    knows what instances start with.
    """

    unit_groups: frozenset[str] = UNIT_GROUPS
    algorithm: str = "sm3"
    office: Office = field(default_factory=NoOffice)

    @cached_property
    def context(self) -> dict[str, Any]:
        """What the engine is given besides clock and calendar, as it is recorded."""
        return {"unit_groups": sorted(self.unit_groups)}

    @cached_property
    def context_text(self) -> str:
        """The same as canonical text."""
        return canonical(self.context)


def connect(url: str, **arguments: Any) -> Engine:
    """An engine for ``sqlite:///file`` or ``postgresql://…``; no acknowledged command can be lost."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
        engine = create_engine(address, hide_parameters=True, connect_args=_PATIENCE, **arguments)
        event.listen(engine, "checkout", _look)
        event.listen(engine, "checkin", _leave)
    else:
        engine = create_engine(address, hide_parameters=True, **arguments)
        event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Transactions are begun by ``_begin``, not by the driver, which would start them too late."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    """A writer on SQLite takes the write lock at once: what it then reads cannot change under it."""
    read_only = connection.get_execution_options().get(_READ_ONLY, False)
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"
        try:
            driver.execute(f"PRAGMA query_only = {int(read_only)}")
            driver.execute(begin)
        except sqlite3.OperationalError as error:  # locked for longer than the timeout
            raise OperationalError(begin, None, error) from error
    else:
        session: Any = connection.connection.driver_connection
        try:
            if bool(session.read_only) != read_only:
                session.read_only = read_only  # said by the BEGIN that the driver sends
        except psycopg.Error as error:  # the server has gone since the connection was taken
            connection.invalidate(error)
            raise OperationalError("BEGIN", None, error) from error


def _look(driver: Any, record: Any, _proxy: Any) -> None:
    """Before a connection of PostgreSQL is used again: is anybody at the other end?

    A server never speaks first, except to say that it goes; so while nothing has arrived, and the rest was
    short, there is no need to ask.  Raises InvalidatePoolError, whereupon the pool connects anew.
    """
    since = record.info.get(_RESTED)
    if since is None or (time.monotonic() - since < _REST and not _has_spoken(driver)):
        return
    try:
        driver.execute("")
        driver.rollback()
    except psycopg.Error as error:
        raise InvalidatePoolError(str(error)) from error


def _has_spoken(driver: Any) -> bool:
    if driver.closed:
        return True
    line = select.poll()
    line.register(driver.fileno(), select.POLLIN)
    return bool(line.poll(0))


def _leave(_driver: Any, record: Any) -> None:
    record.info[_RESTED] = time.monotonic()


def sessions(engine: Engine, options: Options | None = None) -> sessionmaker[Session]:
    """Sessions for commands: ``with sessions.begin() as session`` is one transaction."""
    return sessionmaker(engine, expire_on_commit=False, info={_INFO: options or Options()})


def readers(engine: Engine, options: Options | None = None) -> sessionmaker[Session]:
    """Sessions for queries; they never wait for a writer and cannot write."""
    return sessions(engine.execution_options(**{_READ_ONLY: True}), options)


def options(session: Session) -> Options:
    """What the commands of *session* run with."""
    found = session.info.get(_INFO)
    return found if isinstance(found, Options) else Options()


def exclusive(session: Session, subject: int) -> None:
    """Let the transactions about *subject* go one after the other; SQLite has only one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:subject)"), {"subject": _LOCKS + subject})


def alone(session: Session) -> None:
    """Wait for the commands and deployments that run, and let none begin before this transaction ends.

    Reading goes on.  The order is that in which others take these locks: a start by itself holds its row of
    ``start_event`` before it writes an instance.  SQLite has only one writer anyway.
    """
    exclusive(session, DEPLOYMENT)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE start_event, process_instance IN EXCLUSIVE MODE"))


def unhurried(session: Session) -> None:
    """Do not wait until this transaction is on the disk (PostgreSQL).

    It survives the end of any process; a crash of the server may lose it, but never what it comes before.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL synchronous_commit TO off"))


def passing(error: BaseException) -> bool:
    """Whether this is a fault of the database that goes by itself.

    It is away, starts again, is short of room, or gave up one of two transactions that waited for each other.
    """
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorname", "").startswith(_PASSING_CODES)
    state = getattr(error.orig, "sqlstate", None)
    return str(state).startswith(_PASSING_STATES) if state else isinstance(error, OperationalError)


def upgrade(engine: Engine) -> None:
    """Bring the tables to the newest version; several processes may do so at once."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:subject)"), {"subject": _LOCKS})
        command.upgrade(_alembic(connection), "head")


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
