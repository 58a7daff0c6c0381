"""Failed log-ins, counted in the database: they hold for all processes and survive a restart.

GB/T 22239-2019 8.1.4.1 b) asks for a limit of failed log-ins.  Times are seconds since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from service.identity.tables import User
from service.settings.accounts import Accounts


@dataclass(frozen=True)
class LockRules:
    """So many failures in a row lock an account for so many seconds.

    A failure that is older than the lock would last begins a new row.
    """

    after: int
    span: int

    @classmethod
    def of(cls, settings: Accounts) -> LockRules:
        """The rules of the installation."""
        return cls(after=settings.lock_after, span=settings.lock_minutes * 60)


def held(session: Session, user_id: str) -> User | None:
    """The account, locked in the database until the transaction ends, so that failures count one by one."""
    query = select(User).where(User.id == user_id).options(lazyload(User.unit)).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).first()


def is_locked(user: User, *, now: int) -> bool:
    """Whether nobody gets in for now, not even with the right password."""
    return user.locked_until is not None and now < user.locked_until


def count_failure(user: User, rules: LockRules, *, now: int) -> bool:
    """Count a failure of an account that is not locked; whether it locks it."""
    if user.failed_at is None or now - user.failed_at > rules.span or user.locked_until is not None:
        user.failures = 0
    user.failures, user.failed_at, user.locked_until = user.failures + 1, now, None
    if user.failures < rules.after:
        return False
    user.locked_until = now + rules.span
    return True


def forget_failures(user: User) -> None:
    """Begin anew: the person got in, or an administrator unlocked him."""
    user.failures, user.failed_at, user.locked_until = 0, None, None
