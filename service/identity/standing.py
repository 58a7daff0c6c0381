"""The one statement that every request asks: whose is this log-in, and which posts does he hold on a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ClauseElement,
    Column,
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import Session

from processes.store import rows
from service.identity.federation_tables import Deputyship
from service.identity.tables import Group, Membership, Post, Unit, User, resolved

#: A day of the office, or the parameter for one.
Day = date | BindParameter[date]


class Seat(NamedTuple):
    """A post that a person holds; ``code`` is its group, ``group`` the same resolved: ``drafter@zjw``."""

    title: str
    acting: bool
    code: str
    group: str


class Standing(NamedTuple):
    """An active person; ``stands_in``: he is somebody's deputy on that day."""

    id: str
    name: str
    unit: str
    unit_name: str
    oversees: bool
    stands_in: bool
    seats: tuple[Seat, ...]


class Credential(NamedTuple):
    """What a request shows: the column that it is known by, whose it is, and what else is asked of it."""

    key: Column[Any]
    owner: Column[Any]
    columns: tuple[Column[Any], ...]


def held_on(day: Day) -> ColumnElement[bool]:
    """The posts that people hold on a day."""
    return and_(Membership.since <= day, or_(Membership.until.is_(None), Membership.until >= day))


def in_force(day: Day) -> ColumnElement[bool]:
    """The deputies of a day."""
    return and_(Deputyship.since <= day, Deputyship.until >= day, Deputyship.ended_at.is_(None))


def standing(session: Session, user_id: str, on: date) -> Standing | None:
    """The person with the posts of that day in the order in which they were given; None: no such account, or
    it is switched off.
    """
    return _read(_ask(session, ("standing",), _of_person, user_id, on))


def shown(
    session: Session, credential: Credential, key: str, on: date
) -> tuple[Sequence[Any], Standing | None] | None:
    """The columns of a credential, and its owner as ``standing`` gives him; None: there is no such one."""
    name = ("shown", str(credential.key))
    found = _ask(session, name, lambda: _of_owner(credential), key, on)
    width = len(credential.columns)
    return (found[0][:width], _read([row[width:] for row in found])) if found else None


def _ask(
    session: Session, name: tuple[str, ...], make: Callable[[], ClauseElement], key: str, on: date
) -> list[Sequence[Any]]:
    session.flush()
    connection = session.connection()
    return rows.every(connection, rows.prepared(connection, name, make), {"key": key, "day": on})


def _read(found: Sequence[Sequence[Any]]) -> Standing | None:
    if not found or found[0][0] is None:
        return None
    user, name, unit, unit_name, oversees, stands_in = found[0][:6]
    seats = tuple(_seat(*row[6:]) for row in found if row[8] is not None)
    return Standing(user, name, unit, unit_name, bool(oversees), bool(stands_in), seats)


def _seat(title: str, acting: bool | int, code: str, unit: str, scope: str) -> Seat:
    return Seat(title, bool(acting), code, resolved(code, unit, scope))


_KEY = bindparam("key", type_=String())
_DAY = bindparam("day", type_=Date())


def _of_person() -> ClauseElement:
    return _with_posts(select(*_columns()).where(User.id == _KEY, User.active))


def _of_owner(credential: Credential) -> ClauseElement:
    owner = and_(User.id == credential.owner, User.active)
    found = select(*credential.columns, *_columns()).select_from(credential.key.table).outerjoin(User, owner)
    return _with_posts(found.where(credential.key == _KEY))


def _columns() -> tuple[Any, ...]:
    stands_in = exists().where(Deputyship.deputy_id == User.id, in_force(_DAY))
    person = (User.id, User.name, User.unit_id, Unit.name, Unit.oversees, stands_in)
    return (*person, Membership.title, Membership.acting, Post.group_code, Post.unit_id, Group.scope)


def _with_posts(people: Select[Any]) -> ClauseElement:
    return (
        people.outerjoin(Unit, Unit.id == User.unit_id)
        .outerjoin(Membership, and_(Membership.user_id == User.id, held_on(_DAY)))
        .outerjoin(Post, Post.id == Membership.post_id)
        .outerjoin(Group, Group.code == Post.group_code)
        .order_by(Membership.id)
    )
