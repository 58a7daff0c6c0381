"""``/process-instances``: start, list, read, records, history."""

from __future__ import annotations

from typing import Any

from flask import Response

from processes import history, papers, queries, store
from processes.store import RecordRow
from service import archiving, auth, db, official, personal, starting
from service.api import schemas
from service.api.base import Blueprint
from service.downloads import attachment
from service.policy import matters
from service.state import current

bp = Blueprint("process-instances", __name__, description="流程实例")


@bp.post("/")
@bp.arguments(schemas.StartBody)
@bp.response(201, schemas.Instance)
def start(body: dict[str, Any]) -> Any:
    """Start the newest version of a process for the caller's unit."""
    return starting.start(body["process_id"], body["variables"], auth.person())


@bp.get("/")
@bp.arguments(schemas.InstanceQuery, location="query")
@bp.response(200, schemas.Instances)
def index(query: dict[str, Any]) -> dict[str, Any]:
    """The instances that the caller may see, the newest first."""
    reading = matters.reader(db.reading(), auth.person())
    found = queries.instances(
        db.reading(),
        status=query["status"] or None,
        search=query["q"],
        reader=reading.actor,
        colleagues=reading.colleagues,
        number=query["page"],
        size=query["per_page"],
    )
    return {"items": found.items, "page": found.number, "more": found.number < found.pages}


@bp.get("/<int:instance_id>")
@bp.response(200, schemas.Instance)
def show(instance_id: int) -> Any:
    """One instance."""
    return matters.open_instance(db.reading(), instance_id, auth.person())


@bp.get("/<int:instance_id>/records")
@bp.arguments(schemas.RecordQuery, location="query")
@bp.response(200, schemas.Records)
def records(query: dict[str, Any], instance_id: int) -> dict[str, Any]:
    """The recorded facts with their hashes, in order; references in place of personal data."""
    matters.open_history(db.reading(), instance_id, auth.person())
    rows = [row for row in store.records(db.reading(), instance_id) if row.seq > query["after"]]
    first = (query["page"] - 1) * query["per_page"]
    shown = rows[first : first + query["per_page"]]
    more = first + len(shown) < len(rows)
    return {"items": [_record(row) for row in shown], "page": query["page"], "more": more}


@bp.get("/<int:instance_id>/history")
@bp.arguments(schemas.HistoryQuery, location="query")
@bp.response(200)
def view(query: dict[str, Any], instance_id: int) -> dict[str, Any]:
    """The whole instance at a moment: what is active, the variables, open tasks and timers."""
    matters.open_history(db.reading(), instance_id, auth.person())
    entries = personal.entries(db.reading(), instance_id)
    return history.fold(entries, query["until"]).to_plain()


@bp.get("/<int:instance_id>/papers")
@bp.response(200, schemas.Papers)
def papers_of(instance_id: int) -> dict[str, Any]:
    """The official papers that can be had now, each as docx and pdf."""
    matters.open_instance(db.reading(), instance_id, auth.person())
    view = history.fold(personal.entries(db.reading(), instance_id))
    formats = list(papers.ENDINGS)
    found = papers.offered(official.known(view))
    return {"items": [{"code": kind.code, "name": kind.name, "formats": formats} for kind in found]}


@bp.get("/<int:instance_id>/papers/<code>.<ending>")
@bp.arguments(schemas.HistoryQuery, location="query")
@bp.files(*papers.ENDINGS.values())
def paper(query: dict[str, Any], instance_id: int, code: str, ending: str) -> Response:
    """A paper now, or after record number ``until`` (then with the rights of the history)."""
    session, until = db.reading(), query["until"]
    opened = matters.open_instance if until is None else matters.open_history
    opened(session, instance_id, auth.person())
    font = current().settings.pdf_font
    return attachment(official.render(session, instance_id, code, ending, until=until, font=font))


@bp.get("/<int:instance_id>/archive")
@bp.files("application/zip")
def archive(instance_id: int) -> Response:
    """The archive of the case (zip) with a verifier that runs offline; for auditors, and noted."""
    session = db.reading()
    matters.open_history(session, instance_id, auth.person())
    return attachment(archiving.export(session, instance_id, auth.person().id))


def _record(row: RecordRow) -> dict[str, Any]:
    record = store.to_record(row)
    places = {"process_id": row.process_id, "element_id": row.element_id, "scope_id": row.scope_id}
    return places | {
        "seq": row.seq,
        "step": row.step,
        "type": row.type,
        "at": row.at,
        "actor": row.actor,
        "element_instance_id": row.element_instance_id,
        "payload": record.payload,
        "hash": row.hash,
    }
