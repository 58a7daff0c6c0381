"""Who may see which instance: the same rule for pages and the API."""

from __future__ import annotations

from sqlalchemy.orm import Session

from processes import queries
from processes.commands import Actor
from processes.errors import Forbidden
from processes.store import Instance
from service.identity.people import Person
from service.people import actor


def open_instance(session: Session, instance_id: int, person: Person) -> Instance:
    """The instance, if the person's office oversees it, his unit owns it or it involves him.

    Raises NotFound and Forbidden.
    """
    instance = queries.instance(session, instance_id)
    own = instance.owner_unit is not None and instance.owner_unit == person.unit
    if person.sees_all_units or own or queries.is_involved(session, instance_id, actor(person)):
        return instance
    raise Forbidden("这是其他单位的事项，您没有参与办理，不能查看", instance_id=instance_id)


def may_replay(session: Session, instance: Instance, person: Person) -> bool:
    """The auditor, and whoever was involved in the instance."""
    return person.is_auditor or queries.is_involved(session, instance.id, actor(person))


def open_history(session: Session, instance_id: int, person: Person) -> Instance:
    """The instance for its replay and records.  Raises NotFound and Forbidden."""
    instance = open_instance(session, instance_id, person)
    if not may_replay(session, instance, person):
        raise Forbidden("回放只对审计员和参与办理的人员开放", instance_id=instance_id)
    return instance


def reader(person: Person) -> Actor | None:
    """The filter of lists: None sees every unit."""
    return None if person.sees_all_units else actor(person)
