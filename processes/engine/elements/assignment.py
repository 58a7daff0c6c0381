"""Who may do a user task, and until when.

The extension elements of a user task, evaluated at its creation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..faults import Incident
from ..running.instants import iso, parse_instant, plus

if TYPE_CHECKING:
    from ..running.instance import Instance
    from ..running.scopes import View
    from .nodes import FlowNode


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
    """A task as it is created: the payload of ``user_task_created``, and the ``Due`` behind its ``due``.

    ``due`` and ``follow_up`` are ISO instants.
    """

    name: str | None
    form_id: str | None
    assignee: str | None
    candidate_groups: list[str]
    candidate_users: list[str]
    excluded_users: list[str]
    due: str | None
    follow_up: str | None
    priority: int
    lane: str | None
    schedule: Due

    def payload(self) -> dict[str, Any]:
        """The fields that say something, as plain data."""
        fields = vars(self).items()
        return {name: value for name, value in fields if name != "schedule" and value not in (None, [])}


def user_work(spec: FlowNode, instance: Instance, scope: View) -> UserWork:
    """Evaluate assignment, form, schedule, priority and segregation of a user task."""
    extensions, evaluate = spec.extensions, instance.evaluator.value
    assignment: Mapping[str, str] = extensions.get("assignment", {})
    schedule: Mapping[str, str] = extensions.get("schedule", {})

    def given(holder: Mapping[str, str], key: str) -> Any:
        return evaluate(scope, holder[key]) if holder.get(key) else None

    assignee, due = given(assignment, "assignee"), due_from(instance, given(schedule, "dueDate"))
    return UserWork(
        name=spec.bpmn_name,
        form_id=given(extensions.get("form", {}), "formId"),
        assignee=None if assignee is None else str(assignee),
        candidate_groups=[
            group_of_unit(group, instance.context.unit_groups, scope)
            for group in names(given(assignment, "candidateGroups"), "候选组")
        ],
        candidate_users=names(given(assignment, "candidateUsers"), "候选人"),
        excluded_users=names(given(extensions.get("segregation", {}), "excluded"), "岗位分离名单"),
        due=due.at,
        follow_up=_moment(instance, given(schedule, "followUpDate"), "跟进时间"),
        priority=_priority(given(extensions.get("priority", {}), "priority")),
        lane=spec.lane,
        schedule=due,
    )


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
        return 50 if value is None else int(value)
    except (TypeError, ValueError) as error:
        raise Incident("task_priority", f"优先级应为整数，实际得到 {value!r}") from error
