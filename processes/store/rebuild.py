"""The read tables can be dropped: the records tell everything that is in them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.store import instance_row, rows
from processes.store.append import records, to_record
from processes.store.projection import Projection
from processes.store.rows import table_of
from processes.store.tables import READ_TABLES, Instance


def rebuild(session: Session) -> int:
    """Empty every read table and fill it again from the records; returns the number of instances.

    Instances are locked one after the other, so no command slips in between.
    """
    ids = list(session.scalars(select(Instance.id).order_by(Instance.id)))
    for instance_id in ids:
        query = select(Instance).where(Instance.id == instance_id).with_for_update()
        instance = session.scalars(query.execution_options(populate_existing=True)).one()
        rebuild_instance(session, instance)
    session.flush()
    return len(ids)


def rebuild_instance(session: Session, instance: Instance) -> None:
    """The same for one (locked) instance."""
    with session.no_autoflush:
        connection = session.connection()
        for model in READ_TABLES:
            gone = rows.delete_from(connection, table_of(model), ("instance_id",))
            rows.run(connection, gone, [{"instance_id": instance.id}])
        instance_row.clear(instance)
        changes = Projection(instance)
        for row in records(session, instance.id):
            changes.take(to_record(row), row.seq)
        changes.write(connection)
