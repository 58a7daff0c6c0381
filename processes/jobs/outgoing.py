"""Messages that leave the product: what no process takes goes to the address set for its name.

Leased, counted before it is sent and tried again later and later, for ever: somebody outside waits for it.
The database is never locked while it is sent.  What could not be sent stays for all to see.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, sessionmaker

from processes.jobs.faults import PAUSES, Moment
from processes.jobs.leases import patiently
from processes.jobs.posting import Limits, post_signed
from processes.jobs.settings import OutgoingRules, WorkerSettings
from processes.jobs.work import JobFailed
from processes.store import Delivery, veiled

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parcel:
    """One try of a message; ``key`` is the same in every try."""

    instance_id: int
    seq: int
    attempt: int
    name: str
    correlation_key: str | None
    variables: Mapping[str, Any]
    created_at: datetime

    @property
    def key(self) -> str:
        """The idempotency key: who threw it, and its number there."""
        return f"jiedu-{self.instance_id}-m{self.seq}"


def due(rules: OutgoingRules, now: Moment) -> ColumnElement[bool]:
    """Messages with an address that nobody inside takes and that nobody is sending."""
    return and_(
        Delivery.status == "unmatched",
        Delivery.kind == "message",
        Delivery.name.in_(sorted(rules.endpoints)),
        or_(Delivery.due.is_(None), Delivery.due <= now),
    )


def lease(session: Session, settings: WorkerSettings, now: datetime) -> Parcel | None:
    """Take the oldest; its try counts from now on, whatever becomes of this worker."""
    key = (Delivery.created_at, Delivery.instance_id, Delivery.seq)
    query = select(Delivery).where(due(settings.outgoing, now)).order_by(*key).limit(1)
    query = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        return None
    row.attempt += 1
    row.due = now + settings.lease
    return Parcel(
        instance_id=row.instance_id,
        seq=row.seq,
        attempt=row.attempt,
        name=row.name,
        correlation_key=row.correlation_key,
        variables=veiled(session, row.instance_id, row.variables),
        created_at=row.created_at,
    )


def perform(
    parcel: Parcel, sessions: sessionmaker[Session], settings: WorkerSettings, clock: Callable[[], datetime]
) -> bool:
    """Send ``{key, message, correlation_key, variables, created_at}``; true when it was taken."""
    rules = settings.outgoing
    body = {
        "key": parcel.key,
        "message": parcel.name,
        "correlation_key": parcel.correlation_key,
        "variables": parcel.variables,
        "created_at": parcel.created_at.isoformat(),
    }
    try:
        url, limits = rules.endpoints[parcel.name], Limits(rules.timeout, rules.size)
        answer = post_signed(url, body, parcel.key, rules.key, clock(), limits, parcel.name)
    except JobFailed as error:
        _later(parcel, sessions, str(error), clock())
        return False
    except Exception as error:
        log.exception("message %s could not be sent", parcel.key, extra={"instance": parcel.instance_id})
        _later(parcel, sessions, f"{type(error).__name__}: {error}", clock())
        return False
    patiently(lambda: _taken(parcel, sessions))
    log.info("message %s was taken: %s", parcel.name, answer.receipt, extra={"instance": parcel.instance_id})
    return True


def _taken(parcel: Parcel, sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        row = _row(session, parcel)
        if row is not None:
            session.delete(row)


def _later(parcel: Parcel, sessions: sessionmaker[Session], reason: str, now: datetime) -> None:
    with sessions.begin() as session:
        row = _row(session, parcel)
        if row is not None and row.attempt == parcel.attempt:
            row.due = now + PAUSES[min(parcel.attempt, len(PAUSES)) - 1]
            row.error = reason


def _row(session: Session, parcel: Parcel) -> Delivery | None:
    """The message, unless another worker has sent it meanwhile."""
    key = (parcel.instance_id, parcel.seq)
    return session.get(Delivery, key, populate_existing=True, with_for_update=True)
