"""Folds records into what they say: the whole instance at any moment.  Pure; nothing here runs the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from processes.moments import Element, OpenIncident, OpenTask, OpenTimer
from processes.records import Record, RecordType

T = RecordType
_INSTANCE_STATUS = {
    T.INSTANCE_COMPLETED: "completed",
    T.INSTANCE_TERMINATED: "terminated",
    T.INSTANCE_FAILED: "failed",
    T.INSTANCE_SUSPENDED: "suspended",
    T.INSTANCE_RESUMED: "active",
}
#: What ``instance_migrated`` tells of the version that the instance is bound to from then on.
DEFINITION = ("deployment_id", "version", "content_hash")
#: The scope of the instance itself in ``View.variables``.
ROOT = 0


class Entry(NamedTuple):
    """A record with its place: number ``seq`` of the instance, part of command number ``step``."""

    seq: int
    step: int
    record: Record


@dataclass
class View:
    """An instance at one moment.

    ``variables`` are by scope (``ROOT``: the instance); counters by (process, id).
    """

    status: str = "active"
    seq: int = 0
    step: int = 0
    at: datetime | None = None
    active: dict[int, Element] = field(default_factory=dict)
    finished: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    terminated: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    flows: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    variables: dict[int, dict[str, Any]] = field(default_factory=lambda: {ROOT: {}})
    user_tasks: dict[int, OpenTask] = field(default_factory=dict)
    timers: dict[tuple[int, int], OpenTimer] = field(default_factory=dict)
    subscriptions: dict[tuple[int, str], str | None] = field(default_factory=dict)
    signals: Counter[tuple[int, str]] = field(default_factory=Counter)
    #: Of call activities that run a version of their own: what ``process_called`` told.
    called: dict[int, dict[str, Any]] = field(default_factory=dict)
    conditions: Counter[int] = field(default_factory=Counter)
    arriving: Counter[tuple[int, str]] = field(default_factory=Counter)
    #: Put by an operator at an element that has not begun, because the instance is suspended.
    placed: dict[int, Element] = field(default_factory=dict)
    jobs: dict[int, str] = field(default_factory=dict)
    incidents: dict[int, OpenIncident] = field(default_factory=dict)
    end_events: list[str] = field(default_factory=list)
    #: ``deployment_id``, ``version``, ``content_hash`` since the last migration; None: as it was started.
    definition: dict[str, Any] | None = None

    def take(self, entry: Entry) -> None:
        """Fold one more record."""
        record = entry.record
        self.seq, self.step, self.at = entry.seq, entry.step, record.at
        match record.type.partition("_")[0]:
            case "element":
                self._element(record)
            case "sequence":
                self.flows[record.process_id, record.payload["flow_id"]] += 1
                self.arriving[record.scope_id or ROOT, record.payload["flow_id"]] += 1
            case "token" if record.type == T.TOKEN_PLACED:
                self._placed(record)
            case "token":
                self._arrived(record)
                self.variables.pop(record.element_instance_id or ROOT, None)
            case "signal" | "condition":
                self._listening(record)
            case "variables":
                self._variables(record)
            case "user":
                self._user_task(record)
            case "timer":
                self._timer(record)
            case "message" | "job":
                self._waiting(record)
            case "incident":
                self._incident(record)
            case "process":
                self.called[record.element_instance_id or ROOT] = record.payload
            case "instance":
                self._instance(record)

    def visible(self, element_instance_id: int | None) -> dict[str, Any]:
        """The variables of an active element's scope and of those around it, the innermost first to count.

        A called process does not see its caller.
        """
        scopes: list[dict[str, Any]] = []
        at, element = element_instance_id, self.active.get(element_instance_id or ROOT)
        while at is not None and element is not None:
            scopes.append(self.variables.get(at, {}))
            if element.kind == "callActivity" and at != element_instance_id:
                break
            at, element = element.scope_id, self.active.get(element.scope_id or ROOT)
        else:
            scopes.append(self.variables[ROOT])
        return {name: value for scope in reversed(scopes) for name, value in scope.items()}

    def to_plain(self) -> dict[str, Any]:
        """The view as JSON data; counters become lists of ``{process_id, id, count}``."""
        plain = {name: list(map(asdict, getattr(self, name).values())) for name in _LISTS}
        plain |= {name: _counted(getattr(self, name)) for name in ("finished", "terminated", "flows")}
        return plain | {
            "status": self.status,
            "seq": self.seq,
            "step": self.step,
            "at": self.at.isoformat() if self.at else None,
            "variables": {str(scope): values for scope, values in self.variables.items()},
            "end_events": list(self.end_events),
            "definition": self.definition,
            "called": {str(number): dict(told) for number, told in self.called.items()},
        }

    def _element(self, record: Record) -> None:
        number = record.element_instance_id or ROOT
        where = (record.process_id, record.element_id)
        if record.type == T.ELEMENT_MIGRATED:
            self._migrated(number, record)
            return
        if record.type == T.ELEMENT_ACTIVATED:
            kind, name = record.payload.get("kind", ""), record.payload.get("name")
            self.active[number] = Element(number, *where, kind, name, record.scope_id, record.at.isoformat())
            self._arrived(record)
            return
        (self.finished if record.type == T.ELEMENT_COMPLETED else self.terminated)[where] += 1
        for held in (self.active, self.variables, self.called):
            held.pop(number, None)

    def _arrived(self, record: Record) -> None:
        """A token that came along a flow is taken up, or gone."""
        flow_id = record.payload.get("flow_id")
        self.placed.pop(record.element_instance_id or ROOT, None)
        if flow_id is not None:
            self.arriving[record.scope_id or ROOT, flow_id] -= 1
            self.arriving += Counter()  # drops what nobody waits at any more

    def _placed(self, record: Record) -> None:
        """A token that an operator has put somewhere: on a flow into a join, or at an element."""
        number, flow_id = record.element_instance_id or ROOT, record.payload.get("flow_id")
        if flow_id is not None:
            self.arriving[record.scope_id or ROOT, flow_id] += 1
        else:
            where = (record.process_id, record.element_id)
            self.placed[number] = Element(number, *where, "", None, record.scope_id, record.at.isoformat())

    def _listening(self, record: Record) -> None:
        number = record.element_instance_id or ROOT
        match record.type:
            case T.SIGNAL_SUBSCRIBED:
                self.signals[number, record.payload["name"]] += 1
            case T.SIGNAL_UNSUBSCRIBED:
                self.signals -= Counter([(number, record.payload["name"])])
            case T.CONDITION_SUBSCRIBED:
                self.conditions[number] += 1
            case T.CONDITION_UNSUBSCRIBED:
                self.conditions -= Counter([number])

    def _migrated(self, number: int, record: Record) -> None:
        """Another version of the process calls the place of a token otherwise."""
        renamed: list[Any] = [
            held[number]
            for held in (self.active, self.placed, self.user_tasks, self.incidents)
            if number in held
        ]
        renamed += [timer for key, timer in self.timers.items() if key[0] == number]
        for each in renamed:
            each.process_id, each.element_id = record.process_id, record.element_id
        if number in self.active:
            self.active[number].name = record.payload.get("name")
        if flow := record.payload.get("flow"):
            self.arriving -= Counter([(record.scope_id or ROOT, flow["from"])])
            self.arriving[record.scope_id or ROOT, flow["to"]] += 1
        if number in self.user_tasks:
            task, told = self.user_tasks[number], record.payload.get("task") or {}
            task.name = told.get("name") or record.element_id or ""
            task.task = {**task.task, **told}

    def _variables(self, record: Record) -> None:
        scope = self.variables.setdefault(record.scope_id or ROOT, {})
        if record.type == T.VARIABLES_CHANGED:
            scope.update(record.payload["values"])
        elif record.type == T.VARIABLES_COPIED:
            for source, names in record.payload["from"].items():
                scope.update({name: self.variables[int(source)][name] for name in names})
        else:
            for name in record.payload.get("names", ()):
                scope.pop(name, None)

    def _user_task(self, record: Record) -> None:
        number = record.element_instance_id or ROOT
        if record.type == T.USER_TASK_CREATED:
            name = record.payload.get("name") or record.element_id or ""
            assignee = record.payload.get("assignee")
            self.user_tasks[number] = OpenTask(
                number, record.process_id, record.element_id, name, assignee, record.payload
            )
        elif record.type == T.USER_TASK_ASSIGNED:
            self.user_tasks[number].assignee = record.payload.get("assignee")
        elif record.type == T.USER_TASK_RESCHEDULED:
            task = self.user_tasks[number]
            task.task = {**task.task, "due": record.payload["due"]}
        else:
            self.user_tasks.pop(number, None)

    def _timer(self, record: Record) -> None:
        payload = record.payload
        key = (record.element_instance_id or ROOT, payload.get("index", 0))
        if record.type == T.TIMER_CREATED:
            explanation, rule = payload.get("explanation"), payload.get("rule")
            where = (record.process_id, record.element_id)
            self.timers[key] = OpenTimer(*key, *where, payload["due"], explanation, rule)
        elif record.type == T.TIMER_RESCHEDULED:
            timer = self.timers[key]
            timer.due, timer.explanation = payload["due"], payload.get("explanation")
        else:
            self.timers.pop(key, None)

    def _waiting(self, record: Record) -> None:
        number = record.element_instance_id or ROOT
        match record.type:
            case T.MESSAGE_SUBSCRIBED:
                name, key = record.payload["name"], record.payload.get("correlation_key")
                self.subscriptions[number, name] = key
            case T.MESSAGE_UNSUBSCRIBED:
                self.subscriptions.pop((number, record.payload["name"]), None)
            case T.JOB_CREATED:
                self.jobs[number] = record.payload["type"]
            case T.JOB_COMPLETED | T.JOB_CANCELED:
                self.jobs.pop(number, None)
            case T.JOB_FAILED if record.payload.get("retries", 0) <= 0:
                self.jobs.pop(number, None)

    def _incident(self, record: Record) -> None:
        number = record.element_instance_id or ROOT
        if record.type == T.INCIDENT_CREATED:
            code, message = record.payload.get("code", ""), record.payload.get("message", "")
            where = (record.process_id, record.element_id)
            self.incidents[number] = OpenIncident(number, *where, code, message)
        else:
            self.incidents.pop(number, None)

    def _instance(self, record: Record) -> None:
        if record.type == T.INSTANCE_STARTED:
            self.variables[ROOT].update(record.payload.get("variables") or {})
        elif record.type == T.INSTANCE_MIGRATED:
            self.definition = {name: record.payload[name] for name in DEFINITION}
        elif record.type in _INSTANCE_STATUS:
            self.status = _INSTANCE_STATUS[record.type]
            self.end_events = list(record.payload.get("end_events") or ())


_LISTS = ("active", "user_tasks", "timers", "incidents")


def _counted(counter: Counter[tuple[str | None, str | None]]) -> list[dict[str, Any]]:
    return [{"process_id": key[0], "id": key[1], "count": count} for key, count in counter.items()]


def fold(entries: Iterable[Entry], until: int | None = None) -> View:
    """The instance after record number *until* (None: after all of *entries*, which come in order)."""
    view = View()
    for entry in entries:
        if until is not None and entry.seq > until:
            break
        view.take(entry)
    return view


def by_step(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The entries of each command, in order."""
    group: list[Entry] = []
    for entry in entries:
        if group and group[-1].step != entry.step:
            yield group
            group = []
        group.append(entry)
    if group:
        yield group
