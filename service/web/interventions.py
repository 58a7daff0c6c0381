"""干预: an operator's page of one instance: its tokens, without what the matter is about."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from processes import commands, queries
from processes.commands import Move
from processes.errors import InvalidArgument, InvalidState, ProcessError
from processes.wording import KINDS
from service import auth, db, plain
from service.migration_text import words
from service.numbers import number
from service.people import actor
from service.state import current
from service.wording import STATUS, STATUS_COLOURS

bp = Blueprint("interventions", __name__, url_prefix="/operations/instances")
STATES = {
    "ready": "待办理",
    "waiting": "等待中",
    "open": "进行中",
    "parked": "异常",
    "held": "等待恢复",
}
LOOPS = {"multiInstanceBody": "多实例", "loopBody": "循环"}


@bp.get("/")
def find() -> Response:
    """The page of the instance with the number asked for."""
    wanted = number(request.args.get("number", ""))
    if wanted is None:
        raise InvalidArgument("请填写事项编号，例如 12")
    return redirect(url_for("interventions.show", instance_id=wanted))


@bp.get("/<int:instance_id>")
def show(instance_id: int) -> str:
    """Where the instance stands and what can be done."""
    return _page(instance_id)


@bp.post("/<int:instance_id>/suspension")
def suspend(instance_id: int) -> Any:
    """暂停."""
    return _do(
        instance_id, "已暂停。", lambda s, k: commands.suspend_instance(s, instance_id, _reason(), **k)
    )


@bp.post("/<int:instance_id>/resumption")
def resume(instance_id: int) -> Any:
    """恢复."""
    return _do(instance_id, "已恢复。", lambda s, k: commands.resume_instance(s, instance_id, **k))


@bp.post("/<int:instance_id>/cancellation")
def cancel(instance_id: int) -> Any:
    """取消."""
    reason = _reason()
    return _do(instance_id, "已取消。", lambda s, k: commands.cancel_instance(s, instance_id, reason, **k))


@bp.post("/<int:instance_id>/modification")
def modify(instance_id: int) -> Any:
    """Move, end and begin tokens, as the rows of the form say."""

    def run(session: Any, asking: dict[str, Any]) -> Any:
        return commands.modify_instance(session, instance_id, _instructions(), _reason(), **asking)

    return _do(instance_id, "已调整。", run)


@bp.post("/<int:instance_id>/return")
def return_(instance_id: int) -> Any:
    """退回 an open element."""

    def run(session: Any, asking: dict[str, Any]) -> Any:
        place = (_number("element"), request.form.get("target", ""), _reason())
        return commands.return_element(session, instance_id, *place, **asking)

    return _do(instance_id, "已退回。", run)


@bp.post("/<int:instance_id>/variables")
def set_variables(instance_id: int) -> Any:
    """Correct data."""

    def run(session: Any, asking: dict[str, Any]) -> Any:
        element = _number("element") if request.form.get("element") else None
        values = _table("variables")
        return commands.set_variables(session, instance_id, values, element_instance_id=element, **asking)

    return _do(instance_id, "已修正。", run)


@bp.post("/<int:instance_id>/migration")
def migrate(instance_id: int) -> Any:
    """Tell what a migration would do, or do it."""
    if request.form.get("step") == "go":

        def run(session: Any, asking: dict[str, Any]) -> Any:
            return commands.migrate_instance(session, instance_id, _move(), **asking)

        return _do(instance_id, "已迁移。", run)
    try:
        report = commands.plan_migration(db.reading(), instance_id, _move(), **_asking())
    except (InvalidArgument, InvalidState) as error:
        return _page(instance_id, refusal=str(error)), 422
    return _page(instance_id, report=report)


def _do(instance_id: int, done: str, run: Any) -> Any:
    """A command in a transaction; a refusal is shown on the page with what was entered."""
    try:
        with db.transaction() as session:
            run(session, _asking())
    except ProcessError as error:
        return _page(instance_id, refusal=str(error)), 409 if isinstance(error, InvalidState) else 422
    flash(done)
    return redirect(url_for("interventions.show", instance_id=instance_id))


def _asking() -> dict[str, Any]:
    return {"actor": actor(auth.person()), "now": current().now()}


def _page(instance_id: int, **more: Any) -> str:
    session = db.reading()
    instance = queries.instance(session, instance_id)
    versions = queries.definition_versions(session, instance.process_id)
    tokens = [
        {
            "id": token.element_instance_id,
            "name": token.name or token.element_id,
            "element_id": token.element_id,
            "kind": KINDS.get(token.kind) or LOOPS.get(token.kind, token.kind),
            "state": STATES.get(token.state, token.state),
            "scope": token.scope_id,
        }
        for token in queries.live_tokens(session, instance)
    ]
    report = more.get("report")
    return render_template(
        "web/intervention.html",
        instance=instance,
        process_name=versions[0].name,
        status=STATUS[instance.status],
        colour=STATUS_COLOURS[instance.status],
        tokens=tokens,
        targets=queries.targets(session, instance) if tokens else (),
        versions=[item for item in versions if item.version != instance.version],
        entered=request.form,
        report_lines=[] if report is None else words(report),
        **{"refusal": None, "report": None, **more},
    )


def _reason() -> str:
    return request.form.get("reason", "")


def _number(name: str) -> int:
    found = number(request.form.get(name, ""))
    if found is None:
        raise InvalidArgument("请选择环节", errors={name: ["请选择"]})
    return found


def _table(name: str) -> dict[str, Any]:
    try:
        found = plain.read(request.form.get(name) or "{}")
    except ValueError as error:
        raise InvalidArgument(f"数据应为 JSON：{error}") from error
    if not isinstance(found, dict):
        raise InvalidArgument('数据应为 JSON 键值表，例如 {"round": 1}')
    return found


def _instructions() -> list[dict[str, Any]]:
    """One instruction for every row with an action, and one for what shall begin besides."""
    found: list[dict[str, Any]] = []
    variables = _table("variables")
    given = {"variables": variables} if variables else {}
    for key, action in request.form.items():
        token = number(key.removeprefix("action-")) if key.startswith("action-") else None
        if token is not None and action == "cancel":
            found.append({"type": "cancel", "element_instance_id": token})
        elif token is not None and action == "move":
            target = request.form.get(f"target-{token}", "")
            found.append({"type": "move", "element_instance_id": token, **_target(target, "target"), **given})
    if request.form.get("begin"):
        begin = {"type": "activate", **_target(request.form["begin"], "element_id"), **given}
        found.append(begin | ({"scope": _number("scope")} if request.form.get("scope") else {}))
    return found


def _target(text: str, name: str) -> dict[str, str]:
    """``process/element`` of a choice."""
    process_id, _, element_id = text.rpartition("/")
    return {name: element_id, **({"process_id": process_id} if process_id else {})}


def _move() -> Move:
    pairs = [line.partition("=") for line in request.form.get("mapping", "").splitlines() if line.strip()]
    if any(not (old.strip() and new.strip()) for old, _, new in pairs):
        raise InvalidArgument("元素的对应应每行一个，写成 旧编号=新编号")
    mapping = {old.strip(): new.strip() for old, _, new in pairs}
    recompute = request.form.get("recompute", "").replace("，", ",").replace(",", " ").split()
    return Move(_number("version"), mapping, recompute, _reason())
