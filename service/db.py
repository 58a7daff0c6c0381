"""The database as requests use it: one read-only session for questions, one transaction per command.

A request under an ``Idempotency-Key`` holds its transaction open until its answer is known: the answer is
kept in the same commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from flask import Flask, g
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from processes.errors import ProcessError
from service.state import current


@dataclass
class _Held:
    """The transaction that waits for the answer, once a command has been given."""

    session: Session | None = None


def reading() -> Session:
    """The session of this request for questions; it cannot write and never waits for a writer.

    While a transaction is held it sees what that one has written.
    """
    if "reading" not in g:
        held = _holder().session
        g.reading = current().readers(bind=held.connection()) if held is not None else current().readers()
    session: Session = g.reading
    return session


@contextmanager
def transaction(*, apart: bool = True) -> Iterator[Session]:
    """A session for one command: committed at the end of the block, rolled back on any exception.

    Where the transaction is held, the end of the block leaves the commit to ``held``; a second block of the
    same request is a part of the first one's transaction, undone *apart* from it or together with it.
    """
    end_reading()
    if "held" not in g:
        with current().sessions.begin() as session:
            yield session
        return
    holder = _holder()
    if holder.session is not None:
        with holder.session.begin_nested() if apart else nullcontext():
            yield holder.session
        return
    with _released_on_error(current().sessions()) as session:
        yield session
        session.flush()
        holder.session = session


@contextmanager
def held() -> Iterator[None]:
    """Commit what is written within only at the end, all at once.

    A refusal (an exception that is the caller's fault) commits what blocks that ended before have written;
    anything else undoes everything.
    """
    g.held = holder = _Held()
    try:
        yield
    except Exception as error:
        _end(holder, keep=_is_refusal(error))
        raise
    else:
        _end(holder, keep=True)
    finally:
        g.pop("held", None)


def end_reading(_error: BaseException | None = None) -> None:
    """Close the session of questions, so that the next question sees what a command has just written."""
    session: Session | None = g.pop("reading", None)
    if session is not None:
        session.close()


def install(app: Flask) -> None:
    """Close what a request opened when it ends."""
    app.teardown_appcontext(end_reading)


def _holder() -> _Held:
    found: _Held = g.get("held") or _Held()
    return found


@contextmanager
def _released_on_error(session: Session) -> Iterator[Session]:
    try:
        yield session
    except BaseException:
        session.close()
        raise


def _end(holder: _Held, *, keep: bool) -> None:
    end_reading()
    session = holder.session
    if session is None:
        return
    with _released_on_error(session):
        if keep:
            session.commit()
    session.close()


def _is_refusal(error: Exception) -> bool:
    if isinstance(error, HTTPException):
        return error.code is not None and error.code < 500
    return isinstance(error, ProcessError)
