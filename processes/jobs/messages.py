"""Engine jobs about kept messages: hand them to those who wait now, and forget them when they expire."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from processes.commands import correlation
from processes.jobs.faults import Key, Moment
from processes.jobs.tries import Tries
from processes.store import Instance, Message, MessageReceipt, MessageSubscription, StartEvent, Timer

#: Who asks for no key takes a message with any.
_FITS = or_(
    MessageSubscription.correlation_key.is_(None),
    MessageSubscription.correlation_key == Message.correlation_key,
)
_PLACE = (Message.id, MessageSubscription.process_id, MessageSubscription.instance_id)


def hand_over_next(session: Session, now: datetime, tries: Tries) -> bool:
    """Give the oldest kept message to an element that has begun to wait; false when there is none."""
    query = select(*_PLACE).where(waiting(now), *tries.without("message", _PLACE, now))
    query = query.order_by(Message.id, *_PLACE[1:], MessageSubscription.element_instance_id).limit(1)
    found = session.execute(query).first()
    if found is None:
        return False
    return _hand_over(session, tuple(found), now, tries, ("done", "held"))


def resume_next(session: Session, now: datetime, tries: Tries) -> bool:
    """Give a message to an instance that was suspended when it came; false when there is none."""
    place = (MessageReceipt.message, MessageReceipt.process_id, MessageReceipt.instance_id)
    query = select(*place).join(Message, Message.id == MessageReceipt.message)
    query = query.where(held(now), *tries.without("message", place, now))
    found = session.execute(query.order_by(*place).limit(1)).first()
    if found is None:
        return False
    return _hand_over(session, tuple(found), now, tries, ("done",))


def start_by_next(session: Session, now: datetime, tries: Tries) -> bool:
    """Start a process by a kept message whose key is free again; false when there is none."""
    place = (Message.id, StartEvent.process_id)
    query = select(*place).where(startable(now), *tries.without("message", (*place, 0), now))
    found = session.execute(query.order_by(*place).limit(1)).first()
    if found is None:
        return False
    message = _locked(session, found[0])
    if message is None:
        return True
    with tries.attempt(session, "message", (*found, 0), None):
        correlation.begin(session, message, found[1], now)
    return True


def forget_next(session: Session, now: datetime, tries: Tries) -> bool:
    """Drop an expired message; false when there is none."""
    query = select(Message).where(expired(now)).order_by(Message.id).limit(1)
    message = session.scalar(query.with_for_update(skip_locked=True))
    return message is not None and correlation.drop(session, message)


def waiting(now: Moment) -> ColumnElement[bool]:
    """A message and an element that waits for it, in a process that it has not reached."""
    taken = (
        exists()
        .where(
            MessageReceipt.message == Message.id,
            MessageReceipt.process_id == MessageSubscription.process_id,
            or_(
                MessageReceipt.status != "refused",
                MessageReceipt.instance_id == MessageSubscription.instance_id,
            ),
        )
        .correlate_except(MessageReceipt)
    )
    return and_(
        Message.kind == "message",
        Message.expires_at > now,
        MessageSubscription.name == Message.name,
        _FITS,
        Instance.id == MessageSubscription.instance_id,
        Instance.status == "active",
        ~taken,
    )


def held(now: Moment) -> ColumnElement[bool]:
    """A receipt of an instance that is no longer suspended; timers that were due before come first."""
    earlier = (
        exists()
        .where(
            Timer.instance_id == MessageReceipt.instance_id,
            Timer.due <= now,
            Timer.due < Message.published_at,
        )
        .correlate_except(Timer)
    )
    return and_(
        MessageReceipt.status == "held",
        Message.id == MessageReceipt.message,
        Instance.id == MessageReceipt.instance_id,
        Instance.status != "suspended",
        ~earlier,
    )


def startable(now: Moment) -> ColumnElement[bool]:
    """A message and a process that it starts and has not reached, with no running instance of its key."""
    taken = (
        exists()
        .where(
            MessageReceipt.message == Message.id,
            MessageReceipt.process_id == StartEvent.process_id,
            MessageReceipt.status != "refused",
        )
        .correlate_except(MessageReceipt)
    )
    running = (
        exists()
        .where(
            Instance.process_id == StartEvent.process_id,
            Instance.correlation_key == Message.correlation_key,
            Instance.ended_at.is_(None),
        )
        .correlate_except(Instance)
    )
    return and_(
        Message.kind == "message",
        Message.expires_at > now,
        StartEvent.kind == "message",
        StartEvent.name == Message.name,
        ~taken,
        or_(Message.correlation_key == "", ~running),
    )


def expired(now: Moment) -> ColumnElement[bool]:
    """A message whose time is over and that nobody has to get any more."""
    wanted = (
        exists()
        .where(MessageReceipt.message == Message.id, MessageReceipt.status == "held")
        .correlate_except(MessageReceipt)
    )
    return and_(Message.expires_at <= now, ~wanted)


def _hand_over(session: Session, place: Key, now: datetime, tries: Tries, over: tuple[str, ...]) -> bool:
    number, process_id, instance_id = place
    query = select(Instance).where(Instance.id == instance_id).with_for_update()
    instance = session.scalar(query.execution_options(populate_existing=True))
    message = _locked(session, number)
    if instance is None or message is None:
        return True  # somebody else was quicker
    here: Any = (MessageReceipt.message == number, MessageReceipt.process_id == process_id)
    taken = select(MessageReceipt.status).where(*here, MessageReceipt.status.in_(over)).limit(1)
    if instance.status == "suspended" or session.scalar(taken) is not None:
        return True
    with tries.attempt(session, "message", (number, process_id, instance_id), None):
        correlation.correlate(session, message, instance, process_id, now)
    return True


def _locked(session: Session, number: int) -> Message | None:
    query = select(Message).where(Message.id == number).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))
