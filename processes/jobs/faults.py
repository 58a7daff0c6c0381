"""Engine jobs that end with a bug: counted, tried again later and later, and shown to the operator.

A refusal is not a bug; a timer that is overtaken by a command simply goes.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, delete, exists, or_, tuple_
from sqlalchemy.orm import Session

from processes.store import Delivery, JobFault, Message, StartEvent, Timer

Key = tuple[Any, ...]
#: A moment, or the parameter for one in a statement that is kept.
Moment = datetime | BindParameter[datetime]
#: How long a job waits after its first, second … failure; then always as long as after the last.
PAUSES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
#: The same after tries that did not come back: most often somebody stopped the process, and the job is sound.
DIED_PAUSES = (timedelta(seconds=1), *PAUSES)
#: What is told of a try that never came back.
DIED = "处理这项工作时后台进程中途退出"
_LONGEST = 500  # characters of an error that are kept


class Failed(Exception):
    """An engine job raised something that is not a refusal; its transaction is rolled back.

    ``kind``: timer, delivery, start or message; ``key`` names the job, ``due`` is when it was.
    """

    def __init__(self, kind: str, key: Key, due: datetime | None) -> None:
        super().__init__(f"engine job {kind} {key} failed")
        self.kind, self.key, self.due = kind, key, due


def note(session: Session, failure: Failed, now: datetime, *, counted: bool = False) -> None:
    """Keep what went wrong and put the next try off; *counted*: this try was counted before it ran."""
    fault = _fault(session, failure.kind, failure.key, failure.due, now)
    fault.attempts += not counted
    _put_off(fault, now, PAUSES)
    cause = failure.__cause__ or failure
    fault.error = f"{type(cause).__name__}: {cause}"[:_LONGEST]


def begin(session: Session, kind: str, key: Key, due: datetime | None, now: datetime) -> None:
    """Count a try before it runs, as one that does not come back."""
    fault = _fault(session, kind, key, due, now)
    fault.attempts += 1
    _put_off(fault, now, DIED_PAUSES)
    fault.error = DIED


def settle(session: Session, kind: str, key: Key) -> None:
    """The job has run."""
    session.execute(delete(JobFault).where(_same(kind, key)))


def known(session: Session, kind: str, key: Key) -> bool:
    """Whether the job has failed before."""
    return session.get(JobFault, _place(kind, key)) is not None


def _put_off(fault: JobFault, now: datetime, pauses: Sequence[timedelta]) -> None:
    fault.last_at = now
    fault.retry_at = now + pauses[min(fault.attempts, len(pauses)) - 1]


def _fault(session: Session, kind: str, key: Key, due: datetime | None, now: datetime) -> JobFault:
    """The row of a job; that of an earlier firing makes room for a new one."""
    place = _place(kind, key)
    fault = session.get(JobFault, place)
    if fault is None or fault.due != due:
        if fault is not None:
            session.delete(fault)
            session.flush()
        names = ("kind", "instance_id", "number", "index", "name")
        told = dict(zip(names, place, strict=True)) | {"due": due, "first_at": now, "attempts": 0}
        fault = JobFault(**told)
        session.add(fault)
    return fault


def forget(session: Session) -> None:
    """Drop the faults of jobs that have run since, or that nobody wants any more."""
    for kind, wanted in _WANTED.items():
        session.execute(delete(JobFault).where(JobFault.kind == kind, ~wanted))


def without(
    kind: str, columns: Sequence[Any], skip: Set[Key], counted: Set[Key], now: Any
) -> list[ColumnElement[bool]]:
    """Jobs that failed in this sweep, or a short while ago, are left for later: they hold up nobody.

    *skip*: failed in this sweep.  *counted*: run although they are put off.  *now* may be a parameter.
    """
    going = ~exists().where(JobFault.retry_at > now, _same(kind, columns)).correlate_except(JobFault)
    mine, ours = ([key for key in keys if len(key) == len(columns)] for keys in (skip, counted))
    if ours:
        going = or_(going, tuple_(*columns).in_(ours))
    return [going, *([tuple_(*columns).not_in(mine)] if mine else [])]


def _place(kind: str, key: Key) -> Key:
    """The primary key of the fault of a job."""
    match kind:
        case "timer":
            return (kind, *key, "")
        case "delivery":
            return (kind, *key, 0, "")
        case "start":
            return (kind, 0, 0, 0, "/".join(key))
        case _:
            number, process_id, instance_id = key
            return (kind, instance_id, number, 0, process_id)


def _same(kind: str, columns: Sequence[Any]) -> ColumnElement[bool]:
    """Whether a fault is that of the job in these columns, or of this key."""
    place = (
        _place(kind, tuple(columns)) if kind != "start" else (kind, 0, 0, 0, columns[0] + "/" + columns[1])
    )
    fault = (JobFault.kind, JobFault.instance_id, JobFault.number, JobFault.index, JobFault.name)
    return and_(*(column == value for column, value in zip(fault, place, strict=True)))


_WANTED = {
    "timer": exists().where(
        _same("timer", (Timer.instance_id, Timer.element_instance_id, Timer.index)), Timer.due == JobFault.due
    ),
    "delivery": exists().where(
        _same("delivery", (Delivery.instance_id, Delivery.seq)), Delivery.status == "pending"
    ),
    "start": exists().where(
        _same("start", (StartEvent.process_id, StartEvent.element_id)), StartEvent.due == JobFault.due
    ),
    "message": exists().where(Message.id == JobFault.number),
}
