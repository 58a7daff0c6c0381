"""运行维护 › 定时器、后台任务: what the workers will do next.  Numbers and steps, not what it is about."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from processes import queries
from service import db
from service.state import current
from service.web.listing import neighbours, page_number, page_url

bp = Blueprint("waiting", __name__, url_prefix="/operations")


@bp.get("/timers")
def timers() -> str:
    """All timers that have not fired, the next due first; ``?due=1``: those that are due already."""
    now, is_due = current().now(), request.args.get("due") == "1"
    found = queries.waiting_timers(db.reading(), due_until=now if is_due else None, number=page_number())
    return render_template(
        "web/waiting_timers.html",
        timers=found.items,
        names=_names(),
        now=now,
        only_due=is_due,
        page=neighbours(found),
        page_url=page_url("waiting.timers", due="1" if is_due else ""),
    )


@bp.get("/jobs")
def jobs() -> str:
    """All effects that have not ended, with who has them and how often they were tried."""
    found = queries.waiting_effects(db.reading(), number=page_number())
    return render_template(
        "web/waiting_jobs.html",
        jobs=found.items,
        names=_names(),
        now=current().now(),
        page=neighbours(found),
        page_url=page_url("waiting.jobs"),
    )


def _names() -> dict[str, str]:
    return {item.process_id: item.name for item in queries.definitions(db.reading())}
