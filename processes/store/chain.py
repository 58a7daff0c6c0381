"""The hash chain of an instance: each hash covers the one before it, the first covers who the instance is.

``hash = H(previous + "\\n" + canonical([instance_id, seq, step, type, at, actor, process_id, element_id,
element_instance_id, scope_id, payload]))`` with ``at`` in UTC to the microsecond.  SM3 is GB/T 32905-2016.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from json.encoder import encode_basestring
from typing import Any

from processes.store.locking import InstanceRow
from processes.store.tables import Instance
from processes.store.types import canonical


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


def root(instance: Instance | InstanceRow) -> str:
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


def link(algorithm: str, previous: str, fields: Sequence[Any]) -> str:
    """The hash of a record that follows the hash *previous*.

    *fields* are the columns in their order up to the payload, ``at`` as ``instant`` writes it, the payload as
    text.  What is hashed is canonical JSON put together by hand: a step does it for each record, a proof for
    every record there is.  Raises TypeError or ValueError for a record that somebody spoilt.
    """
    instance_id, seq, step, kind, at, actor, process, element, number, scope, payload = fields
    text = (
        f"{previous}\n[{_number(instance_id)},{_number(seq)},{_number(step)},"
        f'{"null" if kind is None else _text(kind)},"{at}",{"null" if actor is None else _text(actor)},'
        f"{'null' if process is None else _text(process)},{'null' if element is None else _text(element)},"
        f"{'null' if number is None else _number(number)},{'null' if scope is None else _number(scope)},"
        f"{payload}]"
    )
    return digest(algorithm, text)


_number = int.__repr__
_text = encode_basestring


@cache
def _fresh(algorithm: str) -> Any:
    """An empty hash to copy: looking the algorithm up costs more than hashing a record."""
    return hashlib.new(algorithm)


def seal(instance: Instance | InstanceRow) -> str:
    """A hash over the head of the chain and the state, so that neither can be exchanged alone."""
    parts = [instance.head, str(instance.seq), str(instance.step), instance.status, instance.state or ""]
    if instance.origin is not None:
        parts += [instance.content_hash, str(instance.version), str(instance.deployment_id)]
    return digest(instance.algorithm, "\n".join(parts))
