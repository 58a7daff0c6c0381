"""The hash chain of every instance, read once in the order of its key.

What the row of the instance tells (status, title, unit, version) is folded from the records once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from itertools import groupby
from typing import Any

from sqlalchemy import Text, or_, select, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from processes.proof.faults import Fault, Seen
from processes.proof.folding import Folded
from processes.store import Deployment, Instance, RecordRow
from processes.store.chain import instant, link, root, seal
from processes.store.types import canonical

_MOMENT = type_coerce(RecordRow.at, Text).label("moment")
_COLUMNS = [column for column in RecordRow.__table__.columns if column.name != "at"]
_ROWS = select(*_COLUMNS, _MOMENT).order_by(RecordRow.instance_id, RecordRow.seq)
_SPELLED = select(Instance.id, type_coerce(Instance.context, Text), type_coerce(Instance.origin, Text))
_PAGE = 200  # instances whose rows are held at once
_AT_ONCE = 2000  # records that are held at once
_SPOILT = (ValueError, TypeError, DBAPIError)


def chains(session: Session, instance_id: int | None, seen: Seen) -> Iterator[Fault]:
    """The faults of one instance, or of all and of records that belong to none."""
    found = dict(session.execute(select(Deployment.id, Deployment.content_hash)).all())
    if instance_id is not None:
        yield from _page(session, [instance_id], (instance_id - 1, instance_id), found, seen)
        return
    last: int | None = None
    while page := _ids(session, last):
        yield from _page(session, page, (last, page[-1]), found, seen)
        last = page[-1]
        seen.told(seen)
    yield from _orphans(session, last)


def _ids(session: Session, after: int | None) -> list[int]:
    query = select(Instance.id).order_by(Instance.id).limit(_PAGE)
    return list(session.scalars(query if after is None else query.where(Instance.id > after)))


def _page(
    session: Session, ids: list[int], span: tuple[int | None, int], deployments: Mapping[int, str], seen: Seen
) -> Iterator[Fault]:
    """Instances *ids*, which are all in the *span* of numbers (begin excluded)."""
    seen.instances += len(ids)
    before = seen.records
    try:
        faults = list(_together(session, ids, span, deployments, seen))
    except _SPOILT:  # one of them is spoilt so that the database cannot read it
        seen.records = before
        faults = [fault for number in ids for fault in _alone(session, number, deployments, seen)]
    yield from faults


def _together(
    session: Session, ids: list[int], span: tuple[int | None, int], deployments: Mapping[int, str], seen: Seen
) -> Iterator[Fault]:
    query = select(Instance).where(Instance.id.in_(ids)).execution_options(populate_existing=True)
    instances = {instance.id: instance for instance in session.scalars(query)}
    yield from _spelled(session, ids, instances)
    rows = _ROWS.where(RecordRow.instance_id <= span[1]).execution_options(yield_per=_AT_ONCE)
    if span[0] is not None:
        rows = rows.where(RecordRow.instance_id > span[0])
    for number, group in groupby(session.execute(rows), key=_owner):
        instance = instances.pop(number, None)
        if instance is None:
            yield _orphan(next(group))
            continue
        yield from _chain(instance, group, deployments, seen)
    for instance in instances.values():
        yield from _chain(instance, (), deployments, seen)


def _spelled(session: Session, ids: list[int], instances: Mapping[int, Instance]) -> Iterator[Fault]:
    """JSON of a row that means the same in another spelling is an edit too."""
    for number, context, origin in session.execute(_SPELLED.where(Instance.id.in_(ids))):
        instance = instances[number]
        kept = None if instance.origin is None else canonical(instance.origin)
        if (context, origin) != (canonical(instance.context), kept):
            yield Fault(number, None, f"流程实例 {number} 的表头（context、origin）不是写入时的样子")


def _owner(row: Any) -> int:
    owner: int = row[0]
    return owner


def _orphans(session: Session, last: int | None) -> Iterator[Fault]:
    """Records beyond the last instance; SQLite also sorts text and bytes behind every number."""
    query = select(RecordRow.instance_id, RecordRow.seq)
    if last is not None:
        query = query.where(or_(RecordRow.instance_id > last, RecordRow.instance_id.is_(None)))
    for row in session.execute(query.limit(100)):
        yield _orphan(row)


def _orphan(row: Any) -> Fault:
    number = row[0] if isinstance(row[0], int) else None
    return Fault(number, row[1], f"第 {row[1]} 条记录所属的流程实例 {row[0]} 不存在")


def _alone(session: Session, instance_id: int, deployments: Mapping[int, str], seen: Seen) -> Iterator[Fault]:
    try:
        instance = session.get_one(Instance, instance_id, populate_existing=True)
        yield from _chain(instance, _rows(session, instance_id), deployments, seen)
        yield from _spelled(session, [instance_id], {instance_id: instance})
    except _SPOILT:
        yield Fault(instance_id, None, f"流程实例 {instance_id} 的表头或记录无法读取，内容已被改动")


def _chain(
    instance: Instance, rows: Iterable[Any], deployments: Mapping[int, str], seen: Seen
) -> Iterator[Fault]:
    previous, expected, folded = root(instance), 1, Folded(instance)
    algorithm, number = instance.algorithm, instance.id
    for row in rows:
        if isinstance(row, Fault):
            yield row
            expected = (row.seq or expected) + 1
            previous = ""
            continue
        if row[1] != expected:
            yield Fault(number, expected, f"第 {expected} 条记录缺失（下一条是第 {row[1]} 条）")
        elif previous and _hash(algorithm, previous, row) != row[10]:
            yield Fault(number, row[1], f"第 {row[1]} 条记录与其哈希不符，记录或其前一条已被改动")
        folded.take(row)
        previous, expected = row[10], row[1] + 1
    seen.records += expected - 1
    faults = list(_head(instance, previous, expected - 1))
    yield from faults or folded.differences(deployments)


def _head(instance: Instance, last: str, count: int) -> Iterator[Fault]:
    if instance.seq != count:
        text = f"表头记有 {instance.seq} 条记录，实际有 {count} 条：末尾的记录被删除或添加"
        yield Fault(instance.id, max(count, 1) if count > instance.seq else count + 1, text)
    elif last and instance.head != last:
        yield Fault(instance.id, instance.seq, f"表头的哈希与第 {instance.seq} 条记录不符")
    if seal(instance) != instance.seal:
        yield Fault(instance.id, None, f"流程实例 {instance.id} 的状态与封印不符，状态或表头已被改动")


def _hash(algorithm: str, previous: str, row: Any) -> str:
    try:
        return link(algorithm, previous, [*row[:4], _moment(row[11]), *row[4:10]])
    except (ValueError, TypeError, AttributeError):
        return ""


def _moment(value: Any) -> str:
    """The instant of a record as it is hashed.

    SQLite holds text in UTC with microseconds; it is not parsed, because every other spelling of the same
    instant is an edit too.
    """
    if isinstance(value, str):
        if value[10:11] != " ":
            raise ValueError(value)
        return f"{value[:10]}T{value[11:]}+00:00"
    return instant(value.replace(tzinfo=UTC) if value.tzinfo is None else value)


def _rows(session: Session, instance_id: int) -> Iterator[Any]:
    """The rows in order; one that the database itself cannot read is a Fault."""
    query = _ROWS.where(RecordRow.instance_id == instance_id)
    try:
        yield from session.execute(query).all()
        return
    except DBAPIError:
        numbers = session.scalars(
            select(RecordRow.seq).where(RecordRow.instance_id == instance_id).order_by(RecordRow.seq)
        ).all()
    for number in numbers:
        try:
            yield session.execute(query.where(RecordRow.seq == number)).one()
        except DBAPIError:
            yield Fault(instance_id, number, f"第 {number} 条记录无法读取，内容已被改动")
