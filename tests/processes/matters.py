"""A matter from its beginning to its open task, as most tests here need it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from processes import commands, queries
from processes.commands import Actor, TaskRef
from tests.processes.conftest import DRAFTER, Clock

Sessions = sessionmaker[Session]


def begun(
    sessions: Sessions,
    clock: Clock,
    process_id: str,
    files: Mapping[str, bytes],
    actor: Actor = DRAFTER,
    **variables: Any,
) -> int:
    """The number of a new instance of a process that is among the deployed *files*."""
    with sessions.begin() as session:
        commands.deploy(session, files, "部署", actor=actor, now=clock())
    with sessions.begin() as session:
        return commands.start_instance(session, process_id, variables, actor=actor, now=clock()).id


def open_tasks(sessions: Sessions, number: int) -> dict[str | None, TaskRef]:
    """The open tasks of an instance by their elements."""
    with sessions() as session:
        tasks = queries.instance_detail(session, number).user_tasks
    return {t.element_id: TaskRef(number, t.element_instance_id) for t in tasks if t.status == "open"}


def ref_of(sessions: Sessions, number: int) -> TaskRef:
    """The one open task of an instance."""
    [ref] = open_tasks(sessions, number).values()
    return ref


def complete(sessions: Sessions, clock: Clock, number: int, actor: Actor, **data: Any) -> TaskRef:
    """Do the one open task of an instance."""
    ref = ref_of(sessions, number)
    with sessions.begin() as session:
        commands.complete_user_task(session, ref, data, actor=actor, now=clock())
    return ref
