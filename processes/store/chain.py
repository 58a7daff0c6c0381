"""The hash chain of an instance: each hash covers the one before it, the first covers who the instance is.

``hash = H(previous + "\\n" + canonical([instance_id, seq, step, type, at, actor, process_id, element_id,
element_instance_id, scope_id, payload]))`` with ``at`` in UTC to the microsecond.  SM3 is GB/T 32905-2016.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from processes.store.tables import Instance, RecordRow
from processes.store.types import canonical

Hash = Callable[[str], str]


def supported(algorithm: str) -> str:
    """*algorithm*, or sha256 where this Python's OpenSSL does not have it."""
    return algorithm if algorithm in hashlib.algorithms_available else "sha256"


def digest(algorithm: str, text: str) -> str:
    """The hexadecimal hash of *text*."""
    return hashlib.new(algorithm, text.encode()).hexdigest()


def instant(moment: datetime) -> str:
    """*moment* as it is hashed: UTC, microseconds, ``+00:00``."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def root(instance: Instance) -> str:
    """The hash that the chain starts from: which instance of which definition, begun when and by whom."""
    identity = {
        "algorithm": instance.algorithm,
        "content_hash": instance.content_hash,
        "instance_id": instance.id,
        "process_id": instance.process_id,
        "started_at": instant(instance.started_at),
        "started_by": instance.started_by,
        "version": instance.version,
    }
    return digest(instance.algorithm, canonical(identity))


def link(algorithm: str, previous: str, row: RecordRow | Any) -> str:
    """The hash of a record *row* (its ``payload`` is text) that follows the hash *previous*."""
    what = [row.instance_id, row.seq, row.step, row.type, instant(row.at), row.actor]
    where = [row.process_id, row.element_id, row.element_instance_id, row.scope_id]
    fields = canonical(what + where)
    return digest(algorithm, f"{previous}\n{fields[:-1]},{row.payload}]")


def seal(instance: Instance) -> str:
    """A hash over the head of the chain and the state, so that neither can be exchanged alone."""
    parts = [instance.head, str(instance.seq), str(instance.step), instance.status, instance.state or ""]
    return digest(instance.algorithm, "\n".join(parts))
