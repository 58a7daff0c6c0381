"""What the workers will do: timers and effects that wait, for an operator; not what the matters are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from processes.queries.pages import Page, page
from processes.store import Effect, ElementInstance, Instance, Job, JobFault, Timer


@dataclass(frozen=True, kw_only=True)
class WaitingTimer:
    """A timer that has not fired.  ``attempts``: how often firing it ended with a bug."""

    instance_id: int
    process_id: str
    element_id: str
    name: str | None
    due: datetime
    rule: str | None
    suspended: bool
    attempts: int


@dataclass(frozen=True, kw_only=True)
class WaitingEffect:
    """An effect that has not ended.  ``due``: the next try, or the end of the lease of ``leased_by``."""

    instance_id: int
    process_id: str
    element_id: str
    type: str
    due: datetime
    attempt: int
    leased_by: str | None
    error: str | None
    suspended: bool


def waiting_timers(
    session: Session, *, due_until: datetime | None = None, number: int = 1, size: int = 50
) -> Page[WaitingTimer]:
    """The next due first; with *due_until* only those that were due by then."""
    entered = and_(
        ElementInstance.instance_id == Timer.instance_id,
        ElementInstance.element_instance_id == Timer.element_instance_id,
    )
    fault = and_(
        JobFault.kind == "timer",
        JobFault.instance_id == Timer.instance_id,
        JobFault.number == Timer.element_instance_id,
        JobFault.index == Timer.index,
    )
    query = select(Timer, Instance.status, Instance.process_id, ElementInstance.name, JobFault.attempts)
    query = query.join(Instance, Instance.id == Timer.instance_id)
    query = query.outerjoin(ElementInstance, entered).outerjoin(JobFault, fault)
    counted = select(Timer.instance_id)
    if due_until is not None:
        query, counted = query.where(Timer.due <= due_until), counted.where(Timer.due <= due_until)
    query = query.order_by(Timer.due, Timer.instance_id, Timer.element_instance_id, Timer.index)
    return page(session, query, _timer, number, size, counted)


def waiting_effects(session: Session, *, number: int = 1, size: int = 50) -> Page[WaitingEffect]:
    """The next due first."""
    same = and_(Job.instance_id == Effect.instance_id, Job.element_instance_id == Effect.element_instance_id)
    query = select(Effect, Job, Instance.status, Instance.process_id).join(Job, same)
    query = query.join(Instance, Instance.id == Effect.instance_id)
    query = query.order_by(Effect.due, Effect.instance_id, Effect.element_instance_id)
    return page(session, query, _effect, number, size, select(Effect.instance_id))


def _timer(row: Any) -> WaitingTimer:
    timer, status, process_id, name, attempts = row
    return WaitingTimer(
        instance_id=timer.instance_id,
        process_id=timer.process_id or process_id,
        element_id=timer.element_id or "",
        name=name,
        due=timer.due,
        rule=timer.rule,
        suspended=status == "suspended",
        attempts=attempts or 0,
    )


def _effect(row: Any) -> WaitingEffect:
    effect, job, status, process_id = row
    return WaitingEffect(
        instance_id=effect.instance_id,
        process_id=job.process_id or process_id,
        element_id=job.element_id or "",
        type=job.type,
        due=effect.due,
        attempt=effect.attempt,
        leased_by=effect.leased_by,
        error=effect.error,
        suspended=status == "suspended",
    )
