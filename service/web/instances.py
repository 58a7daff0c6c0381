"""实例页: where an instance stands, its timers explained, what happened, its data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request

from processes import calendars, narrative, queries
from processes.calendar import WorkingCalendar
from processes.commands import TaskRef
from processes.history import Entry, View, fold
from processes.narrative import Naming
from processes.papers import offered
from processes.queries import InstanceDetail, InstanceItem
from processes.store import Instance
from service import (
    auth,
    db,
    diagrams,
    official,
    papers,
    personal,
    progress,
    urging,
    vocabulary,
    whereabouts,
)
from service.identity.people import group_names, names_of, units
from service.lights import light
from service.people import namer
from service.policy import matters
from service.state import current
from service.web.listing import SIZE, neighbours, page_number, page_url, search_text
from service.wording import STAGES, STATUS, STATUS_COLOURS, instance_title

bp = Blueprint("instances", __name__, url_prefix="/instances")


@bp.get("/")
def index() -> str:
    """Search over the instances that the person may see."""
    session, search, status = db.reading(), search_text(), request.args.get("status", "")
    status = status if status in STATUS else ""
    reading = matters.reader(session, auth.person())
    found = queries.instances(
        session,
        status=status or None,
        search=search,
        reader=reading.actor,
        colleagues=reading.colleagues,
        number=page_number(),
        size=SIZE,
    )
    return render_template(
        "web/instances.html",
        rows=_rows(found.items),
        q=search,
        status=status,
        statuses=STATUS,
        page=neighbours(found),
        page_url=page_url("instances.index", q=search, status=status),
    )


def _rows(found: Sequence[InstanceItem]) -> list[dict[str, Any]]:
    session = db.reading()
    people = names_of(session, {item.started_by for item in found})
    offices = {unit.id: unit.name for unit in units(session)}
    return [
        {
            "id": item.id,
            "title": instance_title(item.title, item.process_name, item.id),
            "process": item.process_name,
            "unit": offices.get(item.owner_unit or "", item.owner_unit or "—"),
            "status": STATUS[item.status],
            "started_by": people.get(item.started_by, item.started_by),
            "started_at": item.started_at,
        }
        for item in found
    ]


@bp.get("/<int:instance_id>")
def show(instance_id: int) -> str:
    """One instance."""
    session, person = db.reading(), auth.person()
    instance = matters.open_instance(session, instance_id, person)
    detail = queries.instance_detail(session, instance_id)
    entries = list(personal.entries(session, instance_id))
    drawn = whereabouts.of_records(session, instance, entries).drawn(session)
    view = fold(entries)
    words = vocabulary.of_deployment(session, instance.deployment_id, instance.content_hash)
    assigned = (entry.record.payload.get("assignee") for entry in entries)
    name = namer(session, [instance.started_by, *filter(None, assigned)])
    calendar = calendars.current(session, instance.owner_unit)
    painted = progress.paint(view, progress.touched(view, instance.process_id))
    return render_template(
        "web/instance.html",
        **_heading(instance, detail),
        started_by=name(instance.started_by),
        **_data(instance, view, words),
        may_replay=matters.may_replay(session, instance, person),
        may_urge=urging.may(person, instance),
        incidents=[incident for incident in detail.incidents if incident.status == "open"],
        tasks=_tasks(detail, calendar),
        timers=_timers(detail, drawn, calendar),
        steps=_steps(entries, drawn, words.title, name),
        official=offered(official.known(view)),
        diagrams=progress.with_diagrams(painted, drawn),
        place=_place(detail),
    )


def _heading(instance: Instance, detail: InstanceDetail) -> dict[str, Any]:
    offices = {unit.id: unit.name for unit in units(db.reading())}
    return {
        "instance": instance,
        "title": instance_title(instance.title, detail.process_name, instance.id),
        "process_name": detail.process_name,
        "status": STATUS[instance.status],
        "status_colour": STATUS_COLOURS[instance.status],
        "unit_name": offices.get(instance.owner_unit or "", ""),
    }


def _data(instance: Instance, view: View, words: vocabulary.Vocabulary) -> dict[str, Any]:
    """The variables: documents and the stage of the matter apart from the rest."""
    data = {key: words.without_personal_data(key, value) for key, value in _variables(view).items()}
    shown = papers.by_variable(db.reading(), instance, data)
    apart = {item["name"] for item in shown}
    return {
        "stages": STAGES if data.get("phase") in STAGES else (),
        "stage": data.get("phase"),
        "papers": shown,
        "variables": {key: value for key, value in data.items() if key not in apart},
    }


def _steps(
    entries: Sequence[Entry], drawn: Mapping[str, diagrams.Diagram], title: Naming, person: Naming
) -> list[dict[str, Any]]:
    """What happened in words, the last first."""
    names = {process_id: diagram.name for process_id, diagram in drawn.items()}
    lines = narrative.tell(entries, names, title=title, person=person)
    return [
        {"at": line.at, "text": "；".join((line.summary, *line.consequences)), "who": line.actor_name}
        for line in reversed(lines)
    ]


def _place(detail: InstanceDetail) -> dict[str, Any] | None:
    """Where somebody has to act first: the diagram opens there."""
    first = next((task for task in detail.user_tasks if task.status == "open"), None)
    return {"process_id": first.process_id, "element_id": first.element_id} if first else None


def _tasks(detail: InstanceDetail, calendar: WorkingCalendar) -> list[dict[str, Any]]:
    session, now = db.reading(), current().now()
    tasks = [task for task in detail.user_tasks if task.status == "open"]
    groups = group_names(session, {group for task in tasks for group in task.candidate_groups})
    name = namer(session, [task.assignee for task in tasks])
    return [
        {
            "ref": str(TaskRef(task.instance_id, task.element_instance_id)),
            "name": task.name,
            "who": name(task.assignee)
            or "待认领：" + "、".join(groups[group] for group in task.candidate_groups),
            "light": light(calendar, task.due, now, task.follow_up),
            "created_at": task.created_at,
        }
        for task in tasks
    ]


def _timers(
    detail: InstanceDetail, drawn: dict[str, diagrams.Diagram], calendar: WorkingCalendar
) -> list[dict[str, Any]]:
    now = current().now()
    found = []
    for timer in detail.timers:
        diagram = drawn.get(timer.process_id or "")
        explanation = timer.explanation if isinstance(timer.explanation, dict) else None
        found.append(
            {
                "name": diagram.name_of(timer.element_id) if diagram else timer.element_id,
                "due": timer.due,
                "light": light(calendar, timer.due, now),
                "provisional": bool(explanation and explanation.get("provisional")),
                "explanation": explanation,
            }
        )
    return found


def _variables(view: View) -> dict[str, Any]:
    """The variables of the instance, and those of its inner scopes under the name of their element."""
    found = dict(view.variables.get(0, {}))
    for scope, values in view.variables.items():
        element = view.active.get(scope)
        if scope and element is not None and values:
            found[f"{element.name or element.element_id} #{scope}"] = values
    return found
