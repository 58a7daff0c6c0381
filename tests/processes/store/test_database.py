"""What the connections promise: durable writers, readers that cannot write, canonical values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, Integer, bindparam, create_engine, event, select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, definitions, store
from processes.store import rows
from processes.store.types import Instant, Json, canonical
from tests.processes import diagrams
from tests.processes.conftest import DRAFTER, Clock

Sessions = sessionmaker[Session]


def deploy(session: Session, clock: Clock) -> definitions.DeploymentResult:
    return commands.deploy(session, {"review.bpmn": diagrams.REVIEW}, "", actor=DRAFTER, now=clock())


def test_sqlite_keeps_every_commit(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        values = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert values == ["wal", 2, 1, 30000]


def test_readers_cannot_write_but_may_validate(engine: Engine, clock: Clock) -> None:
    readers, sessions = store.readers(engine), store.sessions(engine)
    with readers() as session, pytest.raises(DBAPIError):
        deploy(session, clock)
    with sessions.begin() as session:
        deploy(session, clock)
    with readers() as session:
        assert definitions.validate(session, {"review.bpmn": diagrams.REVIEW}) == []
    with sessions.begin() as session:
        commands.start_instance(session, "review", {"drafter": "a"}, actor=DRAFTER, now=clock())


def test_readers_do_not_wait_for_a_writer(engine: Engine, clock: Clock) -> None:
    readers, sessions = store.readers(engine), store.sessions(engine)
    with sessions.begin() as writer:
        deploy(writer, clock)
        with readers() as reader:
            assert reader.scalar(text("SELECT count(*) FROM deployment")) == 0


@pytest.mark.postgresql
def test_connections_that_the_server_has_left_are_made_anew(
    postgres_url: str, connect: Callable[[str], Engine]
) -> None:
    sessions, other = store.sessions(connect(postgres_url)), store.sessions(connect(postgres_url))
    ask = text("SELECT pg_backend_pid()")
    with sessions() as session:
        first = session.scalar(ask)
    with sessions() as session:
        assert session.scalar(ask) == first
    with other.begin() as session:
        session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": first})
    with sessions() as session:
        assert session.scalar(ask) != first


@pytest.mark.postgresql
@pytest.mark.parametrize("make", [store.readers, store.sessions])
def test_a_connection_that_breaks_before_it_is_used_is_a_fault_that_goes_by(
    make: Callable[[Engine], Sessions], postgres_url: str, connect: Callable[[str], Engine]
) -> None:
    engine = connect(postgres_url)
    event.listen(engine, "checkout", lambda driver, *_: driver.close())
    with make(engine)() as session, pytest.raises(DBAPIError) as caught:
        session.scalar(text("SELECT 1"))
    assert store.passing(caught.value)


@pytest.mark.postgresql
def test_a_connection_that_breaks_inside_a_transaction_is_one_too(
    postgres_url: str, connect: Callable[[str], Engine]
) -> None:
    with store.sessions(connect(postgres_url))() as session:
        connection = session.connection()
        kept = rows.prepared(connection, ("of a test",), lambda: select(bindparam("x", type_=Integer())))
        assert rows.first(connection, kept, {"x": 1}) == (1,)
        connection.connection.driver_connection.close()
        with pytest.raises(DBAPIError) as caught:
            rows.first(connection, kept, {"x": 1})
    assert store.passing(caught.value)


@pytest.mark.postgresql
def test_a_connection_is_read_only_by_turns(postgres_url: str, connect: Callable[[str], Engine]) -> None:
    engine = connect(postgres_url)
    readers, sessions = store.readers(engine), store.sessions(engine)
    for _ in range(2):
        for make, expected in ((readers, "on"), (sessions, "off")):
            with make() as session:
                assert session.scalar(text("SHOW transaction_read_only")) == expected


def test_a_naive_moment_is_refused(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(StatementError, match="时刻应带时区"):
        connection.execute(store.Timer.__table__.select().where(store.Timer.due <= datetime(2026, 1, 1)))


def test_moments_come_back_in_utc() -> None:
    moment = datetime(2026, 1, 7, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    for name in ("sqlite", "postgresql"):
        dialect = create_engine(f"{name}{'+psycopg' if name == 'postgresql' else ''}://").dialect
        stored = Instant().process_bind_param(moment, dialect)
        back = Instant().process_result_value(stored, dialect)
        assert back == moment
        assert back.tzinfo is UTC


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_canonical_json_is_the_same_however_often_it_is_read(value: object) -> None:
    dialect = create_engine("sqlite://").dialect
    written = Json().process_bind_param({"v": value}, dialect)
    assert written is not None
    written.encode()
    again = Json().process_result_value(written, dialect)
    assert again == {"v": value}
    assert canonical(again) == written


def test_canonical_json_is_sorted_chinese_and_storable() -> None:
    assert canonical({"b": 1, "a": "办法", "c": "\ud800"}) == '{"a":"办法","b":1,"c":"\\ud800"}'
    with pytest.raises(ValueError, match="Out of range"):
        canonical(float("nan"))
