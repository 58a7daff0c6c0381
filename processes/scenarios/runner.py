"""Loading and running scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from processes.calendar import WorkingCalendar
from processes.errors import InvalidArgument, InvalidDefinition, ProcessError
from processes.sandbox import DEFAULT_NOW, Sandbox
from processes.scenarios.checks import failures
from processes.scenarios.stimuli import STIMULI, files, moment


class ScenarioFailed(AssertionError):
    """What was expected did not happen; the text is Chinese and names scenario, run and step."""


@dataclass(frozen=True)
class Scenario:
    """One run of one scenario, ready to be executed.

    ``paths`` are the files to deploy, ``drawn`` documents without a file (name -> bytes).  What is deployed
    later is looked for in ``folder``, or among ``later``: sets of documents by name.
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
    folder: Path = Path()
    later: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)

    @property
    def documents(self) -> dict[str, bytes]:
        """All that is deployed, by file name."""
        return {**{path.name: path.read_bytes() for path in self.paths}, **self.drawn}

    @property
    def name(self) -> str:
        """``id`` or ``id/run``."""
        return self.id if self.run == "main" else f"{self.id}/{self.run}"


_KNOWN = {"id", "title", "files", "drawn", "process", "now", "unit_groups", "steps", "runs", "watch"}
_KNOWN |= {"later", "office", "settings", "timer_starts", "checked_forms"}


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
    paths = tuple(found for pattern in entry["files"] for found in files(source.parent, pattern))
    for run in entry.get("runs") or [{"name": "main", "steps": entry.get("steps") or []}]:
        yield Scenario(
            id=entry["id"],
            run=str(run["name"]),
            title=str(entry.get("title", "")),
            process=entry.get("process"),
            paths=paths,
            steps=tuple(run["steps"]),
            now=moment(entry["now"]) if "now" in entry else DEFAULT_NOW,
            unit_groups=frozenset(entry.get("unit_groups", ())),
            watch=tuple(entry["watch"]) if "watch" in entry else None,
            office=entry.get("office", {}),
            settings=entry.get("settings", {}),
            timer_starts=_timer_starts(entry),
            checked_forms=bool(entry.get("checked_forms")),
            notes={key: value for key, value in entry.items() if key not in _KNOWN},
            drawn=entry.get("drawn", {}),
            folder=source.parent,
            later=entry.get("later", {}),
        )


def _timer_starts(entry: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What the clock starts: as told, else the process of the scenario, else everything."""
    given = entry.get("timer_starts", [entry["process"]] if entry.get("process") else None)
    return None if given is None else tuple(given)


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
        sandbox.advance(moment(step["at"]))
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
