"""发起: the processes that can be started, with what they are for."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from processes import queries
from service import auth, db, starting
from service.people import actor

bp = Blueprint("start", __name__, url_prefix="/start")


@bp.get("/")
def show() -> str:
    """The list."""
    return render_template("web/start.html", processes=starting.offers(db.reading(), auth.person()))


@bp.post("/<process_id>")
def begin(process_id: str) -> Response:
    """Start an instance and go to its first task, if it is mine."""
    person = auth.person()
    instance = starting.start(process_id, {}, person)
    flash("已发起。")
    found = queries.next_task(db.reading(), actor(person), instance.id)
    if found is not None:
        return redirect(url_for("tasks.show", ref=str(found)))
    return redirect(url_for("instances.show", instance_id=instance.id))
