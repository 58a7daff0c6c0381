"""Proof that nobody edited what happened.

The hash chain of every instance, and the bytes of the definitions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from processes.store import Instance, RecordRow, Resource
from processes.store.chain import link, root, seal

_COLUMNS = [column for column in RecordRow.__table__.columns if column.name != "at"]


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
    query = select(Instance.id).order_by(Instance.id)
    ids = session.scalars(query if instance_id is None else query.where(Instance.id == instance_id)).all()
    faults = [fault for number in ids for fault in _instance(session, number)]
    return faults if instance_id is not None else faults + list(_resources(session))


def _instance(session: Session, instance_id: int) -> Iterator[Fault]:
    try:
        instance = session.get_one(Instance, instance_id, populate_existing=True)
    except (ValueError, TypeError, DBAPIError):
        yield Fault(instance_id, None, f"流程实例 {instance_id} 的表头无法读取，内容已被改动")
        return
    previous, expected = root(instance), 1
    for row in _rows(session, instance_id):
        if isinstance(row, Fault):
            yield row
            expected = (row.seq or expected) + 1
            previous = ""
            continue
        if row.seq != expected:
            yield Fault(instance_id, expected, f"第 {expected} 条记录缺失（下一条是第 {row.seq} 条）")
        elif previous and _hash(instance.algorithm, previous, row) != row.hash:
            yield Fault(instance_id, row.seq, f"第 {row.seq} 条记录与其哈希不符，记录或其前一条已被改动")
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
        return link(algorithm, previous, row)
    except (ValueError, TypeError, AttributeError):
        return ""


class _Row:
    """A record as stored; ``at`` is parsed here, so that one that was spoilt is found and not fatal."""

    def __init__(self, row: Any) -> None:
        self.__dict__.update(row._mapping)
        moment = row.moment
        if isinstance(moment, str):
            moment = _moment(moment)
        if isinstance(moment, datetime) and moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        self.at = moment


def _moment(text: str) -> datetime | None:
    """An instant as SQLite holds it; a spelling that only the parser forgives is none."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed if parsed.isoformat(" ", "microseconds") == text else None


def _rows(session: Session, instance_id: int) -> Iterator[Any]:
    """The rows in order; one that the database itself cannot read is a Fault."""
    moment = type_coerce(RecordRow.at, Text).label("moment")
    query = select(*_COLUMNS, moment).where(RecordRow.instance_id == instance_id).order_by(RecordRow.seq)
    try:
        yield from [_Row(row) for row in session.execute(query)]
        return
    except DBAPIError:
        numbers = session.scalars(
            select(RecordRow.seq).where(RecordRow.instance_id == instance_id).order_by(RecordRow.seq)
        ).all()
    for number in numbers:
        try:
            yield _Row(session.execute(query.where(RecordRow.seq == number)).one())
        except DBAPIError:
            yield Fault(instance_id, number, f"第 {number} 条记录无法读取，内容已被改动")


def _resources(session: Session) -> Iterator[Fault]:
    for resource in session.scalars(select(Resource).execution_options(yield_per=100)):
        # SQLite gives text back when somebody wrote text over the bytes.
        content: object = resource.content
        if not isinstance(content, bytes) or hashlib.sha256(content).hexdigest() != resource.hash:
            yield Fault(None, None, f"定义文件 {resource.hash[:12]} 的内容与其哈希不符，文件已被改动")
