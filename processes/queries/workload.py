"""How much waits: for people, for workers, for an operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from processes.store import Delivery, Effect, Incident, Instance, Job, JobFault, Timer, UserTask


@dataclass(frozen=True, kw_only=True)
class Workload:
    """Counts at one instant.

    ``oldest_due``: the instant at which the oldest timer that has not fired was due (aware), or None.
    """

    active_instances: int
    open_tasks: int
    overdue_tasks: int
    timers: int
    due_timers: int
    pending_messages: int
    due_effects: int
    incidents: int
    failed_jobs: int
    faults: int
    oldest_due: datetime | None


def workload(session: Session, now: datetime) -> Workload:
    """Count with one statement.  Timers and effects of suspended instances are not due."""
    late = select(func.count()).join(Instance, Instance.id == Timer.instance_id)
    late = late.where(Timer.due <= now, Instance.status == "active")
    effects = select(func.count()).select_from(Effect)
    effects = effects.join(Instance, Instance.id == Effect.instance_id)
    counted = {
        "active_instances": _count(Instance).where(Instance.status == "active"),
        "open_tasks": _count(UserTask).where(UserTask.status == "open"),
        "overdue_tasks": _count(UserTask).where(UserTask.status == "open", UserTask.due < now),
        "timers": _count(Timer),
        "due_timers": late.select_from(Timer),
        "pending_messages": _count(Delivery).where(Delivery.status == "pending"),
        "due_effects": effects.where(Effect.due <= now, Instance.status != "suspended"),
        "incidents": _count(Incident).where(Incident.status == "open"),
        "failed_jobs": _count(Job).where(Job.status == "failed"),
        "faults": _count(JobFault),
    }
    oldest = select(Timer.due).join(Instance, Instance.id == Timer.instance_id)
    oldest = oldest.where(Timer.due <= now, Instance.status == "active").order_by(Timer.due).limit(1)
    columns = [query.scalar_subquery().label(name) for name, query in counted.items()]
    row = session.execute(select(*columns, oldest.scalar_subquery().label("oldest_due"))).one()
    return Workload(**row._mapping)


def _count(table: type) -> Select[Any]:
    return select(func.count()).select_from(table)
