"""A new holiday notice: stored, and every running deadline that it moves is moved, with records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from processes import calendars, store
from processes.calendar import WorkingCalendar, load_notice
from processes.commands.actors import Actor
from processes.commands.turn import Turn, take
from processes.engine import PublishMessage, RecomputeDeadlines, counted_again
from processes.store import CalendarNotice, Instance, MessageSubscription, Timer, UserTask

#: The message that diagrams catch to compute their deadlines again (P30.B2).
CALENDAR_CHANGED = "calendar_changed"


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
class NoticeReport:
    """What loading a notice did: the calendar versions before and after, and the deadlines it touched."""

    year: int
    number: str | None
    previous_version: str
    version: str
    moved: tuple[MovedDeadline, ...]


def load_calendar_notice(session: Session, text: str, *, actor: Actor, now: datetime) -> NoticeReport:
    """Store the notice (YAML) and bring every running deadline that it changes to the new calendar.

    An affected instance recomputes its deadlines in place; what catches the message ``calendar_changed`` gets
    it, with
    ``calendar_version`` and ``notice_number``.  All in one transaction.  A notice that is in force already
    changes nothing: ``version`` equals ``previous_version`` then.  Raises InvalidNotice.
    """
    notice = load_notice(text)
    store.exclusive(session, store.NOTICE)
    old = calendars.current(session)
    if notice in [known for known in old.notices if known.year == notice.year][-1:]:
        return NoticeReport(notice.year, notice.number, old.version, old.version, ())
    new = old.with_notice(notice)
    row = CalendarNotice(
        year=notice.year,
        number=notice.number or "",
        text=text,
        calendar_version=new.version,
        loaded_by=actor.id,
        loaded_at=now,
    )
    session.add(row)
    session.flush()
    told = {"calendar_version": new.version, "notice_number": notice.number}
    moved: list[MovedDeadline] = []
    for instance_id in _affected(session, new):
        moved += _recompute(take(session, instance_id, actor=actor, now=now), told)
    return NoticeReport(notice.year, notice.number, old.version, new.version, tuple(moved))


def _affected(session: Session, calendar: WorkingCalendar) -> list[int]:
    """The active instances with an open deadline that the calendar changes, in locking order.

    A deadline is open when a timer carries it, or when a task is due: then it may be anywhere in the state.
    """
    query = (
        select(Timer.instance_id, Timer.explanation)
        .join(Instance, Instance.id == Timer.instance_id)
        .where(Instance.status == "active", Timer.explanation.is_not(None))
    )
    found = {row.instance_id for row in session.execute(query) if _changes(row.explanation, calendar)}
    tasks = (UserTask.instance_id == Instance.id, UserTask.status == "open", UserTask.due.is_not(None))
    due = select(Instance.id, Instance.state).where(Instance.status == "active", exists().where(*tasks))
    for number, state in session.execute(due.where(Instance.state.contains('"basis"'))):
        if number not in found and any(
            _changes(each, calendar) for each in _held(json.loads(state or "null"))
        ):
            found.add(number)
    return sorted(found)


def _held(value: Any) -> Iterator[Any]:
    """The deadlines inside a state."""
    if _is_deadline(value):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _held(each)


def _changes(explanation: Any, calendar: WorkingCalendar) -> bool:
    if not _is_deadline(explanation):
        return False
    again = counted_again(explanation, calendar)
    if any(again[name] != explanation.get(name) for name in ("due", "provisional")):
        return True
    reminders = explanation.get("reminders") or ()  # a task keeps its deadline without them
    return bool(reminders) and _dues(again.get("reminders") or ()) != _dues(reminders)


def _is_deadline(value: Any) -> bool:
    return isinstance(value, Mapping) and {"due", "basis", "start", "calendar"} <= value.keys()


def _dues(reminders: Iterable[Mapping[str, Any]]) -> list[Any]:
    return [reminder.get("due") for reminder in reminders]


def _recompute(turn: Turn, told: Mapping[str, Any]) -> list[MovedDeadline]:
    session, instance = turn.session, turn.instance
    before, tasks = _deadlines(session, instance.id), _tasks(session, instance.id)
    turn.run_if_it_matters(RecomputeDeadlines())
    subscribed = select(MessageSubscription.element_instance_id, MessageSubscription.correlation_key).where(
        MessageSubscription.instance_id == instance.id, MessageSubscription.name == CALENDAR_CHANGED
    )
    for element, key in session.execute(subscribed.order_by(MessageSubscription.element_instance_id)).all():
        turn.run(PublishMessage(CALENDAR_CHANGED, dict(told), key, element))
    after = _deadlines(session, instance.id)
    if before:
        return [_moved(instance, key, timer, after.get(key)) for key, timer in before.items()]
    later = _tasks(session, instance.id)
    return [_moved_task(instance, old, later[key]) for key, old in tasks.items() if old.due != later[key].due]


def _tasks(session: Session, instance_id: int) -> dict[int, Any]:
    """The open tasks that are due, by element instance."""
    columns = (UserTask.element_instance_id, UserTask.element_id, UserTask.name, UserTask.due)
    mine = (UserTask.instance_id == instance_id, UserTask.status == "open", UserTask.due.is_not(None))
    rows = session.execute(select(*columns).where(*mine).order_by(UserTask.element_instance_id))
    return {row.element_instance_id: row for row in rows}


def _deadlines(session: Session, instance_id: int) -> dict[tuple[str | None, int], Any]:
    """The open deadlines by element and its how-manieth instance.

    A recomputed one has a new element instance.
    """
    columns = (Timer.element_id, Timer.due, Timer.explanation)
    query = select(*columns).where(Timer.instance_id == instance_id, Timer.explanation.is_not(None))
    found: dict[tuple[str | None, int], Any] = {}
    for row in session.execute(query.order_by(Timer.element_instance_id, Timer.index)):
        if _is_deadline(row.explanation):
            number = sum(1 for element, _ in found if element == row.element_id)
            found[row.element_id, number] = row
    return found


def _moved(instance: Instance, key: tuple[str | None, int], old: Any, new: Any) -> MovedDeadline:
    return MovedDeadline(
        instance_id=instance.id,
        title=instance.title,
        element_id=key[0],
        old_due=old.due,
        new_due=new.due if new is not None else None,
        provisional_before=bool(old.explanation.get("provisional")),
        provisional_after=bool(new is not None and new.explanation.get("provisional")),
        explanation=str((new or old).explanation.get("explanation", "")),
    )


def _moved_task(instance: Instance, old: Any, new: Any) -> MovedDeadline:
    """A task that is due by a deadline without a timer; only a timer knows whether it is 暂定."""
    return MovedDeadline(
        instance_id=instance.id,
        title=instance.title,
        element_id=old.element_id,
        old_due=old.due,
        new_due=new.due,
        provisional_before=False,
        provisional_after=False,
        explanation=f"任务“{old.name}”的到期时间",
    )
