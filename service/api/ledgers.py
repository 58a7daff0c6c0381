"""``/ledgers``: statistics and lists as JSON, with the rights of the page."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from processes.errors import NotFound
from service import auth, db, ledgers
from service.api.base import Blueprint
from service.api.wording import Incoming
from service.state import current

bp = Blueprint("ledgers", __name__, description="台账")


class LedgerQuery(Incoming):
    """``period`` (``2026``, ``2026Q1``) or ``from`` and ``to`` (days); ``unit``."""

    period = fields.String(load_default="")
    first = fields.String(data_key="from", load_default="")
    last = fields.String(data_key="to", load_default="")
    unit = fields.String(load_default="")


class Ledger(Schema):
    """A ledger of a period."""

    view = fields.String()
    name = fields.String()
    period_from = fields.Date()
    period_to = fields.Date()
    items = fields.List(fields.Dict())


@bp.get("/<view>")
@bp.arguments(LedgerQuery, location="query")
@bp.response(200, Ledger)
def show(query: dict[str, Any], view: str) -> dict[str, Any]:
    """``statistics``, ``documents``, ``inquiries``, ``opinions`` or ``assessment``."""
    if view not in ledgers.VIEWS:
        raise NotFound(f"台账应为 {'、'.join(ledgers.VIEWS)} 之一，得到“{view}”", view=view)
    session, now = db.reading(), current().now()
    values = {"period": query["period"], "unit": query["unit"], "from": query["first"], "to": query["last"]}
    asked = ledgers.ask(session, auth.person(), values, now)
    cases = ledgers.read(session, asked)
    if view == "statistics":
        items: Any = ledgers.count(cases, asked, now)
    else:
        table = ledgers.table(view, cases, asked, now)
        names = [column.key for column in table.columns]
        items = [_plain({name: row.get(name) for name in ("instance_id", *names)}) for row in table.rows]
    return {
        "view": view,
        "name": asked.name,
        "period_from": asked.period.first,
        "period_to": asked.period.last,
        "items": items,
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in row.items()
        if not (key == "instance_id" and value is None)
    }
