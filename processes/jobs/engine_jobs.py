"""Engine jobs: due timers, messages between instances, timer starts.

Each is claimed, executed, recorded and deleted in one transaction, exactly once, by any number of workers.  A
timer is
claimed by its instance's row (skipped while somebody else has it), so no lock is ever taken in another order
than that
of the commands.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from processes import calendars, commands
from processes.engine import StartTimer
from processes.jobs.faults import Moment
from processes.jobs.tries import Tries
from processes.store import Delivery, Instance, Message, MessageReceipt, StartEvent, Timer, options
from processes.store.opened import moment

_TIMER = (Timer.instance_id, Timer.element_instance_id, Timer.index)


def fire_next_timer(session: Session, now: datetime, tries: Tries) -> bool:
    """Fire the earliest due timer of an instance that nobody is working on; false when there is none."""
    claim, earliest = _ordinary() if tries.ordinary else _timers(tries)
    instance_id = session.scalar(claim, {"now": now})
    if instance_id is None:
        return False
    # Only now, with the instance locked, is it certain what is still due.
    row = session.execute(earliest, {"now": now, "instance": instance_id}).first()
    if row is not None:
        with tries.attempt(session, "timer", tuple(row[:3]), row[3]):
            commands.fire_timer(session, *row[:3], now=now)
    return True


@cache
def _ordinary() -> tuple[Any, Any]:
    """To put the statements together takes longer than to run them."""
    return _timers(Tries())


def _timers(tries: Tries) -> tuple[Any, Any]:
    """Claim the instance with the earliest due timer; its earliest due timer."""
    wanted, order = due(bindparam("now", type_=Timer.due.type), tries), (Timer.due, *_TIMER)
    here = Instance.id == Timer.instance_id
    # In the order of the index alone: to sort by more, PostgreSQL would read the next thirty timers as well.
    claim = select(Timer.instance_id).join(Instance, here).where(wanted).order_by(*order[:2]).limit(1)
    mine = select(*_TIMER, Timer.due).where(Timer.instance_id == bindparam("instance"), wanted)
    return claim.with_for_update(of=Instance, skip_locked=True), mine.order_by(*order).limit(1)


def deliver_next(session: Session, now: datetime, tries: Tries) -> bool:
    """Hand on the oldest message; those of one instance go in order.  False when there is none."""
    key = (Delivery.instance_id, Delivery.seq)
    earlier = aliased(Delivery)
    before = exists().where(
        earlier.instance_id == Delivery.instance_id, earlier.seq < Delivery.seq, earlier.status == "pending"
    )
    query = select(Delivery).where(
        Delivery.status == "pending", ~before, *tries.without("delivery", key, now)
    )
    query = query.order_by(Delivery.created_at, *key).limit(1).with_for_update(skip_locked=True)
    delivery = session.scalar(query.execution_options(populate_existing=True))
    if delivery is None:
        return False
    named = (delivery.instance_id, delivery.seq)
    with tries.attempt(session, "delivery", named, None):
        commands.deliver(session, delivery, now=now)
    return True


def start_next(session: Session, now: datetime, tries: Tries) -> bool:
    """Start the process whose timer start event is due, once for each competent office; false when there is
    none.
    """
    key = (StartEvent.process_id, StartEvent.element_id)
    query = select(StartEvent).where(StartEvent.due <= now, *tries.without("start", key, now))
    query = query.order_by(StartEvent.due, *key)
    query = query.limit(1).with_for_update(skip_locked=True).execution_options(populate_existing=True)
    event = session.scalar(query)
    if event is None or event.due is None:
        return False
    named = (event.process_id, event.element_id)
    with tries.attempt(session, "start", named, event.due):
        for unit in options(session).office.competent(session) or (None,):
            commands.start_instance(
                session,
                event.process_id,
                {},
                actor=commands.TIMER,
                now=now,
                unit=unit,
                event=event.element_id,
            )
    following = StartTimer(
        event.process_id, event.element_id, event.due.isoformat(), event.timer or {}
    ).following(calendars.current(session))
    event.fired += 1
    event.due = moment(following.due) if following else None
    event.timer = following.timer if following else None
    return True


def due(now: Moment, tries: Tries | None = None) -> ColumnElement[bool]:
    """A timer that may fire: due, its instance not suspended, no message of before waiting for it."""
    earlier = (
        exists()
        .where(
            MessageReceipt.instance_id == Timer.instance_id,
            MessageReceipt.status == "held",
            Message.id == MessageReceipt.message,
            Message.published_at <= Timer.due,
        )
        .correlate_except(MessageReceipt, Message)
    )
    running = (
        exists()
        .where(Instance.id == Timer.instance_id, Instance.status == "active")
        .correlate_except(Instance)
    )
    return and_(Timer.due <= now, running, ~earlier, *(tries or Tries()).without("timer", _TIMER, now))
