"""Structured log lines, each with the id of its request; the id is also shown on error pages."""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, Processor

from processes import personal
from service import redaction

log = structlog.get_logger("jiedu.web")

#: What every line begins with: level, instant (UTC), and what its request or job has bound.
_WHEN: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def configure(log_format: str) -> None:
    """``console`` for people, ``json`` for collectors; what is secret or personal is taken out."""
    redaction.install()
    structlog.configure(
        processors=[*_WHEN, structlog.processors.format_exc_info, redaction.processor, _renderer(log_format)],
        cache_logger_on_first_use=False,
    )


def take_over(log_format: str, process: str) -> None:
    """Let everything that this *process* writes, also by ``logging``, be lines of the same form.

    For programs of their own (``jiedu serve``, ``jiedu worker``), not for an application inside another one.
    """
    configure(log_format)

    def named(_logger: Any, _method: str, event: EventDict) -> EventDict:
        record: logging.LogRecord = event["_record"]
        written = {"exception": record.exc_text} if record.exc_text else {}
        return {"process": process, **written, **event}

    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_WHEN, structlog.stdlib.ExtraAdder(), named],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                redaction.processor,
                _renderer(log_format),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("processes").setLevel(logging.INFO)
    redaction.install()


def _renderer(log_format: str) -> Processor:
    if log_format == "console":
        return structlog.dev.ConsoleRenderer(colors=False)
    return structlog.processors.JSONRenderer(ensure_ascii=False)


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


def spent() -> float | None:
    """Seconds since the request began; None when it was refused before its beginning was noted."""
    return time.perf_counter() - g.began if "began" in g else None


def _begin() -> None:
    g.began = time.perf_counter()
    personal.let_go()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id())


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id()
    if request.path.startswith("/static/") or request.path in {"/healthz", "/readyz"}:
        return response
    # Who is signed in, if anybody has asked: asking now could ask a database that is away.
    user = getattr(getattr(g.get("_login_user"), "person", None), "id", None)
    log.info(
        "request",
        method=request.method,
        path=request.path,
        status=response.status_code,
        ms=round((spent() or 0.0) * 1000, 1),
        user=user,
        instance=_instance(),
    )
    return response


def _instance() -> int | None:
    """The process instance that the address names, by its number or by a task of it (``7-12``)."""
    named = request.view_args or {}
    text = str(named.get("instance_id") or named.get("ref") or named.get("task_id") or "").partition("-")[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
