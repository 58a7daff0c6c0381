"""What the commands share: the state of this installation and the actor that their records name."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy.orm import Session

from service.config import Settings
from service.identity import journal
from service.state import State, open_state

#: Who did it, in records and in the security journal.
CLI = "cli"


def installation() -> State:
    """Settings from the environment and the database that they name."""
    return open_state(Settings.from_environment())


def begin(state: State) -> AbstractContextManager[Session]:
    """One transaction."""
    return state.sessions.begin()


def seconds(state: State) -> int:
    """Seconds since 1970 on the clock of the log-ins."""
    return int(state.settings.session_clock().timestamp())


def note(state: State, session: Session, kind: str, what: str = "", **detail: Any) -> None:
    """Write into the security journal what a command did; the last thing in its transaction.

    *kind* and the names of *detail* are those of ``service.identity.journal_words``.
    """
    session.flush()
    journal.note(session, kind, who=CLI, what=what, detail=detail, now=state.settings.session_clock())
