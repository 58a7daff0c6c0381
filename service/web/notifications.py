"""站内通知: reminders, overdue notices and returned items for one person."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from processes import commands, queries
from service import auth, db
from service.state import current

bp = Blueprint("notifications", __name__, url_prefix="/notifications")

SHOWN = 100


@bp.get("/")
def index() -> str:
    """The newest hundred."""
    rows = queries.notifications(db.reading(), auth.person().id, limit=SHOWN)
    return render_template(
        "web/notifications.html", rows=rows, any_unread=any(row.read_at is None for row in rows)
    )


@bp.post("/read")
def read_all() -> Response:
    """Mark everything as read."""
    with db.transaction() as session:
        commands.read_notifications(session, auth.person().id, now=current().now())
    return redirect(url_for("notifications.index"))
