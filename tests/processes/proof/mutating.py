"""Random edits of a proven database (S11): a column changed, a row deleted, inserted, or two rows exchanged.

Each is made in a transaction, looked for, and rolled back.  The guards and the foreign keys are off, as for
somebody who owns the database.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Integer,
    Table,
    Text,
    event,
    select,
    text,
    type_coerce,
)
from sqlalchemy.orm import Session

from processes import proof, store
from processes.proof.leaves import _COLUMNS as ANCHORED
from processes.store.rows import table_of
from processes.store.types import Instant, Json
from tests.tampering import disarm

WHOLE = (store.RecordRow, store.Instance, store.Resource, store.Anchor, store.AnchorHead)
TABLES: dict[str, tuple[str, ...]] = {
    **{table_of(model).name: tuple(table_of(model).columns.keys()) for model in WHOLE},
    **{table_of(model).name: names for model, names in ANCHORED.items()},
}
#: What is new since the last anchor may be there rightly.
NO_INSERT = {"tombstone", "calendar_notice"}
_LETTERS = "abcxyz0123456789部署解读"


@dataclass
class Count:
    """What was tried, by table and kind, and what was not found."""

    tried: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


class Mutator:
    """Edits the database of *engine* at random and holds it against the proof with the keys *trusted*."""

    def __init__(self, engine: Engine, trusted: dict[str, str], seed: int) -> None:
        self._engine, self._trusted, self._random = engine, trusted, Random(seed)
        self.count = Count()
        if engine.dialect.name == "sqlite":
            engine.dispose()
            event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys = OFF"))
            with engine.begin() as connection:
                disarm(connection, *TABLES)

    def run(self, times: int) -> Count:
        """So many edits, one at a time."""
        while self.count.tried.total() < times:
            with self._engine.connect() as connection, connection.begin() as transaction:
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SET LOCAL session_replication_role = replica"))
                told = self._edit(connection)
                if told is not None and not self._found(connection):
                    self.count.missed.append(told)
                transaction.rollback()
        return self.count

    def _found(self, connection: Connection) -> bool:
        with Session(connection) as session:
            return bool(proof.verify(session) or proof.check_anchors(session, self._trusted))

    def _edit(self, connection: Connection) -> str | None:
        name = self._random.choice(sorted(TABLES))
        table = store.Base.metadata.tables[name]
        raw = [type_coerce(c, Text).label(c.name) if isinstance(c.type, Json) else c for c in table.columns]
        rows = [dict(row._mapping) for row in connection.execute(select(*raw))]
        if not rows:
            return None
        kind = self._random.choice(("change", "change", "change", "delete", "insert", "swap"))
        done = getattr(self, f"_{kind}")(connection, table, rows)
        if done is not None:
            self.count.tried[name, kind] += 1
        return None if done is None else f"{name} {kind} {done}"

    def _change(self, connection: Connection, table: Table, rows: list[dict[str, Any]]) -> str | None:
        row = self._random.choice(rows)
        column = table.c[self._random.choice(TABLES[table.name])]
        value = self._other(column, row[column.name])
        taken = column.primary_key and any(each[column.name] == value for each in rows)
        if taken or value == row[column.name]:
            return None
        self._update(connection, table, row, {column.name: value})
        return f"{column.name} {row[column.name]!r:.80} → {value!r:.80}"

    def _delete(self, connection: Connection, table: Table, rows: list[dict[str, Any]]) -> str:
        row = self._random.choice(rows)
        connection.execute(table.delete().where(*_same(table, row)))
        return f"{row!r:.200}"

    def _insert(self, connection: Connection, table: Table, rows: list[dict[str, Any]]) -> str | None:
        if table.name in NO_INSERT:
            return None
        row = dict(self._random.choice(rows))
        if table.name == "resource":
            row["content"] = self._random.randbytes(40)
            row["hash"] = hashlib.sha256(row["content"]).hexdigest()
        else:
            key = self._random.choice([c for c in table.primary_key.columns if c.name in row])
            row[key.name] = (
                max(each[key.name] for each in rows) + 1
                if isinstance(row[key.name], int)
                else f"{row[key.name]}x"
            )
        self._write(connection, table.insert(), table, row)
        return f"{row!r:.200}"

    def _swap(self, connection: Connection, table: Table, rows: list[dict[str, Any]]) -> str | None:
        names = [name for name in TABLES[table.name] if not table.c[name].primary_key]
        if len(rows) < 2 or not names:
            return None
        one, two = self._random.sample(rows, 2)
        name = self._random.choice(names)
        if one[name] == two[name]:
            return None
        self._update(connection, table, one, {name: two[name]})
        self._update(connection, table, two, {name: one[name]})
        return f"{name} of {one!r:.120} and {two!r:.120}"

    def _other(self, column: Column[Any], value: Any) -> Any:
        """Another value that the column can hold."""
        if isinstance(column.type, Boolean):
            return not value
        if column.nullable and value is not None and self._random.random() < 0.2:
            return None
        if isinstance(value, datetime):
            return value + timedelta(microseconds=self._random.choice((1, -1, 86_400_000_000)))
        if isinstance(value, bytes):
            place = self._random.randrange(len(value))
            return (
                value[:place] + bytes([value[place] ^ (1 << self._random.randrange(8))]) + value[place + 1 :]
            )
        if isinstance(value, str):
            return self._letters(value)
        if value is None:
            if isinstance(column.type, Instant):
                return datetime.now().astimezone()
            return 7 if isinstance(column.type, Integer) else "7"
        return self._random.choice((value + 1, value - 1, value + 1000))

    def _letters(self, value: str) -> str:
        place, letter = self._random.randrange(len(value) + 1), self._random.choice(_LETTERS)
        return self._random.choice((value[:place] + letter + value[place + 1 :], value + letter, value[:-1]))

    def _update(self, connection: Connection, table: Table, row: dict[str, Any], new: dict[str, Any]) -> None:
        self._write(connection, table.update().where(*_same(table, row)), table, new)

    def _write(self, connection: Connection, statement: Any, table: Table, values: dict[str, Any]) -> None:
        """JSON is written as the text that it is given as."""
        plain = {
            name: type_coerce(value, Text) if isinstance(table.c[name].type, Json) else value
            for name, value in values.items()
        }
        connection.execute(statement.values(plain))


def _same(table: Table, row: dict[str, Any]) -> Iterator[Any]:
    return (column == row[column.name] for column in table.primary_key.columns)
