"""催办: the same for the page and the API."""

from __future__ import annotations

from processes import commands, queries
from processes.commands import TaskRef
from processes.rights import may_urge
from processes.store import Instance, InstanceRow, UserTask
from service import db
from service.identity.capacities import deputies_of
from service.identity.people import Person, find_person, members_of, office_day
from service.people import actor
from service.policy import matters
from service.state import current


def urge(reference: str, text: str, person: Person) -> InstanceRow:
    """Urge the open task on behalf of *person*, who must be able to see its instance.

    Raises NotFound, Forbidden, InvalidState, InvalidArgument.
    """
    ref = TaskRef.parse(reference)
    matters.open_instance(db.reading(), ref.instance_id, person)
    detail = queries.task_detail(db.reading(), ref, actor(person))
    with db.transaction() as session:
        who, now = actor(person), current().now()
        return commands.urge_user_task(session, ref, text, _working_on(detail.task), actor=who, now=now)


def may(person: Person, instance: Instance | InstanceRow) -> bool:
    """Whether the page offers it."""
    return may_urge(person.groups, instance.owner_unit)


def _working_on(task: UserTask) -> list[str]:
    """Who has the task, else everybody who may claim it today."""
    session, today = db.reading(), office_day(current().now())
    if task.assignee is not None:
        here = [task.assignee] if find_person(session, task.assignee, today) else []
        away = deputies_of(session, [task.assignee], today).get(task.assignee, [])
        return sorted({*here, *(row.deputy_id for row in away)} - set(task.excluded_users))
    found = {user.id for group in task.candidate_groups for user in members_of(session, group, today)}
    found |= {user for user in task.candidate_users if find_person(session, user, today)}
    return sorted(found - set(task.excluded_users))
