"""Local accounts and their log-ins.  Times are seconds since 1970, given by the caller."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from processes.errors import NotFound
from service.identity import passwords
from service.identity.tables import LoginSession, User


@dataclass(frozen=True, kw_only=True)
class SessionLimits:
    """How long a log-in lasts, in seconds."""

    idle: int
    lifetime: int


def authenticate(session: Session, user_id: str, password: str) -> User | None:
    """The active user with that password, or None.  Takes the same time whether or not the account exists."""
    user = session.get(User, user_id)
    right = passwords.matches(user.password_hash if user is not None and user.active else None, password)
    return user if right else None


def start_session(session: Session, user_id: str, *, now: int) -> str:
    """Open a log-in and return its token, which only the cookie of the browser holds."""
    token = secrets.token_urlsafe(32)
    session.add(LoginSession(id=_digest(token), user_id=user_id, created_at=now, seen_at=now))
    return token


def live_session(session: Session, token: str, limits: SessionLimits, *, now: int) -> LoginSession | None:
    """The log-in of a token, unless it was ended, idle for too long or too old."""
    found = session.get(LoginSession, _digest(token))
    if found is None or found.ended_at is not None:
        return None
    alive = now - found.seen_at <= limits.idle and now - found.created_at <= limits.lifetime
    return found if alive else None


def touch_session(session: Session, token: str, *, now: int) -> None:
    """Note that the log-in is in use."""
    session.execute(update(LoginSession).where(LoginSession.id == _digest(token)).values(seen_at=now))


def end_session(session: Session, token: str, *, now: int) -> None:
    """Log out: the token is worth nothing from now on, also for a copy of the cookie."""
    still_open = LoginSession.ended_at.is_(None)
    query = update(LoginSession).where(LoginSession.id == _digest(token), still_open).values(ended_at=now)
    session.execute(query)


def end_sessions_of(session: Session, user_id: str, *, now: int) -> None:
    """Log a person out everywhere."""
    still_open = LoginSession.ended_at.is_(None)
    query = update(LoginSession).where(LoginSession.user_id == user_id, still_open).values(ended_at=now)
    session.execute(query)


def has_password(session: Session, user_id: str) -> bool:
    """Whether the person can log in at all."""
    user = session.get(User, user_id)
    return user is not None and user.password_hash is not None


def set_password(session: Session, user_id: str, password: str, *, now: int, check: bool = True) -> None:
    """Give a person a new password and end all his log-ins.

    Raises NotFound (no such person) and InvalidArgument (field ``password``).
    """
    user = session.get(User, user_id)
    if user is None:
        raise NotFound(f"没有账号“{user_id}”")
    if check:
        passwords.check_strength(password)
    user.password_hash = passwords.hash_password(password)
    end_sessions_of(session, user_id, now=now)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
