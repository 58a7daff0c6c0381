"""The table of answers.  Times are seconds since 1970 (UTC), given by the caller."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CursorResult, Index, LargeBinary, String, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

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
    query = select(KeptAnswer.answer).where(KeptAnswer.id == key.id, KeptAnswer.expires_at > now)
    return session.scalar(query)


def keep(session: Session, key: Key, answer: bytes, *, now: int, until: int) -> bool:
    """Keep the answer; False when another request has answered under the key meanwhile.

    On PostgreSQL this waits for the end of a transaction that is about to keep one.
    """
    build: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"answer": answer, "expires_at": until}
    statement = build.insert(KeptAnswer).values(id=key.id, **row)
    statement = statement.on_conflict_do_update(
        index_elements=["id"], set_=row, where=KeptAnswer.expires_at <= now
    )
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return bool(result.rowcount)


def forget(session: Session, *, now: int) -> int:
    """Delete what has expired; how many answers that were."""
    result = session.execute(delete(KeptAnswer).where(KeptAnswer.expires_at <= now))
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
