"""What security administrators give and take: posts, passwords and second factors of others, and locks."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from processes.errors import InvalidArgument
from service import accounts_shown, auth, db, journaling
from service.idempotency import exempt
from service.identity import accounts, administration, log_ins, passwords, posts
from service.identity.people import office_day
from service.identity.posts import Seat
from service.state import current

bp = Blueprint("rights", __name__, url_prefix="/accounts")


@bp.post("/<user_id>/posts")
def give(user_id: str) -> Response | tuple[str, int]:
    """Let somebody hold a post from a day on."""
    try:
        seat = _seat()
        with db.transaction() as session:
            who, today = auth.person().id, office_day(current().now())
            posts.give_post(session, user_id, seat, by=who, today=today, now=auth.seconds())
            journaling.note(session, "post_given", what=user_id, detail=_told(seat))
    except InvalidArgument as error:
        return _page(user_id, error.errors), 422
    flash("已给出岗位，此人须重新登录。")
    return _back(user_id)


@bp.post("/<user_id>/posts/<int:membership_id>/end")
def end(user_id: str, membership_id: int) -> Response | tuple[str, int]:
    """Let somebody hold a post until a day."""
    try:
        until = _day("until")
        if until is None:
            raise InvalidArgument("任职没有结束", errors={"until": ["请填写任职到哪一天"]})
        with db.transaction() as session:
            who, today, now = auth.person().id, office_day(current().now()), auth.seconds()
            seat = posts.end_post(session, user_id, membership_id, until=until, by=who, today=today, now=now)
            told = {"post": seat.post.group_name, "until": until.isoformat()}
            journaling.note(session, "post_ended", what=seat.user_id, detail=told)
    except InvalidArgument as error:
        return _page(user_id, error.errors), 422
    flash(f"任职到 {until} 为止，此人须重新登录。")
    return _back(user_id)


@bp.post("/<user_id>/unlock")
def unlock(user_id: str) -> Response:
    """Forget the failed log-ins."""
    return _noted(user_id, administration.unlock, "account_unlocked", f"账号 {user_id} 已解锁。")


@bp.post("/<user_id>/password")
@exempt("the temporary password is shown once and kept nowhere")
def reset_password(user_id: str) -> str:
    """A temporary password, shown once; it has to be changed at the first log-in."""
    made = administration.temporary_password(current().settings.accounts)
    hashed = passwords.hash_password(made)
    with db.transaction() as session:
        who = auth.person().id
        administration.reset_password(session, user_id, hashed, by=who, now=auth.seconds())
        journaling.note(session, "password_reset", what=user_id)
        user = accounts.find(session, user_id)
    return render_template(
        "web/temporary_password.html", user=user, password=made, days=accounts.TEMPORARY_DAYS
    )


@bp.post("/<user_id>/second-factor")
def reset_second_factor(user_id: str) -> Response:
    """Take the authenticator away: whoever must have one sets it up anew at the next log-in."""
    said = f"账号 {user_id} 的动态口令已重置。"
    return _noted(user_id, administration.reset_second_factor, "second_factor_removed", said)


@bp.post("/<user_id>/log-ins")
def end_log_ins(user_id: str) -> Response:
    """Log somebody out everywhere."""
    posts.not_own(user_id, auth.person().id)
    with db.transaction() as session:
        count = log_ins.end_sessions_of(session, user_id, now=auth.seconds())
        journaling.note(session, "log_ins_ended", what=user_id, detail={"count": count})
    flash(f"已结束账号 {user_id} 的全部登录。")
    return _back(user_id)


class _Change(Protocol):
    def __call__(self, session: Session, user_id: str, *, by: str, now: int) -> None: ...


def _noted(user_id: str, change: _Change, kind: str, said: str) -> Response:
    """Do it, note it in the journal of that *kind* and go back to the page of the account, which says so."""
    with db.transaction() as session:
        change(session, user_id, by=auth.person().id, now=auth.seconds())
        journaling.note(session, kind, what=user_id)
    flash(said)
    return _back(user_id)


def _seat() -> Seat:
    form, since = request.form, _day("since")
    if since is None:
        raise InvalidArgument("岗位没有给出", errors={"since": ["请填写起始日期"]})
    return Seat(
        unit=form.get("unit", ""),
        group=form.get("group", ""),
        title=form.get("title", "").strip()[:120],
        since=since,
        until=_day("until"),
        acting="acting" in form,
    )


def _day(name: str) -> date | None:
    text = request.form.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidArgument("没有更改", errors={name: ["应为日期，如 2026-03-12"]}) from error


def _told(seat: Seat) -> dict[str, str]:
    told = {"post": seat.group, "unit": seat.unit, "since": seat.since.isoformat()}
    return told if seat.until is None else told | {"until": seat.until.isoformat()}


def _back(user_id: str) -> Response:
    return redirect(url_for("accounts.show", user_id=user_id))


def _page(user_id: str, errors: dict[str, list[str]]) -> str:
    session, today = db.reading(), office_day(current().now())
    user = accounts.find(session, user_id)
    found = accounts_shown.whole(session, user, today=today, now=auth.seconds())
    own = user_id == auth.person().id
    return render_template("web/account_of.html", errors=errors, own=own, today=today, **found)
