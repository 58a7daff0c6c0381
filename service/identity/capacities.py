"""In what somebody may act beside his own name: acting posts, and the people whom he stands in for (代理)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from processes.rights import Capacity
from service.identity.federation_tables import Deputyship
from service.identity.separation import ADMINISTRATORS
from service.identity.standing import Standing, held_on, in_force
from service.identity.tables import Membership, User

#: Posts that give a right in the service, not a part in the work: nobody stands in for them.
ROLES = frozenset({*ADMINISTRATORS, "designer"})


def seats_on(on: date) -> Select[Membership]:
    """The posts that people hold on a day."""
    return select(Membership).where(held_on(on)).order_by(Membership.id)


def deputable(seats: Iterable[Membership]) -> list[Membership]:
    """Those that somebody else may stand in for: no administrator's, and none that is only acted in.

    Who holds a post for somebody else cannot pass it on.
    """
    return [seat for seat in seats if not seat.acting and seat.post.group_code not in ROLES]


def capacities(session: Session, who: Standing, on: date) -> tuple[Capacity, ...]:
    """Acting posts first, then the people whom *who* stands in for on that day.

    An administrator (三员) does no work, so he stands in for nobody.
    """
    if any(seat.code in ADMINISTRATORS for seat in who.seats):
        return ()
    own = {seat.group for seat in who.seats if not seat.acting}
    acting = {seat.group: seat for seat in who.seats if seat.group not in own and seat.code not in ROLES}
    posts = [Capacity(seat.title, frozenset({group}), post=group) for group, seat in acting.items()]
    return (*posts, *(_stood_in_for(session, who.id, on) if who.stands_in else ()))


def deputies_of(session: Session, people: Iterable[str], on: date) -> dict[str, list[Deputyship]]:
    """The deputies that people have on a day, by person."""
    found: dict[str, list[Deputyship]] = {}
    for row in session.scalars(_in_force(on).where(Deputyship.person_id.in_(sorted(set(people))))):
        found.setdefault(row.person_id, []).append(row)
    return found


def _stood_in_for(session: Session, user_id: str, on: date) -> list[Capacity]:
    found = []
    for row in session.scalars(_in_force(on).where(Deputyship.deputy_id == user_id)):
        person = session.get_one(User, row.person_id)
        held = session.scalars(seats_on(on).where(Membership.user_id == person.id))
        seats = [seat for seat in deputable(held) if row.post_ids is None or seat.post_id in row.post_ids]
        if person.active and seats:
            groups = frozenset(seat.post.group_name for seat in seats)
            found.append(Capacity(person.name, groups, person=person.id, whole=row.posts is None))
    return found


def _in_force(on: date) -> Select[Deputyship]:
    return select(Deputyship).where(in_force(on)).order_by(Deputyship.id)
