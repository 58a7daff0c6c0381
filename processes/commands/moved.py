"""The open deadlines of instances, read before and after a calendar is loaded, and which of them it moved.

For all instances at once: whoever waits for the load to end waits for so many questions less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.commands import affected
from processes.store import InstanceRow, Timer, UserTask

#: Instances that one question is about.
_AT_ONCE = 1_000


@dataclass(frozen=True)
class MovedDeadline:
    """One open deadline before and after; ``old_due`` equals ``new_due`` when only 暂定 was lifted."""

    instance_id: int
    title: str | None
    element_id: str | None
    old_due: datetime
    new_due: datetime | None
    provisional_before: bool
    provisional_after: bool
    explanation: str


@dataclass(frozen=True)
class Deadlines:
    """Those of one instance.

    Timers by element and its how-manieth instance, for a recomputed one has a new element instance; open
    tasks that are due by element instance.
    """

    timers: dict[tuple[str | None, int], Any] = field(default_factory=dict)
    tasks: dict[int, Any] = field(default_factory=dict)


def open_deadlines(session: Session, instances: Sequence[int]) -> Mapping[int, Deadlines]:
    """The deadlines and cycles of each instance, not the reminders."""
    found = {number: Deadlines() for number in instances}
    for begin in range(0, len(instances), _AT_ONCE):
        some = instances[begin : begin + _AT_ONCE]
        for row in session.execute(_timers(some)):
            if row.explanation is None or affected.is_deadline(row.explanation):
                timers = found[row.instance_id].timers
                timers[row.element_id, sum(1 for element, _ in timers if element == row.element_id)] = row
        for row in session.execute(_tasks(some)):
            found[row.instance_id].tasks[row.element_instance_id] = row
    return found


def _timers(instances: Sequence[int]) -> Any:
    query = select(Timer.instance_id, Timer.element_id, Timer.due, Timer.explanation)
    query = query.where(Timer.instance_id.in_(instances))
    return query.order_by(Timer.instance_id, Timer.element_instance_id, Timer.index)


def _tasks(instances: Sequence[int]) -> Any:
    columns = (UserTask.instance_id, UserTask.element_instance_id, UserTask.element_id, UserTask.name)
    due = (UserTask.status == "open", UserTask.due.is_not(None))
    query = select(*columns, UserTask.due).where(UserTask.instance_id.in_(instances), *due)
    return query.order_by(UserTask.instance_id, UserTask.element_instance_id)


def moved(instance: InstanceRow, before: Deadlines, after: Deadlines) -> Iterator[MovedDeadline]:
    """What differs, in order."""
    found = [_timer(instance, key, timer, after.timers.get(key)) for key, timer in before.timers.items()]
    found += [_task(instance, task, after.tasks.get(key)) for key, task in before.tasks.items()]
    for each in found:
        if (each.old_due, each.provisional_before) != (each.new_due, each.provisional_after):
            yield each


def _timer(instance: InstanceRow, key: tuple[str | None, int], old: Any, new: Any) -> MovedDeadline:
    return MovedDeadline(
        instance_id=instance.id,
        title=instance.title,
        element_id=key[0],
        old_due=old.due,
        new_due=new.due if new is not None else None,
        provisional_before=bool((old.explanation or {}).get("provisional")),
        provisional_after=bool(new is not None and (new.explanation or {}).get("provisional")),
        explanation=str(((new or old).explanation or {}).get("explanation", "周期定时器")),
    )


def _task(instance: InstanceRow, old: Any, new: Any) -> MovedDeadline:
    """A task that is due by a deadline; only a timer knows whether it is 暂定."""
    return MovedDeadline(
        instance_id=instance.id,
        title=instance.title,
        element_id=old.element_id,
        old_due=old.due,
        new_due=new.due if new is not None else None,
        provisional_before=False,
        provisional_after=False,
        explanation=f"任务“{old.name}”的到期时间",
    )
