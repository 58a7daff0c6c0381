"""The database as requests use it: one read-only session for questions, one transaction per command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, g
from sqlalchemy.orm import Session

from service.state import current


def reading() -> Session:
    """The session of this request for questions; it cannot write and never waits for a writer."""
    if "reading" not in g:
        g.reading = current().readers()
    session: Session = g.reading
    return session


@contextmanager
def transaction() -> Iterator[Session]:
    """A session for one command: committed at the end of the block, rolled back on any exception."""
    end_reading()
    with current().sessions.begin() as session:
        yield session


def end_reading(_error: BaseException | None = None) -> None:
    """Close the session of questions, so that the next question sees what a command has just written."""
    session: Session | None = g.pop("reading", None)
    if session is not None:
        session.close()


def install(app: Flask) -> None:
    """Close what a request opened when it ends."""
    app.teardown_appcontext(end_reading)
