"""Effects that other processes run, told by a line of tickets that may lose or repeat them.

The row stays in the outbox, and a ticket is its key and fence, nothing else.  ``offer`` leases the row for
the time that a ticket may wait; ``take`` exchanges the ticket for the work and moves the fence, so every
ticket of that try but the first is void.  A lost ticket costs no try: the lease ends, and the row is offered
again.  The fence stays until then: where many wait, a ticket is as good as the one that was put in after it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes.jobs import effects
from processes.jobs.settings import WorkerSettings
from processes.jobs.work import Work
from processes.store import Effect

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ticket:
    """Which effect, and the fence under which it was offered: all that leaves the database."""

    instance_id: int
    element_instance_id: int
    fence: int


class Unreachable(Exception):
    """The line cannot be reached; the text says why and holds no secrets."""


class Line(Protocol):
    """Where tickets wait for those who run effects."""

    def room(self) -> int:
        """How many more tickets it takes now.  Raises Unreachable."""
        ...

    def put(self, ticket: Ticket) -> None:
        """Put a ticket in.  Raises Unreachable."""
        ...


def room(line: Line) -> int:
    """How many more tickets *line* takes; none while it is away."""
    try:
        return line.room()
    except Unreachable as error:
        log.warning("effects cannot be handed over, trying again: %s", error)
        return 0


def hand_over_next(
    sessions: sessionmaker[Session], settings: WorkerSettings, line: Line, now: datetime
) -> bool:
    """Offer one effect; false when there is none, or when the line is away."""
    with sessions.begin() as session:
        ticket = offer(session, settings, now)
    if ticket is None:
        return False
    try:
        line.put(ticket)
    except Unreachable as error:
        log.warning("effects cannot be handed over, trying again: %s", error)
        with sessions.begin() as session:
            withdraw(session, ticket, now)
        return False
    return True


def offer(session: Session, settings: WorkerSettings, now: datetime) -> Ticket | None:
    """Lease the effect that has waited longest to whoever comes with the ticket; no try begins yet."""
    order = (Effect.due, Effect.instance_id, Effect.element_instance_id)
    query = select(Effect).where(effects.due(now)).order_by(*order).limit(1)
    query = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    effect = session.scalar(query)
    if effect is None:
        return None
    effect.leased_by = settings.name
    effect.due = now + settings.lease
    return Ticket(effect.instance_id, effect.element_instance_id, effect.fence)


def withdraw(session: Session, ticket: Ticket, now: datetime) -> None:
    """The ticket has not left: the effect may be offered again at once."""
    key = (ticket.instance_id, ticket.element_instance_id)
    effect = session.get(Effect, key, populate_existing=True, with_for_update=True)
    if effect is not None and effect.fence == ticket.fence:
        effect.due, effect.leased_by = now, None


def take(session: Session, ticket: Ticket, settings: WorkerSettings, now: datetime) -> Work | None:
    """The work of a ticket; its try counts from now on.  None for a ticket that is void.

    Void is one whose try has begun already, whose effect is over, or whose instance is suspended.
    """
    mine = (
        Effect.instance_id == ticket.instance_id,
        Effect.element_instance_id == ticket.element_instance_id,
        Effect.fence == ticket.fence,
    )
    query = effects.effect_and_job().where(*mine, effects.permitted())
    return effects.begin(session, query, settings, now)
