"""The SQL form of ``rights.may_work_on``: which open tasks somebody may take, found from their candidates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, union
from sqlalchemy.orm import aliased

from processes.commands import Actor
from processes.rights import Capacity, own_groups
from processes.store import UserTask, UserTaskCandidate
from processes.store.places import CLAIMED

#: Kind and name of a candidate.
_Offer = tuple[str, str]
KEYS = (UserTask.instance_id, UserTask.element_instance_id)


def shared(actor: Actor, most: int | None = None) -> list[Any]:
    """The keys of the tasks without an assignee that the actor may claim, himself or in an acting post.

    With *most*, of each group only the first so many as the worklist orders them, and that by index alone.
    """
    own = _offers(own_groups(actor), (actor.id,), (actor.id,))
    found = _free(own, _barred([actor.id], actor.id), most)
    for capacity in actor.capacities:
        if capacity.person is None:
            found += _free(_offers(capacity.groups), _barred([actor.id], capacity.holder), most)
    return found


def deputised(actor: Actor, most: int | None = None) -> Any:
    """The tasks of those whom the actor stands in for: what they have and what they may claim."""
    found = []
    for capacity in actor.capacities:
        if capacity.person is not None:
            barred = _barred([actor.id, capacity.person], capacity.holder)
            named = (capacity.person,) if capacity.whole else ()
            offers = _offers(capacity.groups, named, named)
            found += [_held(capacity, offers, barred), *_free(offers, barred, most)]
    return union(*found) if found else select(*KEYS).where(false())


def same_task(other: Any) -> Any:
    """The rows of *other* that belong to the user task."""
    return and_(
        other.instance_id == UserTask.instance_id, other.element_instance_id == UserTask.element_instance_id
    )


def _held(capacity: Capacity, offers: Sequence[_Offer], barred: ColumnElement[bool]) -> Any:
    """What the person has, as far as it was offered to what the deputy covers; or named him alone."""
    query = select(*KEYS).where(UserTask.assignee == capacity.person, UserTask.status == "open", ~barred)
    meant = exists().where(same_task(UserTaskCandidate), _any_of(offers))
    anybody = exists().where(same_task(UserTaskCandidate), UserTaskCandidate.kind.in_(("group", "user")))
    return query.where(or_(meant, ~anybody) if capacity.whole else meant)


def _free(offers: Sequence[_Offer], barred: ColumnElement[bool], most: int | None) -> list[Any]:
    """Tasks that nobody has and that are offered so: in one query, or the first of each offer."""
    free = and_(UserTask.status == "open", UserTask.assignee.is_(None), ~barred)
    keys = select(*KEYS).join(UserTaskCandidate, same_task(UserTaskCandidate)).where(free)
    if most is None:
        return [keys.where(_any_of(offers)).distinct()]
    place = (UserTaskCandidate.place, UserTaskCandidate.instance_id, UserTaskCandidate.element_instance_id)
    firsts = (
        keys.where(_is(offer), UserTaskCandidate.place < CLAIMED).order_by(*place).limit(most).subquery()
        for offer in offers
    )
    return [select(first) for first in firsts]


def _offers(
    groups: Collection[str], users: Collection[str] = (), starters: Collection[str] = ()
) -> list[_Offer]:
    kinds = (("group", groups), ("user", users), ("starter", starters))
    return [(kind, name) for kind, names in kinds for name in sorted(names)]


def _is(offer: _Offer) -> ColumnElement[bool]:
    return and_(UserTaskCandidate.kind == offer[0], UserTaskCandidate.name == offer[1])


def _any_of(offers: Sequence[_Offer]) -> ColumnElement[bool]:
    kinds: dict[str, list[str]] = {}
    for kind, name in offers:
        kinds.setdefault(kind, []).append(name)
    row = UserTaskCandidate
    return or_(false(), *(and_(row.kind == kind, row.name.in_(names)) for kind, names in kinds.items()))


def _barred(people: Sequence[str], holder: str | None) -> ColumnElement[bool]:
    """Segregation of duties: the people have a part in it already, or the capacity has been used."""
    row = aliased(UserTaskCandidate)
    excluded = and_(row.kind == "excluded", row.name.in_(people))
    once = and_(row.kind == "once", row.name == holder)
    return exists().where(same_task(row), or_(excluded, once))
