"""Whether what is stored hangs together: the invariants that no crash may break.

``check`` asks the tables in few statements.  ``compare`` proves one instance: what the records tell, what the
read tables say and what the engine holds are the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from processes import definitions, reexecution, store
from processes.engine.running.state import load
from processes.errors import ProcessError
from processes.store import (
    Effect,
    ElementInstance,
    Incident,
    Instance,
    Job,
    MessageSubscription,
    RecordRow,
    SignalSubscription,
    StoredShelf,
    Timer,
    UserTask,
)
from processes.store.rows import table_of


@dataclass(frozen=True)
class Breach:
    """An invariant that does not hold: in which instance, which one, what was found (Chinese)."""

    instance_id: int
    rule: str
    text: str


def check(session: Session, since: int = 0) -> list[Breach]:
    """Every breach of the invariants of queues, worklist and records; empty when all is well.

    All records are read, or those of the instances from number *since* on.
    """
    found: list[Breach] = []
    for rule, text, query in _queries(since):
        found += [Breach(row[0], rule, text) for row in session.execute(query)]
    return found


def compare(session: Session, instance_id: int) -> list[Breach]:
    """History, tables and engine of one instance.

    The read tables are built again in this transaction: the caller may roll it back.
    """
    instance = session.get_one(Instance, instance_id, populate_existing=True, with_for_update=True)
    return [*_engine(session, instance), *_again(session, instance), *_tables(session, instance)]


def _queries(since: int) -> Iterator[tuple[str, str, Select[Any]]]:
    numbers = func.count(RecordRow.seq), func.max(RecordRow.seq), func.min(RecordRow.seq)
    records = select(RecordRow.instance_id, *(n.label(f"n{i}") for i, n in enumerate(numbers)))
    told = records.where(RecordRow.instance_id >= since).group_by(RecordRow.instance_id).subquery()
    gaps = or_(told.c.n0 != told.c.n1, told.c.n2 != 1, told.c.n1 != Instance.seq)
    yield (
        "seq",
        "记录的编号不连续",
        select(told.c.instance_id).join(Instance, _is(told.c.instance_id)).where(gaps),
    )
    for model in (Timer, MessageSubscription, SignalSubscription, UserTask):
        open_only = [UserTask.status == "open"] if model is UserTask else []
        ended = select(model.instance_id).join(Instance, _is(model.instance_id)).where(Instance.id >= since)
        text = f"流程实例已结束，{model.__tablename__} 中还有在等的"
        yield "ended", text, ended.where(Instance.ended_at.is_not(None), *open_only).distinct()
    mine = RecordRow.instance_id >= since
    fired = select(RecordRow.instance_id).where(mine, RecordRow.type == "timer_fired")
    once = (RecordRow.instance_id, RecordRow.element_instance_id, RecordRow.payload)
    yield "timer", "同一定时器触发了两次", fired.group_by(*once).having(func.count() > 1)
    same = and_(Job.instance_id == Effect.instance_id, Job.element_instance_id == Effect.element_instance_id)
    alive = exists().where(same, Job.status == "open")
    queued = select(Effect.instance_id).where(Effect.instance_id >= since, ~alive)
    yield "outbox", "待执行的外部任务没有对应的作业", queued
    lost = select(Job.instance_id).where(Job.instance_id >= since, Job.status == "open")
    yield "outbox", "进行中的作业不在待执行的队列里", lost.where(~exists().where(same))
    stuck = select(Instance.id).where(Instance.id >= since, _stuck())
    yield "stuck", "流程实例在办，却什么都不等", stuck


def _is(number: Any) -> ColumnElement[bool]:
    same: ColumnElement[bool] = Instance.id == number
    return same


def _stuck() -> ColumnElement[bool]:
    waits: list[Any] = [
        exists().where(_is(model.instance_id)) for model in (Timer, MessageSubscription, SignalSubscription)
    ]
    for row in (UserTask, Job, Incident):
        waits.append(exists().where(_is(row.instance_id), row.status == "open"))
    return and_(Instance.status == "active", ~or_(*waits), ~_conditions())


def _conditions() -> ColumnElement[bool]:
    """Elements that wait for data: nothing but the tokens tell of them."""
    kinds = ElementInstance.kind.in_(("intermediateCatchEvent", "eventBasedGateway", "receiveTask"))
    return exists().where(_is(ElementInstance.instance_id), ElementInstance.status == "active", kinds)


def _engine(session: Session, instance: Instance) -> Iterator[Breach]:
    program = definitions.program(session, instance.deployment_id, instance.content_hash)
    state, shelf = json.loads(instance.state or "{}"), StoredShelf(session, instance.id)
    live = load(program, state, shelf, definitions.Deployed(session))
    mine = ElementInstance.instance_id == instance.id
    active = select(ElementInstance.element_instance_id).where(mine, ElementInstance.status == "active")
    held = {number for number, token in live.tokens.items() if token.internal.get("active")}
    if set(session.scalars(active)) != held:
        yield Breach(instance.id, "engine", "进行中的元素与引擎的令牌不一致")
    rows = session.execute(
        select(Timer.element_instance_id, Timer.index).where(Timer.instance_id == instance.id)
    )
    timers = {(n, int(i)) for n, token in live.tokens.items() for i in token.internal.get("timers", {})}
    if {(row[0], row[1]) for row in rows} != timers:
        yield Breach(instance.id, "engine", "定时器与引擎的令牌不一致")


def _again(session: Session, instance: Instance) -> Iterator[Breach]:
    try:
        for difference in reexecution.reexecute(session, instance.id):
            yield Breach(instance.id, "reexecution", difference.text)
    except ProcessError as error:
        yield Breach(instance.id, "reexecution", str(error))


def _tables(session: Session, instance: Instance) -> Iterator[Breach]:
    before = _rows(session, instance.id)
    store.rebuild_instance(session, instance)
    after = _rows(session, instance.id)
    for name in before:
        if before[name] != after[name]:
            yield Breach(instance.id, "tables", f"{name} 与由记录重建的不一致")


def _rows(session: Session, instance_id: int) -> dict[str, list[str]]:
    found = {}
    for model in store.READ_TABLES:
        table = table_of(model)
        query = select(table).where(table.c.instance_id == instance_id)
        found[table.name] = sorted(repr(tuple(row)) for row in session.execute(query))
    return found
