"""Messages and signals: from outside, and on their way from one instance to others.

A message goes to one receiver in every process that waits for it or starts by it (Zeebe's rule).  With a time
to live it is kept: whoever begins to wait later gets it too, once per process (``commands.correlation``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from processes.commands import correlation
from processes.commands.actors import SYSTEM, Actor
from processes.commands.correlation import Reached, keep, start_by_message, started_by
from processes.commands.personal import posted
from processes.commands.turn import take
from processes.engine import BroadcastSignal, PublishMessage
from processes.errors import InvalidState, NotFound
from processes.personal import NO_PATHS, Paths
from processes.store import Delivery, Instance, InstanceRow, Message, MessageSubscription, SignalSubscription
from processes.store.personal import WAITING, release

#: The longest that a message is kept.
LONGEST = timedelta(days=3650)


def publish_message(
    session: Session,
    name: str,
    variables: Mapping[str, Any],
    correlation_key: str | None = None,
    *,
    actor: Actor,
    now: datetime,
    unit: str | None = None,
    time_to_live: timedelta = timedelta(),
    message_id: str | None = None,
    personal: Paths = NO_PATHS,
    sender: int | None = None,
) -> list[InstanceRow]:
    """Deliver a message to the element of each process that has waited longest for *name* and key.

    A process in which nobody waits is started if it starts by *name*: with a key only when no instance that
    the same key has started is running.  A started instance belongs to the ``owner_unit`` that *variables*
    name (the caller knows which units there are), else to *unit*, else to the actor's.

    With *time_to_live* the message is kept that long for those who begin to wait later; *message_id* is
    refused (InvalidState) while a message of this name, key and id is kept.  What is for a suspended instance
    is kept until it is resumed.  *personal* are paths of personal data in *variables* besides those that
    processes declare; *sender* is the instance that threw the message.  Returns the instances reached or
    started.  Raises NotFound when there are none and the message is not kept.
    """
    variables = posted(session, variables, besides=personal, sender=sender, now=now)
    message = Message(
        kind="message",
        name=name,
        correlation_key=correlation_key or "",
        message_id=message_id,
        variables=dict(variables),
        unit=unit,
        published_by=correlation.plain_actor(actor),
        published_at=now,
        expires_at=now + min(time_to_live, LONGEST),
    )
    correlation.refuse_repetition(session, message, now)
    return _spread(session, message, actor, now, lasting=time_to_live > timedelta())


def _spread(
    session: Session, message: Message, actor: Actor, now: datetime, *, lasting: bool
) -> list[InstanceRow]:
    """Deliver and start; keep what is *lasting* or held.  Raises NotFound."""
    reached = _deliver(session, message, actor, now)
    reached += start_by_message(session, message, {each.process_id for each in reached}, now)
    if lasting or any(each.held for each in reached):
        keep(session, message, reached)
        return [each.instance for each in reached]
    release(session, message.variables)
    if not reached:
        name, asked = message.name, message.correlation_key or None
        key = f"（关联键 {asked}）" if asked else ""
        raise NotFound(f"没有流程在等待消息“{name}”{key}", name=name, correlation_key=asked)
    return [each.instance for each in reached]


def _deliver(session: Session, message: Message, actor: Actor, now: datetime) -> list[Reached]:
    """One receiver in each process: the one that has waited longest."""
    reached: dict[str, Reached] = {}
    key = message.correlation_key or None
    for process_id, instance_id, element in _waiting(session, message.name, key):
        if process_id in reached:
            continue
        turn = take(session, instance_id, actor=actor, now=now)
        if session.scalar(_still(instance_id, element, message.name)) is None:
            continue
        if turn.instance.status == "suspended":
            reached[process_id] = Reached(turn.instance, process_id, held=True)
            continue
        try:
            turn.run(PublishMessage(message.name, dict(message.variables), key, element), source=WAITING)
        except (NotFound, InvalidState):
            continue  # it does not belong to this conversation (BPMN correlation properties)
        reached[process_id] = Reached(turn.instance, process_id)
    return list(reached.values())


def broadcast_signal(
    session: Session,
    name: str,
    variables: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    unit: str | None = None,
    besides: int | None = None,
) -> list[InstanceRow]:
    """Deliver a signal to every instance that waits for it (not to *besides*) and start what it starts.

    Instances are locked in the order of their ids, so that two signals cannot block each other.  A suspended
    instance gets it when it is resumed.  *besides* is the instance that threw it, if any.
    """
    variables = posted(session, variables, sender=besides, now=now)
    reached = []
    waiting = select(SignalSubscription.instance_id).where(SignalSubscription.name == name).distinct()
    for instance_id in session.scalars(waiting.order_by(SignalSubscription.instance_id)).all():
        if instance_id == besides:
            continue
        turn = take(session, instance_id, actor=actor, now=now)
        mine = Reached(turn.instance, turn.instance.process_id, held=turn.instance.status == "suspended")
        if not mine.held:
            try:
                turn.run(BroadcastSignal(name, dict(variables)), source=WAITING)
            except InvalidState:
                continue  # nothing in it waits for this signal any more
        reached.append(mine)
    if any(each.held for each in reached):
        signal = Message(
            kind="signal", name=name, correlation_key="", variables=dict(variables),
            published_by=correlation.plain_actor(actor), published_at=now, expires_at=now,
        )  # fmt: skip
        keep(session, signal, [each for each in reached if each.held])
    started = started_by(session, "signal", name, variables, actor, now, unit)
    if not any(each.held for each in reached):
        release(session, variables)
    return [*(each.instance for each in reached), *started]


def deliver(session: Session, delivery: Delivery, *, now: datetime) -> int:
    """Hand on what left an instance, in a transaction of its own; the row goes, or stays as unmatched for all
    to see.

    Returns how many instances it reached.  The caller has locked the row.
    """
    unit = session.scalar(select(Instance.owner_unit).where(Instance.id == delivery.instance_id))
    try:
        if delivery.kind == "message":
            key = delivery.correlation_key
            reached = publish_message(
                session, delivery.name, delivery.variables, key, actor=SYSTEM, now=now, unit=unit,
                sender=delivery.instance_id,
            )  # fmt: skip
        else:
            besides = delivery.instance_id
            reached = broadcast_signal(
                session, delivery.name, delivery.variables, actor=SYSTEM, now=now, unit=unit, besides=besides
            )
    except NotFound:
        delivery.status = "unmatched"
        return 0
    session.delete(delivery)
    return len(reached)


def _waiting(session: Session, name: str, key: str | None) -> list[tuple[str, int, int]]:
    """Who waits for the name and asks for this key, or for none; the one that has waited longest first."""
    table = MessageSubscription
    query = select(table.process_id, table.instance_id, table.element_instance_id).where(table.name == name)
    asked = table.correlation_key
    query = query.where(asked.is_(None) if key is None else or_(asked.is_(None), asked == key))
    found = session.execute(query.order_by(table.instance_id, table.element_instance_id)).all()
    return [(row[0] or "", row[1], row[2]) for row in found]


def _still(instance_id: int, element: int, name: str) -> Any:
    table = MessageSubscription
    mine = (table.instance_id == instance_id, table.element_instance_id == element, table.name == name)
    return select(table.name).where(*mine)
