"""Messages and signals: from outside, and on their way from one instance to others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.commands.actors import SYSTEM, Actor
from processes.commands.instances import start_instance
from processes.commands.turn import take
from processes.engine import BroadcastSignal, PublishMessage
from processes.errors import InvalidState, NotFound
from processes.store import Delivery, Instance, MessageSubscription, StartEvent


def publish_message(
    session: Session,
    name: str,
    variables: Mapping[str, Any],
    correlation_key: str | None = None,
    *,
    actor: Actor,
    now: datetime,
    unit: str | None = None,
    start_with: Mapping[str, Any] | None = None,
) -> list[Instance]:
    """Deliver a message to the element that has waited longest for *name* and key, else start what it starts.

    A started instance belongs to the ``owner_unit`` that *variables* name (the caller knows which units there
    are), else to *unit*, else to the actor's.  *start_with* is given to started instances beside *variables*,
    which win.  Returns the instance reached, or the instances started.  Raises NotFound when nobody waits and
    nothing starts.
    """
    for instance_id, element in _waiting(session, name, correlation_key):
        turn = take(session, instance_id, actor=actor, now=now)
        if session.scalar(_still(instance_id, element, name)) is None:
            continue
        try:
            turn.run(PublishMessage(name, dict(variables), correlation_key, element))
        except (NotFound, InvalidState):
            continue  # it does not belong to this conversation (BPMN correlation properties)
        return [turn.instance]
    given = {**(start_with or {}), **variables}
    started = _start(session, "message", name, given, actor, now, _owner(variables) or unit)
    if not started:
        key = f"（关联键 {correlation_key}）" if correlation_key else ""
        raise NotFound(f"没有流程在等待消息“{name}”{key}", name=name, correlation_key=correlation_key)
    return started


def broadcast_signal(
    session: Session,
    name: str,
    variables: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    unit: str | None = None,
    besides: int | None = None,
) -> list[Instance]:
    """Deliver a signal to every active instance that waits for it (not to *besides*) and start what it
    starts.

    Instances are locked in the order of their ids, so that two signals cannot block each other.
    """
    reached = []
    active = select(Instance.id).where(Instance.status == "active").order_by(Instance.id)
    for instance_id in session.scalars(active).all():
        if instance_id == besides:
            continue
        turn = take(session, instance_id, actor=actor, now=now)
        try:
            turn.run(BroadcastSignal(name, dict(variables)))
        except InvalidState:
            continue  # nothing in it waits for this signal
        reached.append(turn.instance)
    return reached + _start(session, "signal", name, variables, actor, now, unit)


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
                session, delivery.name, delivery.variables, key, actor=SYSTEM, now=now, unit=unit
            )
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


def _waiting(session: Session, name: str, key: str | None) -> list[tuple[int, int]]:
    table = MessageSubscription
    query = select(table.instance_id, table.element_instance_id).where(table.name == name)
    query = query.where(table.correlation_key.is_(None) if key is None else table.correlation_key == key)
    found = session.execute(query.order_by(table.instance_id, table.element_instance_id)).all()
    return [(row[0], row[1]) for row in found]


def _still(instance_id: int, element: int, name: str) -> Any:
    table = MessageSubscription
    mine = (table.instance_id == instance_id, table.element_instance_id == element, table.name == name)
    return select(table.name).where(*mine)


def _owner(variables: Mapping[str, Any]) -> str | None:
    """The unit that a message says it is for: a document system writes for all units with one account."""
    named = variables.get("owner_unit")
    return named if isinstance(named, str) and named else None


def _start(
    session: Session,
    kind: str,
    name: str,
    variables: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    unit: str | None,
) -> list[Instance]:
    query = select(StartEvent.process_id, StartEvent.element_id).where(StartEvent.kind == kind)
    events = session.execute(query.where(StartEvent.name == name).order_by(StartEvent.process_id)).all()
    return [
        start_instance(session, process, variables, actor=actor, now=now, unit=unit, event=event)
        for process, event in events
    ]
