"""``/user-tasks``: the worklist and what is done with its tasks."""

from __future__ import annotations

from typing import Any

from processes import commands, definitions, queries
from processes.commands import TaskRef
from processes.errors import InvalidArgument
from processes.queries import Filter, TaskDetail, TaskItem
from service import auth, db, personal, urging
from service.api import schemas
from service.api.base import Blueprint
from service.idempotency import refuses_repeats
from service.people import actor
from service.policy import matters, traces
from service.state import current

bp = Blueprint("user-tasks", __name__, description="用户任务")

BOXES: dict[str, Filter] = {"mine": "mine", "group": "groups", "done": "done", "deputy": "deputy"}


@bp.get("/")
@bp.arguments(schemas.UserTaskQuery, location="query")
@bp.response(200, schemas.UserTasks)
def index(query: dict[str, Any]) -> dict[str, Any]:
    """The caller's tasks (``box``: mine, group, deputy, done)."""
    found = queries.worklist(
        db.reading(),
        actor(auth.person()),
        BOXES[query["box"]],
        search=query["q"],
        number=query["page"],
        size=query["per_page"],
    )
    return {
        "items": [_item(item) for item in found.items],
        "page": found.number,
        "more": found.number < found.pages,
    }


@bp.get("/<task_id>")
@bp.response(200, schemas.UserTaskWithData)
def show(task_id: str) -> dict[str, Any]:
    """One task; its variables for who may work on it."""
    detail = matters.open_task(db.reading(), task_id, auth.person())
    variables = _variables(detail) if detail.refusal is None else {}
    columns = {name: getattr(detail.task, name) for name in schemas.UserTask().fields if name != "id"}
    return columns | {"id": str(detail.ref), "variables": variables}


@bp.post("/<task_id>/urging")
@bp.arguments(schemas.UrgingBody)
@bp.response(204)
def urge(body: dict[str, Any], task_id: str) -> None:
    """Remind those who have or may claim the task (supervising offices, the unit's interpretation office)."""
    urging.urge(task_id, body["text"], auth.person())


@bp.post("/<task_id>/completion")
@bp.arguments(schemas.CompletionBody)
@bp.response(204)
@refuses_repeats
def complete(body: dict[str, Any], task_id: str) -> None:
    """Complete a task with the data of its form."""
    try:
        with db.transaction() as session:
            commands.complete_user_task(session, TaskRef.parse(task_id), body["data"], **_who(body))
    except InvalidArgument as error:
        detail = matters.open_task(db.reading(), task_id, auth.person())
        traces.note_unapproved(auth.person(), detail, error.errors)
        raise


@bp.post("/<task_id>/claim")
@bp.arguments(schemas.RevisionBody)
@bp.response(204)
def claim(body: dict[str, Any], task_id: str) -> None:
    """Claim a task."""
    with db.transaction() as session:
        commands.claim_user_task(session, TaskRef.parse(task_id), **_who(body))


@bp.post("/<task_id>/unclaim")
@bp.arguments(schemas.RevisionBody)
@bp.response(204)
def unclaim(body: dict[str, Any], task_id: str) -> None:
    """Put a task back to its candidates."""
    with db.transaction() as session:
        commands.unclaim_user_task(session, TaskRef.parse(task_id), **_who(body))


def _who(body: dict[str, Any]) -> dict[str, Any]:
    return {"actor": actor(auth.person()), "now": current().now(), "revision": body["revision"]}


def _variables(detail: TaskDetail) -> dict[str, Any]:
    session, form = db.reading(), None
    if detail.task.form_id is not None:
        place = queries.definition_of_task(session, detail.instance, detail.task)
        form = definitions.form(session, *place, detail.task.form_id)
    return personal.for_task(session, detail, form, detail.variables)


def _item(item: TaskItem) -> dict[str, Any]:
    """The same fields as ``show`` gives; a name that the item lacks is a mistake and no null."""
    told = {"id": str(item.ref), "instance_id": item.ref.instance_id, "process_id": item.drawn_in}
    return told | {name: getattr(item, name) for name in schemas.UserTask().fields if name not in told}
