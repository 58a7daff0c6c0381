"""What the records of an instance do to its own row: status, version, unit and title."""

from __future__ import annotations

from typing import Any

from processes.history import DEFINITION
from processes.records import Record, RecordType
from processes.store.locking import InstanceRow
from processes.store.tables import Instance

T = RecordType
_ENDED = {
    T.INSTANCE_COMPLETED: "completed",
    T.INSTANCE_TERMINATED: "terminated",
    T.INSTANCE_FAILED: "failed",
}
#: What ``processes.opening`` gives to every instance.
_GIVEN = frozenset({"rule_pack", "settings", "unit"})
_STATUS = {T.INSTANCE_SUSPENDED: "suspended", T.INSTANCE_RESUMED: "active"}


def clear(instance: Instance) -> None:
    """As before the first record."""
    instance.status, instance.ended_at = "active", None
    instance.title = instance.title_source = instance.owner_unit = None
    for name, value in (instance.origin or {}).items():
        setattr(instance, name, value)
    instance.origin = None


def take(instance: Instance | InstanceRow, record: Record) -> None:
    """Fold one record about the instance or its variables."""
    if record.type == T.INSTANCE_STARTED:
        instance.correlation_key = record.payload.get("correlation_key")
        _root_variables(instance, record.payload.get("variables") or {})
    elif record.type == T.VARIABLES_CHANGED and record.scope_id is None:
        _root_variables(instance, record.payload.get("values") or {})
    elif record.type in _STATUS:
        instance.status = _STATUS[record.type]
    elif record.type == T.INSTANCE_MIGRATED:
        _bind(instance, record.payload)
    elif record.type in _ENDED:
        instance.status, instance.ended_at = _ENDED[record.type], record.at


def _bind(instance: Instance | InstanceRow, to: dict[str, Any]) -> None:
    """The instance goes on with another version; ``origin`` keeps the one that it began with."""
    if instance.origin is None:
        instance.origin = {name: getattr(instance, name) for name in DEFINITION}
    for name in DEFINITION:
        setattr(instance, name, to[name])


def _root_variables(instance: Instance | InstanceRow, values: dict[str, Any]) -> None:
    """Unit and title; the title is the first ``title`` met and follows changes of its source.

    What every instance starts with (its rule pack, its office) says nothing about the matter.
    """
    if "owner_unit" in values:
        instance.owner_unit = values["owner_unit"]
    for name, value in values.items():
        if name in _GIVEN:
            continue
        title = value.get("title") if isinstance(value, dict) else value if name == "title" else None
        if isinstance(title, str) and title and instance.title_source in (None, name):
            instance.title, instance.title_source = title, name
