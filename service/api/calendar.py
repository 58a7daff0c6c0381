"""``/calendar``: statutory periods with their explanations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from processes import calendars
from processes.calendar import deadline
from processes.errors import InvalidArgument
from service import db
from service.api import schemas
from service.api.base import Blueprint

bp = Blueprint("calendar", __name__, description="工作日历与时限")


@bp.get("/deadline")
@bp.arguments(schemas.DeadlineQuery, location="query")
@bp.response(200)
def show(query: dict[str, Any]) -> dict[str, Any]:
    """The deadline of a basis from a start, as the diagrams get it."""
    calendar, basis = calendars.current(db.reading(), query["unit"]), query["basis"]
    steps = len(basis.split()) > 1
    asked = ("custom", basis) if steps else (basis, None)
    return deadline(calendar, asked[0], _start(query["start"]), query["n"], end=asked[1]).as_context()


def _start(text: str) -> date | datetime:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        expected = f"应为日期（2026-02-06）或时刻（2026-02-06T15:20+08:00），得到“{text}”"
        raise InvalidArgument(f"起算时间{expected}", errors={"start": [expected]}) from None
