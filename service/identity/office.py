"""Loading an office file into the tables: idempotent, nobody is deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.identity.office_file import Office, PersonEntry, SeatEntry
from service.identity.tables import Group, Membership, Post, Unit, User


@dataclass(frozen=True, kw_only=True)
class LoadReport:
    """What a load changed."""

    added: int
    changed: int
    switched_off: int
    ended: int
    #: Accounts whose posts changed or that were switched off: their log-ins should end.
    affected: frozenset[str] = frozenset()

    def __str__(self) -> str:
        loaded = f"新增 {self.added} 项，更新 {self.changed} 项"
        return f"{loaded}，停用账号 {self.switched_off} 个，结束任职 {self.ended} 项"


def load_office(session: Session, office: Office, *, today: date) -> LoadReport:
    """Make the tables say what the file says.

    People that the file does not name are switched off; seats that it does not name end on ``today``.
    Passwords are left alone.
    """
    before = {model: set(session.scalars(select(key))) for model, key in _KEYS.items()}
    held = _held(session)
    for position, unit in enumerate(office.units):
        session.merge(Unit(**vars(unit), position=position))
    for position, group in enumerate(office.groups):
        session.merge(Group(code=group.code, name=group.name, scope=group.scope, position=position))
    session.flush()
    for person in office.people:
        _merge_person(session, office, person)
    changed = sum(session.is_modified(row) for row in session.dirty)
    session.flush()
    ended = _end_seats(session, office, today)
    switched_off = _switch_off(session, {person.id for person in office.people})
    session.flush()
    added = sum(len(set(session.scalars(select(key))) - before[model]) for model, key in _KEYS.items())
    now_held = _held(session)
    affected = frozenset(user for user in held if held[user] != now_held.get(user))
    return LoadReport(added=added, changed=changed, switched_off=switched_off, ended=ended, affected=affected)


_KEYS = {Unit: Unit.id, Group: Group.code, Post: Post.id, User: User.id, Membership: Membership.id}


def post_id(seat: SeatEntry) -> str:
    """The id of the post that a seat of the file is in."""
    return f"{seat.unit}.{seat.group}"


def _held(session: Session) -> dict[str, frozenset[object]]:
    """What gives each account its rights: whether it is on, and the posts with their days."""
    found: dict[str, set[object]] = {
        user.id: {user.active} for user in session.execute(select(User.id, User.active))
    }
    columns = (Membership.user_id, Membership.post_id, Membership.since, Membership.until)
    for user_id, *seat in session.execute(select(*columns)):
        found[user_id].add(tuple(seat))
    return {user: frozenset(rights) for user, rights in found.items()}


def _merge_person(session: Session, office: Office, person: PersonEntry) -> None:
    session.merge(User(id=person.id, name=person.name, unit_id=person.unit, email=person.email, active=True))
    names = {group.code: group.name for group in office.groups}
    for seat in person.seats:
        session.merge(Post(id=post_id(seat), unit_id=seat.unit, group_code=seat.group))
        membership = _seat(session, person.id, post_id(seat), seat.since)
        membership.title = seat.title or names[seat.group]
        membership.until, membership.acting = seat.until, seat.acting
        session.add(membership)


def _seat(session: Session, user_id: str, post: str, since: date) -> Membership:
    query = select(Membership).where(
        Membership.user_id == user_id, Membership.post_id == post, Membership.since == since
    )
    with session.no_autoflush:
        known = session.scalars(query).first()
    return known or Membership(user_id=user_id, post_id=post, since=since)


def _end_seats(session: Session, office: Office, today: date) -> int:
    named = {(person.id, post_id(seat), seat.since) for person in office.people for seat in person.seats}
    ended = 0
    for seat in session.scalars(select(Membership)):
        is_open = seat.until is None or seat.until >= today
        if is_open and (seat.user_id, seat.post_id, seat.since) not in named:
            seat.until = today - timedelta(days=1)
            ended += 1
    return ended


def _switch_off(session: Session, named: Iterable[str]) -> int:
    strangers = list(session.scalars(select(User).where(User.active, User.id.not_in(list(named)))))
    for user in strangers:
        user.active = False
    return len(strangers)
