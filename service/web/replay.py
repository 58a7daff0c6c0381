"""回放: step through the records of an instance.  The URL holds the moment: ``?at=<seq>``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from sqlalchemy.orm import Session

from processes.history import Entry, View
from processes.papers import offered
from processes.records import Record, RecordType
from processes.store import Instance
from service import (
    archiving,
    auth,
    db,
    diagrams,
    moment_data,
    official,
    personal,
    progress,
    vocabulary,
    whereabouts,
)
from service.downloads import attachment
from service.people import namer
from service.policy import matters
from service.record_text import Told
from service.web import proof_panel
from service.web.page import moment
from service.wording import instance_title

bp = Blueprint("replay", __name__, url_prefix="/instances/<int:instance_id>/replay")


@bp.get("/")
def show(instance_id: int) -> str:
    """The page at a moment: diagram, the record, the data then, all records."""
    session = db.reading()
    instance = matters.open_history(session, instance_id, auth.person())
    entries, at = list(personal.entries(session, instance_id)), _at(instance)
    places = whereabouts.of_records(session, instance, entries).places
    here = whereabouts.of_records(session, instance, entries[:at])
    person, drawn = _people(session, entries), here.drawn(session)
    tellers = {place: _teller(session, place, person) for place in set(places)}
    then, details = _moment(entries[:at], tellers[places[at - 1]])
    painted = progress.paint(then, _entered(entries, instance.process_id))
    steps = [tellers[place].step(entry) for place, entry in zip(places, entries, strict=True)]
    return render_template(
        "web/replay.html",
        instance=instance,
        title=instance_title(instance.title, drawn[instance.process_id].name, instance.id),
        at=at,
        previous=at - 1 if at > 1 else None,
        following=at + 1 if at < len(entries) else None,
        steps=steps,
        instance_id=instance_id,
        proven=proof_panel.panel(session, instance),
        island_data={
            "url": url_for("replay.at_moment", instance_id=instance_id),
            "at": at,
            "definition": here.name,
            "diagrams": progress.with_diagrams(painted, drawn),
            "steps": [_island_step(step) for step in steps],
        },
        **details,
    )


@bp.get("/moment")
def at_moment(instance_id: int) -> dict[str, Any]:
    """What the scrubber asks for: progress and details after record ``?at=<seq>``."""
    session = db.reading()
    instance = matters.open_history(session, instance_id, auth.person())
    at = _at(instance)
    entries = list(personal.entries(session, instance_id, until=at))
    here = whereabouts.of_records(session, instance, entries)
    then, details = _moment(entries, _teller(session, here.places[-1], _people(session, entries[-1:])))
    painted = progress.paint(then, progress.touched(then, instance.process_id))
    shown = render_template("web/_moment.html", instance_id=instance_id, **details)
    return {"at": at, "definition": here.name, "diagrams": painted, "details": shown}


@bp.get("/archive.zip")
def archive(instance_id: int) -> Response:
    """归档包: everything that proves the case, to be checked offline; the download is noted."""
    session = db.reading()
    matters.open_history(session, instance_id, auth.person())
    return attachment(archiving.export(session, instance_id, auth.person().id))


@dataclass(frozen=True)
class Teller:
    """Tells the records of one instance with the words of its deployment."""

    drawn: Mapping[str, diagrams.Diagram]
    words: vocabulary.Vocabulary
    person: Callable[[str | None], str]

    def told(self, record: Record) -> Told:
        """The record with the names of its element, flows, people and variables."""
        diagram = self.drawn.get(record.process_id or "")
        element = diagram.name_of(record.element_id) if diagram else record.element_id or ""
        flow = diagram.flow_name if diagram else str
        return Told(record.type, record.payload, element, self.person, flow, self.words)

    def step(self, entry: Entry) -> dict[str, Any]:
        """A row of the table of steps."""
        record = entry.record
        return {
            "seq": entry.seq,
            "at": record.at,
            "text": self.told(record).text(),
            "who": self.person(record.actor),
            "process_id": record.process_id,
            "element_id": record.element_id,
            "is_command": record.type == RecordType.COMMAND_ACCEPTED,
        }


def _people(session: Session, entries: Iterable[Entry]) -> Callable[[str | None], str]:
    """The names of those whom *entries* tell of."""
    people = set[str]()
    for entry in entries:
        named = (entry.record.payload.get(key) for key in ("assignee", "previous"))
        people |= {entry.record.actor, *(str(user) for user in named if user)}
    return namer(session, people)


def _teller(session: Session, place: whereabouts.Place, person: Callable[[str | None], str]) -> Teller:
    """A teller with the words of one deployment."""
    drawn = diagrams.of_deployment(session, *place)
    return Teller(drawn, vocabulary.of_deployment(session, *place), person)


def _at(instance: Instance) -> int:
    """The number asked for, brought into the range of the records; the last one by default."""
    text = request.args.get("at", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else instance.seq
    return min(max(number, 1), instance.seq)


def _moment(entries: list[Entry], teller: Teller) -> tuple[View, dict[str, Any]]:
    """The instance after the last of *entries*; that record, the data then, and what it changed in them."""
    view, last = View(), entries[-1]
    for entry in entries[:-1]:
        view.take(entry)
    before = moment_data.held(view)
    view.take(last)
    now = moment_data.held(view)
    return view, {
        "record": teller.step(last)
        | {"reasons": teller.told(last.record).reasons(), "payload": last.record.payload},
        "difference": moment_data.difference(before, now, teller.words),
        "scopes": moment_data.shown(now, teller.words),
        "official": offered(official.known(view)),
    }


def _entered(entries: Iterable[Entry], main: str) -> list[str]:
    """The processes that the instance has entered at any time, its own first."""
    activated = (entry.record for entry in entries if entry.record.type == RecordType.ELEMENT_ACTIVATED)
    return [main, *sorted({record.process_id for record in activated if record.process_id} - {main})]


def _island_step(step: Mapping[str, Any]) -> dict[str, Any]:
    text = f"{moment(step['at'])} {step['who']} {step['text']}"
    return {"text": text} | {key: step[key] for key in ("seq", "process_id", "element_id")}
