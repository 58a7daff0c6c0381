"""``append`` is the only function that changes an instance."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from processes.engine import Changes
from processes.history import Entry
from processes.records import Record, RecordType
from processes.store import chain, shelf
from processes.store.batch import Batch, table_of
from processes.store.catalogue import Effect
from processes.store.projection import Projection
from processes.store.tables import Instance, RecordRow, UserTask
from processes.store.types import canonical, compact

_JOB_ENDS = {RecordType.JOB_COMPLETED, RecordType.JOB_CANCELED}


def append(
    session: Session,
    instance: Instance,
    records: Sequence[Record],
    state: Mapping[str, Any] | None = None,
    task: UserTask | None = None,
    changes: Changes | None = None,
) -> None:
    """Record *records* as the next step of the (locked) *instance*, project them, keep the engine's *state*.

    *changes* are what the step did to the parts of the state that lie apart.  Without a *state* the engine
    was not asked: the old one stays.  *task* is the user task that the step is about, if the caller has read
    it since it locked the instance: it saves a statement.
    """
    with session.no_autoflush:
        _append(session, instance, records, state, task)
        if changes:
            shelf.put(session, instance.id, changes)
    session.flush()


def _append(
    session: Session,
    instance: Instance,
    records: Sequence[Record],
    state: Mapping[str, Any] | None,
    task: UserTask | None,
) -> None:
    instance.step += 1
    projection = Projection(instance, task)
    effects = Batch(Effect, replace=("seq", "due", "attempt", "leased_by", "error"))
    rows = []
    for record in records:
        instance.seq += 1
        row = _row(instance, record)
        row.hash = chain.link(instance.algorithm, instance.head, row)
        instance.head = row.hash
        rows.append(row)
        projection.take(record, row.seq)
        _queue(effects, row, record)
    session.connection().execute(insert(table_of(RecordRow)), [vars(row) for row in rows])
    projection.write(session)
    effects.write(session)
    if state is not None:
        instance.state = compact(state)
    instance.seal = chain.seal(instance)


def _row(instance: Instance, record: Record) -> SimpleNamespace:
    """The columns of *record* as the last record of the last step of *instance*, without its hash."""
    return SimpleNamespace(
        instance_id=instance.id,
        seq=instance.seq,
        step=instance.step,
        type=str(record.type),
        at=record.at,
        actor=record.actor,
        process_id=record.process_id,
        element_id=record.element_id,
        element_instance_id=record.element_instance_id,
        scope_id=record.scope_id,
        payload=canonical(record.payload),
    )


def _queue(effects: Batch, row: SimpleNamespace, record: Record) -> None:
    """The outbox: what a job asks for is written in the transaction that created it, and goes with it."""
    key = (row.instance_id, record.element_instance_id)
    if record.type == RecordType.JOB_CREATED:
        seq = record.payload.get("key", row.seq)
        # Under an old key the fence starts beyond every lease of the earlier tries.
        fence = 0 if seq == row.seq else row.seq * 1000
        fresh = {"seq": seq, "due": record.at, "attempt": 0, "fence": fence, "leased_by": None, "error": None}
        effects.insert(key, fresh)
    elif record.type in _JOB_ENDS or (
        record.type == RecordType.JOB_FAILED and record.payload.get("retries", 0) <= 0
    ):
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
