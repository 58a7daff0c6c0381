"""Tables of the office and its accounts (migrated by ``service/migrations``).

People are never deleted: records of finished instances name them.  They are switched off instead.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from processes.store.types import Instant

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Metadata of the identity tables."""

    metadata = MetaData(naming_convention=NAMES)


class Unit(Base):
    """An office or department.

    People of an ``oversees`` unit (a district office) see what their office has or had a task in.
    """

    __tablename__ = "office_unit"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    oversees: Mapped[bool] = mapped_column(Boolean, default=False)
    position: Mapped[int] = mapped_column(Integer, default=0)
    #: 部门, 管委会, 街道, 办公室 or 科室 (S2-105).
    kind: Mapped[str] = mapped_column(String(10), default="部门")
    #: Whose rules it works by: ``district`` or ``municipal``.
    profile: Mapped[str] = mapped_column(String(10), default="district")
    #: The competent office of its rules; timers start its instances.
    competent: Mapped[bool] = mapped_column(Boolean, default=False)


class Group(Base):
    """A candidate group of the diagrams; ``scope``: ``unit`` (``drafter@zjw``), ``district`` or ``role``."""

    __tablename__ = "office_group"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    scope: Mapped[str] = mapped_column(String(10))
    position: Mapped[int] = mapped_column(Integer, default=0)


def resolved(group: str, unit: str, scope: str) -> str:
    """The name under which a post of the unit counts to the group of that scope."""
    return f"{group}@{unit}" if scope == "unit" else group


class Post(Base):
    """A seat in a unit that belongs to one group, for example 科室负责人 of 区住房城乡建委."""

    __tablename__ = "office_post"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("office_unit.id"))
    group_code: Mapped[str] = mapped_column(ForeignKey("office_group.code"))

    unit: Mapped[Unit] = relationship(lazy="joined")
    group: Mapped[Group] = relationship(lazy="joined")

    @property
    def group_name(self) -> str:
        """The resolved group: ``section_head@zjw`` for a unit-scoped group, else the code alone."""
        return resolved(self.group_code, self.unit_id, self.group.scope)


class User(Base):
    """A person with an account.  Without a ``password_hash`` nobody can log in as this person."""

    __tablename__ = "office_user"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[str] = mapped_column(ForeignKey("office_unit.id"))
    email: Mapped[str | None] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    #: Seconds since 1970; empty where nobody noted it, until the next log-in.
    password_changed_at: Mapped[int | None] = mapped_column(BigInteger)
    #: Somebody else knows the password, so it must be changed at the next log-in.
    must_change: Mapped[bool] = mapped_column(Boolean, default=False)
    #: Failed log-ins in a row, the last of them, and until when the account is locked (seconds since 1970).
    failures: Mapped[int] = mapped_column(Integer, default=0)
    failed_at: Mapped[int | None] = mapped_column(BigInteger)
    locked_until: Mapped[int | None] = mapped_column(BigInteger)

    unit: Mapped[Unit] = relationship(lazy="joined")


class Membership(Base):
    """Who holds a post from when to when (both days included; open end without ``until``)."""

    __tablename__ = "office_membership"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("office_user.id"))
    post_id: Mapped[str] = mapped_column(ForeignKey("office_post.id"))
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    #: What the person is called in this post: 物业管理科科长.
    title: Mapped[str] = mapped_column(String(120))
    #: 代: holds the post for somebody else for a while.
    acting: Mapped[bool] = mapped_column(Boolean, default=False)

    post: Mapped[Post] = relationship(lazy="joined")
    user: Mapped[User] = relationship()

    __table_args__ = (
        Index("ix_office_membership_user_id", "user_id"),
        Index("ix_office_membership_post_id", "post_id"),
    )


class LoginSession(Base):
    """One log-in.  ``id`` is the SHA-256 of the token in the cookie: the table alone lets nobody in."""

    __tablename__ = "login_session"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("office_user.id"))
    #: Seconds since 1970 (UTC).
    created_at: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[int] = mapped_column(BigInteger)
    ended_at: Mapped[int | None] = mapped_column(BigInteger)
    #: Where it came from, and what the browser says that it is.
    address: Mapped[str] = mapped_column(String(60), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")
    #: What has to be done before anything else: ``password``, ``second_factor`` or nothing.
    duty: Mapped[str] = mapped_column(String(20), default="")

    __table_args__ = (Index("ix_login_session_user_id", "user_id"),)


class FormerPassword(Base):
    """A hash of a password that somebody has had.  ``set_at``: seconds since 1970."""

    __tablename__ = "password_history"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("office_user.id"))
    password_hash: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (Index("ix_password_history_user_id", "user_id"),)


class SecondFactor(Base):
    """The secret of somebody's authenticator (RFC 6238), encrypted.  Times are seconds since 1970."""

    __tablename__ = "second_factor"

    user_id: Mapped[str] = mapped_column(ForeignKey("office_user.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(200))
    begun_at: Mapped[int] = mapped_column(BigInteger)
    #: Empty until the person has shown a code of it.
    confirmed_at: Mapped[int | None] = mapped_column(BigInteger)
    #: The latest step of time whose code was taken; it and those before are never taken again.
    last_step: Mapped[int] = mapped_column(BigInteger)


class RecoveryCode(Base):
    """A keyed digest of a code that replaces the authenticator once."""

    __tablename__ = "recovery_code"

    user_id: Mapped[str] = mapped_column(ForeignKey("office_user.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[int | None] = mapped_column(BigInteger)


class JournalEntry(Base):
    """One line of the security journal.  Append-only: a trigger refuses UPDATE and DELETE.

    ``hash`` chains it to the entry before it in the same ``chain`` (``service.identity.journal``); ``detail``
    is canonical JSON.
    """

    __tablename__ = "security_journal"

    chain: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(String(40))
    #: Account, ``cli`` (the command line), a machine, or empty: somebody unknown.
    who: Mapped[str] = mapped_column(String(60))
    what: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(String(60))
    algorithm: Mapped[str] = mapped_column(String(10))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("ix_security_journal_at", "at"),
        Index("ix_security_journal_who_at", "who", "at"),
    )
