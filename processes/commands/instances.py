"""Commands on whole instances: start them, fire their timers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from processes import calendars, definitions
from processes.commands.actors import TIMER, Actor
from processes.commands.turn import Turn, take
from processes.engine import FireTimer, Start
from processes.errors import InvalidState, NotFound
from processes.opening import opening
from processes.store import Deployment, Instance, InstanceRow, ProcessDefinition, Timer, options
from processes.store.chain import root, supported
from processes.wording import when


def start_instance(
    session: Session,
    process_id: str,
    variables: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    unit: str | None = None,
    event: str | None = None,
    correlation_key: str | None = None,
    source: int | None = None,
) -> InstanceRow:
    """Start the newest version of a process.  ``owner_unit`` (*unit*, else the actor's), ``initiator``,
    ``instance_id`` and ``settings`` are set; what the office gives to instances of the unit yields to
    *variables*.

    *event* is the message, signal or timer start event, if any; *correlation_key* that of its message;
    *source* is where the personal data that *variables* refer to were kept before.
    Raises NotFound, InvalidState (not executable; the rules are not yet or no longer in force),
    InvalidArgument (variables that are not plain JSON).
    """
    definition, deployment = definitions.latest(session, process_id)
    if not definition.executable:
        raise InvalidState(f"流程“{definition.name}”标记为不可执行，不能发起", process_id=process_id)
    row, owner = _row(session, definition, deployment, actor, now), unit or actor.unit
    own = {"owner_unit": owner, "initiator": actor.id, "instance_id": row.id}
    given = {**options(session).office.opening(session, owner), **variables, **own}
    turn = Turn(session, row, actor, now, calendars.current(session, owner))
    opened = opening(turn.program, given, now, turn.calendar, process_id=process_id)
    turn.run(Start(process_id, opened, event, correlation_key), source=source)
    return row


def _row(
    session: Session, definition: ProcessDefinition, deployment: Deployment, actor: Actor, now: datetime
) -> InstanceRow:
    """A new instance to which nothing has happened yet; the head is the root of its chain."""
    instance = Instance(
        process_id=definition.process_id,
        version=definition.version,
        deployment_id=deployment.id,
        content_hash=deployment.content_hash,
        status="active",
        started_at=now,
        started_by=actor.id,
        context={},
        algorithm=supported(options(session).algorithm),
        seq=0,
        step=0,
        head="",
        seal="",
    )
    session.add(instance)
    session.flush()
    row = InstanceRow.of(instance)
    row.head = root(row)
    return row


def fire_timer(
    session: Session, instance_id: int, element_instance_id: int, index: int = 0, *, now: datetime
) -> InstanceRow:
    """Fire a timer that is due at *now*.

    Raises NotFound when it has fired or was withdrawn, InvalidState too early.
    """
    turn = take(session, instance_id, actor=TIMER, now=now)
    timer = session.get(Timer, (instance_id, element_instance_id, index), populate_existing=True)
    if timer is None:
        raise NotFound(f"流程实例 {instance_id} 没有等待中的定时器 {element_instance_id}/{index}")
    session.expunge(timer)
    if timer.due > now:
        raise InvalidState(f"定时器应于 {when(timer.due)} 触发，现在是 {when(now)}")
    turn.run(FireTimer(element_instance_id, index))
    return turn.instance
