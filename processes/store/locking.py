"""The row of one instance while a command runs: read and locked in one statement, written back in one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ClauseElement, Connection, bindparam, select
from sqlalchemy.orm import Session

from processes.store import rows
from processes.store.rows import table_of
from processes.store.tables import Instance
from processes.store.types import canonical

_TABLE = table_of(Instance)
_COLUMNS = tuple(column.name for column in _TABLE.columns)
#: How many columns ``read_instance`` takes.
WIDTH = len(_COLUMNS)
#: What every step writes, and what is written only when it has changed: most of it is indexed.
_ALWAYS = ("head", "seal", "seq", "state", "step")
_SELDOM = (
    "content_hash", "context", "correlation_key", "deployment_id", "ended_at", "origin", "owner_unit",
    "status", "title", "title_source", "version",
)  # fmt: skip
_INSTANTS = ("started_at", "ended_at")


class InstanceRow:
    """The columns of ``process_instance``, described at ``Instance``, as plain attributes."""

    __slots__ = (*(name for name in _COLUMNS if name != "context"), "_was", "context_text")
    id: int
    process_id: str
    version: int
    deployment_id: int
    content_hash: str
    origin: Any | None
    correlation_key: str | None
    status: str
    title: str | None
    title_source: str | None
    owner_unit: str | None
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    context_text: str
    algorithm: str
    seq: int
    step: int
    head: str
    seal: str
    state: str | None

    def __init__(self, values: Sequence[Any]) -> None:
        """*values* in the order of the columns, JSON as text."""
        (
            self.id, self.process_id, self.version, self.deployment_id, self.content_hash, origin,
            self.correlation_key, self.status, self.title, self.title_source, self.owner_unit,
            self.started_at, self.started_by, self.ended_at, self.context_text, self.algorithm,
            self.seq, self.step, self.head, self.seal, self.state,
        ) = values  # fmt: skip
        self.origin = None if origin is None else json.loads(origin)
        self._was = self._seldom()

    @classmethod
    def of(cls, instance: Instance) -> Self:
        """The plain form of a mapped object."""
        values = {name: getattr(instance, name) for name in _COLUMNS}
        values["context"] = canonical(values["context"])
        values["origin"] = None if values["origin"] is None else canonical(values["origin"])
        return cls([values[name] for name in _COLUMNS])

    @property
    def context(self) -> dict[str, Any]:
        """What the engine was last given besides calendar and clock."""
        found: dict[str, Any] = json.loads(self.context_text)
        return found

    @context.setter
    def context(self, value: dict[str, Any]) -> None:
        self.context_text = canonical(value)

    def _seldom(self) -> tuple[Any, ...]:
        return (
            self.content_hash, self.context_text, self.correlation_key, self.deployment_id, self.ended_at,
            self.origin, self.owner_unit, self.status, self.title, self.title_source, self.version,
        )  # fmt: skip

    def save(self, connection: Connection) -> None:
        """Write back what the step has changed."""
        now, names = self._seldom(), list(_ALWAYS)
        if now != self._was:
            names += [name for name, new, old in zip(_SELDOM, now, self._was, strict=True) if new != old]
            self._was = now
        values = {f"new_{name}": getattr(self, name) for name in names} | {"key_id": self.id}
        rows.run(connection, rows.update_of(connection, _TABLE, names), [values])


def lock(connection: Connection, instance_id: int) -> InstanceRow | None:
    """The instance, locked until the transaction ends (SQLite: the whole database is)."""
    statement = rows.prepared(connection, ("lock",), _lock)
    found = rows.first(connection, statement, {"instance": instance_id})
    return None if found is None else read_instance(connection, found)


def read_instance(connection: Connection, found: Sequence[Any]) -> InstanceRow:
    """The instance whose columns a row of the driver begins with."""
    values = list(found[:WIDTH])
    for name in _INSTANTS:
        at = _COLUMNS.index(name)
        if values[at] is not None:
            values[at] = rows.read(connection, _TABLE.c[name].type, values[at])
    return InstanceRow(values)


def _lock() -> ClauseElement:
    wanted = bindparam("instance", type_=_TABLE.c.id.type)
    return select(*_TABLE.columns).where(_TABLE.c.id == wanted).with_for_update()


def outdated(session: Session, instance_id: int) -> None:
    """Let a mapped object of the instance, if the session has one, be read again when somebody asks it."""
    if len(session.identity_map):
        held = session.identity_map.get((Instance, (instance_id,), None))
        if held is not None:
            session.expire(held)
