"""Who may see which matter: one rule for pages, lists, papers and the API.

| who | sees |
|---|---|
| 审计员 | every instance, its records and its replay |
| 区政府办政策解读主管 (``gov_office_interp``, the competent office, S2-04) | every instance |
| staff of a district office (``oversees``) | those in which the office has or had a task, and its own |
| other staff | those of their unit |
| 流程设计员, 系统管理员, 安全管理员 | none: they keep the system, not the matters (三员分立) |

Besides, staff see the instances that involve themselves: started by them, with a task that they did, have or
may claim.  Designers and 安全管理员 see the page of a task that a diagram gives to them.
Records and replay are open to the auditor and to those involved only.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from processes import queries
from processes.commands import Actor, TaskRef
from processes.errors import Forbidden
from processes.queries import TaskDetail
from processes.store import Instance
from service.identity.people import Person, groups_of, people_of
from service.people import actor


@dataclass(frozen=True)
class Reader:
    """The filter of lists and pages; without an ``actor`` nothing is filtered."""

    actor: Actor | None
    colleagues: frozenset[str] = frozenset()


def reader(session: Session, person: Person) -> Reader:
    """What the person sees, by the table of this module."""
    if person.sees_all_units:
        return Reader(None)
    asking = actor(person)
    if not person.oversees:
        return Reader(asking)
    groups = asking.groups | groups_of(session, person.unit)
    return Reader(replace(asking, groups=groups), people_of(session, person.unit))


def open_instance(session: Session, instance_id: int, person: Person) -> Instance:
    """The instance, if the person may see it.  Raises NotFound and Forbidden."""
    instance = queries.instance(session, instance_id)
    if not (person.is_staff or person.is_auditor):
        raise Forbidden("您的岗位不办理事项，不能查看事项", instance_id=instance_id)
    reading = reader(session, person)
    if reading.actor and not queries.is_visible(session, instance_id, reading.actor, reading.colleagues):
        raise Forbidden("这是其他单位的事项，您没有参与办理，不能查看", instance_id=instance_id)
    return instance


def may_replay(session: Session, instance: Instance, person: Person) -> bool:
    """The auditor, and whoever was involved in the instance."""
    return person.is_auditor or queries.is_involved(session, instance.id, actor(person))


def open_history(session: Session, instance_id: int, person: Person) -> Instance:
    """The instance for its replay and records.  Raises NotFound and Forbidden."""
    instance = open_instance(session, instance_id, person)
    if not may_replay(session, instance, person):
        raise Forbidden("回放只对审计员和参与办理的人员开放", instance_id=instance_id)
    return instance


def may_start(person: Person, starters: Set[str] | None) -> bool:
    """Whether one of the groups of the person is among those that the diagram lets start its process, by code
    (``jiedu:starter``); a diagram that names none lets everybody at work.
    """
    return starters is None or bool(starters & {group.partition("@")[0] for group in person.groups})


def open_task(session: Session, reference: str, person: Person) -> TaskDetail:
    """The task, if the person may do it or see its instance.  Raises NotFound and Forbidden."""
    detail = queries.task_detail(session, TaskRef.parse(reference), actor(person))
    if detail.refusal is not None:
        open_instance(session, detail.instance.id, person)
    return detail
