"""``/process-definitions``: what is in force and its versions."""

from __future__ import annotations

from typing import Any

from processes import queries
from service import db
from service.api import schemas
from service.api.base import Blueprint

bp = Blueprint("process-definitions", __name__, description="流程定义")


@bp.get("/")
@bp.response(200, schemas.Definitions)
def newest() -> dict[str, Any]:
    """The newest version of every process."""
    return {"items": queries.definitions(db.reading())}


@bp.get("/<process_id>")
@bp.response(200, schemas.Definitions)
def versions(process_id: str) -> dict[str, Any]:
    """All versions of a process, the newest first."""
    return {"items": queries.definition_versions(db.reading(), process_id)}
