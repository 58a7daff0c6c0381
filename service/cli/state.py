"""What the commands share: the state of this installation and the actor that their records name."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy.orm import Session

from service.config import Settings
from service.state import State, open_state


def installation() -> State:
    """Settings from the environment and the database that they name."""
    return open_state(Settings.from_environment())


def begin(state: State) -> AbstractContextManager[Session]:
    """One transaction."""
    return state.sessions.begin()


def seconds(state: State) -> int:
    """Seconds since 1970 on the clock of the log-ins."""
    return int(state.settings.session_clock().timestamp())
