"""Which account a subject of the identity provider is.  Times are seconds since 1970."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.errors import Forbidden, InvalidState, NotFound, ProcessError
from service.identity.federation_tables import OidcAccount
from service.identity.tables import User

#: Longest subject (OpenID Connect Core 1.0 §2: 255 ASCII characters).
LONGEST_SUBJECT = 255


class ProviderDown(ProcessError):
    """503: the identity provider does not answer, or answers what it must not."""

    code = "provider_down"


class NotLinked(Forbidden):
    """403: the provider knows the person, this service does not."""


def account_of(session: Session, issuer: str, subject: str) -> str | None:
    """The account that the subject is linked to, or None.  Never looked up by e-mail or name."""
    row = session.get(OidcAccount, (issuer, subject))
    return None if row is None else row.user_id


def links_of(session: Session, issuer: str, user_id: str | None) -> list[OidcAccount]:
    """The subjects of a person at the provider, or (None) those of everybody."""
    query = select(OidcAccount).where(OidcAccount.issuer == issuer).order_by(OidcAccount.user_id)
    return list(session.scalars(query if user_id is None else query.where(OidcAccount.user_id == user_id)))


def link(session: Session, issuer: str, subject: str, user_id: str, *, by: str, now: int) -> OidcAccount:
    """Let the subject log in as the account.

    Raises NotFound, and InvalidState when either is linked already: nothing is taken over silently.
    """
    user = session.get(User, user_id)
    if user is None or not user.active:
        raise NotFound(f"没有启用的账号“{user_id}”")
    known = account_of(session, issuer, subject)
    if known == user_id:
        return session.get_one(OidcAccount, (issuer, subject))
    if known is not None:
        raise InvalidState("这个认证平台身份已关联其他账号，应先解除")
    if links_of(session, issuer, user_id):
        raise InvalidState(f"账号 {user_id} 已关联另一个认证平台身份，应先解除")
    row = OidcAccount(issuer=issuer, subject=subject, user_id=user_id, linked_by=by, linked_at=now)
    session.add(row)
    session.flush()
    return row


def touch(session: Session, issuer: str, subject: str, *, now: int) -> None:
    """Note that the link was used."""
    session.get_one(OidcAccount, (issuer, subject)).used_at = now


def unlink(session: Session, issuer: str, user_id: str) -> None:
    """End it; raises NotFound when the account is not linked."""
    rows = links_of(session, issuer, user_id)
    if not rows:
        raise NotFound(f"账号 {user_id} 没有关联认证平台身份")
    for row in rows:
        session.delete(row)
