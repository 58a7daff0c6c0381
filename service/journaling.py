"""Noting in the security journal what a request does; who asks, and from where, comes with the request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_login import current_user
from sqlalchemy.orm import Session

from service import db
from service.identity import journal
from service.state import current


def note(
    session: Session,
    kind: str,
    *,
    what: str = "",
    detail: Mapping[str, Any] | None = None,
    who: str | None = None,
) -> None:
    """Append an entry in the transaction of the command that it tells of.

    *who* is the person who asks, when it is not given; nobody before the login.
    """
    asking = getattr(getattr(current_user, "person", None), "id", "")
    journal.note(
        session,
        kind,
        who=asking if who is None else who,
        what=what,
        detail=detail,
        address=request.remote_addr or "",
        now=current().settings.session_clock(),
    )


def note_alone(kind: str, *, what: str = "", detail: Mapping[str, Any] | None = None) -> None:
    """The same in a transaction of its own: for what only reads, or is refused and rolled back."""
    with db.transaction() as session:
        note(session, kind, what=what, detail=detail)
