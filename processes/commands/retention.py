"""How long finished instances and their personal data are kept, and what stops their deletion.

The newest version of a process says it (``jiedu:retention``): ``years`` after its end a whole instance may
be removed, ``personalDays`` after its end its personal data are erased.  A process that says nothing keeps
everything.  A legal hold stops both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, select
from sqlalchemy.orm import Session

from processes.calendar import BEIJING
from processes.commands.turn import lock
from processes.errors import InvalidArgument, InvalidState
from processes.store import Instance, LegalHold, PersonalDatum, ProcessDefinition, Tombstone
from processes.store.personal import erase
from processes.store.removal import ENDED, remove

#: Longest reason (characters).
LONGEST = 500
#: What is listed, erased or removed at once.
AT_ONCE = 500
#: When a time of so many years or days is over that began at an instant.
After = Callable[[datetime, int], datetime]


@dataclass(frozen=True)
class Due:
    """A finished instance whose time is over since ``since``; ``held``: why it stays all the same."""

    instance_id: int
    process_id: str
    title: str | None
    ended_at: datetime
    since: datetime
    held: str | None = None


def place_hold(session: Session, instance_id: int, reason: str, *, by: str, now: datetime) -> LegalHold:
    """Keep an instance whatever its time.

    Raises NotFound, InvalidState (a hold stands already), InvalidArgument (no reason).
    """
    lock(session, instance_id)
    standing = hold(session, instance_id)
    if standing is not None:
        raise InvalidState(f"事项 {instance_id} 已有留存限制：{standing.reason}", instance_id=instance_id)
    before = session.scalar(
        select(func.count()).select_from(LegalHold).where(LegalHold.instance_id == instance_id)
    )
    placed = LegalHold(
        instance_id=instance_id,
        number=(before or 0) + 1,
        placed_at=now,
        placed_by=by,
        reason=_reason(reason),
    )
    session.add(placed)
    session.flush()
    return placed


def lift_hold(session: Session, instance_id: int, reason: str, *, by: str, now: datetime) -> None:
    """Let its time count again.

    Raises NotFound, InvalidState (no hold stands), InvalidArgument (no reason).
    """
    lock(session, instance_id)
    standing = hold(session, instance_id)
    if standing is None:
        raise InvalidState(f"事项 {instance_id} 没有留存限制", instance_id=instance_id)
    standing.lifted_at, standing.lifted_by, standing.lift_reason = now, by, _reason(reason)
    session.flush()


def hold(session: Session, instance_id: int) -> LegalHold | None:
    """The hold that stands on an instance."""
    mine = (LegalHold.instance_id == instance_id, LegalHold.lifted_at.is_(None))
    return session.scalar(select(LegalHold).where(*mine))


def holds(session: Session) -> list[LegalHold]:
    """The holds that stand, the oldest first."""
    query = select(LegalHold).where(LegalHold.lifted_at.is_(None)).order_by(LegalHold.placed_at)
    return list(session.scalars(query.limit(AT_ONCE)))


def erase_personal_data(session: Session, instance_id: int, reason: str, *, by: str, now: datetime) -> int:
    """Delete the personal data of an instance; how many there were.

    The records keep their references, so that the chain still verifies.  Raises NotFound, InvalidState (a
    hold stands), InvalidArgument (no reason).
    """
    lock(session, instance_id)
    _refuse_held(session, instance_id)
    return erase(session, instance_id, by=by, reason=_reason(reason), now=now)


def remove_instance(session: Session, instance_id: int, reason: str, *, by: str, now: datetime) -> Tombstone:
    """Remove a finished instance whose time is over, with everything that belongs to it.

    Raises NotFound, and InvalidState when it runs, its time is not over or a hold stands.
    """
    instance = lock(session, instance_id)
    _refuse_held(session, instance_id)
    years = rules(session, "years").get(instance.process_id)
    if instance.ended_at is None:
        raise InvalidState(f"事项 {instance_id} 尚未结束，不能清除", instance_id=instance_id)
    if years is None or after_years(instance.ended_at, years) > now:
        raise InvalidState(f"事项 {instance_id} 的保存期限未到，不能清除", instance_id=instance_id)
    erase(session, instance_id, by=by, reason=_reason(reason), now=now)
    session.execute(delete(PersonalDatum).where(PersonalDatum.instance_id == instance_id))
    session.expire_all()
    return remove(session, instance_id, actor=by, reason=_reason(reason), now=now)


def removable(session: Session, now: datetime, limit: int = AT_ONCE) -> list[Due]:
    """The finished instances whose time is over, the oldest end first, those on hold among them."""
    return _due(session, "years", after_years, now, limit)


def erasable(session: Session, now: datetime, limit: int = AT_ONCE) -> list[Due]:
    """The finished instances whose personal data have to go, those on hold among them."""
    has = exists().where(PersonalDatum.instance_id == Instance.id, PersonalDatum.value.is_not(None))
    return _due(session, "personalDays", _after_days, now, limit, has)


def _due(
    session: Session, name: str, after: After, now: datetime, limit: int, *which: ColumnElement[bool]
) -> list[Due]:
    """Those that ended so long ago as the rule *name* of their process says."""
    found: list[Due] = []
    for process_id, length in sorted(rules(session, name).items()):
        last = after(now, -length) + timedelta(days=1)  # counted forward, a leap day may bring it nearer
        mine = (Instance.process_id == process_id, Instance.status.in_(ENDED), Instance.ended_at <= last)
        query = _with_hold(*mine, *which).order_by(Instance.ended_at, Instance.id).limit(limit)
        for instance, held in session.execute(query):
            since = after(instance.ended_at, length)
            if since <= now:
                found.append(Due(instance.id, process_id, instance.title, instance.ended_at, since, held))
    return sorted(found, key=lambda each: (each.ended_at, each.instance_id))[:limit]


def rules(session: Session, name: str) -> dict[str, int]:
    """By process id what its newest version says: ``years`` or ``personalDays``; none where it is silent."""
    newest = select(ProcessDefinition.process_id, func.max(ProcessDefinition.version).label("version"))
    latest = newest.group_by(ProcessDefinition.process_id).subquery()
    query = select(ProcessDefinition.process_id, ProcessDefinition.retention).join(
        latest,
        and_(
            ProcessDefinition.process_id == latest.c.process_id,
            ProcessDefinition.version == latest.c.version,
        ),
    )
    told: dict[str, Mapping[str, int]] = {
        process_id: retention for process_id, retention in session.execute(query) if retention
    }
    return {process_id: each[name] for process_id, each in told.items() if name in each}


def after_years(ended: datetime, years: int) -> datetime:
    """The same day and time of office *years* later; 29 February gives 28 February."""
    at = ended.astimezone(BEIJING)
    try:
        return at.replace(year=at.year + years)
    except ValueError:
        return at.replace(year=at.year + years, day=28)


def _after_days(ended: datetime, days: int) -> datetime:
    return ended + timedelta(days=days)


def _with_hold(*which: Any) -> Any:
    standing = and_(LegalHold.instance_id == Instance.id, LegalHold.lifted_at.is_(None))
    return select(Instance, LegalHold.reason).outerjoin(LegalHold, standing).where(*which)


def _refuse_held(session: Session, instance_id: int) -> None:
    standing = hold(session, instance_id)
    if standing is not None:
        text = f"事项 {instance_id} 有留存限制（{standing.reason}），不能删除任何内容"
        raise InvalidState(text, instance_id=instance_id)


def _reason(text: str) -> str:
    said = text.strip()
    if not 0 < len(said) <= LONGEST:
        told = f"应为 1 到 {LONGEST} 个字，实际为 {len(said)} 个"
        raise InvalidArgument(f"没有写明原因：{told}", errors={"reason": [told]})
    return said
