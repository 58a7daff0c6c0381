"""Log-ins by their tokens: what the end of one ends, and what it leaves as it is."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session, sessionmaker

from service.identity.log_ins import (
    SessionLimits,
    digest,
    end_session,
    end_sessions_of,
    live_session,
    start_session,
)
from service.identity.tables import LoginSession

TODAY = date(2026, 1, 16)
LIMITS = SessionLimits(idle=60, lifetime=600)
Sessions = sessionmaker[Session]


def ended_at(session: Session, token: str) -> int | None:
    return session.get_one(LoginSession, digest(token)).ended_at


def test_a_token_that_was_never_given_opens_nothing(sessions: Sessions) -> None:
    with sessions() as session:
        assert live_session(session, "x", LIMITS, now=0, on=TODAY) is None


def test_logging_out_ends_this_log_in_and_no_other_one(sessions: Sessions) -> None:
    with sessions() as session:
        here, there = (start_session(session, "lin", now=0) for _ in range(2))
        end_session(session, here, now=5)

        assert live_session(session, here, LIMITS, now=6, on=TODAY) is None
        assert live_session(session, there, LIMITS, now=6, on=TODAY) is not None


def test_what_has_ended_keeps_the_time_of_its_end_and_does_not_end_again(sessions: Sessions) -> None:
    with sessions() as session:
        first, *_ = (start_session(session, "lin", now=0) for _ in range(3))
        end_session(session, first, now=5)
        end_session(session, first, now=7)
        assert ended_at(session, first) == 5

        assert end_sessions_of(session, "lin", now=9) == 2
        assert ended_at(session, first) == 5
