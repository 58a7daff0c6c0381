"""What an operator does to a running instance; each command needs the right to intervene and is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from processes.commands.actors import Actor
from processes.commands.turn import Turn, take
from processes.engine import Cancel, Command, Modify, ResolveIncident, Resume, ReturnTo, SetVariables, Suspend
from processes.errors import Forbidden, InvalidArgument, InvalidState, NotFound
from processes.rights import may_intervene
from processes.store import Incident, InstanceRow
from processes.wording import when


def cancel_instance(
    session: Session, instance_id: int, reason: str, *, actor: Actor, now: datetime
) -> InstanceRow:
    """取消: end the whole instance at once; raises InvalidState when it has ended already."""
    turn = _turn(session, instance_id, actor, now)
    _explained(reason, "取消流程")
    if turn.instance.ended_at is not None:
        raise InvalidState(f"流程实例 {instance_id} 已于 {when(turn.instance.ended_at)} 结束，不能再取消")
    turn.run(Cancel(reason))
    return turn.instance


def suspend_instance(
    session: Session, instance_id: int, reason: str, *, actor: Actor, now: datetime
) -> InstanceRow:
    """暂停: nothing moves until it is resumed; statutory deadlines go on counting."""
    _explained(reason, "暂停流程")
    return _run(session, instance_id, Suspend(reason), actor, now)


def resume_instance(session: Session, instance_id: int, *, actor: Actor, now: datetime) -> InstanceRow:
    """恢复: what has waited comes in due order, by the worker."""
    return _run(session, instance_id, Resume(), actor, now)


def modify_instance(
    session: Session,
    instance_id: int,
    instructions: Sequence[Mapping[str, Any]],
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> InstanceRow:
    """修改: move, end and begin tokens; ``engine.elements.modification`` describes the instructions."""
    _explained(reason, "修改流程实例")
    return _run(session, instance_id, Modify([dict(each) for each in instructions], reason), actor, now)


def return_element(
    session: Session,
    instance_id: int,
    element_instance_id: int,
    target_element_id: str,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> InstanceRow:
    """退回 by an operator: end any open element and start the earlier element *target_element_id*."""
    _explained(reason, "退回")
    command = ReturnTo(element_instance_id, target_element_id, reason)
    return _run(session, instance_id, command, actor, now)


def set_variables(
    session: Session,
    instance_id: int,
    variables: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    element_instance_id: int | None = None,
) -> InstanceRow:
    """Correct variables by hand, in the scope of an element instance or (None) of the instance."""
    if not variables:
        raise InvalidArgument("没有写明要修正的数据")
    return _run(session, instance_id, SetVariables(element_instance_id, dict(variables)), actor, now)


def resolve_incident(
    session: Session,
    instance_id: int,
    element_instance_id: int,
    variables: Mapping[str, Any] | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> InstanceRow:
    """Try again where the element stopped, with repaired *variables*.

    Raises NotFound, InvalidState (resolved).
    """
    turn = _turn(session, instance_id, actor, now)
    incident = session.get(Incident, (instance_id, element_instance_id), populate_existing=True)
    if incident is None:
        raise NotFound(f"流程实例 {instance_id} 的元素 {element_instance_id} 没有异常")
    session.expunge(incident)
    if incident.status != "open":
        raise InvalidState(f"该异常已由 {incident.resolved_by} 于 {when(incident.resolved_at)} 处理")
    turn.run(ResolveIncident(element_instance_id, dict(variables or {})))
    return turn.instance


def allowed(actor: Actor) -> None:
    """Raises Forbidden unless the actor may intervene."""
    refusal = may_intervene(actor.groups)
    if refusal is not None:
        raise Forbidden(refusal, actor=actor.id)


def _turn(session: Session, instance_id: int, actor: Actor, now: datetime) -> Turn:
    allowed(actor)
    return take(session, instance_id, actor=actor, now=now)


def _run(session: Session, instance_id: int, command: Command, actor: Actor, now: datetime) -> InstanceRow:
    turn = _turn(session, instance_id, actor, now)
    turn.run(command)
    return turn.instance


def _explained(reason: str, what: str) -> None:
    if not reason.strip():
        raise InvalidArgument(f"{what}须写明原因", errors={"reason": ["不能为空"]})
