"""Which version of its process each record of an instance belongs to, and so which diagram shows it.

An instance is in one deployment until it migrates; a call that is bound when it begins may be in another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from processes import definitions, queries
from processes.history import Entry
from processes.records import Record, RecordType
from processes.store import Instance
from service import diagrams

T = RecordType
#: Deployment and content hash.
Place = tuple[int, str]


@dataclass(frozen=True)
class Whereabouts:
    """The place of each record, in their order, and what is drawn of processes that were called.

    ``called``: the version of each process that was entered last by a call with a version of its own.
    """

    places: list[Place]
    base: Place
    called: dict[str, Place]

    @property
    def name(self) -> str:
        """Another one when something else is drawn."""
        return " ".join([self.base[1], *(f"{key}@{place[1]}" for key, place in sorted(self.called.items()))])

    def drawn(self, session: Session) -> dict[str, diagrams.Diagram]:
        """The diagrams at the last record, by process id."""
        found = dict(diagrams.of_deployment(session, *self.base))
        for process_id, place in self.called.items():
            found[process_id] = diagrams.of_deployment(session, *place)[process_id]
        return found


def of_records(session: Session, instance: Instance, entries: Iterable[Entry]) -> Whereabouts:
    """The whereabouts of an instance; *entries* are its records from the first one on."""
    way = _Way(session, instance)
    places = [way.take(entry.record) for entry in entries]
    return Whereabouts(places, way.base, way.called)


class _Way:
    """Follows the records: which element is inside which, and which calls have a version of their own."""

    def __init__(self, session: Session, instance: Instance) -> None:
        self.session, self.instance = session, instance
        self.base: Place = definitions.bound(instance)
        self.around: dict[int, int | None] = {}
        self.calls: dict[int, Place] = {}
        self.undoing: dict[int | None, tuple[str, Place]] = {}  # what a throw undoes that another version did
        self.undone: dict[int, Place] = {}
        self.called: dict[str, Place] = {}

    def take(self, record: Record) -> Place:
        number = record.element_instance_id
        if record.type == T.INSTANCE_MIGRATED:
            self.base = definitions.bound(self.instance, record.payload)
        elif number is not None and not record.type.startswith("variables_"):
            self.around.setdefault(number, record.scope_id)
            undoing = self.undoing.get(record.scope_id)
            if record.type == T.ELEMENT_ACTIVATED and undoing and undoing[0] == record.process_id:
                self.undone[number] = undoing[1]
        place = self._place(number)
        if number is not None and record.type == T.PROCESS_CALLED:
            self.calls[number] = self._told(record)
        if record.type == T.COMPENSATION_STARTED:
            self.undoing.pop(number, None)
            if "content_hash" in record.payload:
                self.undoing[number] = (record.payload["process_id"], self._told(record))
        if record.process_id and record.process_id != self.instance.process_id:
            self.called.pop(record.process_id, None)
            if place != self.base:
                self.called[record.process_id] = place
        return place

    def _told(self, record: Record) -> Place:
        return queries.place_of(self.session, self.instance, record.payload["content_hash"])

    def _place(self, number: int | None) -> Place:
        while number is not None:
            if number in self.undone:
                return self.undone[number]
            number = self.around.get(number)
            if number in self.calls:
                return self.calls[number]
        return self.base
