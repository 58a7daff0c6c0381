"""What an instance has produced so far: submitted forms, the opinions among them, running deadlines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from processes import definitions, queries, store
from processes.engine import CompleteUserTask
from processes.records import RecordType
from processes.store import Instance, RecordRow, UserTask
from processes.wording import acting_name
from service import form_text

Name = Callable[[str | None], str]

#: Fields in which forms of this house hold a decision and an opinion.
DECISIONS = {"pass": "同意", "pass_with_changes": "修改后同意", "return": "退回修改"}
_READ = (
    RecordType.INSTANCE_STARTED,
    RecordType.INSTANCE_MIGRATED,
    RecordType.ELEMENT_MIGRATED,
    RecordType.PROCESS_CALLED,
    RecordType.USER_TASK_CREATED,
    RecordType.COMMAND_ACCEPTED,
)
OPINION_FIELDS = ("opinion", "opinions", "comment", "reason")


@dataclass(frozen=True)
class Paper:
    """One submitted form: the task, its form document and the data."""

    name: str
    form_id: str
    form: Mapping[str, Any]
    data: Mapping[str, Any]
    by: str
    at: datetime
    #: For whom, or in which acting post, as it stands behind 代; empty: in his own name.
    acting_for: str = ""

    def told_by(self, name: Name) -> str:
        """``张三（代李四）`` (S1-29)."""
        return acting_name(name(self.by), self.acting_for)

    @property
    def content(self) -> Mapping[str, Any]:
        """The values under the root variable of the form."""
        value = self.data.get(form_text.root_path(self.form) or "")
        return value if isinstance(value, Mapping) else {}


def read(session: Session, instance: Instance) -> list[Paper]:
    """Every submitted form of an instance, the oldest first, as the version of that day had it."""
    created: dict[int | None, Mapping[str, Any]] = {}
    calls: dict[int | None, str] = {}
    deployment_id, _ = definitions.bound(instance)
    papers = []
    units: Any = None
    for row in queries.records_of(session, instance.id, _READ):
        if row.type == RecordType.INSTANCE_STARTED:
            units = (json.loads(row.payload).get("variables") or {}).get("units")
        elif row.type == RecordType.USER_TASK_CREATED:
            created[row.element_instance_id] = json.loads(row.payload)
        elif row.type == RecordType.INSTANCE_MIGRATED:
            deployment_id = json.loads(row.payload)["deployment_id"]
        elif row.type == RecordType.PROCESS_CALLED:
            calls[row.element_instance_id] = json.loads(row.payload)["content_hash"]
        elif row.type == RecordType.ELEMENT_MIGRATED:
            told = json.loads(row.payload).get("task") or {}
            created[row.element_instance_id] = {**created.get(row.element_instance_id, {}), **told}
        else:
            number, data = _completion(row)
            task = created.get(number) or {}
            if task.get("form_id") and data:
                called = queries.called_around(session, instance.id, number or 0, calls)
                place = deployment_id if called is None else definitions.number_of(session, called)
                form = _document(session, place, str(task["form_id"]))
                data = {"units": units, **store.veiled(session, instance.id, data)}
                kind = (str(task.get("name") or ""), str(task["form_id"]))
                acting = str(json.loads(row.payload).get("acting_for") or "")
                papers.append(Paper(*kind, form, data, row.actor, row.at, acting))
    return papers


def submitted(session: Session, task: UserTask) -> dict[str, Any]:
    """What was submitted with a completed task."""
    for row in queries.records_of(session, task.instance_id, (RecordType.COMMAND_ACCEPTED,)):
        number, data = _completion(row)
        if number == task.element_instance_id:
            found: dict[str, Any] = store.veiled(session, task.instance_id, data)
            return found
    return {}


def _completion(row: RecordRow) -> tuple[int | None, dict[str, Any]]:
    """The user task that a command completes and the data handed in; no task for any other command."""
    asked = json.loads(row.payload)
    if asked["command"] != CompleteUserTask.name_:
        return None, {}
    return asked["arguments"]["element_instance_id"], asked["arguments"]["variables"]


def by_variable(session: Session, instance: Instance, variables: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The variables that a form of the deployment describes, with its name and the labels of its fields."""
    found: dict[str, dict[str, Any]] = {}
    for form_id, content in sorted(
        _forms(session, instance).items(), key=lambda item: (len(item[0]), item[0])
    ):
        form = json.loads(content)
        name = form_text.root_path(form)
        if name in found or name is None or not isinstance(variables.get(name), Mapping):
            continue
        lines = form_text.entries(form, variables)
        found[name] = {"name": name, "title": form_text.form_name(form, form_id), "entries": lines}
    return [found[name] for name in variables if name in found]


def _forms(session: Session, instance: Instance) -> dict[str, bytes]:
    """The forms of the deployment, by id; those of versions that were called take their place."""
    found = dict(definitions.resources(session, instance.deployment_id).forms)
    rows = queries.records_of(session, instance.id, (RecordType.PROCESS_CALLED,))
    for content_hash in dict.fromkeys(json.loads(row.payload)["content_hash"] for row in rows):
        number = definitions.number_of(session, content_hash)
        found.update(definitions.resources(session, number).forms)
    return found


def documents(papers: Sequence[Paper], name: Name) -> list[dict[str, Any]]:
    """Every submission that is no mere opinion, the oldest first; those of one form are numbered."""
    shown = [paper for paper in papers if not _decision(paper)]
    total, seen = Counter(paper.form_id for paper in shown), Counter[str]()
    found = []
    for paper in shown:
        seen[paper.form_id] += 1
        number = f"（{seen[paper.form_id]}）" if total[paper.form_id] > 1 else ""
        found.append(
            {
                "title": form_text.form_name(paper.form, paper.name) + number,
                "by": paper.told_by(name),
                "at": paper.at,
                "entries": form_text.entries(paper.form, paper.data),
            }
        )
    return found


def opinions(papers: Sequence[Paper], name: Name) -> list[dict[str, Any]]:
    """Decisions and opinions, the latest first."""
    found = []
    for paper in reversed(papers):
        decision = _decision(paper)
        if decision:
            text = next((str(paper.content[key]) for key in OPINION_FIELDS if paper.content.get(key)), "")
            line = {"name": paper.name, "decision": decision, "text": text}
            found.append({**line, "by": paper.told_by(name), "at": paper.at})
    return found


def deadlines(variables: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The deadline contexts among the variables: those with a due instant and its explanation, each once."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for value in variables.values():
        if isinstance(value, Mapping) and value.get("due") and value.get("explanation"):
            found.setdefault((str(value["due"]), str(value["explanation"])), value)
    return list(found.values())


def _decision(paper: Paper) -> str:
    value = paper.content.get("decision")
    return DECISIONS.get(value, value) if isinstance(value, str) else ""


def _document(session: Session, deployment_id: int, form_id: str) -> Mapping[str, Any]:
    content = definitions.resource(session, deployment_id, "form", form_id)
    document: Mapping[str, Any] = json.loads(content)
    return document
