"""The conformance cases: those with files in ``cases/cases.yaml``, the others drawn as text in ``*.yaml``.

An entry of the latter has ``model`` (the text of ``drawing``) or ``models`` (name -> text), ``later`` what a
``deploy`` step brings (name -> models; one of the same name replaces the earlier), and ``holds``: the
constructs of ``constructs.py`` and the defects of stock SpiffWorkflow that it is the case of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from processes.engine import Context, apply, compile
from processes.engine.commands import from_plain
from processes.records import Record
from processes.sandbox import Sandbox
from processes.sandbox.deployments import Deployed, Deployment
from processes.scenarios import Scenario, read
from tests import artefacts
from tests.conformance.drawing import draw

FOLDER = Path(__file__).parent / "cases"
NOW = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)


def _entries() -> Iterator[tuple[Path, dict[str, Any]]]:
    for source in sorted(FOLDER.glob("*.yaml")):
        for entry in artefacts.told(source):
            models = entry.pop("models", {})
            if "model" in entry:
                models["model"] = entry.pop("model")
            others = {name: text.encode() for name, text in entry.pop("others", {}).items()}
            later = {name: _drawn(those) for name, those in entry.pop("later", {}).items()}
            yield source, {"files": [], **entry, "drawn": {**_drawn(models), **others}, "later": later}


def _drawn(models: dict[str, str]) -> dict[str, bytes]:
    return {f"{name}.bpmn": draw(text) for name, text in models.items()}


CASES: list[Scenario] = [
    replace(case, now=NOW) for source, entry in _entries() for case in read([entry], source)
]


def held() -> dict[str, list[str]]:
    """Construct or defect -> ids of its cases."""
    found: dict[str, list[str]] = {}
    for _, entry in _entries():
        for word in entry.get("holds", ()):
            found.setdefault(word, []).append(entry["id"])
    return found


@dataclass(frozen=True)
class Told:
    """What an instance has told and what it is in the end; equal when two executions are the same."""

    records: list[dict[str, Any]]
    state: Any


def told(records: list[Record], state: Any) -> Told:
    """Records and state without the object identities."""
    return Told([record._asdict() for record in records], state)


def again(box: Sandbox, number: int) -> Told:
    """An instance executed once more, from nothing but its recorded commands and the documents."""
    instance = box.instances()[number]
    there = [Deployment(each.number, each.resources, compile(each.resources)) for each in box.deployments]
    program = Deployed(there).program(instance.program.content_hash)
    state: dict[str, Any] | None = None
    records: list[Record] = []
    for asked in instance.accepted:
        deployed = Deployed(there, asked.deployments or 0)
        context = Context(asked.now, asked.actor, box.calendar, box.unit_groups, deployments=deployed)
        step = apply(program, state, from_plain(asked.command), context)
        state, records = step.state, records + step.records
    return told(records, state)
