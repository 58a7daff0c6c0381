"""A new notice or arrangement: stored, and every running deadline that it moves is moved, with records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from processes.calendars import CalendarBook
from processes.commands import affected
from processes.commands.actors import Actor
from processes.commands.affected import MovedStart
from processes.commands.moved import MovedDeadline, moved, open_deadlines
from processes.commands.turn import Turn, lock
from processes.engine import PublishMessage, RecomputeDeadlines
from processes.errors import InvalidState
from processes.store import CalendarNotice, MessageSubscription

#: The message that diagrams catch to compute their deadlines again (P30.B2).
CALENDAR_CHANGED = "calendar_changed"


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
    numbers = affected.instances(session, old, new)
    moves = _move(session, numbers, new, actor, now, told)
    starts = affected.restart(session, new.of())
    return _report(document, before, after, moves, tuple(starts))


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


def _move(
    session: Session,
    numbers: Sequence[int],
    calendar: CalendarBook,
    actor: Actor,
    now: datetime,
    told: Mapping[str, Any],
) -> tuple[MovedDeadline, ...]:
    """Let the instances compute their deadlines again; what that moved."""
    before, waiting = open_deadlines(session, numbers), _waiting(session)
    instances = []
    for number in numbers:
        instance = lock(session, number)
        turn = Turn(session, instance, actor, now, calendar.of(instance.owner_unit))
        turn.run_if_it_matters(RecomputeDeadlines())
        if instance.status == "active":
            for element, key in waiting.get(number, ()):
                turn.run(PublishMessage(CALENDAR_CHANGED, dict(told), key, element))
        instances.append(instance)
    after = open_deadlines(session, numbers)
    return tuple(
        each for instance in instances for each in moved(instance, before[instance.id], after[instance.id])
    )


def _waiting(session: Session) -> dict[int, list[tuple[int, str | None]]]:
    """What waits for the message, by instance: element and key."""
    subscribed = MessageSubscription
    query = select(subscribed.instance_id, subscribed.element_instance_id, subscribed.correlation_key)
    query = query.where(subscribed.name == CALENDAR_CHANGED).order_by(subscribed.element_instance_id)
    found: dict[int, list[tuple[int, str | None]]] = {}
    for number, element, key in session.execute(query):
        found.setdefault(number, []).append((element, key))
    return found
