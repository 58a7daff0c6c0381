"""Headers, cookies, CSRF and rate limits: what the browser is told and what strangers may try how often."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from service import bearer, cookies
from service.config import Settings

#: Largest request body: a deployment of diagrams, forms and tables.
LARGEST_BODY = 16 * 1024 * 1024


class Protection(CSRFProtect):  # type: ignore[misc, unused-ignore]
    """CSRF tokens for whatever a cookie speaks for; what an API token speaks for needs none."""

    def protect(self, *args: Any, **options: Any) -> Any:
        """Raises CSRFError."""
        return None if bearer.presented() else super().protect(*args, **options)


csrf = Protection()
limiter = Limiter(key_func=get_remote_address, headers_enabled=False)


def failed(response: Response) -> bool:
    """Limits on guessing count what was refused, so that nobody pays for the right passwords of others."""
    return response.status_code == 422


def taken(response: Response) -> bool:
    """Limits on handing in count what was taken, so that nobody pays for a mistake in a form."""
    return response.status_code < 400


CSP = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def install(app: Flask, settings: Settings) -> None:
    """Harden cookies, install CSRF protection, rate limits and security headers."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-jiedu" if settings.https else "jiedu",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.https,
        RATELIMIT_STORAGE_URI=settings.load.limits_storage,
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=settings.load.limits_storage != "memory://",
    )
    if settings.proxies:  # the name of the host comes as ``Host``: many proxies pass on a forged other one
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    cookies.install(app)
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(lambda response: _headers(response, settings))


def allow_inline_styles() -> None:
    """Let this page use style attributes: diagram viewers and editors set them.  Scripts stay strict."""
    g.inline_styles = True


def allow_framing(origins: Iterable[str]) -> None:
    """Let these sites show this page in a frame; with none of them it stays alone."""
    g.framed_by = sorted(origins)


def _headers(response: Response, settings: Settings) -> Response:
    policy = dict(CSP)
    if g.get("inline_styles"):
        policy["style-src"] += " 'unsafe-inline'"
    if g.get("framed_by"):
        policy["frame-ancestors"] = " ".join(g.framed_by)
    if settings.federation.oidc.issuer:  # the forms of log-out and linking lead on to the provider
        policy["form-action"] += " " + settings.federation.oidc.origin
    headers = response.headers
    headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in policy.items())
    headers["X-Content-Type-Options"] = "nosniff"
    if not g.get("framed_by"):
        headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if settings.https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if not request.path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")
    elif response.status_code in {200, 304} and _is_named_by_content():
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _is_named_by_content() -> bool:
    """Built files whose address changes with their content need never be asked for again."""
    return "v" in request.args or request.path.startswith(("/static/ui/chunks/", "/static/ui/assets/"))
