"""Whatever is edited behind the back of the service is found, with instance and number of the record."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, proof, queries, reexecution, store
from processes.proof import chains
from processes.store import chain
from processes.store.rows import table_of
from processes.store.types import canonical
from tests.processes import diagrams
from tests.processes.conftest import DRAFTER, HEAD, Clock
from tests.tampering import disarm

Sessions = sessionmaker[Session]


@pytest.fixture
def instance_id(sessions: Sessions, clock: Clock) -> int:
    """A finished review with one round back, and a second instance beside it."""
    with sessions.begin() as session:
        commands.deploy(session, {"review.bpmn": diagrams.REVIEW}, "", actor=DRAFTER, now=clock())
    ids = []
    for _ in range(2):
        with sessions.begin() as session:
            started = commands.start_instance(
                session, "review", {"drafter": "zhang3", "title": "电梯补贴办法"}, actor=DRAFTER, now=clock()
            )
            ids.append(started.id)
    for actor, data in ((DRAFTER, {}), (HEAD, {"ok": False}), (DRAFTER, {}), (HEAD, {"ok": True})):
        with sessions.begin() as session:
            refs = [item.ref for item in queries.worklist(session, actor).items]
            [ref] = [ref for ref in refs if ref.instance_id == ids[0]]
            commands.complete_user_task(session, ref, data, actor=actor, now=clock.advance(minutes=5))
    return ids[0]


def unguarded(engine: Engine, statement: str, **values: Any) -> None:
    """What somebody with the rights of the database's owner can do."""
    with engine.begin() as connection:
        disarm(connection, "record")
        assert connection.execute(text(statement), values).rowcount > 0


def test_an_untouched_database_is_proven(sessions: Sessions, instance_id: int) -> None:
    with sessions() as session:
        assert proof.verify(session) == []


@pytest.mark.parametrize(
    "change",
    [
        "payload = replace(payload, 'li4', 'li5')",
        "actor = 'somebody'",
        "type = 'user_task_canceled'",
        "element_id = NULL",
        "hash = substr(hash, 1, 63) || 'x'",
        "step = step + 1",
    ],
)
def test_an_edited_record_is_found(sessions: Sessions, engine: Engine, instance_id: int, change: str) -> None:
    with sessions() as session:
        entries = list(store.entries(session, instance_id))
    [seq] = [
        e.seq
        for e in entries
        if e.record.type == "variables_changed" and e.record.payload["values"] == {"ok": True}
    ]
    if "payload" in change:
        change = "payload = replace(payload, 'true', 'false')"
    where = "instance_id = :id AND seq = :seq"
    unguarded(engine, f"UPDATE record SET {change} WHERE {where}", id=instance_id, seq=seq)
    with sessions() as session:
        faults = proof.verify(session)
    assert {fault.instance_id for fault in faults} == {instance_id}
    assert faults[0].seq == seq


def test_a_spoilt_time_is_found(sessions: Sessions, engine: Engine, instance_id: int) -> None:
    moment = "'20x6'" if engine.dialect.name == "sqlite" else "at + interval '1 second'"
    unguarded(engine, f"UPDATE record SET at = {moment} WHERE instance_id = :id AND seq = 5", id=instance_id)
    with sessions() as session:
        assert proof.verify(session)[0].seq == 5


def test_a_deleted_record_is_found(sessions: Sessions, engine: Engine, instance_id: int) -> None:
    unguarded(engine, "DELETE FROM record WHERE instance_id = :id AND seq = 7", id=instance_id)
    with sessions() as session:
        assert [(fault.instance_id, fault.seq) for fault in proof.verify(session)] == [(instance_id, 7)]


def test_deleted_last_records_are_found(sessions: Sessions, engine: Engine, instance_id: int) -> None:
    with sessions() as session:
        last = queries.instance(session, instance_id).seq
    unguarded(engine, "DELETE FROM record WHERE instance_id = :id AND seq = :last", id=instance_id, last=last)
    with sessions() as session:
        assert [fault.seq for fault in proof.verify(session)] == [last]


@pytest.mark.parametrize(
    "change",
    ["state = state || ' '", "seq = seq + 1", "head = seal", "started_by = 'x'"],
)
def test_an_edited_head_or_state_is_found(
    sessions: Sessions, engine: Engine, instance_id: int, change: str
) -> None:
    with engine.begin() as connection:
        disarm(connection, "process_instance")
        connection.execute(text(f"UPDATE process_instance SET {change} WHERE id = :id"), {"id": instance_id})
    with sessions() as session:
        assert {fault.instance_id for fault in proof.verify(session)} == {instance_id}


@pytest.mark.parametrize(
    "change",
    [
        "payload = CAST(x'22ff22' AS TEXT)",
        "payload = x'7b7d'",
        "payload = NULL",
        "actor = CAST(x'ff' AS TEXT)",
        "at = NULL",
        "at = 7",
        "at = at || ' '",
        "at = replace(at, ' ', 'T')",
        "at = substr(at, 1, 19)",
        "step = '1x'",
        "step = 1.5",
        "scope_id = 'x'",
    ],
)
def test_what_only_sqlite_lets_somebody_write_is_found(
    sessions: Sessions, engine: Engine, instance_id: int, change: str
) -> None:
    if engine.dialect.name != "sqlite":
        return
    with engine.begin() as connection:
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        connection.execute(text("PRAGMA writable_schema = ON"))
        loose = "UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', '') WHERE name = 'record'"
        connection.execute(text(loose))
    engine.dispose()
    where = "instance_id = :id AND seq = 5"
    unguarded(engine, f"UPDATE record SET {change} WHERE {where}", id=instance_id)
    with sessions() as session:
        faults = proof.verify(session)
        assert proof.verify(session, instance_id) == faults
    assert {fault.instance_id for fault in faults} == {instance_id}
    assert faults[0].seq == 5


