"""What people, posts and log-ins need is the database: an application is made only where one is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, sessionmaker

from service.config import Settings
from service.state import State, open_state


@pytest.fixture
def state(settings: Settings) -> Iterator[State]:
    """The database of the small office; that of ``app``, too, where a test has one."""
    opened = open_state(settings)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def sessions(state: State) -> sessionmaker[Session]:
    """Transactions in it."""
    return state.sessions
