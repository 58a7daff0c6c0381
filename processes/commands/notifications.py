"""What a person does with the messages sent to him.  No instance changes by it, so nothing is recorded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from processes.store import Notification


def read_notifications(session: Session, user_id: str, *, now: datetime) -> None:
    """Mark every notification of a person as read; those read before keep their time."""
    mine = (Notification.user_id == user_id, Notification.read_at.is_(None))
    session.execute(update(Notification).where(*mine).values(read_at=now))
