"""Whose ledgers and whose questions a person may read."""

from __future__ import annotations

from sqlalchemy.orm import Session

from processes import library
from processes.errors import Forbidden
from processes.store import QaEntry
from service.identity.people import Person, units


def sees_every_unit(person: Person) -> bool:
    """The auditor, the competent office, and every office that oversees."""
    return person.sees_all_units or person.oversees


def visible_units(session: Session, person: Person) -> tuple[tuple[str, str], ...]:
    """The units whose ledgers the person may read, as (id, name)."""
    everything = sees_every_unit(person)
    return tuple((unit.id, unit.name) for unit in units(session) if everything or unit.id == person.unit)


def open_entry(entry: QaEntry, person: Person) -> None:
    """Raises Forbidden for an entry of another unit that is not in force."""
    if entry.unit == person.unit or entry.status == library.VALID or sees_every_unit(person):
        return
    raise Forbidden("这条问答属于其他单位，还没有公开")
