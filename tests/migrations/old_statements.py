"""The statements of an earlier release, made from the tables that it knew: it must be able to go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, JSONB
from sqlalchemy.types import TypeEngine

from processes import migrations as of_processes
from service import migrations as of_service

#: The newest migrations of the release that may still run while this one is installed.
RELEASED = {of_processes.__path__[0]: "0009", of_service.__path__[0]: "0002"}
#: Filled by a migration itself, or by the bookkeeping of migrations.
_NOT_OURS = ("alembic_version", "service_alembic_version", "sqlite_sequence")
_NOW = datetime(2026, 1, 16, 1, 0, tzinfo=UTC)


def upgrade_to_released(engine: Engine) -> MetaData:
    """The tables as the earlier release had them, as its code described them."""
    with engine.begin() as connection:
        for folder, revision in RELEASED.items():
            config = Config()
            config.set_main_option("script_location", folder.replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    known = MetaData()
    known.reflect(engine)
    return known


def ours(known: MetaData) -> Iterator[Table]:
    """The tables, parents first; not those of the full-text index, which the database keeps."""
    for table in known.sorted_tables:
        if table.name not in _NOT_OURS and not table.name.startswith("qa_index"):
            yield table


class Writer:
    """Writes a row into every table; foreign keys name the rows written before."""

    def __init__(self, connection: Connection, number: int) -> None:
        self.connection, self.number = connection, number
        self.written: dict[str, dict[str, Any]] = {}

    def write_all(self, known: MetaData) -> None:
        """INSERT with every column that the earlier release knew."""
        for table in ours(known):
            row = {column.name: self._value(table, column.name) for column in table.columns}
            self.written[table.name] = row
            self.connection.execute(insert(table).values(row))

    def read_all(self, known: MetaData) -> dict[str, dict[str, Any]]:
        """The rows again, found by their keys."""
        found = {}
        for table in ours(known):
            row = self.written[table.name]
            same = [column == row[column.name] for column in table.primary_key.columns]
            found[table.name] = dict(self.connection.execute(select(table).where(*same)).one()._mapping)
        return found

    def _value(self, table: Table, name: str) -> Any:
        column = table.columns[name]
        for key in column.foreign_keys:
            return self.written[key.column.table.name][key.column.name]
        return _sample(column.type, self.number)


def _sample(kind: TypeEngine[Any], number: int) -> Any:
    if isinstance(kind, JSONB | JSON):
        return {"n": number}
    if isinstance(kind, ARRAY):
        return []
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, Integer):
        return number
    if isinstance(kind, DateTime):
        return _NOW if kind.timezone else _NOW.replace(tzinfo=None)
    if isinstance(kind, Date):
        return date(2026, 1, 16)
    if isinstance(kind, LargeBinary | BYTEA):
        return b"%d" % number
    assert isinstance(kind, String), kind
    return f'"{number}"'  # also text that holds JSON
