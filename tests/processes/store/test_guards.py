"""The database itself refuses to change what was written once; only a whole ended instance can go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, proof, queries, store
from processes.errors import InvalidState, NotFound
from processes.store import guards
from processes.store.rows import table_of
from tests.processes import diagrams
from tests.processes.conftest import DRAFTER, OPERATOR, Clock

Sessions = sessionmaker[Session]
TABLES = (*guards.REMOVABLE, *guards.APPEND_ONLY)


@pytest.fixture
def ids(sessions: Sessions, clock: Clock) -> list[int]:
    """An ended instance and one under way."""
    with sessions.begin() as session:
        commands.deploy(session, {"review.bpmn": diagrams.REVIEW}, "", actor=DRAFTER, now=clock())
    with sessions.begin() as session:
        found = [
            commands.start_instance(session, "review", {"drafter": "zhang3"}, actor=DRAFTER, now=clock()).id
            for _ in range(2)
        ]
    with sessions.begin() as session:
        commands.cancel_instance(session, found[0], actor=OPERATOR, reason="重复", now=clock())
    return found


def refused(engine: Engine, statement: str) -> Iterator[str]:
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text(statement))
    yield str(caught.value.orig)


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_change_and_delete(
    engine: Engine, sessions: Sessions, ids: list[int], clock: Clock, table: str
) -> None:
    with sessions.begin() as session:
        store.remove(session, ids[0], actor="x", reason="到期", now=clock())
        session.add(store.Anchor(number=1, at=clock(), body="{}", hash="", public_key="", signature=""))
        session.flush()
        session.add(store.AnchorHead(subject=1, kind="instance", anchor=1, seq=1, head="x"))
        notice = {"year": 2026, "number": "", "text": "", "calendar_version": "1", "loaded_by": "x"}
        session.add(store.CalendarNotice(**notice, loaded_at=clock()))
    column = next(iter(store.Base.metadata.tables[table].columns)).name
    verbs = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]
    if engine.dialect.name == "postgresql":
        verbs += [f"TRUNCATE {table} CASCADE"]
    else:
        verbs += [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"]
    for verb in verbs:
        [told] = refused(engine, verb)
        assert f"{table} 只能追加，不能修改或删除" in told


@pytest.mark.parametrize("change", ["started_by = 'x'", "process_id = 'x'", "algorithm = 'sha256'"])
def test_who_an_instance_is_cannot_be_changed(engine: Engine, ids: list[int], change: str) -> None:
    [told] = refused(engine, f"UPDATE process_instance SET {change}")
    assert "process_instance" in told


def test_an_instance_cannot_simply_be_deleted(engine: Engine, ids: list[int]) -> None:
    [told] = refused(engine, "DELETE FROM process_instance")
    assert "process_instance 只能" in told


def everything(session: Session, instance_id: int) -> int:
    tables = [t for t in store.Base.metadata.tables.values() if "instance_id" in t.c]
    tables = [table for table in tables if table.name != "tombstone"]
    query = [select(func.count()).where(table.c.instance_id == instance_id) for table in tables]
    return sum(session.scalar(each) or 0 for each in query)


def test_an_ended_instance_goes_as_a_whole_and_leaves_a_tombstone(
    engine: Engine, sessions: Sessions, ids: list[int], clock: Clock
) -> None:
    with sessions() as session:
        was = queries.instance(session, ids[0])
        kept, end = everything(session, ids[1]), (was.seq, was.head)
        assert everything(session, ids[0]) > 0
    with sessions.begin() as session:
        store.remove(session, ids[0], actor="root1", reason="保存期满", now=clock())
    with sessions() as session:
        tombstone = session.get_one(store.Tombstone, ids[0])
        assert (tombstone.seq, tombstone.head, tombstone.reason) == (*end, "保存期满")
        assert everything(session, ids[0]) == 0
        assert everything(session, ids[1]) == kept
        with pytest.raises(NotFound):
            queries.instance(session, ids[0])
        assert proof.verify(session) == []


def test_what_is_under_way_does_not_go(sessions: Sessions, ids: list[int], clock: Clock) -> None:
    with sessions.begin() as session, pytest.raises(InvalidState, match="尚未结束"):
        store.remove(session, ids[1], actor="x", reason="", now=clock())
    with sessions.begin() as session, pytest.raises(NotFound):
        store.remove(session, 99, actor="x", reason="", now=clock())


@pytest.mark.parametrize(("which", "head"), [(1, None), (0, "x")])
def test_a_tombstone_has_to_fit(
    sessions: Sessions, ids: list[int], clock: Clock, which: int, head: str | None
) -> None:
    """Neither an instance under way nor a false head: a tombstone would free its records for deletion."""
    with sessions() as session:
        instance = session.get_one(store.Instance, ids[which])
        names = ("process_id", "version", "started_at", "ended_at", "algorithm", "seq", "head")
        row: dict[str, Any] = {name: getattr(instance, name) for name in names}
        row |= {"head": head or row["head"], "removed_at": clock(), "removed_by": "x", "reason": ""}
        session.add(store.Tombstone(instance_id=instance.id, **row))
        with pytest.raises(DBAPIError, match="已经结束"):
            session.flush()


def test_a_step_and_a_rebuild_pass_the_guards(sessions: Sessions, ids: list[int], clock: Clock) -> None:
    with sessions.begin() as session:
        [item] = queries.worklist(session, DRAFTER).items
        commands.complete_user_task(session, item.ref, {}, actor=DRAFTER, now=clock())
        assert store.rebuild(session) == 2
        assert len(session.scalars(select(table_of(store.UserTask).c.name)).all()) == 3
