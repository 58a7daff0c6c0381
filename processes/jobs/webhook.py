"""Notifications to the chat or message system of an office: one signed JSON message for each person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes.jobs.posting import Limits, post_signed
from processes.jobs.settings import Recipient, WorkerSettings
from processes.jobs.work import Work
from processes.store import Notification

_RECEIVER = "通知接口"


def tell(
    work: Work, settings: WorkerSettings, sessions: sessionmaker[Session], people: Iterable[Recipient]
) -> None:
    """POST ``{key, to: {user_id, name}, kind, subject, text, created_at, link}`` for everybody who has not
    been told, and note it; raises JobFailed.

    The key is that of job and person: it is the same when the worker dies between sending and noting.
    """
    rules = settings.webhook
    if not rules.url:
        return
    names = {person.user_id: person.name for person in people}
    with sessions() as session:
        mine = (Notification.instance_id == work.instance_id, Notification.seq == work.seq)
        query = select(Notification).where(*mine, Notification.hooked_at.is_(None))
        waiting = [
            row for row in session.scalars(query.order_by(Notification.user_id)) if row.user_id in names
        ]
    for row in waiting:
        key = f"jiedu-{work.key}-{row.user_id}"
        body = {
            "key": key,
            "to": {"user_id": row.user_id, "name": names[row.user_id]},
            "kind": row.kind,
            "subject": row.subject,
            "text": row.text,
            "created_at": row.created_at.isoformat(),
            "link": f"{settings.base_url}/instances/{row.instance_id}" if settings.base_url else None,
        }
        post_signed(rules.url, body, key, rules.key, work.now, Limits(rules.timeout, rules.size), _RECEIVER)
        _note(sessions, row, work.now)


def _note(sessions: sessionmaker[Session], row: Notification, now: datetime) -> None:
    with sessions.begin() as session:
        stored = session.get(Notification, (row.instance_id, row.seq, row.user_id))
        if stored is not None:
            stored.hooked_at = now
