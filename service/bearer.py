"""Requests of programs with a personal access token: ``Authorization: Bearer …`` on ``/api/`` (RFC 6750).

Such a request has no cookie's rights and makes no session, so nobody can be tricked into sending it: it needs
no CSRF token.
"""

from __future__ import annotations

from flask import g, request
from flask_login import UserMixin

from processes.errors import Forbidden, ProcessError
from service import db
from service.identity import tokens
from service.identity.people import Person, office_day, person_of
from service.state import current

#: Tokens note their use at most this often (seconds).
TOUCH_EVERY = 60


class InvalidToken(ProcessError):
    """401: the token is unknown, revoked or expired, or its owner is switched off."""

    code = "invalid_token"


class TokenBearer(UserMixin):  # type: ignore[misc, unused-ignore]
    """A person who asks with a token of certain scopes."""

    token = ""
    duty = ""

    def __init__(self, person: Person, scopes: frozenset[str]) -> None:
        self.person = person
        self.scopes = scopes

    def get_id(self) -> str:
        """Nothing: no cookie may ever hold it."""
        return ""


def presented() -> bool:
    """Whether the request brings a token, so that its cookie counts for nothing."""
    scheme = request.headers.get("Authorization", "").partition(" ")[0]
    return scheme.lower() == "bearer" and request.path.startswith("/api/")


def load(_request: object) -> TokenBearer | None:
    """Who the token of the request stands for."""
    if not presented():
        return None
    token = request.headers["Authorization"].partition(" ")[2].strip()
    now, today = int(current().settings.session_clock().timestamp()), office_day(current().now())
    reading = db.reading()
    found = tokens.find_token(reading, token, now=now, on=today)
    if found is None or found.owner is None:
        return None
    person, scopes = person_of(reading, found.owner, today), frozenset(found.scopes.split())
    if found.used_at is None or now - found.used_at >= TOUCH_EVERY:
        with db.transaction() as writing:
            tokens.touch_token(writing, found.id, now=now)
    g.token_scopes = scopes
    return TokenBearer(person, scopes)


def refuse_unknown() -> None:
    """Raises InvalidToken when the request brought a token that lets nobody in."""
    if presented():
        raise InvalidToken("令牌不存在、已撤销或已过期，或者账号已停用")


def check(scope: str | None) -> None:
    """Raises Forbidden when the token, if there is one, does not reach so far; None: no token does."""
    scopes: frozenset[str] | None = g.get("token_scopes")
    if scopes is None or scope == "":
        return
    if scope is None:
        raise Forbidden("这个接口不能用令牌，请登录后使用")
    if scope not in scopes:
        raise Forbidden(f"令牌的范围（{'、'.join(sorted(scopes))}）不包括 {scope}", scope=scope)
