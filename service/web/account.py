"""The own account: posts, password, and everywhere that it is logged in."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from processes.errors import InvalidArgument
from service import auth, db, journaling, logging_in, proving
from service.idempotency import exempt
from service.identity import accounts, log_ins, passwords, second_factor
from service.state import current

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("/")
def show() -> str:
    """Who I am here, the form for a new password, my log-ins."""
    return _page({})


@bp.post("/password")
@exempt("it ends every session, also that of whoever asks again")
@proving.guesses
def change_password() -> str | Response | tuple[str, int]:
    """Set a new password; every log-in of this person ends, also this one."""
    person, rules = auth.person(), current().settings.accounts
    try:
        made = _new_hash(person.id)
    except InvalidArgument as error:
        return _page(error.errors), 422
    with db.transaction() as session:
        accounts.store_hash(session, person.id, made, now=auth.seconds())
        session.flush()
        journaling.note(session, "password_changed", what=person.id)
    auth.forget()
    told = f"，{rules.password_days} 天内有效" if rules.password_days else ""
    flash(f"密码已更改{told}，请用新密码登录。")
    return redirect(url_for("login.form"))


@bp.post("/log-ins/end")
@exempt("what has ended cannot end again")
@proving.guesses
def end_log_in() -> Response | tuple[str, int]:
    """Log out at one other place, once the password is shown again."""
    return _end(only=request.form.get("log_in", "")[:64])


@bp.post("/log-ins/end-others")
@exempt("what has ended cannot end again")
@proving.guesses
def end_others() -> Response | tuple[str, int]:
    """Log out everywhere but here, once the password is shown again."""
    return _end()


def _end(only: str | None = None) -> Response | tuple[str, int]:
    wrong = proving.wrong_password()
    if wrong:
        return _page({}, ending=wrong), 422
    with db.transaction() as session:
        count = logging_in.end_elsewhere(session, only)
    flash(f"已结束 {count} 处登录。" if count else "没有可以结束的登录。")
    return redirect(url_for("account.show"))


def _new_hash(user_id: str) -> str:
    """Checked and computed without a transaction, so that no writer waits for it."""
    form, session = request.form, db.reading()
    if accounts.authenticate(session, user_id, form.get("current", "")) is None:
        raise InvalidArgument("密码没有更改", errors={"current": ["当前密码不正确"]})
    if form.get("password") != form.get("again"):
        raise InvalidArgument("密码没有更改", errors={"again": ["两次输入的新密码不一致"]})
    return accounts.new_hash(session, user_id, form.get("password", ""), current().settings.accounts)


def _page(errors: dict[str, list[str]], ending: dict[str, list[str]] | None = None) -> str:
    session, person, here = db.reading(), auth.person(), log_ins.digest(current_user.token)
    rules, now = current().settings.accounts, auth.seconds()
    found = log_ins.live_sessions(session, person.id, auth.limits(), now=now)
    return render_template(
        "web/account.html",
        errors=errors,
        ending=ending or {},
        has_password=proving.has_password(),
        rule=passwords.told(rules),
        duty=current_user.duty,
        has_second_factor=second_factor.is_set(session, person.id),
        log_ins=[
            {
                "id": each.id,
                "here": each.id == here,
                "since": _moment(each.created_at),
                "seen": _moment(each.seen_at),
                "address": each.address,
                "agent": each.agent,
            }
            for each in found
        ],
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
