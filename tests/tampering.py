"""What somebody can do who has the rights of the database's owner: switch the guards off, then edit."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from processes import store
from processes.store import chain


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


def rewrite(session: Session, instance_id: int, seq: int, **columns: str) -> None:
    """Change a record and everything that hangs on it: later hashes, head and seal all fit again."""
    disarm(session.connection(), "record")
    instance = session.get_one(store.Instance, instance_id)
    previous = chain.root(instance)
    rows = list(store.records(session, instance_id))
    for row in rows:
        if row.seq == seq:
            for name, value in columns.items():
                setattr(row, name, value)
        fields = (row.process_id, row.element_id, row.element_instance_id, row.scope_id, row.payload)
        place = (row.instance_id, row.seq, row.step, row.type, chain.instant(row.at), row.actor)
        row.hash = previous = chain.link(instance.algorithm, previous, (*place, *fields))
    instance.head = previous
    instance.seal = chain.seal(instance)
    session.flush()
