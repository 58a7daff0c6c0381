"""安全日志: who did what to accounts, posts and rights.  For auditors; their reading is noted as well."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Blueprint, Response, render_template, request

from processes.errors import InvalidArgument
from service import db, journaling
from service.downloads import File, attachment
from service.identity import journal
from service.identity.journal import Search
from service.identity.journal_words import KINDS
from service.identity.people import OFFICE_TIME, names_of, office_day
from service.journal_table import of_entries
from service.ledger_tables import Table, told
from service.state import current
from service.workbook import MEDIA_TYPE, workbook

bp = Blueprint("journal", __name__, url_prefix="/journal")

#: Rows that a page and a file show; the rest is reached by narrowing the search.
MOST, MOST_IN_FILE = 200, 50_000
#: Days that are shown when nobody asks for others.
DAYS = 7


@bp.get("/")
def index() -> str:
    """The newest entries that fit ``?person=&kind=&from=&to=``; at first those of the last week."""
    asked, search = _asked()
    journaling.note_alone("journal_read", detail={"filter": _filter(asked)})
    session = db.reading()
    table = _table(search, MOST)
    rows = [[(column.label, told(column, row[column.key])) for column in table.columns] for row in table.rows]
    return render_template(
        "web/journal.html",
        asked=asked,
        kinds=KINDS,
        columns=table.columns,
        rows=rows,
        total=journal.count(session, search),
        most_in_file=MOST_IN_FILE,
    )


@bp.get("/journal.xlsx")
def download() -> Response:
    """The same as a file."""
    asked, search = _asked()
    journaling.note_alone("journal_exported", detail={"filter": _filter(asked)})
    title = f"安全日志 {asked['from']} 至 {asked['to']}"
    content = workbook(title, "安全日志", _table(search, MOST_IN_FILE), current().now())
    return attachment(File(f"{title}.xlsx", MEDIA_TYPE, content))


def _asked() -> tuple[dict[str, str], Search]:
    today = office_day(current().settings.session_clock())
    first = _day("from") or today - timedelta(days=DAYS - 1)
    last = _day("to") or today
    person, kind = request.args.get("person", "").strip(), request.args.get("kind", "")
    asked = {"person": person, "kind": kind, "from": first.isoformat(), "to": last.isoformat()}
    return asked, Search(
        person=person, kind=kind, first=_start(first), before=_start(last + timedelta(days=1))
    )


def _day(name: str) -> date | None:
    text = request.args.get(name, "")
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidArgument(f"日期应形如 2026-03-12，得到“{text}”") from error
    if found is not None and not 2000 <= found.year <= 9000:
        raise InvalidArgument(f"日期应在 2000 年以后，得到“{text}”")
    return found


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=OFFICE_TIME)


def _filter(asked: dict[str, str]) -> list[str]:
    return [value for value in asked.values() if value]


def _table(search: Search, limit: int) -> Table:
    session = db.reading()
    found = journal.entries(session, search, limit=limit)
    people = {entry.who for entry in found} | {entry.what for entry in found}
    return of_entries(found, names_of(session, people))
