"""Logging in and out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from service import auth, db, logging_in, oidc
from service.idempotency import exempt
from service.identity.people import Person, all_people, office_day
from service.logging_in import Outcome
from service.offices import demo_office
from service.security import failed, limiter
from service.state import current

bp = Blueprint("login", __name__)

#: The same for unknown, wrong, switched off and locked: nobody learns which it is.
WRONG = "账号或密码不正确，或者账号已停用、暂时锁定。连续输错会锁定一段时间；忘记密码请联系安全管理员。"
WRONG_CODE = (
    "动态口令或恢复码不正确，或者已经用过。请输入最新的 6 位数字；"
    "手机不在身边可用恢复码，都没有请联系安全管理员。"
)
_NEXT = "after_second_step"


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
    outcome = logging_in.check_password(user, password)
    if outcome is Outcome.REFUSED:
        return _page(target, user=user, error=WRONG), 422
    if outcome is Outcome.SECOND_STEP:
        session[_NEXT] = target
        return redirect(url_for("login.code"))
    return redirect(target)


@bp.get("/login/code")
def code() -> str | Response:
    """The form for the code; without a password shown before it, the first step."""
    if logging_in.waiting() is None:
        return redirect(url_for("login.form"))
    return render_template("web/login_code.html", error="")


@bp.post("/login/code")
@exempt("a code is taken once, and no answer may hand out a log-in again")
@limiter.limit(lambda: current().settings.login_address_limit, deduct_when=failed)
@limiter.limit(
    lambda: current().settings.login_limit,
    key_func=lambda: f"code:{logging_in.waiting()}",
    deduct_when=failed,
)
def enter_code() -> str | Response | tuple[str, int]:
    """Check the code."""
    if logging_in.waiting() is None:
        return redirect(url_for("login.form"))
    target = auth.safe_target(session.get(_NEXT))
    if logging_in.check_code(request.form.get("code", "")[:60]) is Outcome.REFUSED:
        return render_template("web/login_code.html", error=WRONG_CODE), 422
    return redirect(target)


@bp.post("/logout")
@exempt("whoever asks again is nobody any more; it does no harm twice")
def leave() -> Response:
    """End the log-in."""
    id_token = oidc.kept()
    auth.sign_out()
    back = current().settings.base_url + url_for("login.form")
    answer = oidc.farewell(id_token, back) or redirect(url_for("login.form"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'  # others may use this computer, too
    return answer


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
        provider=settings.federation.oidc.label if oidc.is_offered() else "",
        user=user,
        error=error,
        people=people,
        demo_password=_demo_password(people),
    )


def _demo_password(people: list[Person]) -> str | None:
    """The password of the demo office, which ``jiedu demo`` gave to everybody in it."""
    return demo_office().demo_password if people else None
