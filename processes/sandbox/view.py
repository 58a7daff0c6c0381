"""What a sandbox shows of an instance, folded from its records."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from processes import engine
from processes.engine import commands, machine
from processes.engine.running.instance import Instance
from processes.engine.running.rows import copy_plain
from processes.engine.running.shelf import MemoryShelf
from processes.engine.running.state import dump
from processes.errors import NotFound
from processes.history import ROOT, Entry, View
from processes.records import Record, RecordType
from processes.sandbox.vault import Vault


@dataclass(frozen=True)
class UserTask:
    """An open user task.  ``id`` is unique in the sandbox (``instance-element instance``)."""

    instance: SandboxInstance = field(repr=False)
    element_instance_id: int
    element_id: str
    name: str | None = None
    form_id: str | None = None
    assignee: str | None = None
    candidate_groups: list[str] = field(default_factory=list)
    candidate_users: list[str] = field(default_factory=list)
    excluded_users: list[str] = field(default_factory=list)
    once_users: list[str] = field(default_factory=list)
    due: str | None = None
    lane: str | None = None

    @property
    def id(self) -> str:
        """``1-5``: element instance 5 of instance 1."""
        return f"{self.instance.id}-{self.element_instance_id}"


@dataclass(frozen=True)
class Job:
    """A job.  ``waits``: the element waits for it; otherwise it is an effect on the outside world."""

    instance: SandboxInstance = field(repr=False)
    element_instance_id: int
    element_id: str
    type: str
    retries: int
    headers: dict[str, Any]
    variables: dict[str, Any]
    waits: bool

    @property
    def id(self) -> str:
        """``1-5``: element instance 5 of instance 1."""
        return f"{self.instance.id}-{self.element_instance_id}"


V = TypeVar("V", UserTask, Job)


def pick(wanted: str | V, those: list[V], index: int, what: str) -> V:
    """*wanted* itself, or the *index*-th of *those* with this id or element id.

    NotFound that names what there is.
    """
    if not isinstance(wanted, str):
        return wanted
    found = [each for each in those if wanted in (each.id, each.element_id)]
    if index >= len(found):
        names = "、".join(each.element_id for each in those) or "没有"
        raise NotFound(f"没有{what}“{wanted}”（第 {index + 1} 个）；现在有：{names}")
    return found[index]


@dataclass(frozen=True)
class Incident:
    """An element that is parked."""

    element_instance_id: int
    element_id: str | None
    code: str
    message: str


@dataclass(frozen=True)
class Accepted:
    """A command that was carried out, as JSON data, when, by whom and, when a call looked for its version, up
    to which deployment: enough to carry it out again."""

    command: dict[str, Any]
    now: datetime
    actor: str
    deployments: int | None = None


@dataclass(frozen=True)
class ElementVisit:
    """One element instance; ``state`` is active, completed or terminated."""

    element_instance_id: int
    element_id: str
    kind: str
    state: str


class SandboxInstance:
    """One instance: its state, and what its records tell."""

    def __init__(
        self,
        number: int,
        process_id: str,
        program: engine.Program,
        shelf: MemoryShelf | None = None,
        vault: Vault | None = None,
    ) -> None:
        self.shelf, self.vault = shelf, vault or Vault()
        self.id, self.process_id, self.program = number, process_id, program
        self.engine_state: dict[str, Any] | None = None
        self.records: list[Record] = []
        self.history = View()
        self.accepted: list[Accepted] = []
        self.user_tasks: dict[int, UserTask] = {}
        self.jobs: dict[int, Job] = {}
        #: (element instance, index) -> payload, element_id
        self.timers: dict[tuple[int, int], dict[str, Any]] = {}
        self.subscriptions: list[tuple[int, str]] = []  # (element instance, message name)
        self._diagrams: dict[int, str] = {}  # element instance that waits for a message -> its process
        self.started_by: str | None = None  # the key of the message that started it
        self.incidents: dict[int, Incident] = {}
        self.elements: dict[int, ElementVisit] = {}
        self.completed: list[str] = []  # element ids in the order of completion, loop bodies left out
        self.state = "active"
        self.end_events: list[str] = []
        self._live: Instance | None = None

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of the process itself, personal data in clear."""
        return self.vault.clear(self.history.variables[ROOT])

    def variables_at(self, element_instance_id: int) -> dict[str, Any]:
        """The local variables of an open element instance, personal data in clear."""
        return self.vault.clear(self.history.variables.get(element_instance_id, {}))

    def waiting(self, message: str) -> list[tuple[str, int]]:
        """(process, element instance) of the elements that wait for it, the longest first."""
        found = sorted(element for element, name in self.subscriptions if name == message)
        return [(self._diagrams[element], element) for element in found]

    def waits_for(self, message: str) -> bool:
        """Whether an element waits for a message of this name."""
        return any(name == message for _, name in self.subscriptions)

    def apply(self, command: commands.Command, context: engine.Context, *, cold: bool) -> engine.Step:
        """Run one command, cold (from and to JSON text) or on the live instance."""
        command = self.vault.apart(command, self.program.personal)
        asked = json.loads(json.dumps(command.to_plain()))
        if cold:
            state = None if self.engine_state is None else json.loads(json.dumps(self.engine_state))
            step = engine.apply(self.program, state, command, context, self.shelf)
            if self.shelf is not None:
                self.shelf.put(step.changes)
        else:
            self._live = self._live or machine.begin(self.program, command)
            machine.run(self._live, command, context)
            step = engine.Step(copy_plain(dump(self._live)), self._live.records, self._live.outgoing)
        self.engine_state = step.state
        self.records += step.records
        until = context.deployments.until if context.deployments else None
        self.accepted.append(Accepted(asked, context.now, context.actor, until))
        for record in step.records:
            self.history.take(Entry(self.history.seq + 1, self.history.step, record))
            handler = _FOLDS.get(record.type)
            if handler is not None:
                handler(self, record)
        return step

    # -- folding

    def _activated(self, record: Record) -> None:
        number, element = record.element_instance_id or 0, record.element_id or ""
        self.elements[number] = ElementVisit(number, element, record.payload["kind"], "active")

    def _ended(self, record: Record) -> None:
        number = record.element_instance_id or 0
        kind = self.elements[number].kind
        completed = record.type is RecordType.ELEMENT_COMPLETED
        state = "completed" if completed else "terminated"
        self.elements[number] = ElementVisit(number, record.element_id or "", kind, state)
        if completed and not kind.endswith("Body"):
            self.completed.append(record.element_id or "")

    def _migrated(self, record: Record) -> None:
        """Another version names the place otherwise."""
        number, element = record.element_instance_id or 0, record.element_id or ""
        if number in self.elements:
            visit = self.elements[number]
            self.elements[number] = ElementVisit(number, element, record.payload["kind"], visit.state)
        if number in self.user_tasks:
            told = self.user_tasks[number].__dict__ | {"element_id": element} | record.payload["task"]
            self.user_tasks[number] = UserTask(**told)
        if number in self.jobs:
            self.jobs[number] = Job(**{**self.jobs[number].__dict__, "element_id": element})
        for key, timer in self.timers.items():
            if key[0] == number:
                timer["element_id"] = element

    def _task_created(self, record: Record) -> None:
        told = {k: v for k, v in record.payload.items() if k not in ("follow_up", "priority")}
        number = record.element_instance_id or 0
        self.user_tasks[number] = UserTask(self, number, record.element_id or "", **told)

    def _task_assigned(self, record: Record) -> None:
        number = record.element_instance_id or 0
        told = {**self.user_tasks[number].__dict__, "assignee": record.payload["assignee"]}
        self.user_tasks[number] = UserTask(**told)

    def _task_moved(self, record: Record) -> None:
        number = record.element_instance_id or 0
        told = {**self.user_tasks[number].__dict__, "due": record.payload["due"]}
        self.user_tasks[number] = UserTask(**told)

    def _task_over(self, record: Record) -> None:
        del self.user_tasks[record.element_instance_id or 0]

    def _job_created(self, record: Record) -> None:
        number = record.element_instance_id or 0
        self.jobs[number] = Job(self, number, record.element_id or "", **record.payload)

    def _job_failed(self, record: Record) -> None:
        number, retries = record.element_instance_id or 0, record.payload["retries"]
        if retries > 0:
            self.jobs[number] = Job(**{**self.jobs[number].__dict__, "retries": retries})
        else:
            del self.jobs[number]

    def _job_over(self, record: Record) -> None:
        self.jobs.pop(record.element_instance_id or 0, None)

    def _timer_set(self, record: Record) -> None:
        key = (record.element_instance_id or 0, record.payload["index"])
        known = self.timers.get(key, {})
        self.timers[key] = {**known, "element_id": record.element_id, **record.payload}

    def _timer_over(self, record: Record) -> None:
        self.timers.pop((record.element_instance_id or 0, record.payload["index"]))

    def _subscribed(self, record: Record) -> None:
        self.subscriptions.append((record.element_instance_id or 0, record.payload["name"]))
        self._diagrams[record.element_instance_id or 0] = record.process_id or ""

    def _unsubscribed(self, record: Record) -> None:
        self.subscriptions.remove((record.element_instance_id or 0, record.payload["name"]))

    def _incident(self, record: Record) -> None:
        number = record.element_instance_id or 0
        code, message = record.payload["code"], record.payload["message"]
        self.incidents[number] = Incident(number, record.element_id, code, message)

    def _resolved(self, record: Record) -> None:
        del self.incidents[record.element_instance_id or 0]

    def _instance_over(self, record: Record) -> None:
        self.state = "completed" if record.type is RecordType.INSTANCE_COMPLETED else "terminated"
        self.end_events = record.payload.get("end_events", [])


