"""Probes for the machinery around: ``/healthz`` (the process answers), ``/readyz`` (it can work)."""

from __future__ import annotations

from flask import Blueprint, Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from service import db, security

bp = Blueprint("health", __name__)


def install(app: Flask) -> None:
    """Register the probes; they need no login and are not counted."""
    security.limiter.exempt(bp)
    app.register_blueprint(bp)


@bp.get("/healthz")
def healthz() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> tuple[dict[str, str], int]:
    """The database answers and has both sets of tables."""
    try:
        for table in ("process_instance", "office_user"):
            db.reading().execute(text(f"SELECT 1 FROM {table} LIMIT 1"))
    except SQLAlchemyError as error:
        return {"status": "unavailable", "detail": type(error).__name__}, 503
    return {"status": "ready"}, 200
