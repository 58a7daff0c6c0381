"""The hash chain of an instance: each hash covers the one before it, the first covers who the instance is.

``hash = H(previous + "\\n" + canonical([instance_id, seq, step, type, at, actor, process_id, element_id,
element_instance_id, scope_id, payload]))`` with ``at`` in UTC to the microsecond.  SM3 is GB/T 32905-2016.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from json.encoder import encode_basestring
from typing import Any

from processes.store.tables import Instance, RecordRow
from processes.store.types import canonical

Hash = Callable[[str], str]


def supported(algorithm: str) -> str:
    """*algorithm*, or sha256 where this Python's OpenSSL does not have it."""
    return algorithm if algorithm in hashlib.algorithms_available else "sha256"


def digest(algorithm: str, text: str) -> str:
    """The hexadecimal hash of *text*."""
    state = _fresh(algorithm).copy()
    state.update(text.encode())
    return str(state.hexdigest())


def instant(moment: datetime) -> str:
    """*moment* as it is hashed: UTC, microseconds, ``+00:00``."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def root(instance: Instance) -> str:
    """The hash that the chain starts from: which instance of which definition, begun when and by whom."""
    first = instance.origin or {"content_hash": instance.content_hash, "version": instance.version}
    identity = {
        "algorithm": instance.algorithm,
        "content_hash": first["content_hash"],
        "instance_id": instance.id,
        "process_id": instance.process_id,
        "started_at": instant(instance.started_at),
        "started_by": instance.started_by,
        "version": first["version"],
    }
    return digest(instance.algorithm, canonical(identity))


def link(algorithm: str, previous: str, row: RecordRow | Any, at: str | None = None) -> str:
    """The hash of a record *row* (its ``payload`` is text) that follows the hash *previous*.

    *at* is the row's instant as it is hashed, for a caller that has it as text.  What is hashed is canonical
    JSON put together by hand: a proof does it for every record there is.  Raises TypeError, ValueError or
    AttributeError for a row that somebody spoilt.
    """
    text = (
        f"{previous}\n[{_number(row.instance_id)},{_number(row.seq)},{_number(row.step)},"
        f'{_text(row.type)},"{at or instant(row.at)}",{_text(row.actor)},{_text(row.process_id)},'
        f"{_text(row.element_id)},{_number(row.element_instance_id)},{_number(row.scope_id)},{row.payload}]"
    )
    return digest(algorithm, text)


def _number(value: int | None) -> str:
    return "null" if value is None else int.__repr__(value)


def _text(value: str | None) -> str:
    return "null" if value is None else encode_basestring(value)


@cache
def _fresh(algorithm: str) -> Any:
    """An empty hash to copy: looking the algorithm up costs more than hashing a record."""
    return hashlib.new(algorithm)


def seal(instance: Instance) -> str:
    """A hash over the head of the chain and the state, so that neither can be exchanged alone."""
    parts = [instance.head, str(instance.seq), str(instance.step), instance.status, instance.state or ""]
    if instance.origin is not None:
        parts += [instance.content_hash, str(instance.version), str(instance.deployment_id)]
    return digest(instance.algorithm, "\n".join(parts))
