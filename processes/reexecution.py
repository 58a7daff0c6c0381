"""The recorded commands, given to the engine again, must give the recorded facts.

The other half of the proof.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from processes import calendars, definitions, engine, store
from processes.calendar import BEIJING
from processes.engine import Context
from processes.engine.commands import from_plain
from processes.errors import NotFound, ProcessError
from processes.history import Entry, by_step
from processes.records import Record
from processes.store import Instance

#: Steps that the command layer records without asking the engine.
_WITHOUT_ENGINE = {"complete_effect", "fail_effect", "retry_effect"}


@dataclass(frozen=True)
class Difference:
    """A record that the engine gives otherwise today; None where one side has no more records."""

    instance_id: int
    step: int
    seq: int
    stored: Mapping[str, Any] | None
    again: Mapping[str, Any] | None
    text: str


def reexecute(session: Session, instance_id: int) -> list[Difference]:
    """Run the recorded commands of an instance again and compare every record and the final state.

    Each runs with the clock, the actor, the calendar version and the context that it was recorded with.
    Raises NotFound when there is no such instance or calendar version.
    """
    instance = session.get(Instance, instance_id)
    if instance is None:
        raise NotFound(f"没有编号为 {instance_id} 的流程实例", instance_id=instance_id)
    program = definitions.program(session, *definitions.bound(instance))
    state: dict[str, Any] | None = None
    given: dict[str, Any] = {}
    found: list[Difference] = []
    for group in by_step(store.entries(session, instance_id)):
        accepted = group[0].record
        given = accepted.payload.get("context", given)
        if accepted.payload["command"] in _WITHOUT_ENGINE:
            continue
        command = _command(accepted)
        target = _target(session, command)
        try:
            context = _context(session, accepted, given, target)
            step = engine.apply(program, state, command, context)
        except ProcessError as error:
            text = f"第 {group[0].step} 步重新执行被拒绝：{error}"
            return [
                *found,
                Difference(instance_id, group[0].step, group[0].seq, _plain(accepted), None, text),
            ]
        found += _compare(instance_id, group, step.records)
        state, program = step.state, target or program
    return found + _final(session, instance, program, state)


def _command(accepted: Record) -> engine.Command:
    return from_plain({"command": accepted.payload["command"], **accepted.payload["arguments"]})


def _target(session: Session, command: engine.Command) -> engine.Program | None:
    """The program that a migration leads to."""
    if not isinstance(command, engine.Migrate):
        return None
    return definitions.program(session, command.deployment_id, command.content_hash)


def _context(
    session: Session, accepted: Record, given: Mapping[str, Any], target: engine.Program | None
) -> Context:
    return Context(
        now=accepted.at.astimezone(BEIJING),
        actor=accepted.actor,
        on_behalf_of=accepted.payload.get("on_behalf_of"),
        acting_post=accepted.payload.get("acting_post"),
        calendar=calendars.of_version(session, accepted.payload["calendar"]),
        unit_groups=frozenset(given.get("unit_groups", ())),
        target=target,
        deployments=definitions.Recorded(session, accepted.payload.get("deployments")),
    )


def _plain(record: Record) -> dict[str, Any]:
    plain = {name: getattr(record, name) for name in _FIELDS}
    return plain | {"type": str(record.type), "payload": json.loads(json.dumps(record.payload))}


_FIELDS = ("at", "actor", "process_id", "element_id", "element_instance_id", "scope_id")


def _compare(instance_id: int, group: list[Entry], again: list[Record]) -> list[Difference]:
    found = []
    stored = group[1:]
    for number in range(max(len(stored), len(again))):
        old = _plain(stored[number].record) if number < len(stored) else None
        new = _plain(again[number]) if number < len(again) else None
        if old != new:
            seq = group[0].seq + number + 1
            text = f"第 {group[0].step} 步第 {seq} 条记录与重新执行的结果不同"
            found.append(Difference(instance_id, group[0].step, seq, old, new, text))
    return found


def _final(
    session: Session, instance: Instance, program: engine.Program, state: dict[str, Any] | None
) -> list[Difference]:
    stored = json.loads(instance.state) if instance.state else None
    if stored is not None:
        shelf, deployments = store.StoredShelf(session, instance.id), definitions.Deployed(session)
        stored = engine.whole(program, stored, shelf, deployments)
    if stored == json.loads(json.dumps(state)):
        return []
    text = "重新执行全部命令后的状态与保存的状态不同"
    return [Difference(instance.id, instance.step, instance.seq, stored, state, text)]
