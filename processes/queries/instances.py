"""One instance for its page, and lists of instances."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from processes import definitions
from processes.commands import Actor, TaskRef
from processes.errors import NotFound
from processes.queries.involvement import visible_to
from processes.queries.pages import Page, containing, page
from processes.queries.pieces import definition_of_task, place_of, records_of
from processes.records import RecordType
from processes.rights import Capacity, Verdict, may_work_on
from processes.store import (
    ElementInstance,
    Incident,
    Instance,
    Job,
    ProcessDefinition,
    StoredShelf,
    Timer,
    UserTask,
)
from processes.visible import seat


@dataclass(frozen=True)
class InstanceItem:
    """An instance in a list."""

    id: int
    process_id: str
    process_name: str
    version: int
    title: str | None
    owner_unit: str | None
    status: str
    started_at: datetime
    started_by: str
    ended_at: datetime | None


@dataclass(frozen=True)
class InstanceDetail:
    """An instance with its rows; ``process_names`` names every process that its deployment draws."""

    instance: Instance
    process_name: str
    process_names: Mapping[str, str]
    elements: Sequence[ElementInstance]
    user_tasks: Sequence[UserTask]
    timers: Sequence[Timer]
    incidents: Sequence[Incident]
    jobs: Sequence[Job]


@dataclass(frozen=True)
class TaskDetail:
    """A user task for its page.

    ``variables`` are those that the task sees (of an ended task: none), ``form`` is its form-js document as
    deployed, ``refusal`` tells why the actor may not work on it (None: he may), ``acting`` in which capacity
    he would (None: in his own name), ``definition`` is deployment and content hash of the version that it
    is of.
    """

    ref: TaskRef
    task: UserTask
    instance: Instance
    process_name: str
    variables: Mapping[str, Any]
    form: bytes | None
    refusal: str | None
    definition: tuple[int, str]
    acting: Capacity | None = None


def instances(
    session: Session,
    *,
    started_by: str | None = None,
    status: str | None = None,
    process_id: str | None = None,
    owner_unit: str | None = None,
    search: str = "",
    reader: Actor | None = None,
    colleagues: Collection[str] = (),
    number: int = 1,
    size: int = 20,
) -> Page[InstanceItem]:
    """A page of instances, the newest first; *search* looks into the title and the name of the process.

    With a *reader* only those of his unit, those that involve him and those that *colleagues* worked on.
    """
    query = select(Instance, ProcessDefinition.name).join(ProcessDefinition, _definition())
    counted: Any = select(Instance.id)
    for column, value in (
        (Instance.started_by, started_by),
        (Instance.status, status),
        (Instance.process_id, process_id),
        (Instance.owner_unit, owner_unit),
    ):
        if value is not None:
            query, counted = query.where(column == value), counted.where(column == value)
    if reader is not None:
        visible = visible_to(reader, colleagues)
        query, counted = query.where(visible), counted.where(visible)
    if search.strip():
        like = containing(search.strip())
        query = query.where(
            Instance.title.like(like, escape="\\") | ProcessDefinition.name.like(like, escape="\\")
        )
        counted = query
    return page(session, query.order_by(Instance.id.desc()), _item, number, size, counted)


def instance(session: Session, instance_id: int) -> Instance:
    """The row of an instance; raises NotFound."""
    found = session.get(Instance, instance_id)
    if found is None:
        raise NotFound(f"没有编号为 {instance_id} 的流程实例", instance_id=instance_id)
    return found


def instance_detail(session: Session, instance_id: int) -> InstanceDetail:
    """Everything that the page of an instance shows; raises NotFound."""
    found = instance(session, instance_id)
    names = process_names(session, found)

    def rows(model: Any, *order: Any) -> list[Any]:
        query = select(model).where(model.instance_id == instance_id).order_by(*order)
        return list(session.scalars(query))

    return InstanceDetail(
        instance=found,
        process_name=names.get(found.process_id, found.process_id),
        process_names=names,
        elements=rows(ElementInstance, ElementInstance.element_instance_id),
        user_tasks=rows(UserTask, UserTask.element_instance_id),
        timers=rows(Timer, Timer.due),
        incidents=rows(Incident, Incident.seq),
        jobs=rows(Job, Job.seq),
    )


def process_names(session: Session, instance: Instance) -> dict[str, str]:
    """The names of the processes that the deployment of an instance draws, by id."""
    program = definitions.program(session, instance.deployment_id, instance.content_hash)
    return {info.id: info.name for info in program.processes.values()}


def diagram(session: Session, instance: Instance, process_id: str | None = None) -> bytes:
    """The BPMN file, as deployed, that draws a process of an instance; raises NotFound."""
    wanted = process_id or instance.process_id
    place = place_of(session, instance, _called(session, instance, wanted) or instance.content_hash)
    info = definitions.program(session, *place).processes.get(wanted)
    if info is None:
        raise NotFound(f"流程实例 {instance.id} 的部署中没有流程“{process_id}”", process_id=process_id)
    return definitions.resource(session, place[0], "bpmn", info.file)


def _called(session: Session, instance: Instance, process_id: str) -> str | None:
    """The content hash of the version that was called last, when it is not of the instance's deployment."""
    found = None
    if process_id != instance.process_id:
        for row in records_of(session, instance.id, (RecordType.PROCESS_CALLED,)):
            told = json.loads(row.payload)
            found = told["content_hash"] if told["process_id"] == process_id else found
    return found


def task_detail(session: Session, ref: TaskRef, actor: Actor) -> TaskDetail:
    """A user task with its form and what it sees; raises NotFound."""
    task = session.get(UserTask, tuple(ref))
    if task is None:
        raise NotFound(f"没有编号为 {ref} 的任务", task=str(ref))
    found = instance(session, ref.instance_id)
    program = definitions.program(session, found.deployment_id, found.content_hash)
    verdict = Verdict(f"任务“{task.name}”已结束")
    variables: Mapping[str, Any] = {}
    if task.status == "open":
        state, shelf = json.loads(found.state or "{}"), StoredShelf(session, found.id)
        seen = seat(program, state, ref.element_instance_id, shelf, definitions.Deployed(session))
        variables, place = dict(seen.variables), place_of(session, found, seen.program.content_hash)
        verdict = may_work_on(task, actor, found.started_by)
    else:
        place = definition_of_task(session, found, task)
    form = None if task.form_id is None else definitions.resource(session, place[0], "form", task.form_id)
    name = program.processes[found.process_id].name
    return TaskDetail(ref, task, found, name, variables, form, verdict.refusal, place, verdict.acting)


def _definition() -> Any:
    return and_(
        ProcessDefinition.process_id == Instance.process_id, ProcessDefinition.version == Instance.version
    )


def _item(row: Any) -> InstanceItem:
    found, process_name = row
    return InstanceItem(
        id=found.id,
        process_id=found.process_id,
        process_name=process_name,
        version=found.version,
        title=found.title,
        owner_unit=found.owner_unit,
        status=found.status,
        started_at=found.started_at,
        started_by=found.started_by,
        ended_at=found.ended_at,
    )
