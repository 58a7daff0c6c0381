"""What a running application holds: its settings, its database, its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from processes.store import database
from service.config import Settings
from service.identity.home import OfficeOfUnits


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


def open_state(settings: Settings) -> State:
    """Connect to the database of *settings*; nothing is read or written yet."""
    engine = database.connect(settings.database_url)
    options = database.Options(office=OfficeOfUnits())
    return State(settings, engine, database.sessions(engine, options), database.readers(engine, options))


def current() -> State:
    """The state of the application that handles this request."""
    state: State = current_app.extensions["jiedu"]
    return state
