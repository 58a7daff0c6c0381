"""发起: the processes that can be started, with what they are for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from processes import queries
from processes.errors import NotFound
from processes.queries import DefinitionItem
from service import auth, db, diagrams, starting
from service.people import actor

bp = Blueprint("start", __name__, url_prefix="/start")


@bp.get("/")
def show() -> str:
    """The list; processes that others call come last."""
    offers = _offers()
    return render_template(
        "web/start.html",
        processes=[offer for offer in offers if not offer["called"]],
        may_start=starting.may_start(auth.person()),
        parts=[offer for offer in offers if offer["called"]],
    )


@bp.post("/<process_id>")
def begin(process_id: str) -> Response:
    """Start an instance and go to its first task, if it is mine."""
    if process_id not in {offer["process_id"] for offer in _offers()}:
        raise NotFound(f"没有可以发起的流程“{process_id}”", process_id=process_id)
    person = auth.person()
    instance = starting.start(process_id, {}, person)
    flash("已发起。")
    mine = queries.worklist(db.reading(), actor(person), "todo", process_id=process_id, size=200)
    for item in mine.items:
        if item.ref.instance_id == instance.id:
            return redirect(url_for("tasks.show", ref=str(item.ref)))
    return redirect(url_for("instances.show", instance_id=instance.id))


def _offers() -> list[dict[str, Any]]:
    """Executable processes with a plain start event; ``called``: another process calls them."""
    session = db.reading()
    found: list[tuple[DefinitionItem, diagrams.Diagram]] = []
    for item in queries.definitions(session, executable=True):
        drawn = diagrams.of_deployment(session, item.deployment_id, item.content_hash)
        found.append((item, drawn[item.process_id]))
    called = {process_id for _, diagram in found for process_id in diagram.calls}
    return [
        {
            "process_id": item.process_id,
            "name": item.name,
            "version": item.version,
            "description": diagram.description,
            "called": item.process_id in called,
        }
        for item, diagram in found
        if diagram.has_plain_start
    ]
