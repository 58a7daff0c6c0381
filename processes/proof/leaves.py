"""What an anchor covers: heads of chains, removals, deployments and notices, those that are new or changed.

A leaf is (kind, subject, seq, head), as ``AnchorHead`` describes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from processes.store import (
    AnchorHead,
    Base,
    CalendarNotice,
    Deployment,
    DeploymentResource,
    Instance,
    ProcessDefinition,
    Tombstone,
)
from processes.store.chain import instant
from processes.store.types import canonical

Leaf = tuple[str, int, int, str]
DEPLOYMENT, INSTANCE, NOTICE, REMOVED = "deployment", "instance", "notice", "removed"
#: The columns that count, named one by one: a column that is added later must not change old hashes.
_COLUMNS: Mapping[type[Base], tuple[str, ...]] = {
    Deployment: ("id", "content_hash", "note", "deployed_by", "deployed_at"),
    DeploymentResource: ("deployment_id", "name", "kind", "key", "hash"),
    ProcessDefinition: (
        "process_id", "version", "deployment_id", "name", "file", "executable", "fingerprint"
    ),
    CalendarNotice: ("version", "year", "number", "text", "calendar_version", "loaded_by", "loaded_at"),
    Tombstone: (
        "instance_id", "process_id", "version", "started_at", "ended_at", "algorithm", "seq", "head",
        "removed_at", "removed_by", "reason",
    ),
}  # fmt: skip


def changed(session: Session) -> Iterator[tuple[Leaf, int]]:
    """Every leaf that no anchor has, and the number of records that its chain had in the last one."""
    was = _last(INSTANCE, Instance.id)
    query = select(Instance.id, Instance.seq, Instance.head, was.label("was"))
    query = query.where(or_(was.is_(None), was != Instance.seq)).execution_options(yield_per=5000)
    for number, seq, head, before in session.execute(query):
        yield (INSTANCE, number, seq, head), before or 0
    for kind, model, key in (
        (REMOVED, Tombstone, Tombstone.instance_id),
        (DEPLOYMENT, Deployment, Deployment.id),
        (NOTICE, CalendarNotice, CalendarNotice.version),
    ):
        rows: Iterable[Any] = session.scalars(select(model).where(_last(kind, key).is_(None))).all()
        for row in rows:
            yield stored(session, kind, row), 0


def _last(kind: str, key: Any) -> ColumnElement[Any]:
    listed = select(func.max(AnchorHead.seq)).where(AnchorHead.kind == kind, AnchorHead.subject == key)
    return listed.scalar_subquery()


def stored(session: Session, kind: str, row: Any) -> Leaf:
    """The leaf of a removal, a deployment or a notice as the database has it."""
    if kind == REMOVED:
        return (REMOVED, row.instance_id, row.seq, _digest([row]))
    if kind == NOTICE:
        return (NOTICE, row.version, 0, _digest([row]))
    files = select(DeploymentResource).where(DeploymentResource.deployment_id == row.id)
    versions = select(ProcessDefinition).where(ProcessDefinition.deployment_id == row.id)
    rows = [
        row,
        *session.scalars(files.order_by(DeploymentResource.name)),
        *session.scalars(versions.order_by(ProcessDefinition.process_id, ProcessDefinition.version)),
    ]
    return (DEPLOYMENT, row.id, 0, _digest(rows))


def _digest(rows: Iterable[Any]) -> str:
    """SHA-256 over the rows; their order does not depend on how a database sorts text."""
    lines = [canonical([_plain(getattr(row, name)) for name in _COLUMNS[type(row)]]) for row in rows]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    return instant(value) if isinstance(value, datetime) else value
