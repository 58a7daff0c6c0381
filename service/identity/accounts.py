"""Passwords of local accounts: who is it, what may a new one be.  Times are seconds since 1970.

Checking and hashing take a tenth of a second of CPU; both are done outside of the transaction that writes.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.errors import InvalidArgument, NotFound
from service.identity import passwords
from service.identity.log_ins import end_sessions_of
from service.identity.tables import FormerPassword, Unit, User
from service.settings.accounts import Accounts

DAY = 24 * 60 * 60
#: Days in which a password that an administrator gave has to be changed (OWASP ASVS 5.0 6.4.1).
TEMPORARY_DAYS = 7


def authenticate(session: Session, user_id: str, password: str) -> User | None:
    """The active user with that password, or None.  Takes the same time whether or not the account exists."""
    user = session.get(User, user_id)
    right = passwords.matches(user.password_hash if user is not None and user.active else None, password)
    return user if right else None


def has_password(session: Session, user_id: str) -> bool:
    """Whether the person can log in at all."""
    user = session.get(User, user_id)
    return user is not None and user.password_hash is not None


def new_hash(session: Session, user_id: str, password: str, rules: Accounts) -> str:
    """The hash of a new password that the rules allow; nothing is written.

    Raises NotFound (no such person) and InvalidArgument (field ``password``).
    """
    user = find(session, user_id)
    passwords.check_strength(password, rules, account=user.id, name=user.name, around=_around(session))
    former = _former(session, user_id, rules.password_history)
    known = [user.password_hash, *(each.password_hash for each in former)][: rules.password_history]
    if any(passwords.matches(each, password) for each in known if each):
        text = f"密码不能与最近 {rules.password_history} 个密码相同"
        raise InvalidArgument("密码不符合要求", errors={"password": [text]})
    return passwords.hash_password(password)


def store_hash(
    session: Session, user_id: str, password_hash: str, *, now: int, must_change: bool = False
) -> None:
    """Give a person a new password and end all his log-ins; the former one is kept for the history.

    Raises NotFound (no such person).
    """
    user = find(session, user_id)
    if user.password_hash is not None:
        former = FormerPassword(user_id=user_id, password_hash=user.password_hash, set_at=now)
        session.add(former)
    user.password_hash, user.password_changed_at, user.must_change = password_hash, now, must_change
    end_sessions_of(session, user_id, now=now)


def set_password(session: Session, user_id: str, password: str, *, now: int) -> None:
    """Give a person any password: what demonstrations and the command line do.

    Raises NotFound (no such person).
    """
    store_hash(session, user_id, passwords.hash_password(password), now=now)


def is_expired(user: User, rules: Accounts, *, now: int) -> bool:
    """Whether the password is too old to go on with."""
    age = now - (now if user.password_changed_at is None else user.password_changed_at)
    return bool(rules.password_days) and age >= rules.password_days * DAY


def has_lapsed(user: User, *, now: int) -> bool:
    """Whether a temporary password was not changed in time and opens nothing any more."""
    given = user.password_changed_at
    return user.must_change and given is not None and now - given >= TEMPORARY_DAYS * DAY


def find(session: Session, user_id: str) -> User:
    """The person.  Raises NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound(f"没有账号“{user_id}”")
    return user


def _around(session: Session) -> set[str]:
    """Names and ids of all units."""
    return {word for unit in session.execute(select(Unit.id, Unit.name)) for word in unit}


def _former(session: Session, user_id: str, count: int) -> Sequence[FormerPassword]:
    query = select(FormerPassword).where(FormerPassword.user_id == user_id)
    return list(session.scalars(query.order_by(FormerPassword.id.desc()).limit(count)))
