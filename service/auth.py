"""Who is asking: Flask-Login over server-side log-ins, and the doors in front of the views."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.exceptions import HTTPException, Unauthorized
from werkzeug.wrappers import Response as BaseResponse

from processes.errors import Forbidden
from service import bearer, db, journaling
from service.errors import wants_problem
from service.identity import log_ins
from service.identity.people import Person, office_day, person_of
from service.state import current

#: Log-ins note their use at most this often (seconds), so that reading pages stays reading.
TOUCH_EVERY = 60
#: What a log-in may have to wait for, the page that does it, and what may be used until then.
PASSWORD, SECOND_FACTOR = "password", "second_factor"
DUTIES = {PASSWORD: "account.show", SECOND_FACTOR: "second_factor.show"}
_REASONS = {PASSWORD: "请先更改密码", SECOND_FACTOR: "请先启用动态口令"}
_MEANWHILE = {
    PASSWORD: {"account.show", "account.change_password"},
    SECOND_FACTOR: {"second_factor.show", "second_factor.begin", "second_factor.confirm"},
}
_PUBLIC = {"public", "public_api"}
_ALWAYS = {"static", "login.form", "login.leave", "health.healthz", "health.readyz"}


class SignedIn(UserMixin):  # type: ignore[misc, unused-ignore]
    """A person together with the token of his log-in; Flask-Login keeps the token in the session cookie.

    *since*: when he logged in (seconds since 1970); *duty*: what he has to do before anything else.
    """

    def __init__(self, person: Person, token: str, duty: str, since: int) -> None:
        self.person = person
        self.token = token
        self.duty = duty
        self.since = since

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.token


def install(app: Flask) -> None:
    """Attach Flask-Login to the application."""
    manager = LoginManager(app)
    manager.session_protection = "strong"
    manager.user_loader(_load)
    manager.request_loader(bearer.load)
    manager.unauthorized_handler(unauthorized)
    app.before_request(_duty_first)


def _load(token: str) -> SignedIn | None:
    if bearer.presented():
        return None  # the token speaks for the request, not the cookie
    reading, now, today = db.reading(), seconds(), office_day(current().now())
    found = log_ins.live_session(reading, token, limits(), now=now, on=today)
    if found is None:
        g.login_expired = True
        return None
    if found.owner is None:
        return None
    person = person_of(reading, found.owner, today)
    if now - found.seen_at >= TOUCH_EVERY:
        with db.transaction() as writing:
            log_ins.touch_session(writing, token, now=now)
    return SignedIn(person, token, found.duty, found.created_at)


def remember(person: Person, token: str) -> None:
    """Give the browser the token of a log-in that was just opened; nothing of what its cookie held stays."""
    session.clear()
    login_user(SignedIn(person, token, "", seconds()))


def _duty_first() -> BaseResponse | None:
    """A log-in that has a duty leads nowhere else until it is done.  Raises Forbidden for programs."""
    if request.endpoint is None or request.endpoint in _ALWAYS or request.blueprint in _PUBLIC:
        return None
    duty = getattr(current_user, "duty", "")
    if not duty or request.endpoint in _MEANWHILE[duty]:
        return None
    if wants_problem():
        raise Forbidden(_REASONS[duty])
    return redirect(url_for(DUTIES[duty]))


def sign_out() -> None:
    """End the log-in on the server and empty the cookie."""
    if current_user.is_authenticated:
        with db.transaction() as writing:
            log_ins.end_session(writing, current_user.token, now=seconds())
            journaling.note(writing, "logout")
    forget()


def forget() -> None:
    """Empty the cookie of a log-in that has ended already."""
    logout_user()
    session.clear()


def person() -> Person:
    """The person who asks.  Raises Unauthorized (401)."""
    if not current_user.is_authenticated:
        raise Unauthorized
    asking: Person = current_user.person
    return asking


def asking() -> Person | None:
    """The person who asks; None when nobody has logged in."""
    return current_user.person if current_user.is_authenticated else None


def unauthorized() -> BaseResponse:
    """401 for programs; for people the login page, which says what has not been saved."""
    bearer.refuse_unknown()
    if wants_problem():
        raise Unauthorized
    if request.method != "GET":
        flash("登录已过期，刚才提交的内容没有保存。请重新登录，登录后回到原来的页面。", "warning")
    elif g.get("login_expired"):
        flash("登录已过期，请重新登录。", "warning")
    target = url_for("login.form", next=here())
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": target})
    return redirect(target)


def here() -> str:
    """The path to come back to after the login: this page, or the page that a form was handed in from."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    try:
        page = urlsplit(request.referrer or "")
    except ValueError:  # no address at all
        return "/"
    if page.netloc != request.host:
        return "/"
    target = _readable(page.path)
    return safe_target(f"{target}?{page.query}" if page.query and target == page.path else target)


def _readable(path: str) -> str:
    """The path, or the nearest above it that can be fetched: ``/tasks/1-2`` for ``/tasks/1-2/completion``."""
    routes = current_app.create_url_adapter(request)
    while routes and path.strip("/"):
        for candidate in (path, path.rstrip("/") + "/"):
            with suppress(HTTPException):
                routes.match(candidate, method="GET")
                return candidate
        path = path.rstrip("/").rpartition("/")[0]
    return "/"


def safe_target(target: str | None) -> str:
    """A path of this service; anything that leads elsewhere becomes the inbox.

    A browser takes ``\\`` for ``/``, what follows two of them for a host, and overlooks tabs and line ends.
    """
    path = target or ""
    is_own = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_own else "/"


def seconds() -> int:
    """Now on the clock of the log-ins, in seconds since 1970."""
    return int(current().settings.session_clock().timestamp())


def limits() -> log_ins.SessionLimits:
    """How long log-ins live here, and how many somebody may have."""
    settings = current().settings
    idle, lifetime = settings.session_idle * 60, settings.session_lifetime * 60
    return log_ins.SessionLimits(idle=idle, lifetime=lifetime, count=settings.session_count)
