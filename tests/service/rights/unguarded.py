"""What refuses, as it would be if it refused nobody: for places that forget to ask."""

from __future__ import annotations

from typing import Any

from processes import queries
from processes.commands import TaskRef
from processes.queries import TaskDetail
from processes.rights import Verdict
from processes.store import Instance
from service.identity.people import units
from service.people import actor
from service.policy.matters import Reader

#: By module; the names are those of this module, too.
GUARDS: dict[str, tuple[str, ...]] = {
    "service.policy.matters": (
        "open_instance",
        "open_history",
        "open_task",
        "reader",
        "may_replay",
        "may_start",
    ),
    "service.policy.units": ("sees_every_unit", "visible_units", "open_entry"),
    "service.policy.table": ("may_use", "is_open_to"),
    "service.bearer": ("check",),
    "service.identity.separation": ("clash",),
    "service.identity.posts": ("not_own",),
    "service.identity.deputies": ("may_arrange",),
    "service.identity.tokens": ("is_live",),
    "service.public.intake": ("shows_token",),
    "processes.queries": ("is_visible", "is_involved"),
    "processes.queries.involvement": ("is_visible", "is_involved"),
    "processes.rights": ("may_work_on", "may_urge", "may_intervene", "allowed_verbs"),
    "processes.commands.interventions": ("allowed",),
    "processes.engine.elements.segregation": ("check_excluded", "check_once"),
}


def open_instance(session: Any, instance_id: int, *_: Any) -> Instance:
    """Whatever there is."""
    return queries.instance(session, instance_id)


open_history = open_instance


def open_task(session: Any, reference: str, person: Any) -> TaskDetail:
    """Whatever there is."""
    return queries.task_detail(session, TaskRef.parse(reference), actor(person))


def reader(*_: Any) -> Reader:
    """Without a filter."""
    return Reader(None)


def visible_units(session: Any, *_: Any) -> tuple[tuple[str, str], ...]:
    """All."""
    return tuple((unit.id, unit.name) for unit in units(session))


def may_work_on(*_: Any) -> Verdict:
    """Everybody, in his own name."""
    return Verdict()


def allowed_verbs(*_: Any) -> frozenset[str]:
    """All."""
    return frozenset({"return", "transfer"})


def _yes(*_: Any) -> bool:
    return True


def _nothing(*_: Any, **__: Any) -> None:
    return None


may_replay = may_start = sees_every_unit = may_use = is_open_to = may_arrange = is_visible = is_involved = (
    _yes
)
may_urge = _yes
open_entry = check = clash = not_own = allowed = check_excluded = check_once = may_intervene = _nothing


def is_live(*_: Any, **__: Any) -> bool:
    """For ever."""
    return True


shows_token = _yes
