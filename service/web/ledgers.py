"""台账: statistics and lists, of the own unit or of all for offices that oversee; as page and Excel file."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from service import auth, db, ledgers
from service.downloads import File, attachment
from service.ledger_tables import told
from service.policy.units import visible_units
from service.state import current
from service.workbook import MEDIA_TYPE, workbook

bp = Blueprint("ledger", __name__, url_prefix="/ledgers")
#: Rows that a page shows; the file has them all.
MOST = 500


@bp.get("/")
def index() -> str:
    """A view (``?view=``) of a period (``?period=2026Q1``) and perhaps one unit (``?unit=``)."""
    session, person, now = db.reading(), auth.person(), current().now()
    view = request.args.get("view", "statistics")
    view = view if view in ledgers.VIEWS else "statistics"
    asked = ledgers.ask(session, person, request.args, now)
    table = ledgers.table(view, ledgers.read(session, asked), asked, now)
    chosen = {
        "period": request.args.get("period") or ledgers.quarter(asked.period.first),
        "unit": request.args.get("unit", ""),
        "view": view,
    }
    rows = [
        {
            "instance_id": row.get("instance_id"),
            "cells": [(column.label, told(column, row.get(column.key))) for column in table.columns],
        }
        for row in table.rows[:MOST]
    ]
    return render_template(
        "web/ledgers.html",
        views=ledgers.VIEWS,
        chosen=chosen,
        name=asked.name,
        periods=ledgers.periods(now),
        units=visible_units(session, person),
        columns=table.columns,
        rows=rows,
        total=len(table.rows),
    )


@bp.get("/<view>.xlsx")
def download(view: str) -> Response:
    """The same table as a file, with all rows."""
    if view not in ledgers.VIEWS:
        raise NotFound
    session, now = db.reading(), current().now()
    asked = ledgers.ask(session, auth.person(), request.args, now)
    table = ledgers.table(view, ledgers.read(session, asked), asked, now)
    unit = asked.units[0][1] if len(asked.units) == 1 else ""
    title = f"{asked.name}{unit}政策解读{ledgers.VIEWS[view]}"
    content = workbook(title, ledgers.VIEWS[view], table, now)
    return attachment(File(f"{title}.xlsx", MEDIA_TYPE, content))
