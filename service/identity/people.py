"""Questions about people: who is it, which groups does he stand in today, who is in a group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.calendar import BEIJING
from processes.rights import Capacity
from service.identity.capacities import ROLES, capacities, deputies_of, seats_on
from service.identity.separation import clash
from service.identity.standing import Standing, standing
from service.identity.tables import Group, Membership, Post, Unit, User

OFFICE_TIME = BEIJING
#: The competent office of interpretation, which guides and supervises every unit (S2-04).
COMPETENT = "gov_office_interp"


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person as the service needs him for one request: the actor of commands, the reader of pages."""

    id: str
    name: str
    unit: str
    unit_name: str
    #: Resolved names: ``section_head@zjw``, ``press_office``; none where posts clash.
    groups: frozenset[str]
    posts: tuple[str, ...]
    oversees: bool
    #: Why his posts may not be held together (三员分立), so that he gets none of them.
    clash: str | None = None
    #: Acting posts, and the people whom he stands in for today (代).
    capacities: tuple[Capacity, ...] = ()

    @property
    def is_auditor(self) -> bool:
        """Reads every instance, its records and its replay."""
        return "auditor" in self.groups

    @property
    def is_designer(self) -> bool:
        """Changes and deploys definitions."""
        return "designer" in self.groups

    @property
    def is_operator(self) -> bool:
        """Resolves incidents and failed jobs."""
        return "sysadmin" in self.groups

    @property
    def is_staff(self) -> bool:
        """Holds a post in the work itself, beside the pure roles."""
        return bool(self.groups - ROLES)

    @property
    def sees_all_units(self) -> bool:
        """The auditor and the competent office; ``service.policy.matters`` has the whole rule."""
        return self.is_auditor or COMPETENT in self.groups

    @property
    def title(self) -> str:
        """Name with unit and posts, as shown in the head of every page."""
        return f"{self.name}（{self.unit_name} {'、'.join(self.posts)}）" if self.posts else self.name


def office_day(now: datetime) -> date:
    """The calendar day in the office (Asia/Shanghai) at an aware instant."""
    return now.astimezone(OFFICE_TIME).date()


def find_person(session: Session, user_id: str, on: date) -> Person | None:
    """The active person with the groups he holds on that day, or None."""
    found = standing(session, user_id, on)
    return None if found is None else person_of(session, found, on)


def person_of(session: Session, found: Standing, on: date) -> Person:
    """The person of a standing of that day."""
    groups = frozenset(seat.group for seat in found.seats)
    clashing = clash(groups)
    return Person(
        id=found.id,
        name=found.name,
        unit=found.unit,
        unit_name=found.unit_name,
        groups=frozenset() if clashing else groups,
        posts=tuple(seat.title + ("（代）" if seat.acting else "") for seat in found.seats),
        oversees=found.oversees,
        clash=clashing,
        capacities=capacities(session, found, on),  # posts that clash are an administrator's: none
    )


def all_people(session: Session, on: date) -> list[Person]:
    """Everybody with an active account, by unit."""
    query = (
        select(User).join(Unit, User.unit_id == Unit.id).where(User.active).order_by(Unit.position, User.id)
    )
    found = (find_person(session, user.id, on) for user in session.scalars(query))
    return [person for person in found if person is not None]


def members_of(session: Session, group: str, on: date) -> list[User]:
    """The active people in a resolved group (``section_head@zjw``, ``press_office``) on that day."""
    code, _, unit = group.partition("@")
    query = seats_on(on).join(Post, Membership.post_id == Post.id).join(User, Membership.user_id == User.id)
    query = query.where(Post.group_code == code, User.active)
    if unit:
        query = query.where(Post.unit_id == unit)
    users = {seat.user_id: seat.user for seat in session.scalars(query)}
    return [users[key] for key in sorted(users)]


def standing_in(session: Session, addressed: str, people: Iterable[str], on: date) -> list[User]:
    """Who stands in (代理) on that day for those *people* that are meant by a group or by their own id.

    Who stands in for some posts only is not meant by the id of the person.
    """
    found: dict[str, User] = {}
    for person, rows in deputies_of(session, people, on).items():
        for row in rows:
            deputy = find_person(session, row.deputy_id, on)
            own = [each for each in deputy.capacities if each.person == person] if deputy else []
            if any(_means(addressed, each) for each in own):
                found[row.deputy_id] = session.get_one(User, row.deputy_id)
    return [found[key] for key in sorted(found)]


def _means(addressed: str, capacity: Capacity) -> bool:
    codes = {group.partition("@")[0] for group in capacity.groups}
    return addressed in capacity.groups | codes or (capacity.whole and addressed == capacity.person)


def people_of(session: Session, unit: str) -> frozenset[str]:
    """Everybody who belongs or belonged to a unit."""
    return frozenset(session.scalars(select(User.id).where(User.unit_id == unit)))


def groups_of(session: Session, unit: str) -> frozenset[str]:
    """The resolved groups that a unit has posts in, without the pure roles."""
    posts = session.scalars(select(Post).where(Post.unit_id == unit, Post.group_code.not_in(ROLES)))
    return frozenset(post.group_name for post in posts)


def units(session: Session) -> list[Unit]:
    """All units in the order of the office file."""
    return list(session.scalars(select(Unit).order_by(Unit.position, Unit.id)))


def names_of(session: Session, user_ids: Iterable[str]) -> dict[str, str]:
    """Names by user id; ids that are no person (``timer``, ``worker``) are missing."""
    wanted = set(user_ids)
    if not wanted:
        return {}
    rows = session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def titles_of(session: Session, user_ids: Iterable[str]) -> dict[tuple[str, str], str]:
    """What people are called in their posts, the latest title of each: by person and id of the post."""
    held = select(Membership.user_id, Membership.post_id, Membership.title).where(
        Membership.user_id.in_(set(user_ids))
    )
    return {(who, post): title for who, post, title in session.execute(held.order_by(Membership.since))}


def group_names(session: Session, groups: Iterable[str]) -> dict[str, str]:
    """How groups are called: ``section_head@zjw`` → 区住房城乡建委 科室负责人."""
    codes = {row.code: row.name for row in session.scalars(select(Group))}
    units = {row.id: row.name for row in session.scalars(select(Unit))}
    named = {}
    for group in groups:
        code, _, unit = group.partition("@")
        named[group] = f"{units.get(unit, unit)} {codes.get(code, code)}".strip() if code else group
    return named
