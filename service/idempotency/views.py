"""A view under a key: look whether it has answered before, else let it answer and keep that in its commit.

Where two answer under a key, the first commit counts: what the other one did is undone with its answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from flask import Response, current_app
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from processes.errors import ProcessError
from service import db, flashes
from service.errors import answer
from service.flashes import Said
from service.idempotency import answers, keys, table
from service.idempotency.keys import Key
from service.state import current

log = structlog.get_logger("jiedu.web")

View = Callable[..., Any]
#: The attribute of a view that keeps no answers: why.
REASON = "keeps_no_answers"
_REFUSES = "refuses_repeats"
_SECONDS = 3600
REUSED = (
    "这个 Idempotency-Key 已经用于内容不同的提交，这一次没有保存任何内容。请刷新页面，或者换一个值再提交。"
)


class Overtaken(Exception):
    """Another request has answered under the same key meanwhile: this one is undone."""


def exempt(reason: str) -> Callable[[View], View]:
    """Let a view take no notice of keys, because of *reason*."""

    def mark(view: View) -> View:
        setattr(view, REASON, reason)
        return view

    return mark


def refuses_repeats(view: View) -> View:
    """Mark a view whose command cannot be done twice: its key is looked for only when it was refused.

    So whoever comes for the first time, which is nearly everybody, is spared the question.  If it answers a
    refusal with a page, ``give_way`` comes before it.
    """
    setattr(view, _REFUSES, True)
    return view


def give_way() -> None:
    """Raises Overtaken when this request has been answered before, so that nobody needs to be told more."""
    key = keys.given()
    if key is not None and table.find(db.reading(), key, now=_seconds()) is not None:
        raise Overtaken


def honouring(view: View) -> View:
    """The view, answering at most once under each key."""
    if getattr(view, REASON, None):
        return view

    @wraps(view)
    def answered(**arguments: Any) -> Any:
        run, key = answered.__wrapped__, keys.given()
        if key is None:
            return run(**arguments)
        before = flashes.waiting()
        known = None if getattr(view, _REFUSES, False) else _known(key, before)
        return known or _once(key, before, lambda: run(**arguments))

    return answered


def _once(key: Key, before: Said, run: Callable[[], Any]) -> Response:
    """The answer of the view, or of whoever was quicker under the same key."""
    try:
        with db.held():
            response = current_app.make_response(run())
            if response.status_code < 400:
                _keep(key, response, before)
                return response
    except Overtaken:
        pass
    except (ProcessError, HTTPException, IntegrityError):
        quicker = _known(key, before)
        if quicker is None:
            raise
        return quicker
    else:
        return _known(key, before) or response
    return _known(key, before) or _again()


def _keep(key: Key, response: Response, before: Said) -> None:
    """Raises Overtaken."""
    now = _seconds()
    until = now + current().settings.load.key_hours * _SECONDS
    sealed = answers.seal(answers.of(response, before), key)
    with db.transaction(apart=False) as session:
        if not table.keep(session, key, sealed, now=now, until=until):
            raise Overtaken


def _known(key: Key, before: Said) -> Response | None:
    """What was answered under the key: to the same request the answer, to another one that it is another.

    What was said since *before* belonged to something that was undone.
    """
    sealed = table.find(db.reading(), key, now=_seconds())
    if sealed is None:
        return None
    flashes.unsay(before)
    found = answers.unseal(sealed, key)
    if found is not None:
        log.info("replayed", status=found.status)
        return found.response()
    return answer(422, "idempotency_key_reused", REUSED)


def _again() -> Response:
    """The other one's answer has expired in this very moment."""
    response = answer(409, "idempotency_key_in_use", "同样的提交正在处理，没有保存任何内容。请稍后再试。")
    response.headers["Retry-After"] = "1"
    return response


def _seconds() -> int:
    return int(current().settings.session_clock().timestamp())
