"""Proof that nobody edited what happened.

The hash chain of every instance, and the bytes of the definitions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from processes.store import Instance, RecordRow, Resource
from processes.store.chain import instant, link, root, seal

_MOMENT = type_coerce(RecordRow.at, Text).label("moment")
_COLUMNS = [column for column in RecordRow.__table__.columns if column.name != "at"]
_ROWS = select(*_COLUMNS, _MOMENT).order_by(RecordRow.instance_id, RecordRow.seq)
_AT_ONCE = 5000  # records that are read with one statement


@dataclass(frozen=True)
class Fault:
    """Where a proof fails: instance (None: not of an instance), number of the record (None.

    Its head), why.
    """

    instance_id: int | None
    seq: int | None
    text: str


def verify(session: Session, instance_id: int | None = None) -> list[Fault]:
    """Recompute every hash (of one instance, or of all of them and of every stored file).

    Empty when all is well.
    """
    query = select(Instance.id, Instance.seq).order_by(Instance.id)
    sizes = session.execute(query if instance_id is None else query.where(Instance.id == instance_id)).all()
    faults = [fault for ids in _groups(sizes) for fault in _instances(session, ids)]
    return faults if instance_id is not None else faults + list(_resources(session))


def _groups(sizes: Iterable[Any]) -> Iterator[list[int]]:
    """The ids of instances, as many together as have ``_AT_ONCE`` records by what their heads say."""
    group: list[int] = []
    count = 0
    for number, size in sizes:
        group.append(number)
        count += size if isinstance(size, int) else 1
        if count >= _AT_ONCE or len(group) >= _AT_ONCE // 10:
            yield group
            group, count = [], 0
    if group:
        yield group


def _instances(session: Session, ids: list[int]) -> Iterator[Fault]:
    try:
        query = select(Instance).where(Instance.id.in_(ids)).execution_options(populate_existing=True)
        found = {instance.id: instance for instance in session.scalars(query)}
        records: dict[int, list[Any]] = {}
        for row in session.execute(_ROWS.where(RecordRow.instance_id.in_(ids))):
            records.setdefault(row.instance_id, []).append(row)
    except (ValueError, TypeError, DBAPIError):
        for number in ids:  # one of them is spoilt so that the database cannot read it
            yield from _alone(session, number)
        return
    for number in ids:
        yield from _chain(found[number], records.get(number, ()))


def _alone(session: Session, instance_id: int) -> Iterator[Fault]:
    try:
        instance = session.get_one(Instance, instance_id, populate_existing=True)
    except (ValueError, TypeError, DBAPIError):
        yield Fault(instance_id, None, f"流程实例 {instance_id} 的表头无法读取，内容已被改动")
        return
    yield from _chain(instance, _rows(session, instance_id))


def _chain(instance: Instance, rows: Iterable[Any]) -> Iterator[Fault]:
    previous, expected = root(instance), 1
    for row in rows:
        if isinstance(row, Fault):
            yield row
            expected = (row.seq or expected) + 1
            previous = ""
            continue
        if row.seq != expected:
            yield Fault(instance.id, expected, f"第 {expected} 条记录缺失（下一条是第 {row.seq} 条）")
        elif previous and _hash(instance.algorithm, previous, row) != row.hash:
            yield Fault(instance.id, row.seq, f"第 {row.seq} 条记录与其哈希不符，记录或其前一条已被改动")
        previous, expected = row.hash, row.seq + 1
    yield from _head(instance, previous, expected - 1)


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
        return link(algorithm, previous, [*row[:4], _moment(row.moment), *row[4:10]])
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


def _resources(session: Session) -> Iterator[Fault]:
    for resource in session.scalars(select(Resource).execution_options(yield_per=100)):
        # SQLite gives text back when somebody wrote text over the bytes.
        content: object = resource.content
        if not isinstance(content, bytes) or hashlib.sha256(content).hexdigest() != resource.hash:
            yield Fault(None, None, f"定义文件 {resource.hash[:12]} 的内容与其哈希不符，文件已被改动")
