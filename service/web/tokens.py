"""接口令牌: making, listing and revoking personal access tokens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from processes.errors import InvalidArgument
from service import auth, db, journaling
from service.idempotency import exempt
from service.identity import tokens
from service.identity.federation_tables import ApiToken
from service.identity.people import names_of
from service.numbers import number
from service.state import current

bp = Blueprint("tokens", __name__, url_prefix="/account/tokens")


@bp.get("/")
def index() -> str:
    """My tokens; for the security administrator those of everybody."""
    return _page(MultiDict(), {})


@bp.post("/")
@exempt("no answer may hand out a token again")
def make() -> str | tuple[str, int]:
    """Make a token and show it this once."""
    form, person, longest = request.form, auth.person(), current().settings.federation.token_days
    try:
        with db.transaction() as session:
            token, row = tokens.make_token(
                session,
                person.id,
                form.get("name", ""),
                form.getlist("scopes"),
                number(form.get("days", "")) or 0,
                now=auth.seconds(),
                longest=longest,
            )
            journaling.note(session, "token_made", what=person.id, detail=_told(row))
    except InvalidArgument as error:
        return _page(form, error.errors), 422
    return _page(MultiDict(), {}, made=token)


@bp.post("/<int:number>/revocation")
def revoke(number: int) -> Response:
    """End a token at once."""
    with db.transaction() as session:
        row = tokens.revoke_token(session, number, by=auth.person(), now=auth.seconds())
        journaling.note(session, "token_revoked", what=row.user_id, detail=_told(row))
    flash("令牌已撤销，使用它的程序不能再访问。")
    return redirect(url_for("tokens.index"))


def _told(row: ApiToken) -> dict[str, Any]:
    return {"name": row.name, "scopes": row.scopes, "until": str(_moment(row.expires_at))}


def _moment(at: int | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)


def _page(entered: MultiDict[str, str], errors: dict[str, list[str]], made: str = "") -> str:
    session, me, now = db.reading(), auth.person(), auth.seconds()
    found = tokens.tokens_of(session, None if "secadmin" in me.groups else me.id)
    names = names_of(session, {row.user_id for row in found})
    rows = [
        {
            "id": row.id,
            "owner": names.get(row.user_id, row.user_id),
            "name": row.name,
            "hint": f"{row.hint}…",
            "scopes": row.scopes.split(),
            "created_at": _moment(row.created_at),
            "expires_at": _moment(row.expires_at),
            "used_at": _moment(row.used_at),
            "state": "有效" if tokens.is_live(row, now=now) else "已撤销" if row.revoked_at else "已过期",
        }
        for row in found
    ]
    return render_template(
        "web/tokens.html",
        made=made,
        errors=errors,
        entered=entered,
        chosen=entered.getlist("scopes"),
        scopes=tokens.SCOPES,
        longest=current().settings.federation.token_days,
        rows=rows,
    )
