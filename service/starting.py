"""Starting an instance: the same for the page and the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from processes import commands
from processes.errors import Forbidden
from processes.store import Instance
from service import db
from service.identity.people import Person, units
from service.people import actor
from service.state import current


def start(process_id: str, variables: Mapping[str, Any], person: Person) -> Instance:
    """Start the newest version of a process for the person's unit.

    ``units`` (the options ``{value, label}`` of forms that ask for units) is set from the office of this day.
    Raises NotFound, InvalidState, InvalidArgument, Forbidden (roles such as the auditor start nothing).
    """
    if not may_start(person):
        raise Forbidden("您的岗位只能查看，不能发起事项")
    with db.transaction() as session:
        given = {"units": unit_options(session), **variables}
        return commands.start_instance(session, process_id, given, actor=actor(person), now=current().now())


def may_start(person: Person) -> bool:
    """Whoever holds a post beside the pure roles (auditor, designer, administrator)."""
    return bool(person.groups - {"auditor", "designer", "sysadmin"})


def unit_options(session: Session) -> list[dict[str, str]]:
    """The units as options of a form field."""
    return [{"value": unit.id, "label": unit.name} for unit in units(session)]
