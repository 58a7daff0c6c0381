"""Legal holds: while one stands, nothing of the instance is erased or removed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from processes.store.tables import Base, Instance


class LegalHold(Base):
    """A hold on an instance, the ``number``-th of it; it stands until it is lifted."""

    __tablename__ = "legal_hold"
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    placed_at: Mapped[datetime]
    placed_by: Mapped[str]
    reason: Mapped[str]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]
    lift_reason: Mapped[str | None]
