"""Open tasks by the thousand: copies of one that was started in earnest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from benchmarks.web.office import SHARED
from processes import commands
from processes.commands import Actor
from processes.store import Base, Instance, UserTask, UserTaskCandidate
from processes.store.places import move_all
from service.state import State

#: Of the backlog, the head of section may claim all but what others have claimed already.
CLAIMED_OF_TEN = 2
_CHUNK = 5000


def pile_up(state: State, count: int) -> None:
    """*count* more open tasks that ``head`` is a candidate of; two of ten have been claimed by others."""
    starter = Actor("p001", "人员p001", "zjw", frozenset({"drafter@zjw"}))
    with state.sessions.begin() as session:
        first = commands.start_instance(session, SHARED, {}, actor=starter, now=state.now()).id
    with state.sessions.begin() as session:
        models = (Instance, UserTask, UserTaskCandidate)
        rows = {model: _rows(session, model, first) for model in models}
        newest = session.scalar(select(func.max(Instance.id))) or 0
        for begin in range(1, count, _CHUNK):
            numbers = range(begin, min(begin + _CHUNK, count))
            for model in models:
                copies = [_copy(row, newest + number, number) for number in numbers for row in rows[model]]
                session.execute(insert(model.__table__), copies)
        dialect = session.get_bind().dialect.name
        session.execute(text(move_all(dialect).replace(":", r"\:")))
        if dialect == "postgresql":
            sequence = "pg_get_serial_sequence('process_instance', 'id')"
            session.execute(text(f"SELECT setval({sequence}, (SELECT max(id) FROM process_instance))"))
    with state.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("ANALYZE")


def _rows(session: Session, model: type[Base], instance: int) -> list[dict[str, Any]]:
    table = model.__table__
    key = table.c.id if model is Instance else table.c.instance_id
    return [dict(row._mapping) for row in session.execute(select(table).where(key == instance))]


def _copy(row: dict[str, Any], instance: int, number: int) -> dict[str, Any]:
    copy = {**row, "id": instance} if "id" in row else {**row, "instance_id": instance}
    if "assignee" in row:
        copy["assignee"] = "p002" if number % 10 < CLAIMED_OF_TEN else None
        copy["created_at"] = row["created_at"] + timedelta(seconds=number)
        copy["due"] = row["created_at"] + timedelta(minutes=(number * 7919) % 50_000)
    return copy
