"""运行维护: incidents, failed jobs and messages that nobody waited for.  Administrators only."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from processes import commands, queries
from processes.errors import InvalidArgument
from service import auth, db, plain
from service.numbers import number
from service.people import actor
from service.state import current

bp = Blueprint("operations", __name__, url_prefix="/operations")


@bp.get("/")
def index() -> str:
    """Everything that waits for an administrator, by number: what the matters are about is not his."""
    session = db.reading()
    names = {item.process_id: item.name for item in queries.definitions(session)}
    incidents = [
        {
            "instance_id": instance.id,
            "element": incident.element_instance_id,
            "process": names.get(instance.process_id, instance.process_id),
            "place": incident.element_id,
            "message": incident.message,
            "created_at": incident.created_at,
        }
        for incident, instance in queries.incidents(session)
    ]
    return render_template(
        "web/operations.html",
        incidents=incidents,
        jobs=queries.failed_jobs(session),
        messages=queries.unmatched_messages(session),
        unheard=queries.unheard_messages(session),
        kept=queries.kept_messages(session),
        faults=queries.faults(session),
    )


@bp.post("/incidents/<int:instance_id>/<int:element>")
def resolve(instance_id: int, element: int) -> Response:
    """Try again where the element stopped, with repaired variables."""
    variables = _variables()
    with db.transaction() as session:
        who, now = actor(auth.person()), current().now()
        commands.resolve_incident(session, instance_id, element, variables, actor=who, now=now)
    flash("已重试。")
    return redirect(url_for("operations.index"))


@bp.post("/jobs/<int:instance_id>/<int:element>")
def retry(instance_id: int, element: int) -> Response:
    """Run a failed job again."""
    with db.transaction() as session:
        commands.retry_job(session, instance_id, element, actor=actor(auth.person()), now=current().now())
    flash("已重新排队。")
    return redirect(url_for("operations.index"))


@bp.post("/faults")
def retry_fault() -> Response:
    """Let a job that ended with a bug be tried at once."""
    form = request.form
    numbers = [number(form.get(name, "")) for name in ("instance_id", "number", "index")]
    if None in numbers:
        raise InvalidArgument("页面上的编号不正确，请刷新后再试")
    with db.transaction() as session:
        place: Any = (form.get("kind", ""), *numbers, form.get("name", ""))
        commands.retry_fault(session, *place, actor=actor(auth.person()), now=current().now())
    flash("下一轮就会重试。")
    return redirect(url_for("operations.index"))


def _variables() -> dict[str, Any]:
    try:
        found = plain.read(request.form.get("variables") or "{}")
    except ValueError as error:
        raise InvalidArgument(f"要修正的数据应为 JSON：{error}") from error
    if not isinstance(found, dict):
        raise InvalidArgument('要修正的数据应为 JSON 键值表，例如 {"round": 1}')
    return found
