"""Rows gathered in memory and written table by table in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from processes.store.tables import Base

Key = tuple[Any, ...]
Row = dict[str, Any]


def table_of(model: type[Base]) -> Table:
    """The table of a mapped class."""
    return cast(Table, model.__table__)


class Batch:
    """What a step does to one table.  Later changes win; ``replace`` names what an insert may overwrite.

    A column ``revision`` is not set but counted up by an update.
    """

    def __init__(self, model: type[Base], replace: Sequence[str] = ()) -> None:
        self.table = table_of(model)
        self.key = [column.name for column in self.table.primary_key.columns]
        self.replace = tuple(replace)
        self.inserts: dict[Key, Row] = {}
        self.updates: dict[Key, Row] = {}
        self.deletes: dict[Key, None] = {}

    def insert(self, key: Key, row: Row) -> None:
        """A new row."""
        self.inserts[key] = dict(zip(self.key, key, strict=True)) | row

    def update(self, key: Key, values: Row) -> None:
        """Change a row of this step or of an older one."""
        row = self.inserts.get(key, self.updates.get(key))
        if row is None:
            self.updates[key] = dict(values)
        else:
            counted = {"revision": row["revision"] + values["revision"]} if "revision" in values else {}
            row.update({**values, **counted})

    def delete(self, key: Key) -> None:
        """The row goes, if there is one."""
        self.updates.pop(key, None)
        if self.inserts.pop(key, None) is None:
            self.deletes[key] = None

    def write(self, session: Session) -> None:
        """Deletes, updates (one statement for each set of columns) and inserts."""
        connection = session.connection()
        if self.deletes:
            columns = tuple_(*(self.table.c[name] for name in self.key))
            connection.execute(delete(self.table).where(columns.in_(list(self.deletes))))
        groups: dict[tuple[str, ...], list[Row]] = {}
        for key, values in self.updates.items():
            bound = {f"key_{name}": part for name, part in zip(self.key, key, strict=True)}
            bound |= {f"new_{name}": value for name, value in values.items()}
            groups.setdefault(tuple(sorted(values)), []).append(bound)
        for names, group in groups.items():
            connection.execute(_update(self.table, names), group)
        if self.inserts:
            statement = _insert(self.table, self.replace, connection.dialect.name)
            connection.execute(statement, list(self.inserts.values()))


# Building a statement costs more than running it, so each shape is built once.


@cache
def _update(table: Table, names: tuple[str, ...]) -> Any:
    statement = update(table)
    for column in table.primary_key.columns:
        statement = statement.where(column == bindparam(f"key_{column.name}"))
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    if "revision" in values:
        values["revision"] = table.c.revision + bindparam("new_revision")
    return statement.values(values)


@cache
def _insert(table: Table, replace: tuple[str, ...], dialect: str) -> Any:
    if not replace:
        return insert(table)
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    key = [column.name for column in table.primary_key.columns]
    changed = {name: statement.excluded[name] for name in replace}
    return statement.on_conflict_do_update(index_elements=key, set_=changed)