def test_the_number_of_statements_does_not_grow_with_the_instances(
    sessions: Sessions, engine: Engine, instance_id: int, clock: Clock
) -> None:
    few = statements(sessions, engine)
    for _ in range(12):
        with sessions.begin() as session:
            commands.start_instance(session, "review", {"drafter": "zhang3"}, actor=DRAFTER, now=clock())
    assert statements(sessions, engine) == few


def test_a_fault_is_found_wherever_its_group_of_instances_begins(
    sessions: Sessions, engine: Engine, instance_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    unguarded(engine, "UPDATE record SET actor = 'x' WHERE instance_id = :id AND seq = 2", id=instance_id + 1)
    with sessions() as session:
        for size in (1, 2, 3):
            monkeypatch.setattr(chains, "_PAGE", size)
            assert [(f.instance_id, f.seq) for f in proof.verify(session)] == [(instance_id + 1, 2)]


def statements(sessions: Sessions, engine: Engine) -> int:
    """How many statements a proof of everything takes."""
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    with sessions() as session:
        assert proof.verify(session) == []
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


NAMES = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.none() | st.integers(0, 2**63 - 1)


@given(
    st.tuples(st.integers(), st.integers(), st.integers()),
    st.datetimes(timezones=st.timezones()),
    st.tuples(NAMES, NAMES, NAMES, NAMES),
    st.tuples(NUMBERS, NUMBERS),
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), NAMES, max_size=3),
)
def test_the_hashed_text_is_canonical_json(
    numbers: tuple[int, int, int],
    at: datetime,
    names: tuple[str | None, ...],
    places: tuple[int | None, int | None],
    payload: dict[str, Any],
) -> None:
    kind, actor, process_id, element_id = names
    utc = at.astimezone(UTC).isoformat(timespec="microseconds")
    assert chain.instant(at) == utc
    row = (*numbers, kind, utc, actor, process_id, element_id, *places, canonical(payload))
    covered = [*numbers, kind, utc, actor, process_id, element_id, *places, payload]
    text = json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert chain.link("sha256", "前", row) == hashlib.sha256(f"前\n{text}".encode()).hexdigest()


def test_an_edited_definition_is_found(sessions: Sessions, engine: Engine, instance_id: int) -> None:
    with sessions.begin() as session:
        disarm(session.connection(), "resource")
        resource = session.scalars(select(store.Resource)).one()
        resource.content = resource.content.replace("起草".encode(), "草拟".encode())
    with sessions() as session:
        [fault] = proof.verify(session)
    assert "定义文件" in fault.text


def rows(session: Session) -> dict[str, list[Any]]:
    tables = [table_of(model) for model in (*store.READ_TABLES, store.Instance)]
    return {t.name: sorted(map(repr, session.execute(select(t)))) for t in tables}


def test_the_read_tables_can_be_rebuilt(sessions: Sessions, instance_id: int) -> None:
    with sessions() as session:
        before = rows(session)
    with sessions.begin() as session:
        assert store.rebuild(session) == 2
    with sessions() as session:
        assert rows(session) == before


def test_reexecution_gives_the_same_records(sessions: Sessions, instance_id: int) -> None:
    with sessions() as session:
        assert reexecution.reexecute(session, instance_id) == []


def test_reexecution_finds_an_invented_result(sessions: Sessions, engine: Engine, instance_id: int) -> None:
    unguarded(
        engine,
        "UPDATE record SET payload = replace(payload, 'draft_check', 'x') WHERE type = 'sequence_flow_taken'",
    )
    with sessions() as session:
        [first, *_] = reexecution.reexecute(session, instance_id)
    assert first.step == 2
    assert first.stored is not None
    assert first.stored["payload"] == {"flow_id": "x"}


@pytest.mark.parametrize("algorithm", ["sm3", "sha256"])
def test_the_hash_can_be_chosen(engine: Engine, clock: Clock, algorithm: str) -> None:
    sessions = store.sessions(engine, store.Options(algorithm=algorithm))
    with sessions.begin() as session:
        commands.deploy(session, {"review.bpmn": diagrams.REVIEW}, "", actor=DRAFTER, now=clock())
        started = commands.start_instance(session, "review", {"drafter": "a"}, actor=DRAFTER, now=clock())
        assert started.algorithm == algorithm
        assert proof.verify(session) == []


def test_without_sm3_the_chain_is_sha256(
    engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashlib, "algorithms_available", {"sha256"})
    sessions = store.sessions(engine)
    with sessions.begin() as session:
        commands.deploy(session, {"review.bpmn": diagrams.REVIEW}, "", actor=DRAFTER, now=clock())
        started = commands.start_instance(session, "review", {"drafter": "a"}, actor=DRAFTER, now=clock())
        assert started.algorithm == "sha256"
