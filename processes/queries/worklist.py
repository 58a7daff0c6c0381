"""The inbox: only tasks that the actor may see, in the order in which they are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import and_, func, or_, select, union
from sqlalchemy.orm import Session

from processes.commands import Actor, TaskRef
from processes.queries.offers import KEYS, deputised, same_task, shared
from processes.queries.pages import Page, containing, page, page_end
from processes.store import Instance, ProcessDefinition, UserTask

Filter = Literal["mine", "groups", "todo", "deputy", "done", "done_for_me"]
FILTERS: tuple[Filter, ...] = ("mine", "groups", "todo", "done")
#: ``counts`` counts no further: whoever has so many does not ask how many more.
MOST = 100
_ORDER = (
    *(UserTask.due.is_(None), UserTask.due, UserTask.priority.desc(), UserTask.created_at),
    *(UserTask.instance_id, UserTask.element_instance_id),
)
#: Whose tasks were done: the column that names him.
_DONE = {"done": UserTask.completed_by, "done_for_me": UserTask.completed_for}


@dataclass(frozen=True)
class TaskItem:
    """A user task in a list.

    ``title``, ``process_id`` and ``process_name`` are those of its instance; ``drawn_in`` is the process
    (called by that one, maybe) whose diagram shows the task.
    """

    ref: TaskRef
    name: str
    element_id: str | None
    drawn_in: str | None
    form_id: str | None
    process_id: str
    process_name: str
    version: int
    title: str | None
    owner_unit: str | None
    started_by: str
    status: str
    assignee: str | None
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    excluded_users: tuple[str, ...]
    once_users: tuple[str, ...]
    due: datetime | None
    #: Until when it should be done by the unit's own rule, earlier than ``due`` (S1-32).
    follow_up: datetime | None
    priority: int
    lane: str | None
    created_at: datetime
    completed_at: datetime | None
    completed_by: str | None
    completed_by_name: str | None
    completed_for: str | None
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

    *view*: ``mine`` (assigned to the actor), ``groups`` (may be claimed), ``todo`` (both), ``deputy`` (those
    of the people whom he stands in for), ``done`` (completed by the actor, latest first), ``done_for_me``
    (by his deputies).  *search* looks into the names of task and process and the title.  Without a due
    date a task comes after those that have one.  The total is exact up to the page after this one.
    """
    narrowed, done = bool(process_id or search.strip()), _DONE.get(view)
    keys = _keys(actor, view, None if narrowed else page_end(number, size) + 1)
    query = _tasks()
    query = query.join(keys, same_task(keys.c)) if done is None else query.where(done == actor.id)
    if process_id:
        query = query.where(Instance.process_id == process_id)
    if search.strip():
        like = containing(search.strip())
        found = [
            column.like(like, escape="\\")
            for column in (UserTask.name, Instance.title, ProcessDefinition.name)
        ]
        query = query.where(or_(*found))
    if done is not None:
        query = query.order_by(UserTask.completed_at.desc(), UserTask.instance_id.desc())
    else:
        query = query.order_by(*_ORDER)
    return page(session, query, item, number, size, counted=query if narrowed else select(keys))


def counts(session: Session, actor: Actor) -> dict[Filter, int]:
    """How many tasks wait in each filter, counted up to ``MOST``; ``deputy`` only for who stands in."""
    views: tuple[Filter, ...] = ("mine", "groups")
    if any(each.person for each in actor.capacities):
        views += ("deputy",)
    asked = [select(_keys(actor, view, MOST).c.instance_id).limit(MOST).subquery() for view in views]
    numbers = session.execute(
        select(*(select(func.count()).select_from(each).scalar_subquery() for each in asked))
    )
    return dict(zip(views, numbers.one(), strict=True))


def next_task(session: Session, actor: Actor, instance_id: int) -> TaskRef | None:
    """The actor's most urgent open task of an instance, or of those that he may claim."""
    keys = [select(*KEYS).where(UserTask.assignee == actor.id, UserTask.status == "open"), *shared(actor)]
    mine = union(*(each.where(UserTask.instance_id == instance_id) for each in keys)).subquery()
    query = select(*KEYS).join(mine, same_task(mine.c)).order_by(*_ORDER).limit(1)
    found = session.execute(query).first()
    return TaskRef(*found) if found is not None else None


def _tasks() -> Any:
    definition = (
        ProcessDefinition.process_id == Instance.process_id,
        ProcessDefinition.version == Instance.version,
    )
    return (
        select(UserTask, Instance, ProcessDefinition.name)
        .join(Instance, Instance.id == UserTask.instance_id)
        .join(ProcessDefinition, and_(*definition))
    )


def item(row: Any) -> TaskItem:
    """The list item of a row of ``_tasks``."""
    task, instance, process_name = row
    return TaskItem(
        ref=TaskRef(task.instance_id, task.element_instance_id),
        name=task.name,
        element_id=task.element_id,
        drawn_in=task.process_id,
        form_id=task.form_id,
        process_id=instance.process_id,
        process_name=process_name,
        version=instance.version,
        title=instance.title,
        owner_unit=instance.owner_unit,
        started_by=instance.started_by,
        status=task.status,
        assignee=task.assignee,
        candidate_groups=tuple(task.candidate_groups),
        candidate_users=tuple(task.candidate_users),
        excluded_users=tuple(task.excluded_users),
        once_users=tuple(task.once_users or ()),
        due=task.due,
        follow_up=task.follow_up,
        priority=task.priority,
        lane=task.lane,
        created_at=task.created_at,
        completed_at=task.completed_at,
        completed_by=task.completed_by,
        completed_by_name=task.completed_by_name,
        completed_for=task.completed_for,
        revision=task.revision,
    )


def _keys(actor: Actor, view: Filter, most: int | None = None) -> Any:
    """The keys of the tasks that a filter shows, found through indexes alone; *most*: at least the first."""
    if view in _DONE:
        return select(*KEYS).where(_DONE[view] == actor.id).subquery()
    if view == "deputy":
        return deputised(actor, most).subquery()
    mine = select(*KEYS).where(UserTask.assignee == actor.id, UserTask.status == "open")
    if view == "mine":
        return mine.subquery()
    own = [] if view == "groups" else [mine]
    return union(*own, *shared(actor, most)).subquery()
