"""A new notice or arrangement: stored, and every running deadline that it moves is moved, with records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import calendars, store
from processes.calendar import (
    Arrangement,
    DayChange,
    Notice,
    WorkingCalendar,
    changed_days,
    load_document,
)
from processes.commands import affected
from processes.commands.actors import Actor
from processes.commands.affected import MovedStart
from processes.commands.turn import Turn, take
from processes.engine import PublishMessage, RecomputeDeadlines
from processes.errors import InvalidState
from processes.store import CalendarNotice, InstanceRow, MessageSubscription, Timer, UserTask

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
    """What loading a notice or arrangement did: the calendar versions before and after, and what it touched.

    ``year`` is that of a notice; ``unit`` that of an arrangement, ``*`` for all; ``days`` are the days that
    became working or rest days; ``moved`` the deadlines; ``starts`` the processes that start by themselves.
    """

    year: int | None
    unit: str | None
    title: str
    number: str | None
    previous_version: str
    version: str
    days: tuple[DayChange, ...]
    moved: tuple[MovedDeadline, ...]
    starts: tuple[MovedStart, ...]


def load_calendar_notice(
    session: Session, text: str, *, actor: Actor, now: datetime, seen: str | None = None
) -> NoticeReport:
    """Store the notice or arrangement (YAML) and bring every running deadline that it changes along.

    An affected instance recomputes its deadlines in place; what catches the message ``calendar_changed`` gets
    it, with ``calendar_version`` and ``notice_number``.  All in one transaction; other commands wait for its
    end, so that none counts by the old calendar unseen.  What is in force already changes nothing:
    ``version`` equals ``previous_version`` then.  *seen* is the ``previous_version`` of the preview that
    somebody confirms.  Raises InvalidNotice, and InvalidState when another notice came in between.
    """
    document = load_document(text)
    store.exclusive(session, store.NOTICE)
    store.alone(session)
    return _load(session, document, text, actor, now, seen)


def _load(
    session: Session, document: Notice | Arrangement, text: str, actor: Actor, now: datetime, seen: str | None
) -> NoticeReport:
    old = calendars.book(session)
    unit = document.unit if isinstance(document, Arrangement) else None
    before = old.of(unit)
    if seen is not None and seen != before.version:
        raise InvalidState(
            f"预览之后日历已由 {seen} 变为 {before.version}，请重新预览再确认", version=before.version
        )
    if old.in_force(document):
        return _report(document, before, before)
    new = old.with_document(document)
    after = new.of(unit)
    session.add(_row(document, text, after, actor, now))
    session.flush()
    told = {"calendar_version": after.version, "notice_number": document.number}
    moved: list[MovedDeadline] = []
    for instance_id in affected.instances(session, old, new):
        moved += _recompute(take(session, instance_id, actor=actor, now=now), told)
    starts = affected.restart(session, new.of())
    return _report(document, before, after, tuple(moved), tuple(starts))


def preview_calendar_notice(session: Session, text: str, *, actor: Actor, now: datetime) -> NoticeReport:
    """What ``load_calendar_notice`` would do now, deadline by deadline; the transaction is rolled back.

    It is done and undone, so that the list is exactly what a load gives.  Nobody waits for it who does not
    work on an instance that it moves.  Raises InvalidNotice.
    """
    try:
        document = load_document(text)
        store.exclusive(session, store.NOTICE)
        return _load(session, document, text, actor, now, None)
    finally:
        session.rollback()


def _row(
    document: Notice | Arrangement, text: str, after: WorkingCalendar, actor: Actor, now: datetime
) -> CalendarNotice:
    return CalendarNotice(
        year=document.year if isinstance(document, Notice) else document.issued.year,
        number=document.number or "",
        text=text,
        calendar_version=after.version,
        loaded_by=actor.id,
        loaded_at=now,
    )


def _report(
    document: Notice | Arrangement,
    before: WorkingCalendar,
    after: WorkingCalendar,
    moved: tuple[MovedDeadline, ...] = (),
    starts: tuple[MovedStart, ...] = (),
) -> NoticeReport:
    return NoticeReport(
        year=document.year if isinstance(document, Notice) else None,
        unit=document.unit if isinstance(document, Arrangement) else None,
        title=document.title,
        number=document.number,
        previous_version=before.version,
        version=after.version,
        days=tuple(changed_days(before, after)),
        moved=moved,
        starts=starts,
    )


def _recompute(turn: Turn, told: Mapping[str, Any]) -> list[MovedDeadline]:
    session, instance = turn.session, turn.instance
    timers, tasks = _deadlines(session, instance.id), _tasks(session, instance.id)
    turn.run_if_it_matters(RecomputeDeadlines())
    if instance.status == "active":
        _tell(turn, told)
    timers_after, tasks_after = _deadlines(session, instance.id), _tasks(session, instance.id)
    found = [_moved(instance, key, timer, timers_after.get(key)) for key, timer in timers.items()]
    found += [_moved_task(instance, task, tasks_after.get(key)) for key, task in tasks.items()]
    return [
        each
        for each in found
        if (each.old_due, each.provisional_before) != (each.new_due, each.provisional_after)
    ]


def _tell(turn: Turn, told: Mapping[str, Any]) -> None:
    """Give the message to whatever in the instance waits for it."""
    session, instance = turn.session, turn.instance
    subscribed = select(MessageSubscription.element_instance_id, MessageSubscription.correlation_key).where(
        MessageSubscription.instance_id == instance.id, MessageSubscription.name == CALENDAR_CHANGED
    )
    for element, key in session.execute(subscribed.order_by(MessageSubscription.element_instance_id)).all():
        turn.run(PublishMessage(CALENDAR_CHANGED, dict(told), key, element))


def _tasks(session: Session, instance_id: int) -> dict[int, Any]:
    """The open tasks that are due, by element instance."""
    columns = (UserTask.element_instance_id, UserTask.element_id, UserTask.name, UserTask.due)
    mine = (UserTask.instance_id == instance_id, UserTask.status == "open", UserTask.due.is_not(None))
    rows = session.execute(select(*columns).where(*mine).order_by(UserTask.element_instance_id))
    return {row.element_instance_id: row for row in rows}


def _deadlines(session: Session, instance_id: int) -> dict[tuple[str | None, int], Any]:
    """The open deadlines and cycles, not the reminders, by element and its how-manieth instance.

    A recomputed one has a new element instance.
    """
    columns = (Timer.element_id, Timer.due, Timer.explanation)
    query = select(*columns).where(Timer.instance_id == instance_id)
    found: dict[tuple[str | None, int], Any] = {}
    for row in session.execute(query.order_by(Timer.element_instance_id, Timer.index)):
        if row.explanation is None or affected.is_deadline(row.explanation):
            number = sum(1 for element, _ in found if element == row.element_id)
            found[row.element_id, number] = row
    return found


def _moved(instance: InstanceRow, key: tuple[str | None, int], old: Any, new: Any) -> MovedDeadline:
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


def _moved_task(instance: InstanceRow, old: Any, new: Any) -> MovedDeadline:
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
