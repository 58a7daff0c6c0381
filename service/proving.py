"""Proving again who one is, before what a log-in left open or stolen must not do.

OWASP ASVS 5.0 7.5.1, 7.5.2: ending log-ins, linking another way to log in, changing the second factor.
"""

from __future__ import annotations

from flask import request
from flask_login import current_user
from sqlalchemy.orm import Session

from service import auth, db
from service.identity import accounts, second_factor
from service.security import failed, limiter
from service.state import current

#: Guesses at the own password or code count per person, wherever they are made.
guesses = limiter.shared_limit(
    "10 per 10 minutes", "proving", key_func=lambda: f"person:{auth.person().id}", deduct_when=failed
)
#: Seconds in which a log-in itself is proof enough for somebody who has no password here (single sign-on).
FRESH = 300
Errors = dict[str, list[str]]


def has_password() -> bool:
    """Whether the forms ask for it."""
    return accounts.has_password(db.reading(), auth.person().id)


def wrong_password() -> Errors:
    """What is wrong about the password typed as ``current``; nothing when the person is proven."""
    reading, user_id = db.reading(), auth.person().id
    if not accounts.has_password(reading, user_id):
        fresh = auth.seconds() - current_user.since <= FRESH
        return {} if fresh else {"current": [f"请重新登录，并在 {FRESH // 60} 分钟内办理"]}
    right = accounts.authenticate(reading, user_id, request.form.get("current", ""))
    return {} if right is not None else {"current": ["当前密码不正确"]}


def wrong_code(writing: Session) -> Errors:
    """What is wrong about the ``code`` of somebody who has a second factor; a right one is used up."""
    user_id, code = auth.person().id, request.form.get("code", "")[:60]
    if not second_factor.is_set(writing, user_id):
        return {}
    key = current().settings.secret_key
    if second_factor.take(writing, user_id, code, key, now=auth.seconds()) is not None:
        return {}
    return {"code": ["动态口令或恢复码不正确，或者已经用过"]}
