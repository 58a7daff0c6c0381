"""The steps of a log-in: password, code of the authenticator, and what has to be done before the work begins.

GB/T 22239-2019 8.1.4.1: failures are counted and lock the account, two factors for whom the settings name.
Whatever goes wrong gets the same answer after the same time: nobody learns which accounts exist or are
locked.
"""

from __future__ import annotations

import hashlib
from enum import Enum

from flask import request, session
from flask_login import current_user
from sqlalchemy.orm import Session

from service import auth, db, journaling
from service.identity import accounts, attempts, log_ins, second_factor
from service.identity.attempts import LockRules
from service.identity.log_ins import Origin
from service.identity.people import find_person, office_day
from service.identity.tables import User
from service.offices import demo_office
from service.state import current

#: Seconds between the password and the code.
STEP_SPAN = 300
_STEP = "second_step"


class Outcome(Enum):
    """How a step ended."""

    REFUSED = "refused"
    SECOND_STEP = "second step"
    IN = "in"


def check_password(user_id: str, password: str) -> Outcome:
    """The first step.  The hash is computed before a transaction begins, so that no writer waits for it."""
    right = accounts.authenticate(db.reading(), user_id, password)
    proven = right.password_hash if right is not None and _is_open(password) else None
    now = auth.seconds()
    with db.transaction() as writing:
        user = attempts.held(writing, user_id)
        if user is None or user.password_hash != proven or not _may_enter(writing, user, now=now):
            _refuse(writing, user, user_id, now=now)
            return Outcome.REFUSED
        waits = second_factor.is_set(writing, user_id)
        token = None if waits else _open(writing, user, "password", now=now)
    if token is None:
        session.clear()
        session[_STEP] = [user_id, now, _mark(proven)]
        return Outcome.SECOND_STEP
    return _entered(user_id, token)


def waiting() -> str | None:
    """The account that has shown its password a short while ago and not yet a code."""
    user_id, at, _ = session.get(_STEP) or (None, 0, None)
    return user_id if 0 <= auth.seconds() - at <= STEP_SPAN else None


def check_code(code: str) -> Outcome:
    """The second step: a code of the authenticator or a recovery code."""
    user_id, now = waiting(), auth.seconds()
    if user_id is None:
        return Outcome.REFUSED
    with db.transaction() as writing:
        user = attempts.held(writing, user_id)
        unchanged = user is not None and session[_STEP][2] == _mark(user.password_hash)
        if user is None or not unchanged or not _may_enter(writing, user, now=now):
            _refuse(writing, user, user_id, now=now)
            return Outcome.REFUSED
        method = second_factor.take(writing, user_id, code, current().settings.secret_key, now=now)
        if method is None:
            _refuse(writing, user, user_id, now=now, kind="second_factor_failed")
            return Outcome.REFUSED
        if method == second_factor.RECOVERY:
            left = second_factor.codes_left(writing, user_id)
            journaling.note(writing, "recovery_code_used", who=user_id, detail={"left": left})
        token = _open(writing, user, method, now=now)
    return _entered(user_id, token)


def enter_as(user_id: str, method: str) -> bool:
    """Log in somebody whom another service has proven (single sign-on); False when he has no open account.

    What the local account would ask for besides (second factor, age of the password) is for that service.
    """
    now = auth.seconds()
    with db.transaction() as writing:
        user = attempts.held(writing, user_id)
        if user is None or not user.active:
            journaling.note(writing, "login_refused", who=user_id, detail={"method": method})
            return False
        token = _open(writing, user, method, now=now, duties=False)
    return _entered(user_id, token) is Outcome.IN


def end_elsewhere(writing: Session, only: str | None = None) -> int:
    """End the log-ins that the person has beside this one, or *only* the one of that id; how many ended."""
    who, here = auth.person().id, log_ins.digest(current_user.token)
    count = log_ins.end_sessions_of(writing, who, now=auth.seconds(), only=only, but=here)
    if count:
        journaling.note(writing, "log_ins_ended", what=who, detail={"count": count})
    return count


def _is_open(password: str) -> bool:
    """Accounts of a demonstration stay shut when the installation becomes a real one."""
    return current().settings.demo or password != demo_office().demo_password


def _may_enter(writing: Session, user: User, *, now: int) -> bool:
    usable = user.password_hash is not None and not accounts.has_lapsed(user, now=now)
    return user.active and usable and not attempts.is_locked(user, now=now)


def _refuse(writing: Session, user: User | None, typed: str, *, now: int, kind: str = "login_failed") -> None:
    """Count and note it.  What was typed may be a password in the wrong field: only its beginning is kept."""
    if user is None:
        journaling.note(writing, kind, who="", detail={"account": f"{typed[:2]}…"})
        return
    reason = _shut(user, now=now)
    if reason:
        journaling.note(writing, "login_refused", who=user.id, detail={"reason": reason})
        return
    rules = LockRules.of(current().settings.accounts)
    locked = attempts.count_failure(user, rules, now=now)
    writing.flush()
    journaling.note(writing, kind, who=user.id, detail={"attempts": user.failures})
    if locked:
        journaling.note(writing, "account_locked", who=user.id, what=user.id)


def _shut(user: User, *, now: int) -> str:
    """Why nobody gets in whatever he types; empty when that is not so."""
    if not user.active:
        return "账号已停用"
    if attempts.is_locked(user, now=now):
        return "账号已锁定"
    return "临时密码已过期" if accounts.has_lapsed(user, now=now) else ""


def _open(writing: Session, user: User, method: str, *, now: int, duties: bool = True) -> str:
    """Open the log-in, under a new token; one that this browser still had is ended (ASVS 5.0 7.2.4)."""
    if current_user.is_authenticated:
        log_ins.end_session(writing, current_user.token, now=now)
    attempts.forget_failures(user)
    user.password_changed_at = user.password_changed_at or now
    duty = _duty(writing, user, now=now) if duties else ""
    origin = Origin(address=request.remote_addr or "", agent=request.user_agent.string)
    writing.flush()
    token = log_ins.start_session(writing, user.id, now=now, origin=origin, duty=duty)
    journaling.note(writing, "login", who=user.id, detail={"method": method})
    ended = log_ins.end_surplus(writing, token, auth.limits(), now=now)
    if ended:
        detail = {"count": ended, "reason": f"同时登录超过 {auth.limits().count} 处"}
        journaling.note(writing, "log_ins_ended", who=user.id, what=user.id, detail=detail)
    return token


def _duty(writing: Session, user: User, *, now: int) -> str:
    rules = current().settings.accounts
    if user.must_change or accounts.is_expired(user, rules, now=now):
        return auth.PASSWORD
    person = find_person(writing, user.id, office_day(current().now()))
    needed = person is not None and rules.needs_second_factor(person.groups)
    return auth.SECOND_FACTOR if needed and not second_factor.is_set(writing, user.id) else ""


def _entered(user_id: str, token: str) -> Outcome:
    person = find_person(db.reading(), user_id, office_day(current().now()))
    if person is None:
        return Outcome.REFUSED
    auth.remember(person, token)
    return Outcome.IN


def _mark(password_hash: str | None) -> str:
    """Changes with the password: a step before the change is worth nothing after it."""
    return hashlib.sha256((password_hash or "").encode()).hexdigest()[:16]
