"""Personal access tokens of the API: made, found, revoked.  Times are seconds since 1970.

A token is 256 random bits behind ``jiedu_pat_``, so that secret scanners find one that leaked; only its
SHA-256 is kept, which is enough for what nobody can guess.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from processes.errors import Forbidden, InvalidArgument, NotFound
from processes.store.rows import table_of
from service.identity.federation_tables import ApiToken
from service.identity.people import Person
from service.identity.standing import Credential, Standing, shown

PREFIX = "jiedu_pat_"
DAY = 24 * 60 * 60
#: What a token may be used for; each only narrows what the person may.
SCOPES: Mapping[str, str] = {
    "read": "查看（事项、任务、台账、流程库等）",
    "work": "办理（发起、认领、办结、催办）",
    "audit": "查证（记录、历史时刻、归档包）",
    "design": "部署流程、表单、决策表",
    "operate": "运行维护（干预、送入消息）",
}
LONGEST_NAME = 60
#: Tokens that one person may have at a time.
MOST = 20


def make_token(
    session: Session, user_id: str, name: str, scopes: Collection[str], days: int, *, now: int, longest: int
) -> tuple[str, ApiToken]:
    """The token, which is told this once, and its row.

    Raises InvalidArgument (fields ``name``, ``scopes``, ``days``).
    """
    errors: dict[str, list[str]] = {}
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        errors["name"] = [f"应为 1 到 {LONGEST_NAME} 个字，实际为 {len(name.strip())} 个"]
    if not scopes or not set(scopes) <= SCOPES.keys():
        errors["scopes"] = [
            f"应从 {'、'.join(SCOPES)} 中至少选一项，得到 {'、'.join(sorted(scopes)) or '无'}"
        ]
    if not 0 < days <= longest:
        errors["days"] = [f"有效期应为 1 到 {longest} 天，得到 {days}"]
    if len(live_tokens(session, user_id, now=now)) >= MOST:
        errors["name"] = [f"一人至多 {MOST} 个有效的令牌，请先撤销不用的"]
    if errors:
        raise InvalidArgument("没有生成令牌", errors=errors)
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        user_id=user_id,
        name=name.strip(),
        hash=_digest(token),
        hint=token[: len(PREFIX) + 4],
        scopes=" ".join(each for each in SCOPES if each in scopes),
        created_at=now,
        expires_at=now + days * DAY,
    )
    session.add(row)
    session.flush()
    return token, row


class ShownToken(NamedTuple):
    """One that a request shows; ``owner``: None when the account is switched off."""

    id: int
    scopes: str
    used_at: int | None
    revoked_at: int | None
    expires_at: int
    owner: Standing | None


_OF = table_of(ApiToken).c
_ASKED = (_OF.id, _OF.scopes, _OF.used_at, _OF.revoked_at, _OF.expires_at)
_CREDENTIAL = Credential(_OF.hash, _OF.user_id, _ASKED)


def find_token(session: Session, token: str, *, now: int, on: date) -> ShownToken | None:
    """A token that is neither revoked nor expired; its owner as of a day."""
    if not token.startswith(PREFIX) or len(token) > 200:
        return None
    found = shown(session, _CREDENTIAL, _digest(token), on)
    if found is None:
        return None
    (number, scopes, used_at, revoked_at, expires_at), owner = found
    row = ShownToken(number, scopes, used_at, revoked_at, expires_at, owner)
    return row if is_live(row, now=now) else None


def is_live(row: ApiToken | ShownToken, *, now: int) -> bool:
    """Whether it still lets anybody in."""
    return row.revoked_at is None and now < row.expires_at


def touch_token(session: Session, number: int, *, now: int) -> None:
    """Note that the token is in use."""
    session.execute(update(ApiToken).where(ApiToken.id == number).values(used_at=now))


def revoke_token(session: Session, number: int, *, by: Person | None, now: int) -> ApiToken:
    """End a token: its owner, the security administrator, or (None) the command line.

    Revoking one that has been revoked changes nothing.  Raises NotFound and Forbidden.
    """
    row = session.get(ApiToken, number)
    if row is None:
        raise NotFound(f"没有编号为 {number} 的令牌")
    if by is not None and by.id != row.user_id and "secadmin" not in by.groups:
        raise Forbidden("只有本人和安全管理员可以撤销令牌")
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = now, by.id if by else "cli"
    return row


def tokens_of(session: Session, user_id: str | None) -> list[ApiToken]:
    """The tokens of a person, or (None) of everybody, the latest first; at most 200."""
    query = select(ApiToken).order_by(ApiToken.id.desc()).limit(200)
    return list(session.scalars(query if user_id is None else query.where(ApiToken.user_id == user_id)))


def live_tokens(session: Session, user_id: str, *, now: int) -> list[ApiToken]:
    """Those of a person that let him in."""
    return [row for row in tokens_of(session, user_id) if is_live(row, now=now)]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
