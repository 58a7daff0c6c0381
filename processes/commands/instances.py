"""Commands on whole instances: start, cancel, variables, incidents, timers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from processes import calendars, definitions
from processes.commands.actors import TIMER, Actor
from processes.commands.turn import Turn, take
from processes.engine import Cancel, FireTimer, ResolveIncident, SetVariables, Start
from processes.errors import InvalidState, NotFound
from processes.store import Incident, Instance, Timer, options
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
) -> Instance:
    """Start the newest version of a process.  ``owner_unit`` (*unit*, else the actor's), ``initiator`` and
    ``instance_id`` are set.

    *event* is the message, signal or timer start event, if any.  Raises NotFound, InvalidState (not
    executable),
    InvalidArgument (variables that are not plain JSON).
    """
    definition, deployment = definitions.latest(session, process_id)
    if not definition.executable:
        raise InvalidState(f"流程“{definition.name}”标记为不可执行，不能发起", process_id=process_id)
    instance = Instance(
        process_id=process_id,
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
    instance.head = root(instance)
    own = {"owner_unit": unit or actor.unit, "initiator": actor.id, "instance_id": instance.id}
    given = dict(variables) | own
    turn = Turn(session, instance, actor, now, calendars.current(session, unit or actor.unit))
    turn.run(Start(process_id, given, event))
    return instance


def cancel_instance(
    session: Session, instance_id: int, reason: str, *, actor: Actor, now: datetime
) -> Instance:
    """End the whole instance at once; raises InvalidState when it has ended already."""
    turn = take(session, instance_id, actor=actor, now=now)
    if turn.instance.status != "active":
        raise InvalidState(f"流程实例 {instance_id} 已于 {when(turn.instance.ended_at)} 结束，不能再取消")
    turn.run(Cancel(reason))
    return turn.instance


def set_variables(
    session: Session,
    instance_id: int,
    variables: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    element_instance_id: int | None = None,
) -> Instance:
    """Correct variables by hand, in the scope of an element instance or (None) of the instance.

    It is recorded.
    """
    turn = take(session, instance_id, actor=actor, now=now)
    turn.run(SetVariables(element_instance_id, dict(variables)))
    return turn.instance


def resolve_incident(
    session: Session,
    instance_id: int,
    element_instance_id: int,
    variables: Mapping[str, Any] | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> Instance:
    """Try again where the element stopped, with repaired *variables*.

    Raises NotFound, InvalidState (resolved).
    """
    turn = take(session, instance_id, actor=actor, now=now)
    incident = session.get(Incident, (instance_id, element_instance_id), populate_existing=True)
    if incident is None:
        raise NotFound(f"流程实例 {instance_id} 的元素 {element_instance_id} 没有异常")
    session.expunge(incident)
    if incident.status != "open":
        raise InvalidState(f"该异常已由 {incident.resolved_by} 于 {when(incident.resolved_at)} 处理")
    turn.run(ResolveIncident(element_instance_id, dict(variables or {})))
    return turn.instance


def fire_timer(
    session: Session, instance_id: int, element_instance_id: int, index: int = 0, *, now: datetime
) -> Instance:
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
