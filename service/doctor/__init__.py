"""``jiedu doctor``: whether an installation is fit to work, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from service.doctor import database, office, surroundings, work
from service.doctor.finding import Finding, Level, error
from service.state import State

__all__ = ["Finding", "Level", "examine"]


def examine(state: State, *, whole: bool = False) -> Iterator[Finding]:
    """Everything that is looked at, in order; nothing is changed.

    Whether records, tables and queues agree is looked at for the newest matters, or for all (*whole*: every
    record is read).  A database that does not answer ends the part that needs it.
    """
    yield from surroundings.findings(state.settings)
    try:
        with state.engine.connect() as connection:
            yield from database.findings(connection, state.now())
        with state.readers() as session:
            yield from work.findings(session, state.now(), whole=whole)
            yield from office.findings(session, state)
    except SQLAlchemyError as failure:
        text = str(getattr(failure, "orig", None) or failure).strip().splitlines()[0]
        yield error("数据库", f"不能使用：{text}", "核对 JIEDU_DATABASE_URL，然后 jiedu db upgrade")
