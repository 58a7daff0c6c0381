"""Who has to do with an instance: its unit, who started it, who had a task in it or may take one."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from processes.commands import Actor
from processes.queries.offers import deputised
from processes.store import Instance, UserTask, UserTaskCandidate


def involves(actor: Actor) -> ColumnElement[bool]:
    """The instances that the actor started, worked on, or has a task in (own, to claim, or as a deputy)."""
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
        *_stood_in_for(actor),
    )


def _stood_in_for(actor: Actor) -> list[ColumnElement[bool]]:
    """As long as he is a deputy: what waits for the people whom he stands in for."""
    if not any(capacity.person for capacity in actor.capacities):
        return []
    keys = deputised(actor).subquery()
    return [Instance.id.in_(select(keys.c.instance_id))]


def visible_to(actor: Actor, colleagues: Collection[str] = ()) -> ColumnElement[bool]:
    """The instances of the actor's unit, those that involve him, and those that *colleagues* worked on.

    An actor without a unit belongs to none: instances that no unit owns are not his either.
    """
    own = [Instance.owner_unit == actor.unit] if actor.unit is not None else []
    people = sorted(colleagues)
    worked = or_(UserTask.completed_by.in_(people), UserTask.assignee.in_(people))
    theirs = [exists().where(UserTask.instance_id == Instance.id, worked)] if people else []
    return or_(*own, involves(actor), *theirs)


def is_visible(session: Session, instance_id: int, actor: Actor, colleagues: Collection[str] = ()) -> bool:
    """Whether ``visible_to`` holds for the instance."""
    query = select(Instance.id).where(Instance.id == instance_id, visible_to(actor, colleagues))
    return session.scalar(query) is not None


def is_involved(session: Session, instance_id: int, actor: Actor) -> bool:
    """Whether the instance involves the actor."""
    found = session.scalar(select(Instance.id).where(Instance.id == instance_id, involves(actor)))
    return found is not None
