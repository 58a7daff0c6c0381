"""Plain rows: statements that are compiled once for each kind of database, values that are no objects.

Every command reads and writes by them.  A statement costs the driver some microseconds; building and
compiling it, and keeping an object in step with each row, would cost ten times as much.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import (
    ClauseElement,
    Connection,
    Dialect,
    Table,
    UpdateBase,
    bindparam,
    delete,
    insert,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.type_api import TypeEngine

Key = tuple[Any, ...]
Row = Mapping[str, Any]
_Convert = Callable[[Any], Any]
_NAMED = re.compile(r"%\(\w+\)s")
#: Rows that one statement inserts into PostgreSQL; it is prepared anew for each number of them.
_MOST_AT_ONCE = 12


def table_of(model: type[DeclarativeBase]) -> Table:
    """The table of a mapped class."""
    return cast(Table, model.__table__)


class Prepared:
    """A statement as text for one kind of database; it binds values by name as the columns want them.

    What it compares with for good (``status == "open"``) need not be given.
    """

    __slots__ = ("_convert", "_given", "_many", "_names", "_pick", "_positional", "text")

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.text: str = compiled.string
        self._positional = bool(compiled.positional)
        self._names: tuple[str, ...] = tuple(compiled.positiontup or compiled.binds)
        self._many: dict[int, str] = {}
        self._given = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        one = len(self._names) == 1
        self._pick: _Convert = (lambda row: (row[self._names[0]],)) if one else itemgetter(*self._names)
        kinds = [(at, compiled.binds[name].type) for at, name in enumerate(self._names)]
        found = [(at, kind.dialect_impl(dialect).bind_processor(dialect)) for at, kind in kinds]
        self._convert = [(at, _remembering(convert)) for at, convert in found if convert is not None]

    def bind(self, values: Row) -> Any:
        """The parameters of one execution: values in order or by name, whatever the driver takes."""
        return self.bind_in_order(self._pick({**self._given, **values} if self._given else values))

    def bind_in_order(self, bound: Any) -> Any:
        """The same for values in the order of the statement: that of the columns, for an insert."""
        if self._convert:
            bound = list(bound)
            for at, convert in self._convert:
                bound[at] = convert(bound[at])
        return tuple(bound) if self._positional else dict(zip(self._names, bound, strict=True))

    def inserting(self, bound: Sequence[Row]) -> tuple[str, list[Any]] | None:
        """One statement that inserts all these rows, bound by name, and its parameters.

        PostgreSQL then works once instead of once for each row.  None for SQLite, for statements that insert
        nothing, and for so many rows that no statement is worth being prepared for them.
        """
        if self._positional or not 1 < len(bound) <= _MOST_AT_ONCE or " VALUES " not in self.text:
            return None
        count = len(bound)
        if count not in self._many:
            head, _, rest = self.text.partition(" VALUES ")
            row, conflict, tail = rest.partition(" ON CONFLICT ")
            self._many[count] = f"{head} VALUES {', '.join([_NAMED.sub('%s', row)] * count)}{conflict}{tail}"
        return self._many[count], [row[name] for row in bound for name in self._names]


def _remembering(convert: _Convert) -> _Convert:
    """*convert*, but not twice for the same object in a row: all instants of a step are one."""
    last: tuple[Any, Any] = (None, convert(None))

    def remembered(value: Any) -> Any:
        nonlocal last
        known = last  # another thread may exchange it meanwhile, as a whole
        if value is known[0] and not isinstance(value, list | dict):
            return known[1]
        made = convert(value)
        last = (value, made)
        return made

    return remembered


_PREPARED: dict[tuple[Any, ...], Prepared] = {}


def prepared(connection: Connection, key: Key, make: Callable[[], ClauseElement]) -> Prepared:
    """The statement known by *key*, compiled when this kind of database first needs it."""
    dialect = connection.dialect
    found = _PREPARED.get((dialect.name, *key))
    if found is None:
        found = _PREPARED[dialect.name, *key] = Prepared(make(), dialect)
    return found


_READING: dict[tuple[str, TypeEngine[Any]], _Convert | None] = {}


def read(connection: Connection, kind: TypeEngine[Any], value: Any) -> Any:
    """A value of a row as the type of its column gives it."""
    key = (connection.dialect.name, kind)
    if key not in _READING:
        dialect = connection.dialect
        _READING[key] = kind.dialect_impl(dialect).result_processor(dialect, None)
    convert = _READING[key]
    return value if convert is None else convert(value)


def run(connection: Connection, statement: Prepared, rows: Iterable[Row]) -> int:
    """Execute once for each row, in one call of the driver; how many rows of the table that touched."""
    return _run(connection, statement, [statement.bind(row) for row in rows])


def run_in_order(connection: Connection, statement: Prepared, rows: Iterable[Sequence[Any]]) -> None:
    """The same for rows whose values stand in the order of the statement."""
    _run(connection, statement, [statement.bind_in_order(row) for row in rows])


def _run(connection: Connection, statement: Prepared, bound: list[Any]) -> int:
    at_once = statement.inserting(bound)
    if at_once is not None:
        cursor = _execute(connection, *at_once, many=False)
    elif len(bound) == 1:  # the driver of PostgreSQL opens no pipeline
        cursor = _execute(connection, statement.text, bound[0], many=False)
    else:
        cursor = _execute(connection, statement.text, bound, many=True)
    touched = int(cursor.rowcount)
    cursor.close()
    return touched


def first(connection: Connection, statement: Prepared, values: Row) -> Sequence[Any] | None:
    """The first row of a query, as the driver gives it (``read`` converts a value)."""
    cursor = _execute(connection, statement.text, statement.bind(values), many=False)
    found: Sequence[Any] | None = cursor.fetchone()
    cursor.close()
    return found


def every(connection: Connection, statement: Prepared, values: Row) -> list[Sequence[Any]]:
    """All rows of a query, as the driver gives them."""
    cursor = _execute(connection, statement.text, statement.bind(values), many=False)
    found: list[Sequence[Any]] = cursor.fetchall()
    cursor.close()
    return found


def _execute(connection: Connection, statement: str, parameters: Any, *, many: bool) -> Any:
    """Through the driver's cursor, in the transaction of *connection*; errors are those of SQLAlchemy.

    Whoever listens to ``before_cursor_execute`` of the engine hears of it as of every other statement.
    """
    driver: Any = connection.dialect.loaded_dbapi
    try:
        cursor = connection.connection.cursor()
        for listener in connection.dispatch.before_cursor_execute:
            listener(connection, cursor, statement, parameters, None, many)
        (cursor.executemany if many else cursor.execute)(statement, parameters)
    except driver.Error as error:
        gone = connection.dialect.is_disconnect(error, connection.connection, None)
        if gone:  # else whoever closes the session would ask it to roll back
            connection.invalidate(error)
        raise DBAPIError.instance(
            statement,
            parameters,
            error,
            driver.Error,
            hide_parameters=True,
            connection_invalidated=gone,
            dialect=connection.dialect,
        ) from error
    return cursor


def insert_into(connection: Connection, table: Table, replace: Sequence[str] = ()) -> Prepared:
    """Insert whole rows; ``replace``: the columns that an older row of the same key takes over."""

    def make() -> UpdateBase:
        columns = {column.name: bindparam(column.name, type_=column.type) for column in table.columns}
        if not replace:
            return insert(table).values(columns)
        build = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        statement = build(table).values(columns)
        changed = {name: statement.excluded[name] for name in replace}
        return statement.on_conflict_do_update(index_elements=key_of(table), set_=changed)

    return prepared(connection, ("insert", table.name, *replace), make)


def update_of(connection: Connection, table: Table, names: Sequence[str]) -> Prepared:
    """Set the columns *names*, bound as ``new_name``, of the row with the key ``key_name``.

    ``revision`` is not set but counted up.
    """

    def make() -> UpdateBase:
        values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
        if "revision" in values:
            values["revision"] = table.c.revision + bindparam("new_revision", type_=table.c.revision.type)
        statement = update(table).values(values)
        for name in key_of(table):
            statement = statement.where(table.c[name] == bindparam(f"key_{name}", type_=table.c[name].type))
        return statement

    return prepared(connection, ("update", table.name, *names), make)


def delete_from(connection: Connection, table: Table, key: Sequence[str]) -> Prepared:
    """Delete the rows whose columns *key* have the values bound by these names."""

    def make() -> UpdateBase:
        statement = delete(table)
        for name in key:
            statement = statement.where(table.c[name] == bindparam(name, type_=table.c[name].type))
        return statement

    return prepared(connection, ("delete", table.name, *key), make)


@cache
def key_of(table: Table) -> tuple[str, ...]:
    """The columns of the primary key."""
    return tuple(column.name for column in table.primary_key.columns)
