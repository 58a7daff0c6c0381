"""What the scenarios say to the processes: starts, answers to tasks, results of jobs, messages.

Walks put them together otherwise.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from processes.records import Record, RecordType
from tests.scenarios import runs

#: (process, element).
Place = tuple[str, str]
Data = dict[str, Any]


@dataclass(frozen=True)
class Start:
    """How a scenario starts a process; ``event`` is the message or timer start event."""

    process_id: str
    variables: Data
    event: str | None


@dataclass
class Heard:
    """Every different thing that was said, in the order of the scenarios."""

    starts: dict[str, list[Start]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[Place, list[Data]] = field(default_factory=lambda: defaultdict(list))
    results: dict[Place, list[Data]] = field(default_factory=lambda: defaultdict(list))
    messages: dict[str, list[Data]] = field(default_factory=lambda: defaultdict(list))


@cache
def heard() -> Heard:
    """What all scenarios say; those without the default diagrams say it to nobody else."""
    found = Heard()
    for scenario in runs.scenarios():
        for instance in runs.executed(scenario.name).instances():
            places = _places(instance.records)
            for accepted in instance.accepted:
                _take(found, accepted.command, places)
    return found


def moved(value: Any, now: datetime, key: str = "") -> Any:
    """The same as if it were said now: instants and days are those of *now*."""
    if isinstance(value, dict):
        return {name: moved(inner, now, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [moved(inner, now, key) for inner in value]
    if isinstance(value, str) and key.endswith("_at"):
        return now.isoformat()
    if isinstance(value, str) and (key.endswith(("_on", "_date")) or key == "due"):
        return now.date().isoformat()
    return value


def _take(found: Heard, command: Mapping[str, Any], places: Mapping[int, Place]) -> None:
    match command["command"]:
        case "start":
            variables = {
                k: v for k, v in command["variables"].items() if k not in ("settings", "instance_id")
            }
            start = Start(command["process_id"], variables, command.get("event"))
            _add(found.starts[start.process_id], start)
        case "complete_user_task":
            _add(found.answers[places[command["element_instance_id"]]], command["variables"])
        case "complete_job":
            _add(found.results[places[command["element_instance_id"]]], command["variables"])
        case "publish_message":
            _add(found.messages[command["name"]], command["variables"])


def _add(known: list[Any], new: Any) -> None:
    if json.dumps(_plain(new), sort_keys=True) not in {
        json.dumps(_plain(each), sort_keys=True) for each in known
    }:
        known.append(new)


def _plain(value: Any) -> Any:
    return vars(value) if isinstance(value, Start) else value


def _places(records: list[Record]) -> dict[int, Place]:
    return {
        record.element_instance_id or 0: (record.process_id or "", record.element_id or "")
        for record in records
        if record.type in (RecordType.USER_TASK_CREATED, RecordType.JOB_CREATED)
    }
