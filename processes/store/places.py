"""Where an open task stands in the list of those who may claim it: one text, kept beside each candidate.

Sorted by it, tasks come as the worklist shows them: by due instant (those without one last), priority, age.
With it in an index a page of the list costs the same among a hundred tasks and among a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import ClauseElement, Connection, Integer, bindparam, text

from processes.store import rows

#: The place of a task that somebody has: behind all that are free.
CLAIMED = "x"
_LAST = "9" * 20
_MOST = 99_999
_STAMP = "%Y%m%d%H%M%S%f"


def place(due: datetime | None, priority: int, created_at: datetime, assignee: str | None) -> str:
    """Digits only, so that every collation sorts them alike."""
    if assignee is not None:
        return CLAIMED
    return f"{_stamp(due) if due else _LAST}{_MOST - min(max(priority, 0), _MOST):05d}{_stamp(created_at)}"


def move(connection: Connection, tasks: Iterable[tuple[int, int | None]]) -> None:
    """Bring the places of the candidates of these tasks (instance and element) up to their rows."""
    statement = rows.prepared(connection, ("place",), lambda: _move(connection.dialect.name))
    keys = [{"instance": instance, "element": element} for instance, element in tasks]
    rows.run(connection, statement, keys)


def move_all(dialect: str) -> str:
    """The statement that does the same for every candidate."""
    postgres = dialect == "postgresql"
    due, created = (_POSTGRES if postgres else _SQLITE for _ in range(2))
    ahead = _POSTGRES_PRIORITY if postgres else _SQLITE_PRIORITY
    return (
        "UPDATE user_task_candidate SET place = (SELECT CASE WHEN t.assignee IS NOT NULL "
        f"THEN '{CLAIMED}' ELSE coalesce({due.format('t.due')}, '{_LAST}') || {ahead} "
        f"|| {created.format('t.created_at')} END FROM user_task t "
        "WHERE t.instance_id = user_task_candidate.instance_id "
        "AND t.element_instance_id = user_task_candidate.element_instance_id)"
    )


_POSTGRES = "to_char({} AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')"
_POSTGRES_PRIORITY = f"to_char({_MOST} - least(greatest(t.priority, 0), {_MOST}), 'FM00000')"
_SQLITE = "replace(replace(replace(replace({}, '-', ''), ' ', ''), ':', ''), '.', '')"
_SQLITE_PRIORITY = f"printf('%05d', {_MOST} - min(max(t.priority, 0), {_MOST}))"


def _move(dialect: str) -> ClauseElement:
    where = " WHERE instance_id = :instance AND element_instance_id = :element"
    statement = text(move_all(dialect).replace(":", r"\:") + where)
    return statement.bindparams(bindparam("instance", type_=Integer), bindparam("element", type_=Integer))


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime(_STAMP)
