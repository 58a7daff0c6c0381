"""The facts that ledgers count, projected from the records like every other read table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from processes import ledgers
from processes.calendar import BEIJING
from processes.ledgers import Cases, Row
from processes.records import Record
from processes.store.batch import Batch
from processes.store.locking import InstanceRow
from processes.store.tables import Instance, LedgerFact, UserTask

#: A review (F04) that takes less time than this has not been one (审校过快).
HASTY = timedelta(seconds=60)
_REVIEW = ("jd_review_3x3", ("T1", "T2", "T3"))


class LedgerFacts(Batch):
    """The facts of one step."""

    def __init__(self, instance: Instance | InstanceRow) -> None:
        super().__init__(LedgerFact, replace=("at", "value"))
        self.instance = instance

    def take(self, record: Record) -> None:
        """Keep the facts of one record."""
        for fact in ledgers.facts(record):
            key = (self.instance.id, fact.scope, fact.name)
            self.insert(key, {"at": fact.at, "value": fact.value})


def cases(session: Session, since: datetime, hasty: timedelta = HASTY) -> Cases:
    """Everything that may belong to a period that begins at *since*: what has been touched from then on.

    *hasty*: a review that took less time than this is counted as too fast.  Rounds (P24, P32) come all.
    """
    touched = select(LedgerFact.instance_id).where(LedgerFact.at >= since)
    found = ledgers.cases(_rows(session, LedgerFact.instance_id.in_(touched)), _hasty(session, since, hasty))
    safeguards, scores = ledgers.rounds(_rows(session, Instance.process_id.in_(ledgers.ROUNDS)))
    return replace(found, safeguards=safeguards, scores=scores)


def _rows(session: Session, which: ColumnElement[bool]) -> Iterator[Row]:
    columns = (
        *(Instance.id, Instance.process_id, Instance.owner_unit, Instance.title, Instance.ended_at),
        *(LedgerFact.scope, LedgerFact.name, LedgerFact.at, LedgerFact.value),
    )
    query = select(*columns).join(Instance, Instance.id == LedgerFact.instance_id).where(which)
    query = query.order_by(Instance.id, LedgerFact.at, LedgerFact.scope)
    return (Row(*row) for row in session.execute(query))


def _hasty(session: Session, since: datetime, least: timedelta) -> Iterator[tuple[str, date | None]]:
    process_id, elements = _REVIEW
    query = select(Instance.owner_unit, UserTask.created_at, UserTask.completed_at)
    query = query.join(Instance, Instance.id == UserTask.instance_id)
    query = query.where(
        UserTask.process_id == process_id,
        UserTask.element_id.in_(elements),
        UserTask.status == "completed",
        UserTask.completed_at >= since,
    )
    for unit, created, completed in session.execute(query):
        if completed is not None and completed - created < least:
            yield unit or "", completed.astimezone(BEIJING).date()
