"""The door: (program, state, command, context) -> (state, records).  Same commands, same records."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from processes.errors import InvalidArgument, InvalidState, NotFound
from processes.records import RecordType

from . import commands
from .context import Context, Deployments, Step
from .elements import deadlines, migrating, modification, routing
from .elements.tasks import JobWork, PersonalWork
from .faults import Incident
from .running import interventions, scopes, suspension
from .running.instance import ROOT, Instance
from .running.rows import copy_plain
from .running.shelf import Changes, Shelf
from .running.state import dump, load, pack
from .running.tokens import Status, Token

if TYPE_CHECKING:
    from .program import Program

_UNCHANGED = Changes()


def apply(
    program: Program,
    state: dict[str, Any] | None,
    command: commands.Command,
    context: Context,
    shelf: Shelf | None = None,
) -> Step:
    """Run one command on a state (``None`` for Start).  The state handed in is not changed.

    With a *shelf* the state leaves out long values and the rounds of large multi-instance bodies: the step's
    ``changes`` tell what to put on the shelf before the next command.

    Raises NotFound, InvalidState, Forbidden or InvalidArgument when the command does not fit; nothing is
    changed then.
    """
    deployments = context.deployments
    instance = begin(program, command) if state is None else load(program, state, shelf, deployments)
    run(instance, command, context)
    kept, changes = (dump(instance), _UNCHANGED) if shelf is None else pack(instance)
    instance.release()
    return Step(kept, instance.records, instance.outgoing, changes)


def whole(
    program: Program, state: dict[str, Any], shelf: Shelf, deployments: Deployments | None = None
) -> dict[str, Any]:
    """A state together with what lies on its shelf, as ``apply`` gives it without a shelf."""
    return dump(load(program, state, shelf, deployments))


def begin(program: Program, command: commands.Command) -> Instance:
    """An instance that has not yet started, for the hot path (``run``)."""
    if not isinstance(command, commands.Start):
        raise NotFound("流程实例不存在：还没有启动")
    if command.process_id not in program.processes:
        raise NotFound(f"部署中没有流程“{command.process_id}”", process_id=command.process_id)
    if not program.processes[command.process_id].executable:
        raise InvalidState(f"流程“{command.process_id}”标为不可执行", process_id=command.process_id)
    return Instance(program, command.process_id)


def run(instance: Instance, command: commands.Command, context: Context) -> None:
    """Hot path: the caller keeps the live instance (and must drop it if this raises anything).

    ``instance.records`` and ``instance.outgoing`` tell what happened.
    """
    if instance.ended is not None:
        raise InvalidState("流程实例已经结束", state=instance.ended)
    instance.begin(context)
    handler = HANDLERS.get(type(command))
    if handler is None:
        raise InvalidArgument(f"引擎不认识命令 {type(command).__name__}")
    if type(command) not in WHILE_SUSPENDED:
        suspension.refuse(instance)
    handler(instance, command)
    instance.settle()


def _start(instance: Instance, command: commands.Start) -> None:
    spec = instance.body.root
    if instance.sequence != ROOT - 1:
        raise InvalidState("流程实例已经启动")
    events = {node.bpmn_id: node.name for node in instance.body.event_starts}
    if command.event is not None and command.event not in events:
        raise NotFound(f"流程“{command.process_id}”没有开始事件“{command.event}”", expected=sorted(events))
    if command.event is None and not instance.body.entries:
        raise InvalidArgument(f"流程“{command.process_id}”只能由事件启动：{'、'.join(sorted(events))}")
    variables = copy_plain(command.variables)
    root = Token(instance, spec, status=Status.OPEN, variables=variables)
    if command.event is not None:
        root.internal["start"] = events[command.event]
    told: dict[str, Any] = {"process_id": command.process_id, "variables": copy_plain(variables)}
    if command.correlation_key is not None:
        told["correlation_key"] = command.correlation_key
    instance.emit(RecordType.INSTANCE_STARTED, root, **told)
    instance.guard(root, spec.enter)


def _token(instance: Instance, number: int) -> Token:
    token = instance.find(number)
    if token is None:
        raise NotFound(f"没有进行中的元素实例 {number}", element_instance_id=number)
    return token


def _work(instance: Instance, number: int) -> Token:
    token = _token(instance, number)
    if not isinstance(token.spec, PersonalWork):
        raise InvalidState(
            f"元素实例 {number}（{token.spec.bpmn_id}）不是用户任务", element_instance_id=number
        )
    return token


def _job(instance: Instance, number: int) -> Token:
    token = _token(instance, number)
    if not isinstance(token.spec, JobWork) or token.status is not Status.READY:
        raise InvalidState(
            f"元素实例 {number}（{token.spec.bpmn_id}）没有待完成的作业", element_instance_id=number
        )
    return token


def _complete_user_task(instance: Instance, command: commands.CompleteUserTask) -> None:
    token = _work(instance, command.element_instance_id)
    token.spec.complete(token, copy_plain(command.variables))


def _assign_user_task(instance: Instance, command: commands.AssignUserTask) -> None:
    token = _work(instance, command.element_instance_id)
    token.spec.assign(token, command.assignee)


def _urge_user_task(instance: Instance, command: commands.UrgeUserTask) -> None:
    token = _work(instance, command.element_instance_id)
    instance.emit(RecordType.USER_TASK_URGED, token, text=command.text, to=command.to)


def _complete_job(instance: Instance, command: commands.CompleteJob) -> None:
    token = _job(instance, command.element_instance_id)
    token.spec.complete_job(token, copy_plain(command.variables))


def _fail_job(instance: Instance, command: commands.FailJob) -> None:
    token = _job(instance, command.element_instance_id)
    token.spec.fail_job(token, command.message, command.retries)


def _throw_job_error(instance: Instance, command: commands.ThrowJobError) -> None:
    token = _job(instance, command.element_instance_id)
    try:
        routing.throw_error(token, command.code, command.message, completes=False)
    except Incident as incident:
        instance.park(token, incident, "again")


def _fire_timer(instance: Instance, command: commands.FireTimer) -> None:
    token = _token(instance, command.element_instance_id)
    if str(command.index) not in token.internal.get("timers", {}):
        raise NotFound(f"元素实例 {token.id} 没有第 {command.index} 个定时器", element_instance_id=token.id)
    token.spec.fire_timer(token, command.index)


def _publish_message(instance: Instance, command: commands.PublishMessage) -> None:
    payload, only = copy_plain(command.variables), command.element_instance_id
    if not routing.deliver_message(instance, command.name, payload, command.correlation_key, only):
        raise InvalidState(
            f"没有元素在等消息“{command.name}”（关联键 {command.correlation_key!r}）", name=command.name
        )


def _broadcast_signal(instance: Instance, command: commands.BroadcastSignal) -> None:
    if not routing.deliver_signal(instance, command.name, copy_plain(command.variables)):
        raise InvalidState(f"没有元素在等信号“{command.name}”", name=command.name)


def _resolve_incident(instance: Instance, command: commands.ResolveIncident) -> None:
    token = _token(instance, command.element_instance_id)
    if token.status is not Status.PARKED:
        raise InvalidState(
            f"元素实例 {token.id}（{token.spec.bpmn_id}）没有事故", element_instance_id=token.id
        )
    interventions.retry(token, copy_plain(command.variables))


def _cancel(instance: Instance, command: commands.Cancel) -> None:
    instance.terminate(command.reason)


def _set_variables(instance: Instance, command: commands.SetVariables) -> None:
    number = ROOT if command.element_instance_id is None else command.element_instance_id
    scopes.assign(_token(instance, number), copy_plain(command.variables))


def _return_to(instance: Instance, command: commands.ReturnTo) -> None:
    token = _token(instance, command.element_instance_id)
    if isinstance(token.spec, PersonalWork):
        token.spec.allows("return")
    interventions.return_to(token, command.target_element_id, command.reason)


def _suspend(instance: Instance, command: commands.Suspend) -> None:
    suspension.suspend(instance, command.reason)


def _resume(instance: Instance, command: commands.Resume) -> None:
    suspension.resume(instance)


def _modify(instance: Instance, command: commands.Modify) -> None:
    modification.modify(instance, copy_plain(command.instructions), command.reason)


def _migrate(instance: Instance, command: commands.Migrate) -> None:
    migrating.migrate(instance, command, instance.context.target)


def _recompute_deadlines(instance: Instance, command: commands.RecomputeDeadlines) -> None:
    deadlines.recompute(instance)


HANDLERS: dict[type[commands.Command], Callable[[Instance, Any], None]] = {
    commands.Start: _start,
    commands.CompleteUserTask: _complete_user_task,
    commands.AssignUserTask: _assign_user_task,
    commands.UrgeUserTask: _urge_user_task,
    commands.CompleteJob: _complete_job,
    commands.FailJob: _fail_job,
    commands.ThrowJobError: _throw_job_error,
    commands.FireTimer: _fire_timer,
    commands.PublishMessage: _publish_message,
    commands.BroadcastSignal: _broadcast_signal,
    commands.ResolveIncident: _resolve_incident,
    commands.Cancel: _cancel,
    commands.SetVariables: _set_variables,
    commands.ReturnTo: _return_to,
    commands.RecomputeDeadlines: _recompute_deadlines,
    commands.Suspend: _suspend,
    commands.Resume: _resume,
    commands.Modify: _modify,
    commands.Migrate: _migrate,
}
#: What a suspended instance accepts: operators repair it, and workers report what they had begun before.
WHILE_SUSPENDED = {
    commands.Suspend, commands.Resume, commands.Cancel, commands.SetVariables, commands.Modify,
    commands.Migrate, commands.RecomputeDeadlines, commands.CompleteJob, commands.FailJob,
}  # fmt: skip