_FOLDS: dict[RecordType, Callable[[SandboxInstance, Record], None]] = {
    RecordType.ELEMENT_ACTIVATED: SandboxInstance._activated,
    RecordType.ELEMENT_COMPLETED: SandboxInstance._ended,
    RecordType.ELEMENT_TERMINATED: SandboxInstance._ended,
    RecordType.ELEMENT_MIGRATED: SandboxInstance._migrated,
    RecordType.USER_TASK_CREATED: SandboxInstance._task_created,
    RecordType.USER_TASK_ASSIGNED: SandboxInstance._task_assigned,
    RecordType.USER_TASK_RESCHEDULED: SandboxInstance._task_moved,
    RecordType.USER_TASK_COMPLETED: SandboxInstance._task_over,
    RecordType.USER_TASK_CANCELED: SandboxInstance._task_over,
    RecordType.JOB_CREATED: SandboxInstance._job_created,
    RecordType.JOB_FAILED: SandboxInstance._job_failed,
    RecordType.JOB_COMPLETED: SandboxInstance._job_over,
    RecordType.JOB_CANCELED: SandboxInstance._job_over,
    RecordType.TIMER_CREATED: SandboxInstance._timer_set,
    RecordType.TIMER_RESCHEDULED: SandboxInstance._timer_set,
    RecordType.TIMER_FIRED: SandboxInstance._timer_over,
    RecordType.TIMER_CANCELED: SandboxInstance._timer_over,
    RecordType.MESSAGE_SUBSCRIBED: SandboxInstance._subscribed,
    RecordType.MESSAGE_UNSUBSCRIBED: SandboxInstance._unsubscribed,
    RecordType.INCIDENT_CREATED: SandboxInstance._incident,
    RecordType.INCIDENT_RESOLVED: SandboxInstance._resolved,
    RecordType.INSTANCE_COMPLETED: SandboxInstance._instance_over,
    RecordType.INSTANCE_TERMINATED: SandboxInstance._instance_over,
}
