"""What is deployed, and what an operator has to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from processes.errors import NotFound
from processes.store import (
    CalendarNotice,
    Delivery,
    Deployment,
    DeploymentResource,
    Incident,
    Instance,
    Job,
    JobFault,
    Message,
    Notification,
    ProcessDefinition,
    StartEvent,
    Timer,
)


@dataclass(frozen=True)
class DefinitionItem:
    """A version of a process and the deployment that brought it."""

    process_id: str
    version: int
    name: str
    file: str
    executable: bool
    deployment_id: int
    content_hash: str
    note: str
    deployed_by: str
    deployed_at: datetime


@dataclass(frozen=True)
class FileItem:
    """A file of a deployment; ``kind``: bpmn, dmn or form; ``key``: the form id, else the name."""

    name: str
    kind: str
    key: str
    hash: str


@dataclass(frozen=True)
class FileChange:
    """The content of a file that is in force, and the deployment that brought it."""

    hash: str
    deployment_id: int
    note: str
    deployed_by: str
    deployed_at: datetime


def definitions(session: Session, *, executable: bool | None = None) -> list[DefinitionItem]:
    """The newest version of every process, by process id."""
    newest = (
        select(ProcessDefinition.process_id, func.max(ProcessDefinition.version).label("version"))
        .group_by(ProcessDefinition.process_id)
        .subquery()
    )
    same = and_(
        ProcessDefinition.process_id == newest.c.process_id, ProcessDefinition.version == newest.c.version
    )
    query = _definitions().join(newest, same).order_by(ProcessDefinition.process_id)
    if executable is not None:
        query = query.where(ProcessDefinition.executable.is_(executable))
    return [_definition(row) for row in session.execute(query)]


def definition_versions(session: Session, process_id: str) -> list[DefinitionItem]:
    """All versions of a process, the newest first; raises NotFound when there is none."""
    query = _definitions().where(ProcessDefinition.process_id == process_id)
    found = [_definition(row) for row in session.execute(query.order_by(ProcessDefinition.version.desc()))]
    if not found:
        raise NotFound(f"没有部署过流程“{process_id}”", process_id=process_id)
    return found


def definition(session: Session, process_id: str, version: int | None = None) -> DefinitionItem:
    """One version of a process (None: the newest); raises NotFound."""
    for item in definition_versions(session, process_id):
        if version is None or item.version == version:
            return item
    raise NotFound(f"流程“{process_id}”没有第 {version} 版", process_id=process_id, version=version)


def files(session: Session, deployment_id: int | None = None) -> list[FileItem]:
    """The files of a deployment (None: the newest), by name."""
    if deployment_id is None:
        deployment_id = session.scalar(select(func.max(Deployment.id)))
    query = select(DeploymentResource).where(DeploymentResource.deployment_id == deployment_id)
    rows = session.scalars(query.order_by(DeploymentResource.name))
    return [FileItem(row.name, row.kind, row.key, row.hash) for row in rows]


def file_changes(session: Session) -> dict[tuple[str, str], FileChange]:
    """The last change of every file, by kind and key; later deployments that kept it do not count."""
    query = select(DeploymentResource, Deployment).join(
        Deployment, Deployment.id == DeploymentResource.deployment_id
    )
    found: dict[tuple[str, str], FileChange] = {}
    for row, by in session.execute(query.order_by(Deployment.id)):
        known = found.get((row.kind, row.key))
        if known is None or known.hash != row.hash:
            change = FileChange(row.hash, by.id, by.note, by.deployed_by, by.deployed_at)
            found[(row.kind, row.key)] = change
    return found


def newest_deployment(session: Session) -> Deployment | None:
    """The deployment that a partial one builds upon."""
    return session.scalar(select(Deployment).order_by(Deployment.id.desc()).limit(1))


def timers(session: Session, instance_id: int | None = None, *, limit: int = 200) -> Sequence[Timer]:
    """Open timers, the next due first, with their explanations."""
    query = select(Timer).order_by(Timer.due, Timer.instance_id, Timer.element_instance_id).limit(limit)
    return list(
        session.scalars(query if instance_id is None else query.where(Timer.instance_id == instance_id))
    )


def incidents(session: Session, *, limit: int = 200) -> Sequence[tuple[Incident, Instance]]:
    """Open incidents with their instances, the oldest first."""
    query = select(Incident, Instance).join(Instance, Instance.id == Incident.instance_id)
    query = query.where(Incident.status == "open").order_by(Incident.created_at).limit(limit)
    return [(row[0], row[1]) for row in session.execute(query)]


def failed_jobs(session: Session, *, limit: int = 200) -> Sequence[Job]:
    """Effects whose tries are used up, the oldest first."""
    query = select(Job).where(Job.status == "failed", Job.waits.is_(False)).order_by(Job.ended_at)
    return list(session.scalars(query.limit(limit)))


def faults(session: Session, *, limit: int = 200) -> Sequence[JobFault]:
    """Timers, messages and starts that ended with a bug and are tried again, the oldest first."""
    return list(session.scalars(select(JobFault).order_by(JobFault.first_at).limit(limit)))


def kept_messages(session: Session, *, limit: int = 200) -> Sequence[Message]:
    """Messages that are kept for later receivers, the oldest first."""
    return list(session.scalars(select(Message).order_by(Message.id).limit(limit)))


def unmatched_messages(session: Session, *, limit: int = 200) -> Sequence[Delivery]:
    """Messages that left an instance and that nobody was waiting for, although somebody should.

    They name whom they are for by a key, or a process starts by them, or they could not be sent outside;
    ``unheard_messages`` has the others.
    """
    query = select(Delivery).where(Delivery.status == "unmatched", ~_unheard()).order_by(Delivery.created_at)
    return list(session.scalars(query.limit(limit)))


@dataclass(frozen=True)
class Unheard:
    """How many messages of a name left their instances, the latest of them when."""

    name: str
    count: int
    latest: datetime


def unheard_messages(session: Session) -> Sequence[Unheard]:
    """Announcements that no process listens to: no fault, the process that takes them is not deployed."""
    columns = (Delivery.name, func.count(), func.max(Delivery.created_at))
    query = select(*columns).where(Delivery.status == "unmatched", _unheard())
    return [Unheard(*row) for row in session.execute(query.group_by(Delivery.name).order_by(Delivery.name))]


def _unheard() -> ColumnElement[bool]:
    starts = exists().where(StartEvent.kind == Delivery.kind, StartEvent.name == Delivery.name)
    return and_(Delivery.correlation_key.is_(None), Delivery.error.is_(None), ~starts)


def notifications(
    session: Session, user_id: str, *, unread: bool = False, limit: int = 50
) -> Sequence[Notification]:
    """The notifications of a person, the newest first."""
    query = select(Notification).where(Notification.user_id == user_id)
    if unread:
        query = query.where(Notification.read_at.is_(None))
    return list(session.scalars(query.order_by(Notification.created_at.desc()).limit(limit)))


def calendar_notices(session: Session) -> Sequence[CalendarNotice]:
    """The notices that were loaded, the newest first."""
    return list(session.scalars(select(CalendarNotice).order_by(CalendarNotice.version.desc())))


def _definitions() -> Any:
    return select(ProcessDefinition, Deployment).join(
        Deployment, Deployment.id == ProcessDefinition.deployment_id
    )


def _definition(row: Any) -> DefinitionItem:
    found, deployment = row
    return DefinitionItem(
        process_id=found.process_id,
        version=found.version,
        name=found.name,
        file=found.file,
        executable=found.executable,
        deployment_id=deployment.id,
        content_hash=deployment.content_hash,
        note=deployment.note,
        deployed_by=deployment.deployed_by,
        deployed_at=deployment.deployed_at,
    )
