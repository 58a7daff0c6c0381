"""Structured log lines, each with the id of its request; the id is also shown on error pages."""

from __future__ import annotations

import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request

from processes import personal
from service import redaction

log = structlog.get_logger("jiedu.web")

_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def configure(log_format: str) -> None:
    """``console`` for people, ``json`` for collectors; what is secret or personal is taken out."""
    redaction.install()
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redaction.processor,
            structlog.dev.ConsoleRenderer(colors=False) if log_format == "console" else renderer,
        ],
        cache_logger_on_first_use=False,
    )


def install(app: Flask) -> None:
    """Give every request an id and log its end."""
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """The id of the current request (from a trusted-looking ``X-Request-ID``, else a new one)."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
    identifier: str = g.request_id
    return identifier


def _begin() -> None:
    g.began = time.monotonic()
    personal.let_go()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id())


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id()
    if request.path.startswith("/static/") or request.path in {"/healthz", "/readyz"}:
        return response
    spent = round((time.monotonic() - g.get("began", time.monotonic())) * 1000, 1)
    # Who is signed in, if anybody has asked: asking now could ask a database that is away.
    user = getattr(getattr(g.get("_login_user"), "person", None), "id", None)
    log.info(
        "request", method=request.method, path=request.path, status=response.status_code, ms=spent, user=user
    )
    return response
