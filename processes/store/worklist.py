"""A user task while a command is about it: its row and that of its locked instance, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ClauseElement, Connection, ScalarSelect, bindparam, func, select

from processes.store import rows
from processes.store.catalogue import CalendarNotice
from processes.store.locking import WIDTH, InstanceRow, read_instance
from processes.store.rows import table_of
from processes.store.tables import Instance, UserTask

_INSTANCE, _TABLE = table_of(Instance), table_of(UserTask)
_COLUMNS = tuple(column.name for column in _TABLE.columns)
_WANTED = bindparam("instance", type_=_TABLE.c.instance_id.type)
_THIS = _TABLE.c.element_instance_id == bindparam("element", type_=_TABLE.c.element_instance_id.type)


class TaskRow:
    """The columns of ``user_task``, described at ``UserTask``, as plain attributes."""

    __slots__ = _COLUMNS
    instance_id: int
    element_instance_id: int
    process_id: str | None
    element_id: str | None
    scope_id: int | None
    name: str
    form_id: str | None
    status: str
    assignee: str | None
    candidate_groups: list[str]
    candidate_users: list[str]
    excluded_users: list[str]
    once_users: list[str] | None
    due: datetime | None
    follow_up: datetime | None
    priority: int
    lane: str | None
    created_at: datetime
    ended_at: datetime | None
    completed_at: datetime | None
    completed_by: str | None
    completed_by_name: str | None
    completed_for: str | None
    revision: int

    def columns(self) -> dict[str, Any]:
        """The row by column."""
        return {name: getattr(self, name) for name in _COLUMNS}


def lock_task(
    connection: Connection, instance_id: int, element_instance_id: int
) -> tuple[InstanceRow, TaskRow, int | None] | None:
    """The locked instance of a user task, the task, and the number of the calendar notice loaded last.

    In one statement, because whoever works on a task needs all three.  Where PostgreSQL had to wait for the
    lock it gives the instance as it is now, but what stands beside it as it was before the wait; a step that
    the instance has taken meanwhile tells so, and the rest is read again.
    """
    wanted = {"instance": instance_id, "element": element_instance_id}
    found = rows.first(connection, rows.prepared(connection, ("lock task",), _lock_task), wanted)
    if found is None:
        return None
    instance, beside, step = read_instance(connection, found), found[WIDTH:-1], found[-1]
    if step != instance.step:
        again = rows.first(connection, rows.prepared(connection, ("task",), _task), wanted)
        if again is None:
            return None
        beside = again
    return instance, _read_task(connection, beside), beside[-1]


def _read_task(connection: Connection, found: Sequence[Any]) -> TaskRow:
    task = TaskRow()
    for column, value in zip(_TABLE.columns, found, strict=False):
        setattr(task, column.name, rows.read(connection, column.type, value))
    return task


def _lock_task() -> ClauseElement:
    before = _INSTANCE.alias("before")
    step = select(before.c.step).where(before.c.id == _WANTED).scalar_subquery()
    beside = (*_TABLE.columns, _newest(), step)
    both = _INSTANCE.join(_TABLE, _TABLE.c.instance_id == _INSTANCE.c.id)
    found = select(*_INSTANCE.columns, *beside).select_from(both).where(_INSTANCE.c.id == _WANTED, _THIS)
    return found.with_for_update(of=_INSTANCE)


def _task() -> ClauseElement:
    return select(*_TABLE.columns, _newest()).where(_TABLE.c.instance_id == _WANTED, _THIS)


def _newest() -> ScalarSelect[int | None]:
    return select(func.max(CalendarNotice.version)).scalar_subquery()
