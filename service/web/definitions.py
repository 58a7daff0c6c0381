"""流程库: what is in force, its diagrams and its versions."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from processes import queries
from service import db, diagrams
from service.people import namer

bp = Blueprint("definitions", __name__, url_prefix="/definitions")


@bp.get("/")
def index() -> str:
    """The newest version of every process."""
    return render_template("web/definitions.html", rows=queries.definitions(db.reading()))


@bp.get("/<process_id>")
def show(process_id: str) -> str:
    """One version (``?version=N``, else the newest) with its diagram."""
    session, text = db.reading(), request.args.get("version", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    definition = queries.definition(session, process_id, number)
    drawn = diagrams.of_deployment(session, definition.deployment_id, definition.content_hash)[process_id]
    versions = queries.definition_versions(session, process_id)
    name = namer(session, [version.deployed_by for version in versions])
    diagram = {"process_id": process_id, "name": drawn.name, "xml": drawn.xml, "elements": {}, "flows": {}}
    return render_template(
        "web/definition.html",
        definition=definition,
        description=drawn.description,
        versions=[
            {
                "process_id": process_id,
                "version": version.version,
                "deployed_at": version.deployed_at,
                "by": name(version.deployed_by),
                "note": version.note,
            }
            for version in versions
        ],
        diagrams=[diagram],
    )
