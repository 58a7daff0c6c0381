"""``verify``: everything that can be proven from the database alone."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.proof.chains import chains
from processes.proof.faults import Fault, Seen
from processes.proof.files import files
from processes.store import Instance, Tombstone


def verify(session: Session, instance_id: int | None = None, seen: Seen | None = None) -> list[Fault]:
    """Recompute every hash (of one instance, or of all of them and of every stored file).

    Empty when all is well.  *seen* counts along.  Signed anchors are checked by ``check_anchors``.
    """
    faults = list(chains(session, instance_id, seen or Seen()))
    if instance_id is not None:
        return faults
    return [*faults, *_tombstones(session), *files(session)]


def _tombstones(session: Session) -> Iterator[Fault]:
    """Where an instance was said to be removed and is there."""
    for number in session.scalars(
        select(Tombstone.instance_id).join(Instance, Instance.id == Tombstone.instance_id)
    ):
        yield Fault(number, None, f"流程实例 {number} 登记为已清除，却仍然存在")
