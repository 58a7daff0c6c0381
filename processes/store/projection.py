"""From records to rows of the read tables: the same code projects a new step and rebuilds everything."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from processes.records import Record, RecordType
from processes.store import instance_row, opened, places
from processes.store.batch import Batch, Row
from processes.store.ledger import LedgerFacts
from processes.store.locking import InstanceRow
from processes.store.opened import moment
from processes.store.tables import (
    ElementInstance,
    Incident,
    Instance,
    Job,
    MessageSubscription,
    SignalSubscription,
    Timer,
    UserTask,
    UserTaskCandidate,
)
from processes.store.worklist import TaskRow
from processes.wording import told_by

T = RecordType
#: The family of a record: the first word of its type.
_FAMILIES = {kind: str(kind).partition("_")[0] for kind in T}
#: Those that have a method of their own that needs no number.
_PLAIN = frozenset({"element", "user", "timer", "message", "signal"})
_ENDED_ELEMENT = {T.ELEMENT_COMPLETED: "completed", T.ELEMENT_TERMINATED: "terminated"}
_ENDED_JOB = {T.JOB_COMPLETED: "completed", T.JOB_CANCELED: "canceled"}
_JOB = (
    "seq",
    "type",
    "retries",
    "headers",
    "variables",
    "waits",
    "status",
    "message",
    "created_at",
    "ended_at",
)
_TASK = (
    "status",
    "assignee",
    "due",
    "ended_at",
    "completed_at",
    "completed_by",
    "completed_by_name",
    "completed_for",
    "revision",
)
_PLACE = ("due", "priority", "created_at", "assignee")
_TIMER = ("process_id", "element_id", "due", "repetitions", "explanation", "rule", "created_at")
_INCIDENT = ("seq", "code", "message", "phase", "status", "created_at", "resolved_at", "resolved_by")


class Projection:
    """What the records of one step do to the read tables and to the row of their instance."""

    def __init__(self, instance: Instance | InstanceRow, known: TaskRow | None = None) -> None:
        self.instance = instance
        self.known = known
        self.elements = Batch(ElementInstance, replace=("status", "ended_at"))
        self.tasks = Batch(UserTask, replace=_TASK)
        self.candidates = Batch(UserTaskCandidate)
        self.timers = Batch(Timer, replace=_TIMER)
        self.subscriptions = Batch(MessageSubscription, take_turns=True)
        self.signals = Batch(SignalSubscription, take_turns=True)
        self.jobs = Batch(Job, replace=_JOB)
        self.incidents = Batch(Incident, replace=_INCIDENT)
        self.ledger = LedgerFacts(instance)
        self.moved_tasks: dict[tuple[int, int | None], None] = {}
        self.accepted: dict[str, Any] = {}

    def take(self, record: Record, seq: int) -> None:
        """Fold one record, number *seq*."""
        kind = _FAMILIES[record.type]
        if kind in _PLAIN:
            getattr(self, f"_{kind}")(record)
        elif kind in ("instance", "variables"):
            instance_row.take(self.instance, record)
            self.ledger.take(record)
        elif kind == "job":
            self._job(record, seq)
        elif kind == "incident":
            self._incident(record, seq)
        elif kind == "command":
            self.accepted = record.payload
            if "context" in record.payload:
                self.instance.context = record.payload["context"]

    def write(self, connection: Connection) -> None:
        """Write everything but the instance's own row."""
        others = (self.timers, self.subscriptions, self.signals, self.jobs, self.incidents, self.ledger)
        for batch in (self.elements, self.tasks, self.candidates, *others):
            batch.write(connection)
        if self.moved_tasks:
            places.move(connection, self.moved_tasks)

    def _element(self, record: Record) -> None:
        key = (self.instance.id, record.element_instance_id)
        if record.type == T.ELEMENT_MIGRATED:
            self._migrated(record)
            return
        status = _ENDED_ELEMENT.get(record.type)
        if status and key in self.elements.inserts:
            self.elements.update(key, {"status": status, "ended_at": record.at})
            return
        self.elements.insert(
            key,
            _place(record)
            | {
                "scope_id": record.scope_id,
                "kind": record.payload.get("kind", ""),
                "name": record.payload.get("name"),
                "status": status or "active",
                "activated_at": record.at,
                "ended_at": record.at if status else None,
            },
        )

    def _migrated(self, record: Record) -> None:
        """Another version calls the place of a token otherwise: its rows follow."""
        key, place = (self.instance.id, record.element_instance_id), _place(record)
        self.elements.update(key, place | {"name": record.payload.get("name")})
        for batch in (self.jobs, self.incidents):
            batch.update(key, dict(place))
        for index in record.payload.get("timers", ()):
            self.timers.update((*key, index), dict(place))
        for name in record.payload.get("messages", ()):
            self.subscriptions.update((*key, name), dict(place))
        for name in record.payload.get("signals", ()):
            self.signals.update((*key, name), dict(place))
        task = record.payload.get("task")
        if task is not None:
            named = task | {"name": task.get("name") or record.element_id or ""}
            self._change_task(record, place | named)

    def _user(self, record: Record) -> None:
        key = (self.instance.id, record.element_instance_id)
        if record.type == T.USER_TASK_CREATED:
            self.tasks.insert(key, row := opened.task(record))
            self._candidates(record, places.place(*(row[name] for name in _PLACE)))
        elif record.type == T.USER_TASK_ASSIGNED:
            self._change_task(record, {"assignee": record.payload.get("assignee")})
            self.moved_tasks[key] = None
        elif record.type == T.USER_TASK_RESCHEDULED:
            # Not a new revision: who is filling in the form meanwhile need not do it again.
            self._change_task(record, {"due": moment(record.payload["due"])}, revision=0)
            self.moved_tasks[key] = None
        else:
            self._end_task(record)

    def _end_task(self, record: Record) -> None:
        element = record.element_instance_id
        done = record.type == T.USER_TASK_COMPLETED
        values: Row = {"status": "completed" if done else "canceled", "ended_at": record.at}
        if done:
            values |= {
                "completed_at": record.at,
                "completed_by": record.actor,
                "completed_by_name": told_by(self.accepted, record.actor),
                "completed_for": self.accepted.get("on_behalf_of"),
            }
        self._change_task(record, values)
        self.moved_tasks.pop((self.instance.id, element), None)
        # Older candidates go by a trigger of the database (``close_task``): no statement is sent for them.
        for key in [key for key in self.candidates.inserts if key[1] == element]:
            del self.candidates.inserts[key]

    def _change_task(self, record: Record, values: Row, revision: int = 1) -> None:
        """A task whose row is known is written back whole, in the statement that inserts the new ones."""
        key = (self.instance.id, record.element_instance_id)
        known = self.known
        if known is not None and key not in self.tasks.inserts and known.element_instance_id == key[1]:
            self.tasks.insert(key, known.columns())
        self.tasks.update(key, values | {"revision": revision})

    def _candidates(self, record: Record, place: str) -> None:
        for kind, name in opened.candidates(record, self.instance.started_by):
            key = (self.instance.id, record.element_instance_id, kind, name)
            self.candidates.insert(key, {"place": place})

    def _timer(self, record: Record) -> None:
        payload = record.payload
        key = (self.instance.id, record.element_instance_id, payload.get("index", 0))
        if record.type == T.TIMER_CREATED:
            row = {name: payload.get(name) for name in ("repetitions", "explanation", "rule")}
            row |= {"due": moment(payload["due"]), "created_at": record.at}
            self.timers.insert(key, _place(record) | row)
        elif record.type == T.TIMER_RESCHEDULED:
            values = {"due": moment(payload["due"]), "explanation": payload.get("explanation")}
            self.timers.update(key, values)
        else:
            self.timers.delete(key)

    def _message(self, record: Record) -> None:
        key = (self.instance.id, record.element_instance_id, record.payload.get("name"))
        if record.type == T.MESSAGE_SUBSCRIBED:
            row = _place(record) | {"correlation_key": record.payload.get("correlation_key")}
            self.subscriptions.insert(key, row)
        elif record.type == T.MESSAGE_UNSUBSCRIBED:
            self.subscriptions.delete(key)

    def _signal(self, record: Record) -> None:
        key = (self.instance.id, record.element_instance_id, record.payload.get("name"))
        if record.type == T.SIGNAL_SUBSCRIBED:
            self.signals.insert(key, _place(record))
        elif record.type == T.SIGNAL_UNSUBSCRIBED:
            self.signals.delete(key)

    def _job(self, record: Record, seq: int) -> None:
        key = (self.instance.id, record.element_instance_id)
        payload = record.payload
        if record.type == T.JOB_CREATED:
            row = {name: payload.get(name) for name in ("type", "retries", "waits")}
            row |= {name: payload.get(name) or {} for name in ("headers", "variables")}
            row |= {"seq": payload.get("key", seq), "status": "open", "message": None}
            row |= {"created_at": record.at, "ended_at": None}
            self.jobs.insert(key, _place(record) | row)
        elif record.type == T.JOB_FAILED:
            failed = payload.get("retries", 0) <= 0
            ended = (
                {"status": "failed", "ended_at": record.at}
                if failed
                else {"status": "open", "ended_at": None}
            )
            self.jobs.update(key, {"message": payload.get("message")} | ended)
        else:
            self.jobs.update(key, {"status": _ENDED_JOB[record.type], "ended_at": record.at})

    def _incident(self, record: Record, seq: int) -> None:
        key = (self.instance.id, record.element_instance_id or 0)
        payload = record.payload
        if record.type == T.INCIDENT_CREATED:
            row = {name: payload.get(name) for name in ("code", "message", "phase")}
            row |= {
                "seq": seq,
                "status": "open",
                "created_at": record.at,
                "resolved_at": None,
                "resolved_by": None,
            }
            self.incidents.insert(key, _place(record) | row)
        else:
            values = {"status": "resolved", "resolved_at": record.at, "resolved_by": record.actor}
            self.incidents.update(key, values)


def _place(record: Record) -> Row:
    return {"process_id": record.process_id, "element_id": record.element_id}
