"""Real instances of one process, and any number of rows beside them that look like theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Table, text
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, store
from processes.commands import Actor
from processes.store.rows import table_of
from tests.processes.diagrams import diagram, flow, timer, user_task

#: So many groups share the open tasks.
TEAMS = 200
STARTER = Actor("lin", "承办人", None, frozenset({"team7"}))
#: A task with a period: when the timer fires, the task is cancelled and the instance ends.
PROCESS = diagram(
    "scale",
    "限期办理",
    '<startEvent id="start"/>'
    + user_task("work", "办理", 'candidateGroups="=team"')
    + f'<boundaryEvent id="late" attachedToRef="work">{timer("=due", "timeDate")}</boundaryEvent>'
    + '<endEvent id="done"/><endEvent id="over"/>'
    + flow("start", "work")
    + flow("work", "done")
    + flow("late", "over"),
)
_INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :table AND indexname NOT LIKE 'pk%'"
#: The timers of the filler are due within a year from the beginning.
_DUE = "CAST(:begin AS timestamptz) + ((g * 7919) % 31536000) * interval '1 second'"
_PLACE = f"to_char(({_DUE}) AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')"
_TEAM = f"'team' || (g % {TEAMS})"


def furnish(engine: Engine, sessions: sessionmaker[Session], now: datetime) -> None:
    """Tables and the process."""
    store.upgrade(engine)
    with sessions.begin() as session:
        commands.deploy(session, {"scale.bpmn": PROCESS}, "规模试验", actor=STARTER, now=now)


def start(sessions: sessionmaker[Session], number: int, due: datetime, now: datetime) -> list[int]:
    """So many real instances, a second between the timers of two; their numbers."""
    found = []
    for each in range(number):
        variables = {"due": (due + timedelta(seconds=each)).isoformat(), "team": f"team{each % TEAMS}"}
        with sessions.begin() as session:
            made = commands.start_instance(session, "scale", variables, actor=STARTER, now=now)
        found.append(made.id)
    return found


def grow(engine: Engine, model: int, rows: int, every: int, begin: datetime, step: int = 1) -> int:
    """Add *rows* instances with a timer each, like the instance *model*; one of *every* has an open task.

    They have no records and no state: nobody may fire their timers.  Numbers follow the newest instance, each
    *step* after the one before.  Gives how many rows were written in all.
    """
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SET LOCAL maintenance_work_mem = '768MB'"))
        newest = connection.execute(text("SELECT max(id) FROM process_instance")).scalar_one()
        values = {"model": model, "first": newest + step, "last": newest + rows * step, "step": step}
        values |= {"begin": begin, "every": every * step}
        written = 0
        for table, told, fewer in _tables():
            written += _copy(connection, table, told, values, fewer)
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence('process_instance', 'id'), :last)"), values
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return written


def _tables() -> list[tuple[Table, Mapping[str, str], bool]]:
    """Each table, the columns that differ from the model's, and whether only some instances have a row."""
    tasks: tuple[Mapping[str, str], Mapping[str, str]] = (
        {"due": _DUE, "candidate_groups": f"jsonb_build_array({_TEAM})"},
        {"name": _TEAM, "place": f"{_PLACE} || substr(model.place, 21)"},
    )
    return [
        (table_of(store.Instance), {"state": "NULL", "context": "'{}'"}, False),
        (table_of(store.Timer), {"due": _DUE}, False),
        (table_of(store.UserTask), tasks[0], True),
        (table_of(store.UserTaskCandidate), tasks[1], True),
    ]


def _copy(
    connection: Connection, table: Table, told: Mapping[str, str], values: Mapping[str, object], fewer: bool
) -> int:
    """Without the indexes, which are made again at the end: that is how so many rows are brought in."""
    key = "id" if table.name == "process_instance" else "instance_id"
    indexes = connection.execute(text(_INDEXES), {"table": table.name}).all()
    for name, _ in indexes:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    chosen = (told.get(column.name) or f'model."{column.name}"' for column in table.columns)
    values_of = ", ".join("g" if c.name == key else t for c, t in zip(table.columns, chosen, strict=True))
    some = " AND (g - :first) % :every = 0" if fewer else ""
    query = (
        f"INSERT INTO {table.name} ({columns}) SELECT {values_of} FROM {table.name} AS model, "
        f"generate_series(CAST(:first AS bigint), CAST(:last AS bigint), :step) AS g "
        f"WHERE model.{key} = :model{some}"
    )
    done = connection.execute(text(query), values).rowcount
    for _, definition in indexes:
        connection.exec_driver_sql(definition)
    return done
