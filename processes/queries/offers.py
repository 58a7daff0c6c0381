"""The SQL form of ``rights.may_work_on``: which open tasks somebody may take, found from their candidates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, union
from sqlalchemy.orm import aliased

from processes.commands import Actor
from processes.rights import Capacity, own_groups
from processes.store import UserTask, UserTaskCandidate

_KEYS = (UserTask.instance_id, UserTask.element_instance_id)


def shared(actor: Actor) -> list[Any]:
    """The keys of the tasks without an assignee that the actor may claim, himself or in an acting post."""
    own = _offered(own_groups(actor), (actor.id,), (actor.id,))
    found = [_free(own, _barred([actor.id], actor.id))]
    for capacity in actor.capacities:
        if capacity.person is None:
            found.append(_free(_offered(capacity.groups), _barred([actor.id], capacity.holder)))
    return found


def deputised(actor: Actor) -> Any:
    """The tasks of those whom the actor stands in for: what they have and what they may claim."""
    found = []
    for capacity in actor.capacities:
        if capacity.person is not None:
            barred = _barred([actor.id, capacity.person], capacity.holder)
            named = (capacity.person,) if capacity.whole else ()
            found += [_held(capacity, barred), _free(_offered(capacity.groups, named), barred)]
    return together(found) if found else select(*_KEYS).where(false())


def same_task(other: Any) -> Any:
    """The rows of *other* that belong to the user task."""
    return and_(
        other.instance_id == UserTask.instance_id, other.element_instance_id == UserTask.element_instance_id
    )


def together(queries: Sequence[Any]) -> Any:
    """Their rows, each once."""
    return union(*queries) if len(queries) > 1 else queries[0]


def _held(capacity: Capacity, barred: ColumnElement[bool]) -> Any:
    query = select(*_KEYS).where(UserTask.assignee == capacity.person, UserTask.status == "open", ~barred)
    if capacity.whole:
        return query
    return query.where(exists().where(same_task(UserTaskCandidate), _offered(capacity.groups)))


def _free(offered: ColumnElement[bool], barred: ColumnElement[bool]) -> Any:
    free = and_(UserTask.status == "open", UserTask.assignee.is_(None))
    keys = select(*_KEYS).join(UserTaskCandidate, same_task(UserTaskCandidate))
    return keys.where(offered, free, ~barred).distinct()


def _offered(
    groups: Collection[str], users: Collection[str] = (), starters: Collection[str] = ()
) -> ColumnElement[bool]:
    kinds = (("group", groups), ("user", users), ("starter", starters))
    candidate = UserTaskCandidate
    wanted = [
        and_(candidate.kind == kind, candidate.name.in_(sorted(names))) for kind, names in kinds if names
    ]
    return or_(false(), *wanted)


def _barred(people: Sequence[str], holder: str | None) -> ColumnElement[bool]:
    """Segregation of duties: the people have a part in it already, or the capacity has been used."""
    row = aliased(UserTaskCandidate)
    excluded = and_(row.kind == "excluded", row.name.in_(people))
    once = and_(row.kind == "once", row.name == holder)
    return exists().where(same_task(row), or_(excluded, once))
