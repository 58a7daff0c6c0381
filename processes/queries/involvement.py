"""Who has to do with an instance: its unit, who started it, who had a task in it or may take one."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from processes.commands import Actor
from processes.store import Instance, UserTask, UserTaskCandidate


def involves(actor: Actor) -> ColumnElement[bool]:
    """The instances that the actor started, worked on, or has a task in (own or to claim)."""
    worked = or_(UserTask.completed_by == actor.id, UserTask.assignee == actor.id)
    candidate = UserTaskCandidate
    offered = or_(
        and_(candidate.kind == "group", candidate.name.in_(sorted(actor.groups))),
        and_(candidate.kind == "user", candidate.name == actor.id),
    )
    return or_(
        Instance.started_by == actor.id,
        exists().where(UserTask.instance_id == Instance.id, worked),
        exists().where(candidate.instance_id == Instance.id, offered),
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The instances of the actor's unit and those that involve him (unit isolation)."""
    return or_(Instance.owner_unit == actor.unit, involves(actor))


def is_involved(session: Session, instance_id: int, actor: Actor) -> bool:
    """Whether the instance involves the actor."""
    found = session.scalar(select(Instance.id).where(Instance.id == instance_id, involves(actor)))
    return found is not None
