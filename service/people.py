"""From the person who asks to the actor of commands, and names of people for what pages tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from processes.commands import Actor
from service import db
from service.identity.people import Person, names_of

MACHINES = {"timer": "定时器", "worker": "后台任务", "system": "系统"}


def actor(person: Person) -> Actor:
    """The person as commands and queries know him."""
    return Actor(person.id, person.name, person.unit, person.groups, person.capacities)


def naming(text: str, user_id: object) -> str:
    """A refusal of the domain names people by their ids; people read names."""
    if not isinstance(user_id, str) or user_id not in text:
        return text
    return text.replace(user_id, namer(db.reading(), [user_id])(user_id))


def namer(session: Session, user_ids: Iterable[str | None]) -> Callable[[str | None], str]:
    """A function from ids to names: people by their names, machines by what they are, else the id."""
    names = MACHINES | names_of(session, filter(None, user_ids))
    return lambda user_id: names.get(user_id or "", user_id or "")
