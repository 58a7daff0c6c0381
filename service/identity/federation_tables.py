"""Tables of deputies, API tokens and accounts at an identity provider; ``service/migrations`` makes them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.identity.tables import Base, User


class Deputyship(Base):
    """代理: who stands in for whom from when to when (both days included), for all posts or some of them.

    Rows are kept for ever; one that was ended early says by whom and when (seconds since 1970).
    """

    __tablename__ = "deputyship"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(User.id))
    deputy_id: Mapped[str] = mapped_column(ForeignKey(User.id))
    #: Ids of the posts, separated by blanks; None: all posts.
    posts: Mapped[str | None] = mapped_column(String(1000))
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[int] = mapped_column(BigInteger)
    ended_by: Mapped[str | None] = mapped_column(String(60))
    ended_at: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        Index("ix_deputyship_deputy_id_until", "deputy_id", "until"),
        Index("ix_deputyship_person_id_until", "person_id", "until"),
    )

    @property
    def post_ids(self) -> frozenset[str] | None:
        """The posts; None: all of them."""
        return None if self.posts is None else frozenset(self.posts.split())

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day of the office."""
        return self.ended_at is None and self.since <= day <= self.until


class ApiToken(Base):
    """A personal access token.  ``hash`` is its SHA-256: the table alone lets nobody in.

    Times are seconds since 1970; ``scopes`` are separated by blanks, ``hint`` is how the token begins.
    """

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey(User.id))
    name: Mapped[str] = mapped_column(String(60))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(20))
    scopes: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger)
    used_at: Mapped[int | None] = mapped_column(BigInteger)
    revoked_at: Mapped[int | None] = mapped_column(BigInteger)
    revoked_by: Mapped[str | None] = mapped_column(String(60))

    __table_args__ = (Index("ix_api_token_user_id", "user_id"),)


class OidcAccount(Base):
    """Whom a subject of an identity provider is here.  Never found by e-mail: addresses change hands."""

    __tablename__ = "oidc_account"

    issuer: Mapped[str] = mapped_column(String(300), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey(User.id))
    linked_by: Mapped[str] = mapped_column(String(60))
    linked_at: Mapped[int] = mapped_column(BigInteger)
    used_at: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (UniqueConstraint("issuer", "user_id", name="uq_oidc_account_issuer_user_id"),)
