"""Small questions that pages ask beside the big ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from processes import definitions
from processes.records import RecordType
from processes.store import ElementInstance, Instance, Notification, RecordRow, UserTask


def records_of(session: Session, instance_id: int, types: Iterable[RecordType]) -> Iterator[RecordRow]:
    """The records of an instance that are of one of *types*, in order."""
    wanted = [str(kind) for kind in types]
    query = select(RecordRow).where(RecordRow.instance_id == instance_id, RecordRow.type.in_(wanted))
    return iter(session.scalars(query.order_by(RecordRow.seq)))


def definition_of_task(session: Session, instance: Instance, task: UserTask) -> tuple[int, str]:
    """Deployment and content hash of the form of a task: those that held when it ended, else those of now."""
    place, calls = definitions.bound(instance), dict[int | None, str]()
    ended = (RecordType.USER_TASK_COMPLETED, RecordType.USER_TASK_CANCELED)
    kinds = (RecordType.INSTANCE_MIGRATED, RecordType.PROCESS_CALLED)
    for row in records_of(session, instance.id, (*kinds, *ended)):
        if row.type == RecordType.INSTANCE_MIGRATED:
            place = definitions.bound(instance, json.loads(row.payload))
        elif row.type == RecordType.PROCESS_CALLED:
            calls[row.element_instance_id] = json.loads(row.payload)["content_hash"]
        elif row.element_instance_id == task.element_instance_id:
            break
    found = called_around(session, instance.id, task.element_instance_id, calls)
    return place if found is None else place_of(session, instance, found)


def place_of(session: Session, instance: Instance, content_hash: str) -> tuple[int, str]:
    """A deployment that an instance is in, by number and content hash: its own, or one that was called."""
    if content_hash == instance.content_hash:
        return instance.deployment_id, content_hash
    return definitions.number_of(session, content_hash), content_hash


def called_around(
    session: Session, instance_id: int, element_instance_id: int, calls: Mapping[int | None, str]
) -> str | None:
    """The content hash of the version that an element is in, when a call around it (*calls*: by element
    instance, as ``process_called`` tells) is bound to one of its own.
    """
    number: int | None = element_instance_id if calls else None
    while number is not None:
        element = session.get(ElementInstance, (instance_id, number))
        number = None if element is None else element.scope_id
        if number in calls:
            return calls[number]
    return None


def open_task_names(session: Session, instance_ids: Iterable[int]) -> dict[int, list[str]]:
    """What is being worked on in each of the instances, without repetitions."""
    columns = (UserTask.instance_id, UserTask.name)
    query = select(*columns).where(UserTask.status == "open", UserTask.instance_id.in_(list(instance_ids)))
    found: dict[int, list[str]] = {}
    for instance_id, name in session.execute(query.order_by(UserTask.element_instance_id)):
        names = found.setdefault(instance_id, [])
        if name not in names:
            names.append(name)
    return found


def count_unread(session: Session, user_id: str) -> int:
    """How many notifications a person has not read."""
    query = select(func.count()).select_from(Notification)
    return session.scalar(query.where(Notification.user_id == user_id, Notification.read_at.is_(None))) or 0
