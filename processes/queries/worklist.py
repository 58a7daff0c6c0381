"""The inbox: only tasks that the actor may see, in the order in which they are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from processes.commands import Actor, TaskRef
from processes.queries.pages import Page, containing, page
from processes.store import Instance, ProcessDefinition, UserTask, UserTaskCandidate

Filter = Literal["mine", "groups", "todo", "done"]
FILTERS: tuple[Filter, ...] = ("mine", "groups", "todo", "done")


@dataclass(frozen=True)
class TaskItem:
    """A user task in a list.

    ``title`` is that of its instance, ``process_name`` that of the instance's process.
    """

    ref: TaskRef
    name: str
    element_id: str | None
    process_id: str
    process_name: str
    version: int
    title: str | None
    owner_unit: str | None
    status: str
    assignee: str | None
    candidate_groups: tuple[str, ...]
    due: datetime | None
    priority: int
    lane: str | None
    created_at: datetime
    completed_at: datetime | None
    completed_by: str | None
    revision: int


def worklist(
    session: Session,
    actor: Actor,
    view: Filter = "todo",
    *,
    search: str = "",
    process_id: str | None = None,
    number: int = 1,
    size: int = 20,
) -> Page[TaskItem]:
    """A page of the actor's tasks.

    *view*: ``mine`` (assigned to the actor), ``groups`` (may be claimed), ``todo`` (both), ``done``
    (completed by the
    actor, latest first).  *search* looks into the names of task and process and the title.  Without a due
    date a
    task comes after those that have one.
    """
    query = _tasks().where(_visible(actor, view))
    if process_id:
        query = query.where(Instance.process_id == process_id)
    if search.strip():
        like = containing(search.strip())
        found = [
            column.like(like, escape="\\")
            for column in (UserTask.name, Instance.title, ProcessDefinition.name)
        ]
        query = query.where(or_(*found))
    if view == "done":
        query = query.order_by(UserTask.completed_at.desc(), UserTask.instance_id.desc())
    else:
        order = (UserTask.due.is_(None), UserTask.due, UserTask.priority.desc(), UserTask.created_at)
        query = query.order_by(*order, UserTask.instance_id, UserTask.element_instance_id)
    return page(session, query, item, number, size)


def counts(session: Session, actor: Actor) -> dict[Filter, int]:
    """How many tasks each filter shows."""
    found: dict[Filter, int] = {}
    for view in FILTERS:
        query = select(func.count()).select_from(UserTask).join(Instance, Instance.id == UserTask.instance_id)
        found[view] = session.scalar(query.where(_visible(actor, view))) or 0
    return found


def _tasks() -> Any:
    return (
        select(UserTask, Instance, ProcessDefinition.name)
        .join(Instance, Instance.id == UserTask.instance_id)
        .join(
            ProcessDefinition,
            and_(
                ProcessDefinition.process_id == Instance.process_id,
                ProcessDefinition.version == Instance.version,
            ),
        )
    )


def item(row: Any) -> TaskItem:
    """The list item of a row of ``_tasks``."""
    task, instance, process_name = row
    return TaskItem(
        ref=TaskRef(task.instance_id, task.element_instance_id),
        name=task.name,
        element_id=task.element_id,
        process_id=instance.process_id,
        process_name=process_name,
        version=instance.version,
        title=instance.title,
        owner_unit=instance.owner_unit,
        status=task.status,
        assignee=task.assignee,
        candidate_groups=tuple(task.candidate_groups),
        due=task.due,
        priority=task.priority,
        lane=task.lane,
        created_at=task.created_at,
        completed_at=task.completed_at,
        completed_by=task.completed_by,
        revision=task.revision,
    )


def _visible(actor: Actor, view: Filter) -> ColumnElement[bool]:
    if view == "done":
        return UserTask.completed_by == actor.id
    mine = and_(UserTask.status == "open", UserTask.assignee == actor.id)
    if view == "mine":
        return mine
    shared = and_(
        UserTask.status == "open", UserTask.assignee.is_(None), _candidate(actor), ~_excluded(actor)
    )
    return shared if view == "groups" else or_(mine, shared)


def _candidate(actor: Actor) -> ColumnElement[bool]:
    """The SQL form of ``rights.may_work_on`` for a task that nobody has."""
    candidate = UserTaskCandidate
    named = or_(
        and_(candidate.kind == "group", candidate.name.in_(sorted(actor.groups))),
        and_(candidate.kind == "user", candidate.name == actor.id),
    )
    nobody = ~exists().where(_of_task(), candidate.kind != "excluded")
    return or_(exists().where(_of_task(), named), and_(nobody, Instance.started_by == actor.id))


def _excluded(actor: Actor) -> ColumnElement[bool]:
    named = and_(UserTaskCandidate.kind == "excluded", UserTaskCandidate.name == actor.id)
    return exists().where(_of_task(), named)


def _of_task() -> ColumnElement[bool]:
    candidate = UserTaskCandidate
    return and_(
        candidate.instance_id == UserTask.instance_id,
        candidate.element_instance_id == UserTask.element_instance_id,
    )
