"""What the workers report.

A job that an element waits for goes through the engine; an effect is only recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from processes.commands.actors import WORKER, Actor
from processes.commands.interventions import allowed
from processes.commands.turn import Turn, take
from processes.engine import CompleteJob, FailJob
from processes.errors import InvalidState, NotFound
from processes.records import Record, RecordType
from processes.store import InstanceRow, Job, JobFault
from processes.wording import when


def complete_job(
    session: Session,
    instance_id: int,
    element_instance_id: int,
    variables: Mapping[str, Any] | None = None,
    *,
    now: datetime,
    actor: Actor = WORKER,
) -> InstanceRow:
    """The work is done; raises NotFound, or InvalidState when the job is no longer open."""
    turn, job = _open(session, instance_id, element_instance_id, actor, now)
    if job.waits:
        turn.run(CompleteJob(element_instance_id, dict(variables or {})))
    else:
        payload = {"variables": dict(variables or {})}
        turn.append(
            {"command": "complete_effect", "element_instance_id": element_instance_id, **payload},
            [_record(turn, job, RecordType.JOB_COMPLETED, payload)],
        )
    return turn.instance


def fail_job(
    session: Session,
    instance_id: int,
    element_instance_id: int,
    message: str,
    *,
    now: datetime,
    actor: Actor = WORKER,
) -> InstanceRow:
    """All tries are used up.

    The waiting element gets an incident, an effect stays as a failed job for all to see.
    """
    turn, job = _open(session, instance_id, element_instance_id, actor, now)
    if job.waits:
        turn.run(FailJob(element_instance_id, message, 0))
    else:
        payload = {"message": message, "retries": 0}
        turn.append(
            {"command": "fail_effect", "element_instance_id": element_instance_id, "message": message},
            [_record(turn, job, RecordType.JOB_FAILED, payload)],
        )
    return turn.instance


def retry_job(
    session: Session, instance_id: int, element_instance_id: int, *, actor: Actor, now: datetime
) -> InstanceRow:
    """Try a failed effect again from the start; raises InvalidState for one that has not failed.

    Its key stays: whoever has been told in an earlier try is not told again.
    A job that an element waits for is tried again by ``resolve_incident``.  Raises Forbidden for everybody
    who may not intervene.
    """
    allowed(actor)
    turn = take(session, instance_id, actor=actor, now=now)
    job = _job(session, instance_id, element_instance_id)
    if job.status != "failed" or job.waits:
        raise InvalidState(f"任务“{job.type}”不是失败的后台任务，不能重试", status=job.status)
    names = ("type", "retries", "headers", "variables", "waits")
    payload = {name: getattr(job, name) for name in names} | {"key": job.seq}
    turn.append(
        {"command": "retry_effect", "element_instance_id": element_instance_id},
        [_record(turn, job, RecordType.JOB_CREATED, payload)],
    )
    return turn.instance


def retry_fault(
    session: Session,
    kind: str,
    instance_id: int,
    number: int,
    index: int,
    name: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Let a job that ended with a bug be tried with the next sweep; raises NotFound once it has run."""
    allowed(actor)
    fault = session.get(JobFault, (kind, instance_id, number, index, name))
    if fault is None:
        raise NotFound("这项后台处理已经完成或撤销，不必重试")
    fault.retry_at = now


def _open(
    session: Session, instance_id: int, element_instance_id: int, actor: Actor, now: datetime
) -> tuple[Turn, Job]:
    turn = take(session, instance_id, actor=actor, now=now)
    job = _job(session, instance_id, element_instance_id)
    if job.status != "open":
        raise InvalidState(f"后台任务“{job.type}”已于 {when(job.ended_at)} 结束", status=job.status)
    return turn, job


def _job(session: Session, instance_id: int, element_instance_id: int) -> Job:
    job = session.get(Job, (instance_id, element_instance_id), populate_existing=True)
    if job is None:
        raise NotFound(f"流程实例 {instance_id} 没有后台任务 {element_instance_id}")
    session.expunge(job)
    return job


def _record(turn: Turn, job: Job, kind: RecordType, payload: dict[str, Any]) -> Record:
    return Record(
        type=kind,
        at=turn.now,
        actor=turn.actor.id,
        process_id=job.process_id,
        element_id=job.element_id,
        element_instance_id=job.element_instance_id,
        payload=payload,
    )
