"""What an operator sees of a running instance: its tokens and where tokens may begin, not its data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import definitions
from processes.engine.elements import places
from processes.engine.running.instance import Instance as Live
from processes.engine.running.state import load
from processes.rights import allowed_verbs
from processes.store import Instance, StoredShelf, UserTask


@dataclass(frozen=True)
class LiveToken:
    """A live element instance; ``scope_id`` is the one around it (None: the instance).

    ``state``: ready, waiting, open, parked (incident) or held (the instance is suspended).
    """

    element_instance_id: int
    scope_id: int | None
    process_id: str
    element_id: str
    name: str | None
    kind: str
    state: str


@dataclass(frozen=True)
class Target:
    """An element at which a token may begin by hand."""

    process_id: str
    element_id: str
    name: str | None
    kind: str


def live_tokens(session: Session, instance: Instance) -> Sequence[LiveToken]:
    """The tokens of an instance, outer ones before inner ones; listeners are left out."""
    if instance.ended_at is not None or not instance.state:
        return []
    live = _live(session, instance)
    return [
        LiveToken(
            token.id,
            token.home().id or None,
            token.spec.process.process_id,
            token.spec.bpmn_id,
            token.spec.bpmn_name,
            token.spec.kind,
            "held" if "held_back" in token.internal else str(token.status),
        )
        for token in places.everything(live.root)
        if token.scope is not None and not token.passive
    ]


def return_targets(session: Session, task: UserTask, instance: Instance) -> Sequence[Target]:
    """The earlier user tasks to which an open task may be returned, the latest done first.

    Empty when ``jiedu:verbs`` of the task does not allow ``return``.
    """
    token = None if task.status != "open" else _live(session, instance).find(task.element_instance_id)
    if token is None:
        return []
    program = token.spec.process.program
    if "return" not in allowed_verbs(program, task.process_id, task.element_id):
        return []
    around = [t.spec.body for t in list(token.ancestors())[1:] if t.spec.is_scope]
    known = {(body.process_id, name) for body in around for name in body.task_specs}
    done = select(UserTask).where(UserTask.instance_id == instance.id, UserTask.status == "completed")
    done = done.order_by(UserTask.completed_at.desc(), UserTask.element_instance_id.desc())
    found: dict[str, Target] = {}
    for row in session.scalars(done):
        if row.element_id and row.element_id != task.element_id and (row.process_id, row.element_id) in known:
            place = Target(row.process_id or "", row.element_id, row.name, "userTask")
            found.setdefault(row.element_id, place)
    return list(found.values())


def targets(session: Session, instance: Instance) -> Sequence[Target]:
    """The elements of the process, and of those that it may call, at which a token may begin; of what is open
    as its version has it.
    """
    program = definitions.program(session, instance.deployment_id, instance.content_hash)
    live = places.open_bodies(_live(session, instance)) if instance.state and not instance.ended_at else ()
    return [
        Target(node.process.process_id, node.bpmn_id, node.bpmn_name, node.kind)
        for node in places.startable(program, instance.process_id, live)
    ]


def _live(session: Session, instance: Instance) -> Live:
    program = definitions.program(session, instance.deployment_id, instance.content_hash)
    state, shelf = json.loads(instance.state or "{}"), StoredShelf(session, instance.id)
    return load(program, state, shelf, definitions.Deployed(session))
