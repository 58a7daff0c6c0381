"""账号: system administrators create accounts and switch them off and on; everybody in charge sees them.

Posts, passwords and second factors are those of security administrators (``service.web.rights``).
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from processes.errors import InvalidArgument, InvalidState
from service import accounts_shown, auth, db, journaling
from service.identity import accounts, administration
from service.identity.administration import Details
from service.identity.people import office_day
from service.state import current

bp = Blueprint("accounts", __name__, url_prefix="/accounts")


@bp.get("/")
def index() -> str:
    """All accounts, or those with ``?q=`` in account, name or unit."""
    text = request.args.get("q", "").strip()[:60]
    today = office_day(current().now())
    rows = accounts_shown.rows(db.reading(), text, today=today, now=auth.seconds())
    return render_template("web/accounts.html", rows=rows, q=text, most=accounts_shown.MOST)


@bp.get("/new")
def new() -> str:
    """The form of a new account."""
    return _form({})


@bp.post("/")
def create() -> Response | tuple[str, int]:
    """A new account, without password and posts: those are given by somebody else."""
    user_id, details = request.form.get("id", "").strip()[:60], _details()
    try:
        with db.transaction() as session:
            administration.create(session, user_id, details)
            journaling.note(session, "account_created", what=user_id, detail=_told(details))
    except InvalidArgument as error:
        return _form(error.errors), 422
    except InvalidState as error:
        return _form({"id": [str(error)]}), 409
    flash(f"已建立账号 {user_id}。岗位和初始密码由安全管理员设置。")
    return redirect(url_for("accounts.show", user_id=user_id))


@bp.get("/<user_id>")
def show(user_id: str) -> str:
    """One account: state, posts over time, and what the person who asks may do to it."""
    return _page(user_id)


@bp.post("/<user_id>/details")
def change(user_id: str) -> Response | tuple[str, int]:
    """Another name, unit or address."""
    details = _details()
    try:
        with db.transaction() as session:
            administration.change(session, user_id, details, by=auth.person().id)
            journaling.note(session, "account_changed", what=user_id, detail=_told(details))
    except InvalidArgument as error:
        return _page(user_id, error.errors), 422
    flash("已更改。")
    return redirect(url_for("accounts.show", user_id=user_id))


@bp.post("/<user_id>/off")
def switch_off(user_id: str) -> Response:
    """Nobody gets in under this account any more; its log-ins end."""
    return _switch(user_id, on=False)


@bp.post("/<user_id>/on")
def switch_on(user_id: str) -> Response:
    """The account works again."""
    return _switch(user_id, on=True)


def _switch(user_id: str, *, on: bool) -> Response:
    with db.transaction() as session:
        administration.switch(session, user_id, on=on, by=auth.person().id, now=auth.seconds())
        journaling.note(session, "account_switched_on" if on else "account_switched_off", what=user_id)
    flash(f"账号 {user_id} 已{'启用' if on else '停用，各处登录随即结束'}。")
    return redirect(url_for("accounts.show", user_id=user_id))


def _details() -> Details:
    form = request.form
    return Details(
        name=form.get("name", "")[:200],
        unit=form.get("unit", "")[:40],
        email=form.get("email", "").strip()[:200],
    )


def _told(details: Details) -> dict[str, str]:
    return {"name": details.name, "unit": details.unit}


def _form(errors: dict[str, list[str]]) -> str:
    found = accounts_shown.choices(db.reading())
    return render_template("web/account_new.html", errors=errors, form=request.form, **found)


def _page(user_id: str, errors: dict[str, list[str]] | None = None) -> str:
    session, today = db.reading(), office_day(current().now())
    user = accounts.find(session, user_id)
    found = accounts_shown.whole(session, user, today=today, now=auth.seconds())
    own = user_id == auth.person().id
    return render_template("web/account_of.html", errors=errors or {}, own=own, today=today, **found)
