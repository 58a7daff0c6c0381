"""The runner: stimuli in, engine commands out, time as the caller moves it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from processes import engine
from processes.calendar import WorkingCalendar, default_calendar, feel_functions
from processes.engine import commands
from processes.engine.running.instants import OFFICE_ZONE, iso
from processes.engine.running.shelf import MemoryShelf
from processes.errors import InvalidState
from processes.feel import Environment
from processes.opening import opening
from processes.records import Record
from processes.sandbox.capacity import acting
from processes.sandbox.clock import earliest, instant
from processes.sandbox.deployments import Deployed, Deployment, deployed
from processes.sandbox.documents import Documents
from processes.sandbox.mailbox import Letter, Mailbox
from processes.sandbox.submission import accepted, personal_paths
from processes.sandbox.vault import Vault
from processes.sandbox.view import Job, SandboxInstance, UserTask, pick

#: Where the virtual clock of a sandbox stands unless told otherwise: Wednesday 7 January 2026, 09:00.
DEFAULT_NOW = datetime(2026, 1, 7, 9, 0, tzinfo=OFFICE_ZONE)
_MAX_FIRINGS = 10_000


class Sandbox:
    """Deploy, start, complete, let time pass, look.

    ``cold``: every command loads the state from JSON text and dumps it again, as a service between two
    requests does.  ``shelf``: long values and the rounds of large multi-instance bodies then lie apart, as in
    the database.  ``office``: variables of every instance unless it is started with others; ``settings``:
    entries that differ from those of the deployed decision ``settings``.  ``checked_forms``: a task takes
    what its form accepts, as in the service; otherwise any variables.
    """

    def __init__(
        self,
        calendar: WorkingCalendar | None = None,
        now: datetime = DEFAULT_NOW,
        *,
        unit_groups: frozenset[str] = frozenset(),
        cold: bool = True,
        shelf: bool = False,
        office: Mapping[str, Any] = MappingProxyType({}),
        settings: Mapping[str, Any] = MappingProxyType({}),
        checked_forms: bool = False,
    ) -> None:
        self.calendar = default_calendar() if calendar is None else calendar
        self.now = now.astimezone(OFFICE_ZONE)
        self.unit_groups, self.cold, self.shelf = unit_groups, cold, shelf
        self.office, self.settings, self.checked_forms = office, settings, checked_forms
        #: All that was deployed, one set after the other.
        self.deployments: list[Deployment] = []
        self._instances: dict[int, SandboxInstance] = {}
        self._started = 0
        self._start_timers: list[engine.StartTimer] = []
        self._mail = Mailbox()
        self._vault = Vault()

    def deploy(self, documents: Documents) -> engine.Program:
        """Add .bpmn, .dmn, .form documents (paths, or name -> bytes), compile all; InvalidDefinition."""
        self.deployments.append(deployed(self.deployments, documents))
        self.arm()
        return self.program

    def arm(self, processes: Collection[str] | None = None) -> None:
        """From now on the clock starts these processes (all) by their timer start events, and no others."""
        timers = engine.start_timers(self.program, self._context("timer"))
        self._start_timers = [each for each in timers if processes is None or each.process_id in processes]

    @property
    def program(self) -> engine.Program:
        """What is deployed."""
        if not self.deployments:
            raise InvalidState("沙箱里还没有部署流程")
        return self.deployments[-1].program

    def start(
        self,
        process_id: str,
        variables: Mapping[str, Any] | None = None,
        *,
        actor: str = "tester",
        unit: str | None = None,
        event: str | None = None,
    ) -> SandboxInstance:
        """Start an instance; ``initiator``, ``owner_unit``, ``instance_id`` are set as the service does."""
        given = {"initiator": actor, **({"owner_unit": unit} if unit else {}), **(variables or {})}
        return self._start(process_id, given, actor, event)

    def complete(
        self,
        task: str | UserTask,
        variables: Mapping[str, Any] | None = None,
        *,
        actor: str = "tester",
        index: int = 0,
    ) -> None:
        """Complete an open user task: a task, its id (``1-5``) or element id (the ``index``-th such task)."""
        found, given = pick(task, self.user_tasks(), index, "待办任务"), dict(variables or {})
        there = Deployed(self.deployments)
        if self.checked_forms:
            environment = Environment(now=self.now, functions=feel_functions(self.calendar))
            given = accepted(found, given, there, environment)
        command = commands.CompleteUserTask(found.element_instance_id, given)
        self._run(found.instance, self._vault.apart(command, personal_paths(found, there)), actor)

    def assign(self, task: str | UserTask, assignee: str | None, *, actor: str = "tester") -> None:
        """Claim, transfer or put back a user task."""
        found = pick(task, self.user_tasks(), 0, "待办任务")
        self._run(found.instance, commands.AssignUserTask(found.element_instance_id, assignee), actor)

    def publish_message(
        self,
        name: str,
        correlation_key: str | None = None,
        variables: Mapping[str, Any] | None = None,
        time_to_live: str | timedelta | None = None,
        message_id: str | None = None,
        *,
        actor: str = "tester",
    ) -> None:
        """To one receiver in each process, waiting or started by it (``mailbox`` has the rule).

        With ``time_to_live`` (``PT1H``) it is kept so long for later receivers, and refused (InvalidState)
        when one of the same name, key and ``message_id`` still is; without, InvalidState if nobody wants it.
        """
        message = engine.Outgoing("message", name, correlation_key, dict(variables or {}))
        until = self.now if time_to_live is None else instant(self.now, time_to_live)
        letter = Letter(message, message_id, until)
        self._mail.keep(letter, self.now)
        self._route(letter, actor)
        if not letter.receivers and until <= self.now:
            raise InvalidState(f"无人在等消息“{name}”（关联键 {correlation_key!r}），也没有由它启动的流程")

    def broadcast_signal(
        self, name: str, variables: Mapping[str, Any] | None = None, *, actor: str = "tester"
    ) -> None:
        """To every waiting instance and every signal start event."""
        self._route_signal(engine.Outgoing("signal", name, None, dict(variables or {})), actor, None)

    def complete_job(self, job: str | Job, variables: Mapping[str, Any] | None = None) -> None:
        """A worker is done (a job, its id or its element id); an effect without a waiter goes away."""
        found = pick(job, self.jobs(), 0, "作业")
        if found.waits:
            done = commands.CompleteJob(found.element_instance_id, dict(variables or {}))
            self._run(found.instance, done, "worker")
        else:
            del found.instance.jobs[found.element_instance_id]

    def fail_job(self, job: str | Job, message: str = "失败", retries: int = 0) -> None:
        """A worker could not do it."""
        found = pick(job, self.jobs(), 0, "作业")
        self._run(found.instance, commands.FailJob(found.element_instance_id, message, retries), "worker")

    def throw_job_error(self, job: str | Job, code: str, message: str = "") -> None:
        """A worker reports a BPMN error."""
        found = pick(job, self.jobs(), 0, "作业")
        self._run(found.instance, commands.ThrowJobError(found.element_instance_id, code, message), "worker")

    def run(
        self, instance: SandboxInstance, command: commands.Command, *, actor: str = "tester"
    ) -> list[Record]:
        """Any other engine command (Cancel, ReturnTo, ResolveIncident …); the records of this step."""
        return self._run(instance, command, actor)

    def migrate(
        self,
        instance: SandboxInstance,
        mapping: Mapping[str, str] | None = None,
        *,
        recompute: Sequence[str] = (),
        actor: str = "tester",
    ) -> list[Record]:
        """Let an instance go on with what is deployed now; ``mapping``: old element ids to new ones.

        Raises MigrationRefused.
        """
        target = self.program
        command = commands.Migrate(0, 0, target.content_hash, dict(mapping or {}), list(recompute), "试运行")
        step = instance.apply(command, replace(self._context(actor), target=target), cold=self.cold)
        instance.program = target
        self._deliver(instance, step.outgoing, actor)
        return step.records

    def advance(self, to: str | timedelta | datetime, *, jump: bool = False) -> None:
        """Move the clock by a duration (``P3D``) or to an instant, firing what falls due, in due order.

        ``jump``: the worker was down meanwhile; everything overdue fires at the end, still in due order.
        """
        end = instant(self.now, to)
        if end < self.now:
            raise InvalidState(f"时钟不能倒退：现在 {iso(self.now)}，要求 {iso(end)}")
        if jump:
            self.now = end
        for _ in range(_MAX_FIRINGS):
            if not self._fire_next(end):
                self.now = end
                return
        raise InvalidState(f"到 {iso(end)} 为止的定时器超过 {_MAX_FIRINGS} 个")

    def _fire_next(self, end: datetime) -> bool:
        due = earliest(self._instances, self._start_timers, end)
        if due is None:
            return False
        moment, number, key = due
        self.now = max(self.now, moment)
        if number >= 0:
            self._run(self._instances[number], commands.FireTimer(*key), "timer")
            return True
        timer = self._start_timers.pop(key)
        following = timer.following(self.calendar)
        if following is not None:
            self._start_timers.append(following)
        self._start(timer.process_id, {}, "timer", timer.element_id)
        return True

    def instances(self) -> list[SandboxInstance]:
        """All instances in the order of their start."""
        return list(self._instances.values())

    def forget(self, instance: SandboxInstance) -> None:
        """Let go of an ended instance: a sandbox that lives through a year would keep every record."""
        if instance.state == "active":
            raise InvalidState(f"流程实例 {instance.id} 还没有结束")
        self._instances.pop(instance.id, None)

    def user_tasks(self) -> list[UserTask]:
        """Open user tasks of all instances, oldest first within each."""
        return [task for instance in self.instances() for task in instance.user_tasks.values()]

    def jobs(self) -> list[Job]:
        """Open jobs of all instances: work that is waited for, and effects not carried out yet."""
        return [job for instance in self.instances() for job in instance.jobs.values()]

    @property
    def records(self) -> list[Record]:
        """The records of all instances, instance by instance."""
        return [record for instance in self.instances() for record in instance.records]

    def _context(self, actor: str) -> engine.Context:
        told = {"calendar": self.calendar, "unit_groups": self.unit_groups, **acting(actor)._asdict()}
        return engine.Context(now=self.now, deployments=Deployed(self.deployments), **told)

    def _start(
        self, process_id: str, variables: dict[str, Any], actor: str, event: str | None
    ) -> SandboxInstance:
        shelf = MemoryShelf() if self.shelf else None
        instance = SandboxInstance(self._started + 1, process_id, self.program, shelf, self._vault)
        given = {**self.office, **variables, "instance_id": instance.id}
        opened = opening(self.program, given, self.now, self.calendar, self.settings, process_id)
        command = commands.Start(process_id, opened, event)
        step = instance.apply(command, self._context(actor), cold=self.cold)
        self._started = instance.id
        self._instances[instance.id] = instance
        self._deliver(instance, step.outgoing, actor)
        return instance

    def _run(self, instance: SandboxInstance, command: commands.Command, actor: str) -> list[Record]:
        step = instance.apply(command, self._context(actor), cold=self.cold)
        self._deliver(instance, step.outgoing, actor)
        return step.records

    def _deliver(self, sender: SandboxInstance, outgoing: list[engine.Outgoing], actor: str) -> None:
        for sent in outgoing:
            if sent.kind == "message":
                self._route(Letter(sent, None, self.now), actor, sender)
            else:
                self._route_signal(sent, actor, sender)
        for letter in self._mail.alive(self.now):
            self._route(letter, "system")

    def _route(self, letter: Letter, actor: str, sender: SandboxInstance | None = None) -> None:
        others = [instance for instance in self.instances() if instance is not sender]
        letter.hand_over(others, lambda each, command: self._run(each, command, actor))
        name, given = letter.message.name, letter.message.variables
        letter.start(
            self.instances(),
            self.program.starts("message", name),
            lambda event: self._start(event.process_id, given, actor, event.element_id),
        )

    def _route_signal(self, sent: engine.Outgoing, actor: str, sender: SandboxInstance | None) -> None:
        for instance in self.instances():
            if instance is not sender and instance.state == "active":
                with suppress(InvalidState):
                    self._run(instance, commands.BroadcastSignal(sent.name, sent.variables), actor)
        for start in self.program.starts("signal", sent.name):
            self._start(start.process_id, sent.variables, actor, start.element_id)
