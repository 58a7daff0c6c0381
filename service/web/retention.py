"""留存: what is due, legal holds, and the erasure of personal data; for the security administrator.

He sees numbers and processes, not what the matters are about (三员分立).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from processes.commands import retention
from processes.errors import NotFound
from service import auth, db, journaling
from service.numbers import number
from service.state import current

bp = Blueprint("retention", __name__, url_prefix="/retention")


@bp.get("/")
def index() -> str:
    """Standing holds, and what the time of is over."""
    session, now = db.reading(), current().now()
    return render_template(
        "web/retention.html",
        holds=retention.holds(session),
        removable=retention.removable(session, now),
        erasable=retention.erasable(session, now),
    )


@bp.post("/holds")
def place() -> Response:
    """设置留存限制."""
    _do("hold_placed", retention.place_hold)
    flash("已设置留存限制。")
    return redirect(url_for("retention.index"))


@bp.post("/holds/release")
def lift() -> Response:
    """解除留存限制."""
    _do("hold_lifted", retention.lift_hold)
    flash("已解除留存限制。")
    return redirect(url_for("retention.index"))


@bp.post("/erasures")
def erase() -> Response:
    """删除个人信息."""
    count = _do("personal_data_erased", retention.erase_personal_data)
    flash(f"已删除个人信息 {count} 项。")
    return redirect(url_for("retention.index"))


def _do(kind: str, act: Callable[..., Any]) -> Any:
    """Carry out and note one thing; raises NotFound for what is no number of a matter."""
    text, reason = request.form.get("instance", "").strip(), request.form.get("reason", "")
    instance_id = number(text)
    if instance_id is None:
        raise NotFound(f"事项编号应为数字，实际为“{text[:20]}”")
    with db.transaction() as session:
        done = _asked(session, act, instance_id, reason)
        journaling.note(session, kind, what=str(instance_id), detail={"reason": reason.strip()})
    return done


def _asked(session: Session, act: Callable[..., Any], instance_id: int, reason: str) -> Any:
    return act(session, instance_id, reason, by=auth.person().id, now=current().now())
