"""The one statement that every request asks: who is this, and which posts does he hold on a day."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import BindParameter, ClauseElement, ColumnElement, Date, and_, bindparam, exists, or_, select
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
    session.flush()
    connection = session.connection()
    statement = rows.prepared(connection, ("standing",), _statement)
    found = rows.every(connection, statement, {"user": user_id, "day": on})
    if not found:
        return None
    name, unit, unit_name, oversees, stands_in = found[0][:5]
    seats = tuple(_seat(*row[5:]) for row in found if row[7] is not None)
    return Standing(user_id, name, unit, unit_name, bool(oversees), bool(stands_in), seats)


def _seat(title: str, acting: bool | int, code: str, unit: str, scope: str) -> Seat:
    return Seat(title, bool(acting), code, resolved(code, unit, scope))


def _statement() -> ClauseElement:
    user, day = bindparam("user", type_=User.id.type), bindparam("day", type_=Date())
    stands_in = exists().where(Deputyship.deputy_id == User.id, in_force(day))
    person = (User.name, User.unit_id, Unit.name, Unit.oversees, stands_in)
    seat = (Membership.title, Membership.acting, Post.group_code, Post.unit_id, Group.scope)
    return (
        select(*person, *seat)
        .join(Unit, Unit.id == User.unit_id)
        .outerjoin(Membership, and_(Membership.user_id == User.id, held_on(day)))
        .outerjoin(Post, Post.id == Membership.post_id)
        .outerjoin(Group, Group.code == Post.group_code)
        .where(User.id == user, User.active)
        .order_by(Membership.id)
    )
