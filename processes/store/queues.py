"""Queues of engine jobs: messages that wait for a receiver, and jobs that failed by a bug."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from processes.store.tables import Base, Identity, Instance

_ONCE = "uq_message_name_correlation_key_message_id"


class Message(Base):
    """A published message (or signal) that is kept until ``expires_at``, or longer for suspended instances.

    ``correlation_key`` is empty for none; ``message_id`` is unique per name and key while the row is there.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index(None, "name", "correlation_key"),
        Index(None, "expires_at"),
        Index(
            "uq_message_name_correlation_key_message_id", "name", "correlation_key", "message_id", unique=True
        ),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    correlation_key: Mapped[str]
    message_id: Mapped[str | None]
    variables: Mapped[dict[str, Any]]
    unit: Mapped[str | None]
    published_by: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class MessageReceipt(Base):
    """Which instance a kept message has reached, in which process.

    ``status``: done; held, until the instance is resumed; refused, because it is not of its conversation.
    """

    __tablename__ = "message_receipt"
    __table_args__ = (Index(None, "status", "instance_id"),)
    message: Mapped[int] = mapped_column(ForeignKey(Message.id), primary_key=True)
    process_id: Mapped[str] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    status: Mapped[str]


class JobFault(Base):
    """An engine job that ended with a bug; it is tried again at ``retry_at``.

    ``kind`` and the next four name the job; ``due`` is that of the job, so that a later firing counts anew.
    """

    __tablename__ = "job_fault"
    __table_args__ = (Index(None, "retry_at"),)
    kind: Mapped[str] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    due: Mapped[datetime | None]
    attempts: Mapped[int]
    error: Mapped[str]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    retry_at: Mapped[datetime]
