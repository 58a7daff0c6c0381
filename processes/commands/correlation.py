"""Kept messages: for whoever begins to wait later, for suspended instances, and until they expire.

Every step is a transaction of the worker's: instance first, then message, as in every command.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from processes import store
from processes.commands.actors import Actor
from processes.commands.instances import start_instance
from processes.commands.turn import take
from processes.engine import BroadcastSignal, PublishMessage
from processes.errors import InvalidState, NotFound
from processes.store import Instance, InstanceRow, Message, MessageReceipt, StartEvent
from processes.store.personal import WAITING, release
from processes.wording import when


@dataclass(frozen=True)
class Reached:
    """An instance that a message reached in a process; ``held``: it will, when it is resumed."""

    instance: InstanceRow
    process_id: str
    held: bool = False


def plain_actor(actor: Actor) -> dict[str, Any]:
    """An actor as JSON data."""
    return {"id": actor.id, "name": actor.name, "unit": actor.unit, "groups": sorted(actor.groups)}


def publisher(message: Message) -> Actor:
    """Who published a kept message."""
    told = dict(message.published_by)
    return Actor(**{**told, "groups": frozenset(told["groups"])})


def refuse_repetition(session: Session, message: Message, now: datetime) -> None:
    """Raises InvalidState when a message of this name, key and id is kept; an expired one makes room."""
    if message.message_id is None:
        return
    same = (
        Message.name == message.name,
        Message.correlation_key == message.correlation_key,
        Message.message_id == message.message_id,
    )
    known = session.scalar(select(Message).where(*same))
    if known is None:
        return
    if known.expires_at > now or not drop(session, known):
        raise _repeated(known)


def _repeated(known: Message) -> InvalidState:
    text = f"编号为“{known.message_id}”的消息“{known.name}”已于 {when(known.published_at)} 发布"
    return InvalidState(text, message_id=known.message_id)


def keep(session: Session, message: Message, reached: Sequence[Reached]) -> None:
    """Store a message with those whom it has reached; raises InvalidState for a repetition."""
    session.add(message)
    try:
        session.flush()
    except IntegrityError as error:  # the same was published at the same moment
        raise _repeated(message) from error
    for each in reached:
        note(session, message, each.process_id, each.instance.id, "held" if each.held else "done")
    session.flush()


def note(session: Session, message: Message, process_id: str, instance_id: int, status: str) -> None:
    """A receipt, new or changed."""
    session.merge(
        MessageReceipt(message=message.id, process_id=process_id, instance_id=instance_id, status=status)
    )


def start_by_message(
    session: Session, message: Message, besides: Collection[str], now: datetime
) -> list[Reached]:
    """Start the processes that the message starts.

    With a key only where no instance that the key has started is running.
    """
    reached = []
    unit = _owner(message.variables) or message.unit
    for process_id, event in _events(session, "message", message.name):
        if process_id in besides or _running(session, process_id, message.correlation_key):
            continue
        instance = start_instance(
            session, process_id, message.variables, actor=publisher(message), now=now, unit=unit, event=event,
            correlation_key=message.correlation_key or None, source=WAITING,
        )  # fmt: skip
        reached.append(Reached(instance, process_id))
    return reached


def started_by(
    session: Session,
    kind: str,
    name: str,
    variables: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    unit: str | None,
) -> list[InstanceRow]:
    """Start every process that a signal starts."""
    return [
        start_instance(
            session, process, variables, actor=actor, now=now, unit=unit, event=event, source=WAITING
        )
        for process, event in _events(session, kind, name)
    ]


def correlate(
    session: Session, message: Message, instance: Instance | InstanceRow, process_id: str, now: datetime
) -> bool:
    """Hand a kept message to an instance that waits for it; both are locked.  Whether it was taken."""
    turn = take(session, instance.id, actor=publisher(message), now=now)
    command = (
        PublishMessage(message.name, dict(message.variables), message.correlation_key or None)
        if message.kind == "message"
        else BroadcastSignal(message.name, dict(message.variables))
    )
    try:
        turn.run(command, source=WAITING)
    except (NotFound, InvalidState):
        note(session, message, process_id, instance.id, "refused")
        return False
    note(session, message, process_id, instance.id, "done")
    return True


def begin(session: Session, message: Message, process_id: str, now: datetime) -> bool:
    """Start a process by a kept message, unless its key has an instance that is still running."""
    others = {each for each, _ in _events(session, "message", message.name)} - {process_id}
    reached = start_by_message(session, message, others, now)
    for each in reached:
        note(session, message, process_id, each.instance.id, "done")
    return bool(reached)


def drop(session: Session, message: Message) -> bool:
    """Forget an expired message, unless it is held for somebody."""
    mine = MessageReceipt.message == message.id
    if session.scalar(select(MessageReceipt.message).where(mine, MessageReceipt.status == "held").limit(1)):
        return False
    session.execute(delete(MessageReceipt).where(mine))
    release(session, message.variables)
    session.delete(message)
    session.flush()
    return True


def _running(session: Session, process_id: str, key: str) -> bool:
    """Whether an instance that the key has started is running; two who start by it go one after the other."""
    if not key:
        return False
    store.exclusive(session, store.KEYED_START)
    mine = (Instance.process_id == process_id, Instance.correlation_key == key, Instance.ended_at.is_(None))
    return session.scalar(select(Instance.id).where(*mine).limit(1)) is not None


def _events(session: Session, kind: str, name: str) -> list[tuple[str, str]]:
    query = select(StartEvent.process_id, StartEvent.element_id).where(StartEvent.kind == kind)
    found = session.execute(query.where(StartEvent.name == name).order_by(StartEvent.process_id)).all()
    return [(row[0], row[1]) for row in found]


def _owner(variables: Mapping[str, Any]) -> str | None:
    """The unit that a message says it is for: a document system writes for all units with one account."""
    named = variables.get("owner_unit")
    return named if isinstance(named, str) and named else None
