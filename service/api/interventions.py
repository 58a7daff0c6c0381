"""``/process-instances/{id}/…``: what operators do to running instances.  Administrators only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from processes import commands, queries
from processes.commands import Actor, MigrationReport, Move
from processes.store import Instance, InstanceRow
from service import auth, db
from service.api import operating
from service.api.base import Blueprint
from service.people import actor
from service.state import current

bp = Blueprint("instance-interventions", __name__, description="运行维护：干预流程实例")


def _asking() -> dict[str, Any]:
    who: Actor = actor(auth.person())
    now: datetime = current().now()
    return {"actor": who, "now": now}


@bp.get("/process-instances/<int:instance_id>/tokens")
@bp.response(200, operating.Tokens)
def tokens(instance_id: int) -> dict[str, Any]:
    """Where the instance stands, token by token, and the elements that may begin by hand."""
    session = db.reading()
    instance = queries.instance(session, instance_id)
    return {
        **vars(_brief(instance)),
        "tokens": queries.live_tokens(session, instance),
        "targets": queries.targets(session, instance),
    }


@bp.post("/process-instances/<int:instance_id>/suspension")
@bp.arguments(operating.ReasonBody)
@bp.response(200, operating.Brief)
def suspend(body: dict[str, Any], instance_id: int) -> InstanceRow:
    """暂停: nothing moves until it is resumed; statutory deadlines go on counting."""
    asking = _asking()
    with db.transaction() as session:
        return commands.suspend_instance(session, instance_id, body["reason"], **asking)


@bp.post("/process-instances/<int:instance_id>/resumption")
@bp.response(200, operating.Brief)
def resume(instance_id: int) -> InstanceRow:
    """恢复: what has waited comes in due order."""
    asking = _asking()
    with db.transaction() as session:
        return commands.resume_instance(session, instance_id, **asking)


@bp.post("/process-instances/<int:instance_id>/cancellation")
@bp.arguments(operating.ReasonBody)
@bp.response(200, operating.Brief)
def cancel(body: dict[str, Any], instance_id: int) -> InstanceRow:
    """取消 the whole instance."""
    asking = _asking()
    with db.transaction() as session:
        return commands.cancel_instance(session, instance_id, body["reason"], **asking)


@bp.post("/process-instances/<int:instance_id>/modification")
@bp.arguments(operating.ModificationBody)
@bp.response(200, operating.Brief)
def modify(body: dict[str, Any], instance_id: int) -> InstanceRow:
    """Move, end and begin tokens; all instructions or none."""
    asking = _asking()
    with db.transaction() as session:
        return commands.modify_instance(session, instance_id, body["instructions"], body["reason"], **asking)


@bp.post("/process-instances/<int:instance_id>/return")
@bp.arguments(operating.ReturnBody)
@bp.response(200, operating.Brief)
def return_(body: dict[str, Any], instance_id: int) -> InstanceRow:
    """退回 an open element to an earlier one."""
    asking, place = _asking(), (body["element_instance_id"], body["target"])
    with db.transaction() as session:
        return commands.return_element(session, instance_id, *place, body["reason"], **asking)


@bp.post("/process-instances/<int:instance_id>/variables")
@bp.arguments(operating.VariablesBody)
@bp.response(200, operating.Brief)
def set_variables(body: dict[str, Any], instance_id: int) -> InstanceRow:
    """Correct variables of the instance, or in the scope of an element instance."""
    asking = _asking() | {"element_instance_id": body["element_instance_id"]}
    with db.transaction() as session:
        return commands.set_variables(session, instance_id, body["variables"], **asking)


@bp.post("/process-instances/<int:instance_id>/migration")
@bp.arguments(operating.MigrationBody)
@bp.response(200, operating.Report)
def migrate(body: dict[str, Any], instance_id: int) -> MigrationReport:
    """Move to another version, or (``dry_run``) only tell what would happen."""
    asking, move = _asking(), _move(body)
    if body["dry_run"]:
        return commands.plan_migration(db.reading(), instance_id, move, **asking)
    with db.transaction() as session:
        return commands.migrate_instance(session, instance_id, move, **asking)


@bp.post("/process-definitions/<process_id>/versions/<int:version>/migration")
@bp.arguments(operating.MigrationBody)
@bp.response(200, operating.Reports)
def migrate_many(body: dict[str, Any], process_id: str, version: int) -> dict[str, Any]:
    """Move every running instance of a version, each for itself."""
    asking = _asking() | {"dry_run": body["dry_run"]}
    db.end_reading()
    reports = commands.migrate_instances(current().sessions, process_id, version, _move(body), **asking)
    return {"items": reports}


def _move(body: dict[str, Any]) -> Move:
    return Move(body["version"], body["mapping"], body["recompute"], body["reason"])


def _brief(instance: Instance | InstanceRow) -> operating.BriefView:
    return operating.BriefView(instance.id, instance.process_id, instance.version, instance.status)
