"""Starting an instance: the same for the page and the API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from processes import commands, queries
from processes.errors import Forbidden, InvalidArgument, NotFound
from processes.queries import DefinitionItem
from processes.store import InstanceRow
from service import db, diagrams
from service.identity.people import Person
from service.people import actor
from service.policy.matters import may_start
from service.state import current

#: Largest set of variables to start with, as JSON in UTF-8 (bytes).
LARGEST_START = 64 * 1024


@dataclass(frozen=True)
class Offer:
    """A process that staff may start."""

    process_id: str
    name: str
    description: str
    #: Codes of the groups that the diagram names (``jiedu:starter``); None: everybody at work.
    starters: frozenset[str] | None = None


def start(process_id: str, variables: Mapping[str, Any], person: Person) -> InstanceRow:
    """Start the newest version of a process that is offered, for the person's unit.

    No form checks *variables*: they are limited in size and everybody who reads the instance sees them.
    Raises NotFound, InvalidArgument, Forbidden.
    """
    known = {offer.process_id: offer for offer in _all_offers(db.reading())}
    if process_id not in known:
        raise NotFound(f"没有可以发起的流程“{process_id}”", process_id=process_id)
    if not may_start(person, known[process_id].starters):
        raise Forbidden(f"您所在的岗位不能发起“{known[process_id].name}”", process_id=process_id)
    _check_size(variables)
    with db.transaction() as session:
        return commands.start_instance(
            session, process_id, variables, actor=actor(person), now=current().now()
        )


def offers(session: Session, person: Person) -> list[Offer]:
    """The processes that the person may start by hand."""
    return [offer for offer in _all_offers(session) if may_start(person, offer.starters)]


def _all_offers(session: Session) -> list[Offer]:
    """Executable processes that begin by hand: those that say who may start them, and of the others those
    that no other process calls.
    """
    found: list[tuple[DefinitionItem, diagrams.Diagram]] = []
    for item in queries.definitions(session, executable=True):
        drawn = diagrams.of_deployment(session, item.deployment_id, item.content_hash)
        found.append((item, drawn[item.process_id]))
    called = {(caller.process_id, callee) for _, caller in found for callee in caller.calls}
    parts = {callee for caller, callee in called if caller != callee}
    return [
        Offer(item.process_id, item.name, diagram.description, diagram.starters)
        for item, diagram in found
        if diagram.has_plain_start and (diagram.starters is not None or item.process_id not in parts)
    ]


def _check_size(variables: Mapping[str, Any]) -> None:
    size = len(json.dumps(variables, ensure_ascii=False).encode())
    if size > LARGEST_START:
        text = f"最多 {LARGEST_START // 1024} KB，实际 {-(-size // 1024)} KB"
        raise InvalidArgument(f"发起时的数据太大：{text}", errors={"variables": [text]})
