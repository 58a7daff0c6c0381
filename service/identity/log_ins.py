"""Log-ins: their tokens, how long they live, where they come from.  Times are seconds since 1970."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from processes.store.rows import table_of
from service.identity.standing import Credential, Standing, shown
from service.identity.tables import LoginSession


@dataclass(frozen=True, kw_only=True)
class SessionLimits:
    """How long a log-in lasts, in seconds; how many an account may have at a time (0: any number)."""

    idle: int
    lifetime: int
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a log-in comes from: address, and what the browser says that it is."""

    address: str = ""
    agent: str = ""


class LogIn(NamedTuple):
    """One that is alive: since when, its last use, what has to be done before anything else, and whose it is
    (None: the account is switched off).
    """

    created_at: int
    seen_at: int
    duty: str
    owner: Standing | None


def start_session(
    session: Session, user_id: str, *, now: int, origin: Origin | None = None, duty: str = ""
) -> str:
    """Open a log-in and return its token, which only the cookie of the browser holds."""
    token, origin = secrets.token_urlsafe(32), origin or Origin()
    opened = LoginSession(id=digest(token), user_id=user_id, created_at=now, seen_at=now, duty=duty)
    opened.address, opened.agent = origin.address[:60], origin.agent[:200]
    session.add(opened)
    return token


_OF = table_of(LoginSession).c
_CREDENTIAL = Credential(_OF.id, _OF.user_id, (_OF.ended_at, _OF.created_at, _OF.seen_at, _OF.duty))


def live_session(session: Session, token: str, limits: SessionLimits, *, now: int, on: date) -> LogIn | None:
    """The log-in of a token, unless it was ended, idle for too long or too old; its owner as of a day."""
    found = shown(session, _CREDENTIAL, digest(token), on)
    if found is None:
        return None
    (ended_at, created_at, seen_at, duty), owner = found
    alive = now - seen_at <= limits.idle and now - created_at <= limits.lifetime
    return LogIn(created_at, seen_at, duty, owner) if ended_at is None and alive else None


def live_sessions(
    session: Session, user_id: str, limits: SessionLimits, *, now: int
) -> Sequence[LoginSession]:
    """Everywhere that the person is logged in, the latest use first."""
    query = select(LoginSession).where(
        LoginSession.user_id == user_id,
        LoginSession.ended_at.is_(None),
        LoginSession.seen_at >= now - limits.idle,
        LoginSession.created_at >= now - limits.lifetime,
    )
    return list(
        session.scalars(
            query.order_by(LoginSession.seen_at.desc(), LoginSession.created_at.desc(), LoginSession.id)
        )
    )


def touch_session(session: Session, token: str, *, now: int) -> None:
    """Note that the log-in is in use."""
    session.execute(update(LoginSession).where(LoginSession.id == digest(token)).values(seen_at=now))


def dismiss_duty(session: Session, user_id: str) -> None:
    """What the person's log-ins waited for is done."""
    open_duties = update(LoginSession).where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
    session.execute(open_duties.values(duty=""))


def end_session(session: Session, token: str, *, now: int) -> None:
    """Log out: the token is worth nothing from now on, also for a copy of the cookie."""
    still_open = LoginSession.ended_at.is_(None)
    query = update(LoginSession).where(LoginSession.id == digest(token), still_open).values(ended_at=now)
    session.execute(query)


def end_sessions_of(
    session: Session, user_id: str, *, now: int, only: str | None = None, but: str = ""
) -> int:
    """Log a person out everywhere, or of the log-in *only*, or of all *but* one (ids); how many ended."""
    query = update(LoginSession).where(
        LoginSession.user_id == user_id, LoginSession.ended_at.is_(None), LoginSession.id != but
    )
    if only is not None:
        query = query.where(LoginSession.id == only)
    ended = session.execute(query.values(ended_at=now))
    assert isinstance(ended, CursorResult)
    return int(ended.rowcount)


def end_surplus(session: Session, token: str, limits: SessionLimits, *, now: int) -> int:
    """End those that were not used for the longest time, so that with that of *token* there are not too many.

    How many ended (OWASP ASVS 5.0 7.1.2).
    """
    opened = session.get_one(LoginSession, digest(token))
    others = [each for each in live_sessions(session, opened.user_id, limits, now=now) if each is not opened]
    surplus = others[limits.count - 1 :] if limits.count else []
    for each in surplus:
        each.ended_at = now
    return len(surplus)


def digest(token: str) -> str:
    """The id of the log-in that a token opens."""
    return hashlib.sha256(token.encode()).hexdigest()
