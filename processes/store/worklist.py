"""The row of a user task while a command is about it, as plain data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ClauseElement, Connection, bindparam, func, select

from processes.store import rows
from processes.store.catalogue import CalendarNotice
from processes.store.rows import table_of
from processes.store.tables import UserTask

_TABLE = table_of(UserTask)
_COLUMNS = tuple(column.name for column in _TABLE.columns)


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


def task_row(
    connection: Connection, instance_id: int, element_instance_id: int
) -> tuple[TaskRow, int | None] | None:
    """A user task of a locked instance, and the number of the calendar notice that was loaded last.

    Together, because whoever works on a task needs both.
    """
    statement = rows.prepared(connection, ("task",), _task)
    wanted = {"instance": instance_id, "element": element_instance_id}
    found = rows.first(connection, statement, wanted)
    if found is None:
        return None
    task = TaskRow()
    for column, value in zip(_TABLE.columns, found, strict=False):
        setattr(task, column.name, rows.read(connection, column.type, value))
    return task, found[-1]


def _task() -> ClauseElement:
    newest = select(func.max(CalendarNotice.version)).scalar_subquery()
    mine = _TABLE.c.instance_id == bindparam("instance", type_=_TABLE.c.instance_id.type)
    this = _TABLE.c.element_instance_id == bindparam("element", type_=_TABLE.c.element_instance_id.type)
    return select(*_TABLE.columns, newest).where(mine, this)
