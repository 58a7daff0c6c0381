"""Who may do a user task, and until when.

The extension elements of a user task, evaluated at its creation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..faults import Incident
from ..running.instants import iso, parse_instant, plus

if TYPE_CHECKING:
    from ..running.instance import Instance
    from ..running.scopes import View
    from .tasks import PersonalWork


#: What a deadline has to keep so that it can be counted again with another calendar.
_COUNTED = (
    "basis",
    "start",
    "n",
    "end",
    "close",
    "due",
    "due_date",
    "calendar",
    "rule",
    "inclusive",
    "provisional",
)


@dataclass
class Due:
    """When a task is due (ISO instant) and the deadline context that it was taken from, if it was one."""

    at: str | None
    deadline: Mapping[str, Any] | None = None

    def kept(self) -> dict[str, Any]:
        """What the task remembers of it; nothing when it is never due."""
        if self.at is None:
            return {}
        if self.deadline is None:
            return {"due": self.at}
        brief = {name: self.deadline[name] for name in _COUNTED if name in self.deadline}
        return {"due": self.at, "deadline": brief}


@dataclass  # not frozen: made in every step, and a frozen one takes three times as long
class UserWork:
    """A task as it is created.

    ``told`` is the payload of ``user_task_created``: the fields that say something, with ``due`` and
    ``follow_up`` as ISO instants; ``schedule`` is behind its ``due``.
    """

    told: dict[str, Any]
    schedule: Due

    def kept(self) -> dict[str, Any]:
        """What the task remembers."""
        told = self.told
        who = {"assignee": told.get("assignee"), "excluded": told.get("excluded_users", [])}
        if "once_users" in told:
            who["once"] = told["once_users"]
        return who if self.schedule.at is None else who | self.schedule.kept()


#: What the extension elements of a user task may compute: (element, attribute), in order of evaluation.
_COMPUTED = (
    ("assignment", "assignee"),
    ("schedule", "dueDate"),
    ("form", "formId"),
    ("assignment", "candidateGroups"),
    ("assignment", "candidateUsers"),
    ("segregation", "excluded"),
    ("segregation", "once"),
    ("schedule", "followUpDate"),
    ("priority", "priority"),
)
_NEVER = Due(None)


def computed_by(extensions: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(attribute, literal or ``= expression``) of those that a user task has."""
    given = ((key, extensions.get(element, {}).get(key)) for element, key in _COMPUTED)
    return [(key, text) for key, text in given if text]


def user_work(spec: PersonalWork, instance: Instance, scope: View) -> UserWork:
    """Evaluate assignment, form, schedule, priority and segregation of a user task."""
    told: dict[str, Any] = {} if spec.bpmn_name is None else {"name": spec.bpmn_name}
    due, evaluate = _NEVER, instance.evaluator.value
    for key, text in spec.computed:
        value = evaluate(scope, text)
        if key == "dueDate":
            due = due_from(instance, value)
        elif value is not None:
            name, found = _FIELDS[key](instance, scope, value)
            if found not in (None, []):
                told[name] = found
    if due.at is not None:
        told["due"] = due.at
    told.setdefault("priority", 50)
    if spec.lane is not None:
        told["lane"] = spec.lane
    return UserWork(told, due)


def group_of_unit(group: str, unit_groups: frozenset[str], scope: Mapping[str, Any]) -> str:
    """A group that every unit has becomes the one of the unit that owns the matter: ``drafter@zjw``."""
    unit = scope.get("owner_unit") if "@" not in group and group in unit_groups else None
    return group if unit is None else f"{group}@{unit}"


def names(value: Any, what: str) -> list[str]:
    """A list of names, a text with commas, or nothing; without doubles, in order."""
    if value is None:
        return []
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or any(isinstance(part, dict | list) for part in parts):
        raise Incident("assignment", f"{what}应为文本或文本列表，实际得到 {value!r}")
    return list(dict.fromkeys(str(part).strip() for part in parts if part is not None and str(part).strip()))


def due_from(instance: Instance, value: Any) -> Due:
    """What the value of ``dueDate`` means: an instant, a duration from now on, or a deadline context."""
    counted = isinstance(value, Mapping) and {"basis", "start", "calendar"} <= value.keys()
    return Due(_moment(instance, value, "到期时间"), value if counted else None)


def _moment(instance: Instance, value: Any, what: str) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("due")
    if value is None or value == "":
        return None
    try:
        text = str(value)
        return iso(plus(instance.context.now, text) if text.startswith("P") else parse_instant(text))
    except ValueError as error:
        raise Incident("task_schedule", f"{what}应为 ISO 时刻或时限数据，实际得到 {value!r}") from error


def _priority(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise Incident("task_priority", f"优先级应为整数，实际得到 {value!r}") from error


_Field = Callable[["Instance", "View", Any], tuple[str, Any]]
#: What a computed attribute becomes in the payload.
_FIELDS: dict[str, _Field] = {
    "assignee": lambda _i, _s, value: ("assignee", str(value)),
    "formId": lambda _i, _s, value: ("form_id", value),
    "candidateGroups": lambda i, scope, value: (
        "candidate_groups",
        [group_of_unit(group, i.context.unit_groups, scope) for group in names(value, "候选组")],
    ),
    "candidateUsers": lambda _i, _s, value: ("candidate_users", names(value, "候选人")),
    "excluded": lambda _i, _s, value: ("excluded_users", names(value, "岗位分离名单")),
    "once": lambda _i, _s, value: ("once_users", names(value, "已办理其他环节的人员名单")),
    "followUpDate": lambda i, _s, value: ("follow_up", _moment(i, value, "跟进时间")),
    "priority": lambda _i, _s, value: ("priority", _priority(value)),
}
