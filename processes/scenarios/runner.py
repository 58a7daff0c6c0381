"""Loading and running scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from processes.calendar import WorkingCalendar
from processes.engine import commands
from processes.engine.running.instants import parse_instant
from processes.errors import InvalidArgument, InvalidDefinition, InvalidState, NotFound, ProcessError
from processes.sandbox import DEFAULT_NOW, Sandbox
from processes.sandbox.view import SandboxInstance
from processes.scenarios.checks import failures


class ScenarioFailed(AssertionError):
    """What was expected did not happen; the text is Chinese and names scenario, run and step."""


@dataclass(frozen=True)
class Scenario:
    """One run of one scenario, ready to be executed.

    ``paths`` are the files to deploy, ``drawn`` documents without a file (name -> bytes).
    """

    id: str
    run: str
    title: str
    process: str | None
    paths: tuple[Path, ...]
    steps: tuple[Mapping[str, Any], ...]
    now: datetime = DEFAULT_NOW
    unit_groups: frozenset[str] = frozenset()
    watch: tuple[str, ...] | None = None
    office: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    timer_starts: tuple[str, ...] | None = None
    checked_forms: bool = False
    notes: Mapping[str, Any] = field(default_factory=dict)
    drawn: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def documents(self) -> dict[str, bytes]:
        """All that is deployed, by file name."""
        return {**{path.name: path.read_bytes() for path in self.paths}, **self.drawn}

    @property
    def name(self) -> str:
        """``id`` or ``id/run``."""
        return self.id if self.run == "main" else f"{self.id}/{self.run}"


_KNOWN = {"id", "title", "files", "drawn", "process", "now", "unit_groups", "steps", "runs", "watch"}
_KNOWN |= {"office", "settings", "timer_starts", "checked_forms"}


def load(path: str | Path) -> list[Scenario]:
    """The scenarios of a YAML file, one per run.

    Raises InvalidArgument when the file is not in the notation.
    """
    source = Path(path)
    try:
        document = yaml.safe_load(source.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise InvalidArgument(f"{source.name} 不是 YAML：{error}") from error
    entries = document if isinstance(document, list) else [document]
    return read(entries, source)


def read(entries: Iterable[Any], source: Path) -> list[Scenario]:
    """The scenarios of entries that were read from *source* (a YAML file).

    An entry may bring ``drawn`` documents (name -> bytes) beside ``files``.  Raises InvalidArgument.
    """
    return [scenario for entry in entries for scenario in _scenarios(source, entry)]


def _scenarios(source: Path, entry: Any) -> Iterator[Scenario]:
    if not isinstance(entry, dict) or not {"id", "files"} <= entry.keys():
        raise InvalidArgument(f"{source.name}：每个场景应有 id 和 files，实际得到 {str(entry)[:80]}")
    paths = tuple(found for pattern in entry["files"] for found in _paths(source.parent, pattern))
    for run in entry.get("runs") or [{"name": "main", "steps": entry.get("steps") or []}]:
        yield Scenario(
            id=entry["id"],
            run=str(run["name"]),
            title=str(entry.get("title", "")),
            process=entry.get("process"),
            paths=paths,
            steps=tuple(run["steps"]),
            now=_instant(entry["now"]) if "now" in entry else DEFAULT_NOW,
            unit_groups=frozenset(entry.get("unit_groups", ())),
            watch=tuple(entry["watch"]) if "watch" in entry else None,
            office=entry.get("office", {}),
            settings=entry.get("settings", {}),
            timer_starts=_timer_starts(entry),
            checked_forms=bool(entry.get("checked_forms")),
            notes={key: value for key, value in entry.items() if key not in _KNOWN},
            drawn=entry.get("drawn", {}),
        )


def _timer_starts(entry: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What the clock starts: as told, else the process of the scenario, else everything."""
    given = entry.get("timer_starts", [entry["process"]] if entry.get("process") else None)
    return None if given is None else tuple(given)


