"""What somebody can do who has the rights of the database's owner: switch the guards off, then edit."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text


def disarm(connection: Connection, *tables: str) -> None:
    """Take the triggers of *tables* away; on SQLite for good, on PostgreSQL until they are enabled again."""
    for table in tables:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            continue
        query = text("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = :table")
        for name in connection.scalars(query, {"table": table}).all():
            connection.execute(text(f"DROP TRIGGER {name}"))


def unguard(engine: Engine, *tables: str) -> None:
    """The same in a transaction of its own."""
    with engine.begin() as connection:
        disarm(connection, *tables)
