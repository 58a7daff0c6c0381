"""代理: naming and ending deputies, the same for the page and the API, noted in the security journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from processes.errors import InvalidArgument
from service import db, journaling
from service.identity import deputies
from service.identity.deputies import Plan
from service.identity.federation_tables import Deputyship
from service.identity.people import Person, office_day
from service.state import current


def name(plan: Plan, by: Person) -> int:
    """Record the deputy; his number.  Raises what ``deputies.name_deputy`` raises."""
    with db.transaction() as session:
        row = deputies.name_deputy(
            session,
            plan,
            by=by,
            today=today(),
            now=_seconds(),
            longest=current().settings.federation.deputy_days,
        )
        journaling.note(session, "deputy_named", what=row.person_id, detail=told(row))
        return row.id


def end(number: int, by: Person) -> None:
    """End the deputy before his time.  Raises what ``deputies.end_deputy`` raises."""
    with db.transaction() as session:
        row = deputies.end_deputy(session, number, by=by, now=_seconds())
        journaling.note(session, "deputy_ended", what=row.person_id, detail=told(row))


def told(row: Deputyship) -> dict[str, Any]:
    """What the journal says of it."""
    return {"deputy": row.deputy_id, "since": str(row.since), "until": str(row.until), "reason": row.reason}


def state_of(row: Deputyship, on: date) -> str:
    """生效, 未开始, 已结束 or 提前结束."""
    if row.ended_at is not None:
        return "提前结束"
    if row.holds_on(on):
        return "生效"
    return "未开始" if on < row.since else "已结束"


def listing(session: Session, by: Person) -> list[Deputyship]:
    """Those that the person may see."""
    return deputies.concerning(session, by)


def day_of(form: Mapping[str, str], field: str) -> date:
    """A day of a form.  Raises InvalidArgument under the name of the field."""
    try:
        return date.fromisoformat(form.get(field, ""))
    except ValueError as error:
        got = form.get(field, "")[:40]
        raise InvalidArgument(
            "代理没有登记", errors={field: [f"应为日期（如 2026-01-31），得到“{got}”"]}
        ) from error


def today() -> date:
    """The day of the office."""
    return office_day(current().now())


def _seconds() -> int:
    return int(current().settings.session_clock().timestamp())
