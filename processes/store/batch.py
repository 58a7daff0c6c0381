"""Rows gathered in memory and written table by table in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from processes.store import rows
from processes.store.rows import Key, table_of
from processes.store.tables import Base

Row = dict[str, Any]


class Batch:
    """What a step does to one table.  Later changes win; ``replace`` names what an insert may overwrite.

    A column ``revision`` is not set but counted up by an update.  Where rows *take_turns*, as many new as old
    ones, the old are written over: one statement instead of two.
    """

    __slots__ = ("deletes", "inserts", "key", "replace", "table", "take_turns", "updates")

    def __init__(self, model: type[Base], replace: Sequence[str] = (), *, take_turns: bool = False) -> None:
        self.table = table_of(model)
        self.key = rows.key_of(self.table)
        self.replace = tuple(replace)
        self.take_turns = take_turns
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

    def write(self, connection: Connection) -> None:
        """Deletes, updates (one statement for each set of columns) and inserts."""
        if self.take_turns and self.deletes and len(self.deletes) == len(self.inserts):
            self._exchange()
        if self.deletes:
            gone = (dict(zip(self.key, key, strict=True)) for key in self.deletes)
            rows.run(connection, rows.delete_from(connection, self.table, self.key), gone)
        if self.updates:
            self._update(connection)
        if self.inserts:
            statement = rows.insert_into(connection, self.table, self.replace)
            rows.run(connection, statement, self.inserts.values())

    def _exchange(self) -> None:
        """Let the new rows take the places of the old, unless a key goes and comes again."""
        if self.deletes.keys().isdisjoint(self.inserts):
            self.updates |= dict(zip(self.deletes, self.inserts.values(), strict=True))
            self.deletes, self.inserts = {}, {}

    def _update(self, connection: Connection) -> None:
        groups: dict[tuple[str, ...], list[Row]] = {}
        for key, values in self.updates.items():
            bound = {f"key_{name}": part for name, part in zip(self.key, key, strict=True)}
            bound |= {f"new_{name}": value for name, value in values.items()}
            groups.setdefault(tuple(sorted(values)), []).append(bound)
        for names, group in groups.items():
            rows.run(connection, rows.update_of(connection, self.table, names), group)
