"""What can be asked of a process instance.  Commands are plain, frozen and serialisable: history stores
them.

``to_plain()`` gives JSON data; ``from_plain(data)`` of the class, or of this module for any command, reads
it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Self

from processes.errors import InvalidArgument

from .running.rows import copy_plain

Variables = dict[str, Any]


@dataclass(frozen=True)
class Command:
    """Base of all commands.  ``name`` is the stable name that ``command_accepted`` records carry."""

    name_: ClassVar[str] = ""

    def to_plain(self) -> dict[str, Any]:
        """The command as JSON data: ``{"command": name, …arguments}``."""
        return {"command": self.name_, **copy_plain(vars(self))}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read back what ``to_plain`` gave; raises InvalidArgument for an unknown or missing argument."""
        arguments = {key: value for key, value in data.items() if key != "command"}
        known = {f.name for f in fields(cls)}
        if unknown := sorted(set(arguments) - known):
            raise InvalidArgument(f"命令 {cls.name_} 没有参数 {'、'.join(unknown)}", expected=sorted(known))
        try:
            return cls(**arguments)
        except TypeError as error:
            raise InvalidArgument(f"命令 {cls.name_} 缺少参数：需要 {'、'.join(sorted(known))}") from error


@dataclass(frozen=True)
class Start(Command):
    """Start an instance.

    ``event`` is the id of the message, signal or timer start event (none start: ``None``),
    ``correlation_key`` that of the message.
    """

    name_ = "start"
    process_id: str
    variables: Variables = field(default_factory=dict)
    event: str | None = None
    correlation_key: str | None = None


@dataclass(frozen=True)
class CompleteUserTask(Command):
    """Finish an open user task with the data of its form."""

    name_ = "complete_user_task"
    element_instance_id: int
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True)
class AssignUserTask(Command):
    """Claim, transfer (``assignee``) or put back (``None``) an open user task."""

    name_ = "assign_user_task"
    element_instance_id: int
    assignee: str | None


@dataclass(frozen=True)
class UrgeUserTask(Command):
    """催办: remind those who have or may claim an open user task; ``to`` are the people who are told."""

    name_ = "urge_user_task"
    element_instance_id: int
    text: str
    to: list[str]


@dataclass(frozen=True)
class CompleteJob(Command):
    """A worker has done the work of a service task."""

    name_ = "complete_job"
    element_instance_id: int
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True)
class FailJob(Command):
    """A worker has failed; with no ``retries`` left the element gets an incident."""

    name_ = "fail_job"
    element_instance_id: int
    message: str
    retries: int


@dataclass(frozen=True)
class ThrowJobError(Command):
    """A worker reports a BPMN error, to be caught by a boundary event."""

    name_ = "throw_job_error"
    element_instance_id: int
    code: str
    message: str = ""


@dataclass(frozen=True)
class FireTimer(Command):
    """A timer is due.  ``index`` tells the timers of one element apart."""

    name_ = "fire_timer"
    element_instance_id: int
    index: int = 0


@dataclass(frozen=True)
class PublishMessage(Command):
    """Deliver a message to one subscription.

    The named element instance, else the one that has waited longest.
    """

    name_ = "publish_message"
    name: str
    variables: Variables = field(default_factory=dict)
    correlation_key: str | None = None
    element_instance_id: int | None = None


@dataclass(frozen=True)
class BroadcastSignal(Command):
    """Deliver a signal to everything in the instance that waits for it."""

    name_ = "broadcast_signal"
    name: str
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True)
class ResolveIncident(Command):
    """Set ``variables`` (repaired data) in the scope of the element and try again where it stopped."""

    name_ = "resolve_incident"
    element_instance_id: int
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True)
class Cancel(Command):
    """End the whole instance at once."""

    name_ = "cancel"
    reason: str


@dataclass(frozen=True)
class SetVariables(Command):
    """Correct variables by hand, in the scope of an element instance or (``None``) of the instance."""

    name_ = "set_variables"
    element_instance_id: int | None
    variables: Variables


@dataclass(frozen=True)
class ReturnTo(Command):
    """退回: back to an earlier step.

    End the open element and start the earlier element ``target_element_id`` of the same or an outer scope.
    """

    name_ = "return_to"
    element_instance_id: int
    target_element_id: str
    reason: str


@dataclass(frozen=True)
class Suspend(Command):
    """暂停: nothing moves until ``Resume``.  Statutory deadlines go on counting: no rule lets an office stop
    them.
    """

    name_ = "suspend"
    reason: str


@dataclass(frozen=True)
class Resume(Command):
    """恢复: what was held back goes on, oldest first."""

    name_ = "resume"


@dataclass(frozen=True)
class Modify(Command):
    """Move, end and begin tokens by hand; ``elements.modification`` describes the instructions."""

    name_ = "modify"
    instructions: list[dict[str, Any]]
    reason: str


@dataclass(frozen=True)
class Migrate(Command):
    """Go on with another version of the same process.

    ``content_hash`` names the deployment; its program is ``Context.target``.  ``mapping``: element ids of now
    to those of then, identity where nothing is said.  ``recompute``: element ids (of then) whose timers and
    due dates are computed anew instead of kept.
    """

    name_ = "migrate"
    deployment_id: int
    version: int
    content_hash: str
    mapping: dict[str, str] = field(default_factory=dict)
    recompute: list[str] = field(default_factory=list)
    reason: str = ""


@dataclass(frozen=True)
class RecomputeDeadlines(Command):
    """A calendar notice was loaded.

    Recompute every open statutory deadline with the calendar of the context.
    """

    name_ = "recompute_deadlines"


BY_NAME: dict[str, type[Command]] = {
    cls.name_: cls
    for cls in (
        Start, CompleteUserTask, AssignUserTask, UrgeUserTask, CompleteJob, FailJob, ThrowJobError, FireTimer,
        PublishMessage,
        BroadcastSignal, ResolveIncident, Cancel, SetVariables, ReturnTo, RecomputeDeadlines,
        Suspend, Resume, Modify, Migrate,
    )
}  # fmt: skip


def from_plain(data: Mapping[str, Any]) -> Command:
    """Any command from its ``to_plain()`` form."""
    cls = BY_NAME.get(str(data.get("command")))
    if cls is None:
        raise InvalidArgument(f"没有名为 {data.get('command')!r} 的命令", expected=sorted(BY_NAME))
    return cls.from_plain(data)
