"""``append`` is the only function that changes an instance."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from processes.engine import Changes
from processes.history import Entry
from processes.records import Record, RecordType
from processes.store import chain, rows, shelf
from processes.store.batch import Batch
from processes.store.catalogue import Effect
from processes.store.locking import InstanceRow
from processes.store.projection import Projection
from processes.store.rows import table_of
from processes.store.tables import RecordRow
from processes.store.types import canonical, compact
from processes.store.worklist import TaskRow

_JOBS = {
    RecordType.JOB_CREATED,
    RecordType.JOB_COMPLETED,
    RecordType.JOB_CANCELED,
    RecordType.JOB_FAILED,
}


def append(
    connection: Connection,
    instance: InstanceRow,
    records: Sequence[Record],
    state: Mapping[str, Any] | None = None,
    task: TaskRow | None = None,
    changes: Changes | None = None,
) -> None:
    """Record *records* as the next step of the locked *instance*, project them, keep the engine's *state*.

    *changes* are what the step did to the parts of the state that lie apart.  Without a *state* the engine
    was not asked: the old one stays.  *task* is the user task that the step is about, if the caller has read
    it since it locked the instance: it saves a statement.
    """
    projection = Projection(instance, task)
    effects = Batch(Effect, replace=("seq", "due", "attempt", "leased_by", "error"))
    first = log(connection, instance, records)
    for seq, record in enumerate(records, first):
        projection.take(record, seq)
        if record.type in _JOBS:
            _queue(effects, (instance.id, record.element_instance_id), seq, record)
    projection.write(connection)
    effects.write(connection)
    keep(connection, instance, state)
    if changes:
        shelf.put(connection, instance.id, changes)


def log(connection: Connection, instance: InstanceRow, records: Sequence[Record]) -> int:
    """Append *records*, and nothing else, as the next step of *instance*; the number of the first."""
    instance.step += 1
    first, values, at, text = instance.seq + 1, [], None, ""
    for record in records:
        instance.seq += 1
        kind, when, actor, process_id, element_id, number, scope_id, payload = record
        if when is not at:
            at, text = when, chain.instant(when)
        place = (instance.id, instance.seq, instance.step, str(kind))
        rest = (actor, process_id, element_id, number, scope_id, canonical(payload))
        instance.head = chain.link(instance.algorithm, instance.head, (*place, text, *rest))
        values.append((*place, when, *rest, instance.head))
    rows.run_in_order(connection, rows.insert_into(connection, table_of(RecordRow)), values)
    return first


def keep(connection: Connection, instance: InstanceRow, state: Mapping[str, Any] | None) -> None:
    """Seal the *instance* with its *state* (``None``: it stays) and write its row."""
    if state is not None:
        instance.state = compact(state)
    instance.seal = chain.seal(instance)
    instance.save(connection)


def _queue(effects: Batch, key: tuple[int, int | None], own: int, record: Record) -> None:
    """The outbox: what a job asks for is written in the transaction that created it, and goes with it."""
    if record.type == RecordType.JOB_CREATED:
        seq = record.payload.get("key", own)
        # Under an old key the fence starts beyond every lease of the earlier tries.
        fence = 0 if seq == own else own * 1000
        fresh = {"seq": seq, "due": record.at, "attempt": 0, "fence": fence, "leased_by": None, "error": None}
        effects.insert(key, fresh)
    elif record.type != RecordType.JOB_FAILED or record.payload.get("retries", 0) <= 0:
        effects.delete(key)


def records(session: Session, instance_id: int, until: int | None = None) -> Iterator[RecordRow]:
    """The rows of an instance in order, up to number *until*.

    ``payload`` is JSON text (``to_record`` reads it).
    """
    query = select(RecordRow).where(RecordRow.instance_id == instance_id).order_by(RecordRow.seq)
    if until is not None:
        query = query.where(RecordRow.seq <= until)
    return iter(session.scalars(query))


def to_record(row: RecordRow) -> Record:
    """The fact that a row holds."""
    return Record(
        type=RecordType(row.type),
        at=row.at,
        actor=row.actor,
        process_id=row.process_id,
        element_id=row.element_id,
        element_instance_id=row.element_instance_id,
        scope_id=row.scope_id,
        payload=json.loads(row.payload),
    )


def entries(session: Session, instance_id: int, until: int | None = None) -> Iterator[Entry]:
    """The records of an instance for ``history``; empty when there is no such instance."""
    return (Entry(row.seq, row.step, to_record(row)) for row in records(session, instance_id, until))