def _paths(folder: Path, pattern: str) -> list[Path]:
    found = sorted(folder.glob(pattern)) if "*" in pattern else [folder / pattern]
    if not found or not all(path.is_file() for path in found):
        raise InvalidArgument(f"场景要部署的文件不存在：{pattern}（相对于 {folder}）")
    return found


def _instant(value: Any) -> datetime:
    """YAML reads some instants by itself: a bare one is meant in the office's zone."""
    if isinstance(value, datetime | date):
        value = value.isoformat()
    return parse_instant(str(value))


def run(
    scenario: Scenario,
    *,
    calendar: WorkingCalendar | None = None,
    cold: bool = True,
    make: Callable[..., Sandbox] = Sandbox,
) -> Sandbox:
    """Execute a scenario in an empty sandbox and hand the sandbox back; raises ScenarioFailed."""
    sandbox = make(
        calendar,
        scenario.now,
        unit_groups=scenario.unit_groups,
        cold=cold,
        office=scenario.office,
        settings=scenario.settings,
        checked_forms=scenario.checked_forms,
    )
    try:
        sandbox.deploy(scenario.documents if scenario.drawn else scenario.paths)
    except InvalidDefinition as error:
        if any((step.get("expect") or {}).get("error") for step in scenario.steps):
            return sandbox
        told = "\n".join(
            f"  {p.file} {p.element_id or ''} 第 {p.line} 行：{p.message}" for p in error.problems
        )
        raise ScenarioFailed(f"场景 {scenario.name}：部署被拒绝\n{told}") from error
    sandbox.arm(scenario.timer_starts)
    for number, step in enumerate(scenario.steps, 1):
        _step(scenario, sandbox, number, step)
    return sandbox


def _step(scenario: Scenario, sandbox: Sandbox, number: int, step: Mapping[str, Any]) -> None:
    where = f"场景 {scenario.name} 第 {number} 步 {_shown(step)}"
    verbs = [verb for verb in step if verb not in ("at", "refused")]
    if len(verbs) > 1 or (not verbs and "at" not in step):
        raise InvalidArgument(f"{where}：一步只能有一个动作，实际有 {'、'.join(verbs) or '零个'}")
    if "at" in step:
        sandbox.advance(_instant(step["at"]))
    for verb in verbs:
        if verb == "expect":
            found = failures(sandbox, scenario, step[verb] or {})
            if found:
                raise ScenarioFailed(f"{where}（{sandbox.now:%Y-%m-%d %H:%M}）：\n  " + "\n  ".join(found))
        else:
            _stimulus(where, scenario, sandbox, verb, step)


def _stimulus(where: str, scenario: Scenario, sandbox: Sandbox, verb: str, step: Mapping[str, Any]) -> None:
    if verb not in STIMULI:
        raise InvalidArgument(f"{where}：不认识的动作“{verb}”，可用：{'、'.join(STIMULI)}、expect、at")
    refused = step.get("refused")
    try:
        STIMULI[verb](sandbox, scenario, step[verb])
    except ProcessError as error:
        if refused == error.code:
            return
        raise ScenarioFailed(f"{where}：被拒绝（{error.code}）：{error}") from error
    if refused:
        raise ScenarioFailed(f"{where}：应被拒绝（{refused}），实际被接受")


def _shown(step: Mapping[str, Any]) -> str:
    text = yaml.safe_dump(dict(step), allow_unicode=True, default_flow_style=True, width=10_000).strip()
    return text if len(text) <= 160 else text[:157] + "…"


def _named(argument: Any, key: str) -> dict[str, Any]:
    return dict(argument) if isinstance(argument, dict) else {key: argument}


def _start(sandbox: Sandbox, scenario: Scenario, argument: Any) -> None:
    given = dict(argument or {})
    process = given.pop("process", None) or scenario.process
    if process is None:
        raise InvalidArgument(f"场景 {scenario.id} 没有说明启动哪个流程")
    sandbox.start(process, given.pop("data", None), **given)


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
    to = _instant(given["to"]) if "to" in given else given["by"]
    sandbox.advance(to, jump=bool(given.get("jump")))


STIMULI: dict[str, Callable[[Sandbox, Scenario, Any], None]] = {
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
