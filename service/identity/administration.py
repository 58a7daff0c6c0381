"""What administrators do to the accounts of others.  Nobody does it to himself; people are never deleted.

系统管理员 create accounts and switch them off and on; 安全管理员 give passwords, unlock, take second factors
away.  Who may call what, the policy table says; *by* is who does it, ``cli`` on the command line.  Times are
seconds since 1970.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from processes.errors import InvalidArgument, InvalidState
from processes.forms.texts import EMAIL
from service.identity import accounts, attempts, passwords, second_factor
from service.identity.log_ins import end_sessions_of
from service.identity.posts import not_own
from service.identity.tables import Unit, User
from service.settings.accounts import Accounts

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,59}")
#: Ids that pages or machines use.
_TAKEN = frozenset({"new", "cli", "system", "timer", "worker"})
#: Without characters that look like others.
_SYLLABLES = ("bcdfghjkmnpqrstvwxz", "aeu")


@dataclass(frozen=True, kw_only=True)
class Details:
    """What an account says of a person."""

    name: str
    unit: str
    email: str = ""


def create(session: Session, user_id: str, details: Details) -> User:
    """A new account without password and posts.

    Raises InvalidArgument (fields ``id``, ``name``, ``unit``, ``email``) and InvalidState (the id is taken).
    """
    errors = _errors(session, details)
    if not _ID.fullmatch(user_id) or user_id in _TAKEN:
        errors["id"] = ["由 2 至 60 个英文字母、数字、- 和 _ 组成，以字母或数字开头，不能是系统使用的名称"]
    if errors:
        raise InvalidArgument("账号没有建立", errors=errors)
    if session.get(User, user_id) is not None:
        raise InvalidState(f"账号“{user_id}”已经存在。账号从不删除，也不转给他人")
    user = User(id=user_id, name=details.name.strip(), unit_id=details.unit, email=details.email or None)
    session.add(user)
    session.flush()
    return user


def change(session: Session, user_id: str, details: Details, *, by: str) -> User:
    """Another name, unit or address.  Raises NotFound, Forbidden, InvalidArgument."""
    not_own(user_id, by)
    user = accounts.find(session, user_id)
    errors = _errors(session, details)
    if errors:
        raise InvalidArgument("账号没有更改", errors=errors)
    user.name, user.unit_id, user.email = details.name.strip(), details.unit, details.email or None
    session.flush()
    return user


def switch(session: Session, user_id: str, *, on: bool, by: str, now: int) -> None:
    """Switch an account off, which ends its log-ins, or on again.

    Raises NotFound, Forbidden, InvalidState (it is so already).
    """
    not_own(user_id, by)
    user = accounts.find(session, user_id)
    if user.active == on:
        raise InvalidState(f"账号“{user_id}”已经{'启用' if on else '停用'}")
    user.active = on
    end_sessions_of(session, user_id, now=now)
    session.flush()


def unlock(session: Session, user_id: str, *, by: str, now: int) -> None:
    """Forget the failed log-ins.  Raises NotFound, Forbidden, InvalidState (it is not locked)."""
    not_own(user_id, by)
    user = accounts.find(session, user_id)
    if not attempts.is_locked(user, now=now):
        raise InvalidState(f"账号“{user_id}”没有锁定")
    attempts.forget_failures(user)
    session.flush()


def temporary_password(rules: Accounts) -> str:
    """A password that the rules allow, easy to read aloud: ``Bunez-Kapud-Tamor-41``, some 50 bits."""
    count = max(3, 1 + rules.password_length // 6)
    while True:
        words = [_syllable() + _syllable() + secrets.choice("bdfgkmnprtz") for _ in range(count)]
        made = "-".join([*(word.title() for word in words), str(secrets.randbelow(90) + 10)])
        try:
            passwords.check_strength(made, rules)
        except InvalidArgument:
            continue
        return made


def reset_password(session: Session, user_id: str, password_hash: str, *, by: str, now: int) -> None:
    """Give a temporary password, by its hash: it has to be changed at the first log-in.  The lock ends, too.

    Raises NotFound, Forbidden.
    """
    not_own(user_id, by)
    accounts.store_hash(session, user_id, password_hash, now=now, must_change=True)
    attempts.forget_failures(accounts.find(session, user_id))
    session.flush()


def reset_second_factor(session: Session, user_id: str, *, by: str, now: int) -> None:
    """Take the authenticator away, and end the log-ins.  Raises NotFound, Forbidden, InvalidState."""
    not_own(user_id, by)
    accounts.find(session, user_id)
    if not second_factor.remove(session, user_id):
        raise InvalidState(f"账号“{user_id}”没有设置动态口令")
    end_sessions_of(session, user_id, now=now)
    session.flush()


def _errors(session: Session, details: Details) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not 1 <= len(details.name.strip()) <= 60:
        errors["name"] = ["请填写姓名，至多 60 个字"]
    if session.get(Unit, details.unit) is None:
        errors["unit"] = ["请选择单位"]
    if details.email and not EMAIL.match(details.email):
        errors["email"] = ["应为电子邮箱地址，如 name@example.gov.cn"]
    return errors


def _syllable() -> str:
    return "".join(secrets.choice(letters) for letters in _SYLLABLES)
