"""Small questions that pages ask beside the big ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from processes import definitions
from processes.records import RecordType
from processes.store import Instance, Notification, RecordRow, UserTask


def records_of(session: Session, instance_id: int, types: Iterable[RecordType]) -> Iterator[RecordRow]:
    """The records of an instance that are of one of *types*, in order."""
    wanted = [str(kind) for kind in types]
    query = select(RecordRow).where(RecordRow.instance_id == instance_id, RecordRow.type.in_(wanted))
    return iter(session.scalars(query.order_by(RecordRow.seq)))


def definition_of_task(session: Session, instance: Instance, task: UserTask) -> tuple[int, str]:
    """Deployment and content hash that held when a task ended; of an open one those of now."""
    if task.status == "open" or instance.origin is None:
        return instance.deployment_id, instance.content_hash
    place = definitions.bound(instance)
    ended = (RecordType.USER_TASK_COMPLETED, RecordType.USER_TASK_CANCELED)
    for row in records_of(session, instance.id, (RecordType.INSTANCE_MIGRATED, *ended)):
        if row.type == RecordType.INSTANCE_MIGRATED:
            place = definitions.bound(instance, json.loads(row.payload))
        elif row.element_instance_id == task.element_instance_id:
            break
    return place


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
