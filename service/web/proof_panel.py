"""证明: what the replay page says of the chain of one instance and of the anchors that cover it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import proof
from processes.store import Anchor, Instance

_MOST = 5  # anchors that are shown, the newest


def panel(session: Session, instance: Instance) -> dict[str, Any]:
    """The faults of the chain, the anchors (number, time, last record, key), how many records none covers."""
    seen = proof.Seen()
    faults = proof.verify(session, instance.id, seen)
    heads = proof.leaf_of(session, instance.id)
    covered = max((head.seq for head in heads), default=0)
    at = _moments(session, [head.anchor for head in heads[-_MOST:]])
    anchors = [
        {"number": head.anchor, "seq": head.seq, "at": at[head.anchor][0], "key": at[head.anchor][1]}
        for head in reversed(heads[-_MOST:])
    ]
    return {
        "records": seen.records,
        "algorithm": {"sm3": "SM3", "sha256": "SHA-256"}.get(instance.algorithm, instance.algorithm),
        "head": instance.head,
        "faults": [fault.text for fault in faults],
        "anchors": anchors,
        "more": max(len(heads) - _MOST, 0),
        "open": instance.seq - covered,
    }


def _moments(session: Session, numbers: list[int]) -> dict[int, tuple[datetime, str]]:
    query = select(Anchor.number, Anchor.at, Anchor.public_key).where(Anchor.number.in_(numbers))
    return {row.number: (row.at, proof.fingerprint(row.public_key)) for row in session.execute(query)}
