"""The cookie of a log-in: signed with HMAC-SHA-256 where Flask would take SHA-1."""

from __future__ import annotations

import hashlib

from flask import Flask
from flask.sessions import SecureCookieSessionInterface


class SignedCookies(SecureCookieSessionInterface):
    """What is in the cookie can be read, not changed (OWASP ASVS 5.0 11.4.1)."""

    digest_method = staticmethod(hashlib.sha256)


def install(app: Flask) -> None:
    """Sign the cookies of this application so."""
    app.session_interface = SignedCookies()
