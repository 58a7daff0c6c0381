"""Logging in and out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from service import auth, db
from service.idempotency import exempt
from service.identity.people import Person, all_people, office_day
from service.offices import demo_office
from service.security import failed, limiter
from service.state import current

bp = Blueprint("login", __name__)

WRONG = "账号或密码不正确。连续输错会暂停尝试；忘记密码请联系系统管理员。"


@bp.get("/login")
def form() -> str | Response:
    """The login form; whoever is logged in already goes on."""
    target = auth.safe_target(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target)
    return _page(target)


@bp.post("/login")
@exempt("a log-in opens a session of its own every time, and no answer may hand one out again")
@limiter.limit(lambda: current().settings.login_address_limit, deduct_when=failed)
@limiter.limit(
    lambda: current().settings.login_limit, key_func=lambda: f"user:{_account()}", deduct_when=failed
)
def enter() -> str | Response | tuple[str, int]:
    """Check account and password."""
    target = auth.safe_target(request.form.get("next"))
    user, password = _account(), request.form.get("password", "")
    if auth.sign_in(user, password[:200]):
        return redirect(target)
    return _page(target, user=user, error=WRONG), 422


@bp.post("/logout")
@exempt("whoever asks again is nobody any more; it does no harm twice")
def leave() -> Response:
    """End the log-in."""
    auth.sign_out()
    return redirect(url_for("login.form"))


def _account() -> str:
    """The account as it was typed, without blanks around it."""
    return request.form.get("user", "").strip()[:60]


def _page(target: str, user: str = "", error: str = "") -> str:
    settings = current().settings
    people: list[Person] = []
    if settings.demo:
        people = all_people(db.reading(), office_day(current().now()))
    return render_template(
        "web/login.html",
        next=target,
        user=user,
        error=error,
        people=people,
        demo_password=_demo_password(people),
    )


def _demo_password(people: list[Person]) -> str | None:
    """The password of the demo office, which ``jiedu demo`` gave to everybody in it."""
    return demo_office().demo_password if people else None
