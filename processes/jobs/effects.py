"""Effects leave through an outbox: leased, fenced, counted before they run, tried again later, at last given
up.

The database is never locked while an effect runs; its lease is prolonged meanwhile (``leases``).  Lock order
is instance, then effect, as in every command.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select, update
from sqlalchemy.orm import Session, sessionmaker

from processes import commands
from processes.commands.turn import lock
from processes.errors import ProcessError
from processes.jobs.faults import Moment
from processes.jobs.leases import held, patiently
from processes.jobs.settings import WorkerSettings
from processes.jobs.work import Handler, JobFailed, Work
from processes.store import Effect, Instance, Job, veiled

log = logging.getLogger(__name__)


def due(now: Moment) -> ColumnElement[bool]:
    """Effects to be tried, and those whose worker has not come back before its lease ended."""
    return and_(Effect.due <= now, permitted())


def permitted() -> ColumnElement[bool]:
    """Effects of suspended instances wait."""
    suspended = (
        exists()
        .where(Instance.id == Effect.instance_id, Instance.status == "suspended")
        .correlate_except(Instance)
    )
    return ~suspended


def lease(session: Session, settings: WorkerSettings, now: datetime) -> Work | None:
    """Take the effect that has waited longest.

    Its try counts from now on, whatever becomes of this worker.
    """
    order = (Effect.due, Effect.instance_id, Effect.element_instance_id)
    return begin(session, effect_and_job().where(due(now)).order_by(*order).limit(1), settings, now)


def effect_and_job() -> Any:
    """Effects with their jobs and the titles of their instances, locked; what others have is skipped."""
    query = select(Effect, Job, Instance.title).join(Job, _same())
    query = query.join(Instance, Instance.id == Effect.instance_id)
    query = query.with_for_update(of=Effect, skip_locked=True)
    return query.execution_options(populate_existing=True)


def begin(session: Session, query: Any, settings: WorkerSettings, now: datetime) -> Work | None:
    """The next try of the effect that *query* finds: it counts, and only its result is taken from now on."""
    found = session.execute(query).first()
    if found is None:
        return None
    effect, job, title = found
    effect.attempt += 1
    effect.fence += 1
    effect.leased_by = settings.name
    effect.due = now + settings.lease
    return Work(
        instance_id=effect.instance_id,
        element_instance_id=effect.element_instance_id,
        seq=effect.seq,
        fence=effect.fence,
        attempt=effect.attempt,
        tries=max(job.retries, 1),
        type=job.type,
        waits=job.waits,
        headers=job.headers,
        variables=veiled(session, job.instance_id, job.variables),
        title=title,
        now=now,
    )


def perform(
    work: Work,
    sessions: sessionmaker[Session],
    settings: WorkerSettings,
    handlers: Mapping[str, Handler],
    clock: Callable[[], datetime],
) -> bool:
    """Run a leased effect and record what came of it; true when it succeeded.

    What the handler gave is not lost while the database is away for a short time.
    """
    if work.attempt > work.tries:
        _give_up(work, sessions, f"执行程序中途退出，已尝试 {work.tries} 次", clock())
        return False
    handler = handlers.get(work.type)
    if handler is None:
        _give_up(work, sessions, f"没有能处理“{work.type}”类型任务的程序", clock())
        return False
    with held(lambda: prolong(work, sessions, settings, clock()), settings.lease):
        try:
            result = handler(work, settings, sessions)
            return patiently(lambda: _finish(work, sessions, result, clock()))
        except JobFailed as error:
            reason = str(error)
        except Exception as error:
            log.exception("job %s of type %s failed", work.key, work.type, extra=_place(work))
            reason = f"{type(error).__name__}: {error}"
        patiently(lambda: _try_later(work, sessions, settings, reason, clock()))
    return False


def prolong(work: Work, sessions: sessionmaker[Session], settings: WorkerSettings, now: datetime) -> bool:
    """Keep the lease of an effect that is still running; false when it is another worker's by now."""
    with sessions.begin() as session:
        mine = (
            Effect.instance_id == work.instance_id,
            Effect.element_instance_id == work.element_instance_id,
            Effect.seq == work.seq,
            Effect.fence == work.fence,
        )
        kept = update(Effect).where(*mine).values(due=now + settings.lease).returning(Effect.seq)
        return session.execute(kept).first() is not None


def give_back(work: Work, sessions: sessionmaker[Session], now: datetime) -> None:
    """The worker stops before the effect is over: another may try at once, and this try does not count.

    Whatever the handler still does, its result is fenced off.
    """
    with sessions.begin() as session:
        effect = _mine(session, work)
        if effect is not None:
            effect.attempt -= 1
            effect.fence += 1
            effect.due, effect.leased_by = now, None


def _finish(work: Work, sessions: sessionmaker[Session], result: Mapping[str, Any], now: datetime) -> bool:
    with sessions.begin() as session:
        if _mine(session, work) is None:
            log.warning("job %s was taken over; its result is dropped", work.key, extra=_place(work))
            return False
        commands.complete_job(session, work.instance_id, work.element_instance_id, result, now=now)
    return True


def _try_later(
    work: Work, sessions: sessionmaker[Session], settings: WorkerSettings, reason: str, now: datetime
) -> None:
    if work.attempt >= work.tries:
        _give_up(work, sessions, f"{reason}（已尝试 {work.tries} 次）", now)
        return
    with sessions.begin() as session:
        effect = _mine(session, work)
        if effect is not None:
            waits = settings.back_off
            effect.due = now + waits[min(work.attempt, len(waits)) - 1]
            effect.leased_by, effect.error = None, reason


def _give_up(work: Work, sessions: sessionmaker[Session], reason: str, now: datetime) -> None:
    """The job has failed for good.

    An incident where an element waits for it, else a failed job for all to see.
    """
    with sessions.begin() as session:
        if _mine(session, work) is None:
            return
        try:
            commands.fail_job(session, work.instance_id, work.element_instance_id, reason, now=now)
        except ProcessError:
            log.exception("job %s could not be failed", work.key, extra=_place(work))


def _mine(session: Session, work: Work) -> Effect | None:
    """The effect if this worker still holds it; the instance is locked first."""
    lock(session, work.instance_id)
    key = (work.instance_id, work.element_instance_id)
    effect = session.get(Effect, key, populate_existing=True, with_for_update=True)
    if effect is None or (effect.seq, effect.fence) != (work.seq, work.fence):
        return None
    return effect


def _same() -> ColumnElement[bool]:
    return and_(Job.instance_id == Effect.instance_id, Job.element_instance_id == Effect.element_instance_id)


def _place(work: Work) -> dict[str, int]:
    """Where a line of the log belongs."""
    return {"instance": work.instance_id, "element_instance": work.element_instance_id}
