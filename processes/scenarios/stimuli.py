"""What happens in a scenario: the verbs of its steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from processes.engine import commands
from processes.engine.running.instants import parse_instant
from processes.errors import InvalidArgument, InvalidState, NotFound
from processes.sandbox import Sandbox
from processes.sandbox.view import SandboxInstance

if TYPE_CHECKING:
    from processes.scenarios.runner import Scenario


def files(folder: Path, pattern: str) -> list[Path]:
    """The files that a pattern means; raises InvalidArgument when there is none."""
    found = sorted(folder.glob(pattern)) if "*" in pattern else [folder / pattern]
    if not found or not all(path.is_file() for path in found):
        raise InvalidArgument(f"场景要部署的文件不存在：{pattern}（相对于 {folder}）")
    return found


def moment(value: Any) -> datetime:
    """YAML reads some instants by itself: a bare one is meant in the office's zone."""
    if isinstance(value, datetime | date):
        value = value.isoformat()
    return parse_instant(str(value))


def _named(argument: Any, key: str) -> dict[str, Any]:
    return dict(argument) if isinstance(argument, dict) else {key: argument}


def _start(sandbox: Sandbox, scenario: Scenario, argument: Any) -> None:
    given = dict(argument or {})
    process = given.pop("process", None) or scenario.process
    if process is None:
        raise InvalidArgument(f"场景 {scenario.id} 没有说明启动哪个流程")
    sandbox.start(process, given.pop("data", None), **given)


def _deploy(sandbox: Sandbox, scenario: Scenario, argument: Any) -> None:
    if isinstance(argument, str) and argument in scenario.later:
        sandbox.deploy(scenario.later[argument])
    else:
        patterns = argument if isinstance(argument, list) else [argument]
        sandbox.deploy([path for pattern in patterns for path in files(scenario.folder, pattern)])
    sandbox.arm(scenario.timer_starts)


def _complete(sandbox: Sandbox, scenario: Scenario, argument: Any) -> None:
    given = _named(argument, "task")
    sandbox.complete(given.pop("task"), given.pop("data", None), **given)


def _assign(sandbox: Sandbox, scenario: Scenario, argument: Any) -> None:
    sandbox.assign(argument["task"], argument["to"], actor=argument.get("actor", argument["to"] or "tester"))


def _message(sandbox: Sandbox, scenario: Scenario, argument: Any) -> None:
    given = _named(argument, "name")
    key = given.get("correlation")
    try:
        kept = (given.get("ttl"), given.get("id"))
        sandbox.publish_message(given["name"], None if key is None else str(key), given.get("data"), *kept)
    except InvalidState:
        if given.get("taken"):
            raise
    else:
        if given.get("taken") is False:
            raise InvalidState(f"消息“{given['name']}”不应有人接收，实际被接收")


def _signal(sandbox: Sandbox, scenario: Scenario, argument: Any) -> None:
    given = _named(argument, "name")
    sandbox.broadcast_signal(given["name"], given.get("data"))


def _job(sandbox: Sandbox, scenario: Scenario, argument: Any) -> None:
    given = _named(argument, "complete")
    if "fail" in given:
        sandbox.fail_job(given["fail"], given.get("message", "失败"), given.get("retries", 0))
    elif "error" in given:
        sandbox.throw_job_error(given["error"], given["code"], given.get("message", ""))
    else:
        sandbox.complete_job(given["complete"], given.get("data"))


def _open_element(sandbox: Sandbox, element: str) -> tuple[SandboxInstance, int]:
    for instance in sandbox.instances():
        for visit in instance.elements.values():
            if visit.element_id == element and visit.state == "active":
                return instance, visit.element_instance_id
    raise NotFound(f"没有进行中的元素“{element}”")


def _resolve(sandbox: Sandbox, scenario: Scenario, argument: Any) -> None:
    given = _named(argument, "element")
    for instance in sandbox.instances():
        for incident in instance.incidents.values():
            if incident.element_id == given["element"]:
                command = commands.ResolveIncident(
                    incident.element_instance_id, dict(given.get("data") or {})
                )
                sandbox.run(instance, command)
                return
    raise NotFound(f"元素“{given['element']}”没有事故")


def _return(sandbox: Sandbox, scenario: Scenario, argument: Any) -> None:
    instance, number = _open_element(sandbox, argument["from"])
    command = commands.ReturnTo(number, argument["to"], argument.get("reason", ""))
    sandbox.run(instance, command, actor=argument.get("actor", "tester"))


def _cancel(sandbox: Sandbox, scenario: Scenario, argument: Any) -> None:
    reason = _named(argument, "reason").get("reason") or ""
    for instance in sandbox.instances():
        if instance.state == "active":
            sandbox.run(instance, commands.Cancel(reason))


def _advance(sandbox: Sandbox, scenario: Scenario, argument: Any) -> None:
    given = _named(argument, "by")
    to = moment(given["to"]) if "to" in given else given["by"]
    sandbox.advance(to, jump=bool(given.get("jump")))


STIMULI: dict[str, Callable[[Sandbox, Scenario, Any], None]] = {
    "deploy": _deploy,
    "start": _start,
    "complete": _complete,
    "assign": _assign,
    "message": _message,
    "signal": _signal,
    "job": _job,
    "resolve": _resolve,
    "return": _return,
    "cancel": _cancel,
    "advance": _advance,
}
