"""What a new calendar changes: deadlines, cycles by working days, and processes that start by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from processes import store
from processes.calendar import WorkingCalendar, counted_again, next_occurrence
from processes.calendars import CalendarBook
from processes.store import Instance, StartEvent, Timer, UserTask

#: A suspended instance takes no message, but its statutory deadlines go on counting.
_RUNNING = ("active", "suspended")


@dataclass(frozen=True)
class MovedStart:
    """A process that starts by itself, at another instant than before."""

    process_id: str
    element_id: str
    old_due: datetime
    new_due: datetime


def instances(session: Session, old: CalendarBook, new: CalendarBook) -> list[int]:
    """The instances with an open deadline or cycle that their calendar changes, in locking order.

    A deadline is open when a timer carries it, or when a task is due: then it may be anywhere in the state.
    """
    found = {
        row.instance_id
        for row in session.execute(_timers())
        if old.of(row.owner_unit).version != new.of(row.owner_unit).version
        and _changes(row.explanation, new.of(row.owner_unit))
    }
    for needed, units, text in (
        (_changes, _units(session, _task()), '"basis"'),
        (_comes_otherwise, _units(session, _timer()), '"cron"'),
    ):
        for number, data in store.states_holding(session, text):
            if number in found or number not in units:
                continue
            calendar = new.of(units[number])
            changed = old.of(units[number]).version != calendar.version
            if changed and any(needed(each, calendar) for each in _mappings(data)):
                found.add(number)
    return sorted(found)


def _timers() -> Any:
    query = select(Timer.instance_id, Instance.owner_unit, Timer.explanation)
    query = query.join(Instance, Instance.id == Timer.instance_id)
    return query.where(Instance.status.in_(_RUNNING), Timer.explanation.is_not(None))


def _task() -> Any:
    """An open task with a due date."""
    return exists().where(
        UserTask.instance_id == Instance.id, UserTask.status == "open", UserTask.due.is_not(None)
    )


def _timer() -> Any:
    return exists().where(Timer.instance_id == Instance.id)


def _units(session: Session, has: Any) -> dict[int, str | None]:
    """The running instances that have something, and their units."""
    query = select(Instance.id, Instance.owner_unit).where(Instance.status.in_(_RUNNING), has)
    return {row.id: row.owner_unit for row in session.execute(query)}


def _mappings(value: Any) -> Iterator[Any]:
    """All mappings inside a state that may be a deadline or a timer."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _mappings(each)


def is_deadline(value: Any) -> bool:
    """Whether *value* is a deadline context."""
    return isinstance(value, Mapping) and {"due", "basis", "start", "calendar"} <= value.keys()


def _changes(explanation: Any, calendar: WorkingCalendar) -> bool:
    if not is_deadline(explanation):
        return False
    again = counted_again(explanation, calendar)
    if any(again[name] != explanation.get(name) for name in ("due", "provisional")):
        return True
    reminders = explanation.get("reminders") or ()  # a task keeps its deadline without them
    return bool(reminders) and _dues(again.get("reminders") or ()) != _dues(reminders)


def _dues(reminders: Any) -> list[Any]:
    return [reminder.get("due") for reminder in reminders]


def _comes_otherwise(timer: Any, calendar: WorkingCalendar) -> bool:
    return isinstance(timer, Mapping) and _next(timer, calendar) is not None


def _next(timer: Mapping[str, Any], calendar: WorkingCalendar) -> datetime | None:
    """The new instant of a cycle by working days; None when it is no such cycle or stays."""
    if not {"cron", "since", "due"} <= timer.keys() or "WD" not in str(timer["cron"]).upper():
        return None
    found = next_occurrence(timer["cron"], datetime.fromisoformat(timer["since"]), calendar)
    return None if found == datetime.fromisoformat(timer["due"]) else found


def restart(session: Session, calendar: WorkingCalendar) -> list[MovedStart]:
    """Bring the timer start events that go by working days to the general calendar."""
    query = select(StartEvent).where(StartEvent.kind == "timer", StartEvent.due.is_not(None))
    moved = []
    for row in session.scalars(
        query.order_by(StartEvent.process_id, StartEvent.element_id).with_for_update()
    ):
        timer = row.timer if isinstance(row.timer, Mapping) else {}
        due = _next(timer, calendar)
        if due is not None and row.due is not None:
            moved.append(MovedStart(row.process_id, row.element_id, row.due, due))
            row.timer, row.due = {**timer, "due": due.isoformat(timespec="seconds")}, due
    session.flush()
    return moved
