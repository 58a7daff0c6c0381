"""首页: the inbox with its lights."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from processes import calendars, queries
from processes.commands import Actor
from processes.queries import Filter, InstanceItem, TaskItem
from processes.rights import may_work_on
from service import auth, db
from service.lights import Light, light
from service.people import actor
from service.state import current
from service.web.listing import SIZE, neighbours, page_number, page_url, search_text
from service.wording import STATUS, instance_title

bp = Blueprint("inbox", __name__)

BOXES = {"mine": "我的待办", "group": "本组待领", "deputy": "代理", "started": "我发起的", "done": "已办"}
#: The boxes that tell how many tasks are in them.
COUNTED: dict[str, Filter] = {"mine": "mine", "group": "groups", "deputy": "deputy"}
EMPTY = {
    "mine": "没有指派给您的任务。可以到“本组待领”认领。",
    "group": "本组没有等待认领的任务。",
    "deputy": "您代理的人员没有可以由您办理的任务。",
    "started": "您还没有发起过事项。",
    "done": "您还没有办结过任务。",
}


@bp.get("/")
def show() -> str:
    """One of the four boxes."""
    box, search = request.args.get("box", "mine"), search_text()
    session, asking = db.reading(), actor(auth.person())
    counts = queries.counts(session, asking)
    boxes = {name: text for name, text in BOXES.items() if name != "deputy" or "deputy" in counts}
    box = box if box in boxes else "mine"
    numbers = {name: _number(counts[view]) for name, view in COUNTED.items() if view in counts}
    if box == "started":
        found: Any = queries.instances(
            session, started_by=asking.id, search=search, number=page_number(), size=SIZE
        )
        where = queries.open_task_names(session, [item.id for item in found.items])
        rows = [_instance(item, where.get(item.id, [])) for item in found.items]
    else:
        view: Any = "groups" if box == "group" else box
        found = queries.worklist(session, asking, view, search=search, number=page_number(), size=SIZE)
        book, now = calendars.book(session), current().now()
        rows = [
            _task(item, light(book.of(item.owner_unit), item.due, now, item.follow_up), asking)
            for item in found.items
        ]
    return render_template(
        "web/inbox.html",
        box=box,
        box_text=BOXES[box],
        boxes=[(name, text, numbers.get(name)) for name, text in boxes.items()],
        rows=rows,
        q=search,
        empty=EMPTY[box],
        page=neighbours(found),
        page_url=page_url("inbox.show", box=box, q=search),
    )


def _number(count: int) -> str:
    return str(count) if count < queries.MOST else f"{queries.MOST - 1}+"


def _task(item: TaskItem, left: Light, asking: Actor) -> dict[str, Any]:
    acting = may_work_on(item, asking, item.started_by).acting if item.status == "open" else None
    return {
        "acting_for": acting.name if acting else "",
        "done_by": item.completed_by_name if item.completed_for else "",
        "ref": str(item.ref),
        "name": item.name,
        "instance_id": item.ref.instance_id,
        "title": instance_title(item.title, item.process_name, item.ref.instance_id),
        "process": item.process_name,
        "due": item.due,
        "light": left,
        "revision": item.revision,
        "completed_at": item.completed_at,
    }


def _instance(item: InstanceItem, where: list[str]) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": instance_title(item.title, item.process_name, item.id),
        "process": item.process_name,
        "status": STATUS[item.status],
        "where": "、".join(where),
        "started_at": item.started_at,
    }
