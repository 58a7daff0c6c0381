"""The table of answers.  Times are seconds since 1970 (UTC), given by the caller."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ClauseElement,
    CursorResult,
    Index,
    LargeBinary,
    String,
    bindparam,
    delete,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from processes.store import rows
from service.idempotency.keys import Key
from service.identity.tables import Base


class KeptAnswer(Base):
    """An answer until ``expires_at``.  Nothing in it can be read without the key that it was asked with."""

    __tablename__ = "idempotency_key"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (Index("ix_idempotency_key_expires_at", "expires_at"),)


def find(session: Session, key: Key, *, now: int) -> bytes | None:
    """The sealed answer that was given under the key."""
    connection = session.connection()
    statement = rows.prepared(connection, ("answer",), _find)
    found = rows.first(connection, statement, {"id": key.id, "now": now})
    return None if found is None else bytes(found[0])


def keep(session: Session, key: Key, answer: bytes, *, now: int, until: int) -> bool:
    """Keep the answer; False when another request has answered under the key meanwhile.

    On PostgreSQL this waits for the end of a transaction that is about to keep one.
    """
    connection = session.connection()
    build: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = rows.prepared(connection, ("keep answer",), lambda: _keep(build))
    row = {"id": key.id, "answer": answer, "expires_at": until, "now": now}
    return bool(rows.run(connection, statement, [row]))


def _find() -> ClauseElement:
    fresh = KeptAnswer.expires_at > bindparam("now", type_=BigInteger())
    return select(KeptAnswer.answer).where(KeptAnswer.id == bindparam("id", type_=String()), fresh)


def _keep(build: Any) -> ClauseElement:
    statement = build.insert(KeptAnswer).values(
        id=bindparam("id", type_=String()),
        answer=bindparam("answer", type_=LargeBinary()),
        expires_at=bindparam("expires_at", type_=BigInteger()),
    )
    row = {name: statement.excluded[name] for name in ("answer", "expires_at")}
    expired = KeptAnswer.expires_at <= bindparam("now", type_=BigInteger())
    kept: ClauseElement = statement.on_conflict_do_update(index_elements=["id"], set_=row, where=expired)
    return kept


def forget(session: Session, *, now: int) -> int:
    """Delete what has expired; how many answers that were."""
    result = session.execute(delete(KeptAnswer).where(KeptAnswer.expires_at <= now))
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
