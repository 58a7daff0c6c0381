"""What a running application holds: its settings, its database, its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session, configure_mappers, sessionmaker

from processes.calendar import default_calendar
from processes.store import database
from service.config import Settings
from service.identity.home import OfficeOfUnits

#: How long a request waits for a connection (seconds).
CONNECTION_WAIT = 5.0


@dataclass(frozen=True)
class State:
    """The parts that views, workers and the command line share.  ``readers`` cannot write."""

    settings: Settings
    engine: Engine
    sessions: sessionmaker[Session]
    readers: sessionmaker[Session]

    def now(self) -> datetime:
        """The business clock (aware)."""
        return self.settings.clock()


def prepare() -> None:
    """What every process needs that works for long, before its first work, which would hold locks meanwhile.

    The tables as classes, and the packaged notices; done once, and nothing of it depends on an installation.
    """
    configure_mappers()
    default_calendar()


def open_state(settings: Settings) -> State:
    """Connect to the database of *settings*; nothing is read or written yet."""
    engine = database.connect(settings.database_url, **_pool(settings))
    options = database.Options(office=OfficeOfUnits())
    return State(settings, engine, database.sessions(engine, options), database.readers(engine, options))


def _pool(settings: Settings) -> dict[str, Any]:
    """A bounded number of connections; who gets none within the seconds is told so (503)."""
    if make_url(settings.database_url).database in (None, "", ":memory:"):
        return {}  # a database in memory has a single one
    return {"pool_size": settings.load.connections, "max_overflow": 0, "pool_timeout": CONNECTION_WAIT}


def current() -> State:
    """The state of the application that handles this request."""
    state: State = current_app.extensions["jiedu"]
    return state
