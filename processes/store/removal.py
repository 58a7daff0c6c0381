"""The one way in which an instance leaves the database: whole, after its end, and with a tombstone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Table, delete, select, text
from sqlalchemy.orm import Session

from processes.errors import InvalidState, NotFound
from processes.store.anchoring import Tombstone
from processes.store.queues import JobFault
from processes.store.rows import table_of
from processes.store.tables import Base, Instance, RecordRow

ENDED = ("completed", "terminated", "failed")


def remove(session: Session, instance_id: int, *, actor: str, reason: str, now: datetime) -> Tombstone:
    """Delete the instance, its records and every row that belongs to it; a tombstone stays.

    What refers to it without belonging to it (questions of the library) stays too.  Whether it may go
    (retention period, legal hold) is for the caller to know.  Raises NotFound, and InvalidState unless the
    instance has ended.
    """
    query = select(Instance).where(Instance.id == instance_id).with_for_update()
    instance = session.scalar(query.execution_options(populate_existing=True))
    if instance is None:
        raise NotFound(f"没有第 {instance_id} 号流程实例", instance_id=instance_id)
    if instance.status not in ENDED:
        raise InvalidState(f"第 {instance_id} 号流程实例尚未结束，不能清除", instance_id=instance_id)
    tombstone = Tombstone(
        instance_id=instance.id,
        process_id=instance.process_id,
        version=instance.version,
        started_at=instance.started_at,
        ended_at=instance.ended_at,
        algorithm=instance.algorithm,
        seq=instance.seq,
        head=instance.head,
        removed_at=now,
        removed_by=actor,
        reason=reason,
    )
    session.add(tombstone)
    session.flush()
    session.expunge(instance)
    _delete(session, instance_id)
    return tombstone


def _delete(session: Session, instance_id: int) -> None:
    for table in _belonging():
        session.execute(delete(table).where(table.c.instance_id == instance_id))
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT jiedu_remove_records(:instance)"), {"instance": instance_id})
    else:
        session.execute(delete(RecordRow).where(RecordRow.instance_id == instance_id))
    session.execute(delete(Instance).where(Instance.id == instance_id))


def _belonging() -> list[Table]:
    """The tables whose rows belong to an instance, its records and its own row apart."""
    own = table_of(Instance).c.id
    tables = [table for table in Base.metadata.tables.values() if table is not table_of(RecordRow)]
    owned = [t for t in tables if "instance_id" in t.c and t.c.instance_id.references(own)]
    return [*owned, table_of(JobFault)]
