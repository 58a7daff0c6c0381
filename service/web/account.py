"""The own account: posts and password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from processes.errors import InvalidArgument
from service import auth, db
from service.idempotency import exempt
from service.identity import accounts
from service.security import failed, limiter
from service.state import current

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("/")
def show() -> str:
    """Who I am here, and the form for a new password."""
    return render_template("web/account.html", errors={})


@bp.post("/password")
@exempt("it ends every session, also that of whoever asks again")
@limiter.limit("10 per 10 minutes", key_func=lambda: f"person:{auth.person().id}", deduct_when=failed)
def change_password() -> str | Response | tuple[str, int]:
    """Set a new password; every log-in of this person ends, also this one."""
    person, form = auth.person(), request.form
    now = int(current().settings.session_clock().timestamp())
    try:
        with db.transaction() as session:
            if accounts.authenticate(session, person.id, form.get("current", "")[:200]) is None:
                raise InvalidArgument("密码没有更改", errors={"current": ["当前密码不正确"]})
            if form.get("password") != form.get("again"):
                raise InvalidArgument("密码没有更改", errors={"again": ["两次输入的新密码不一致"]})
            accounts.set_password(session, person.id, form.get("password", ""), now=now)
    except InvalidArgument as error:
        return render_template("web/account.html", errors=error.errors), 422
    auth.sign_out()
    flash("密码已更改，请用新密码登录。")
    return redirect(url_for("login.form"))
