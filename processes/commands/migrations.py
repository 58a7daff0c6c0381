"""Moving instances to another version of their process: the dry run, the move, and many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import calendars, definitions, engine
from processes.commands.actors import Actor
from processes.commands.forms_ahead import FormChange, forms_ahead
from processes.commands.interventions import allowed
from processes.commands.turn import Turn, context, normal, take
from processes.engine import Migrate, MigrationRefused
from processes.engine.commands import from_plain
from processes.errors import InvalidState, NotFound, ProcessError
from processes.records import Record, RecordType
from processes.store import Instance, InstanceRow

T = RecordType
_DEADLINES = {
    T.TIMER_RESCHEDULED: "moved",
    T.USER_TASK_RESCHEDULED: "moved",
    T.TIMER_CREATED: "begins",
    T.TIMER_CANCELED: "ends",
}


@dataclass(frozen=True)
class Move:
    """How to move: to which *version*, which old element ids become which, whose deadlines are recomputed."""

    version: int
    mapping: Mapping[str, str] = field(default_factory=dict)
    recompute: Sequence[str] = ()
    reason: str = ""


@dataclass(frozen=True)
class MigrationReport:
    """What a move does, or would do, to one instance; nothing is done when there are ``problems``.

    ``moves``: tokens whose place has another id, name or form; ``deadlines``: ``change`` is moved, begins or
    ends; ``forms``: what the forms of open tasks ask for otherwise than before.
    """

    instance_id: int
    from_version: int
    to_version: int
    moves: tuple[dict[str, Any], ...] = ()
    deadlines: tuple[dict[str, Any], ...] = ()
    forms: tuple[FormChange, ...] = ()
    problems: tuple[dict[str, Any], ...] = ()
    done: bool = False

    def to_plain(self) -> dict[str, Any]:
        """The report as JSON data."""
        return asdict(self)


def plan_migration(
    session: Session, instance_id: int, move: Move, *, actor: Actor, now: datetime
) -> MigrationReport:
    """The dry run: the real command on the real state, thrown away.  *session* may be one that only reads."""
    allowed(actor)
    instance = session.get(Instance, instance_id, populate_existing=True)
    if instance is None:
        raise NotFound(f"没有编号为 {instance_id} 的流程实例", instance_id=instance_id)
    turn = Turn(
        session, InstanceRow.of(instance), actor, now, calendars.current(session, instance.owner_unit)
    )
    command = _command(turn, move)
    target = definitions.program(session, command.deployment_id, command.content_hash)
    try:
        step = engine.apply(turn.program, turn.state, command, context(turn, target), turn.shelf)
    except MigrationRefused as refused:
        return _refused(instance, move, refused)
    return _report(turn, command, move, step.records)


def migrate_instance(
    session: Session, instance_id: int, move: Move, *, actor: Actor, now: datetime
) -> MigrationReport:
    """Move one instance; raises MigrationRefused with every obstacle."""
    allowed(actor)
    turn = take(session, instance_id, actor=actor, now=now)
    command, before = _command(turn, move), turn.instance.version
    step = turn.run(command)
    report = _report(turn, command, move, step.records)
    return MigrationReport(**{**vars(report), "from_version": before, "done": True})


def migrate_instances(
    sessions: sessionmaker[Session],
    process_id: str,
    from_version: int,
    move: Move,
    *,
    actor: Actor,
    now: datetime,
    dry_run: bool = False,
) -> list[MigrationReport]:
    """Move every running instance of one version, each in a transaction of its own; one report each.

    An instance that cannot move stays as it is and its report says why; the others move.
    """
    allowed(actor)
    running = (Instance.process_id == process_id, Instance.version == from_version)
    with sessions() as session:
        query = select(Instance.id).where(*running, Instance.ended_at.is_(None)).order_by(Instance.id)
        numbers = list(session.scalars(query))
    reports = []
    for number in numbers:
        with sessions() as session:
            report = _one(session, number, move, actor, now, dry_run)
        reports.append(report)
    return reports


def _one(
    session: Session, number: int, move: Move, actor: Actor, now: datetime, dry_run: bool
) -> MigrationReport:
    if dry_run:
        return plan_migration(session, number, move, actor=actor, now=now)
    try:
        with session.begin():
            return migrate_instance(session, number, move, actor=actor, now=now)
    except ProcessError as error:
        instance = session.get(Instance, number, populate_existing=True)
        if instance is None:
            raise
        return _refused(instance, move, error)


def _command(turn: Turn, move: Move) -> Migrate:
    instance = turn.instance
    if instance.ended_at is not None:
        raise InvalidState(f"流程实例 {instance.id} 已经结束，不能迁移")
    definition, deployment = definitions.of_version(turn.session, instance.process_id, move.version)
    if deployment.content_hash == instance.content_hash:
        raise InvalidState(f"流程实例 {instance.id} 已经是“{definition.name}”第 {move.version} 版")
    made = Migrate(
        deployment.id,
        definition.version,
        deployment.content_hash,
        dict(move.mapping),
        list(move.recompute),
        move.reason,
    )
    command = from_plain(normal(made))
    assert isinstance(command, Migrate)
    return command


def _refused(instance: Instance, move: Move, error: ProcessError) -> MigrationReport:
    found = getattr(error, "problems", None)
    problems = (
        tuple(problem.to_plain() for problem in found)
        if found
        else ({"code": error.code, "message": str(error), "element_id": None, "remedy": None},)
    )
    return MigrationReport(instance.id, instance.version, move.version, problems=problems)


def _report(turn: Turn, command: Migrate, move: Move, records: Sequence[Record]) -> MigrationReport:
    return MigrationReport(
        instance_id=turn.instance.id,
        from_version=turn.instance.version,
        to_version=move.version,
        moves=tuple(_moved(record) for record in records if record.type == T.ELEMENT_MIGRATED),
        deadlines=tuple(_deadline(record) for record in records if record.type in _DEADLINES),
        forms=forms_ahead(turn, command, records),
    )


def _moved(record: Record) -> dict[str, Any]:
    return {
        "element_instance_id": record.element_instance_id,
        "from": record.payload["from"]["element_id"],
        "to": record.element_id,
        "name": record.payload["name"],
        "kind": record.payload["kind"],
    }


def _deadline(record: Record) -> dict[str, Any]:
    return {
        "element_instance_id": record.element_instance_id,
        "element_id": record.element_id,
        "change": _DEADLINES[record.type],
        "previous": record.payload.get("previous"),
        "due": record.payload.get("due"),
    }
