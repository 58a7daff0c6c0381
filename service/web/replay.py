"""回放: step through the records of an instance.  The URL holds the moment: ``?at=<seq>``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from processes import store
from processes.history import Entry, View, fold
from service import access, auth, db, diagrams, progress, record_text
from service.data_diff import Change, compare
from service.people import namer
from service.web.page import moment
from service.wording import instance_title

bp = Blueprint("replay", __name__, url_prefix="/instances/<int:instance_id>/replay")


@bp.get("/")
def show(instance_id: int) -> str:
    """The page at a moment: diagram, the record, the data then, all records."""
    session = db.reading()
    instance = access.open_history(session, instance_id, auth.person())
    drawn = diagrams.of_deployment(session, instance.deployment_id, instance.content_hash)
    entries = list(store.entries(session, instance_id))
    at = _at(entries)
    steps = _steps(session, entries, drawn)
    whole, then = fold(entries), fold(entries, at)
    painted = progress.paint(then, progress.touched(whole, instance.process_id))
    return render_template(
        "web/replay.html",
        instance=instance,
        title=instance_title(instance.title, drawn[instance.process_id].name, instance.id),
        at=at,
        previous=at - 1 if at > 1 else None,
        following=at + 1 if at < len(entries) else None,
        steps=steps,
        island_data={
            "url": url_for("replay.at_moment", instance_id=instance_id),
            "at": at,
            "diagrams": progress.with_diagrams(painted, drawn),
            "steps": [_island_step(step) for step in steps],
        },
        **_moment(entries, at, steps),
    )


@bp.get("/moment")
def at_moment(instance_id: int) -> dict[str, Any]:
    """What the scrubber asks for: progress and details after record ``?at=<seq>``."""
    session = db.reading()
    instance = access.open_history(session, instance_id, auth.person())
    drawn = diagrams.of_deployment(session, instance.deployment_id, instance.content_hash)
    entries = list(store.entries(session, instance_id))
    at = _at(entries)
    steps = _steps(session, entries[at - 1 : at], drawn)
    details = render_template("web/_moment.html", **_moment(entries, at, steps))
    painted = progress.paint(fold(entries, at), progress.touched(fold(entries), instance.process_id))
    return {"at": at, "diagrams": painted, "details": details}


def _at(entries: list[Entry]) -> int:
    """The number asked for, brought into the range of the records; the last one by default."""
    text = request.args.get("at", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else len(entries)
    return min(max(number, 1), len(entries))


def _steps(
    session: Session, entries: list[Entry], drawn: Mapping[str, diagrams.Diagram]
) -> list[dict[str, Any]]:
    people = {entry.record.actor for entry in entries}
    people |= {
        str(entry.record.payload.get("assignee")) for entry in entries if entry.record.payload.get("assignee")
    }
    name = namer(session, people)
    return [_step(entry, drawn, name) for entry in entries]


def _step(entry: Entry, drawn: Mapping[str, diagrams.Diagram], name: Any) -> dict[str, Any]:
    record = entry.record
    diagram = drawn.get(record.process_id or "")
    element = diagram.name_of(record.element_id) if diagram else record.element_id or ""
    return {
        "seq": entry.seq,
        "at": record.at,
        "text": record_text.sentence(record.type, element, record.payload, name),
        "who": name(record.actor),
        "process_id": record.process_id,
        "element_id": record.element_id,
        "reasons": record_text.reasons(record.type, record.payload),
        "payload": record.payload,
    }


def _island_step(step: Mapping[str, Any]) -> dict[str, Any]:
    text = f"{moment(step['at'])} {step['who']} {step['text']}"
    return {
        "seq": step["seq"],
        "text": text,
        "process_id": step["process_id"],
        "element_id": step["element_id"],
    }


def _moment(entries: list[Entry], at: int, steps: list[dict[str, Any]]) -> dict[str, Any]:
    """The record at the moment, the data then, and what this record changed in it."""
    now, before = _data(fold(entries, at)), _data(fold(entries, at - 1))
    record = next(step for step in steps if step["seq"] == at)
    changes: list[Change] = compare(before, now)
    return {"record": record, "changes": changes, "variables": now}


def _data(view: View) -> dict[str, Any]:
    """The variables by scope: those of the instance by their names, inner ones under their element."""
    found = dict(view.variables.get(0, {}))
    for scope, values in view.variables.items():
        element = view.active.get(scope)
        if scope and values:
            label = (element.name or element.element_id or "") if element else ""
            found[f"{label} #{scope}".strip()] = values
    return found
