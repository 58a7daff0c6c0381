"""The security journal: append-only, chained, safe with many writers, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, sessionmaker
from structlog.testing import capture_logs

from processes.store import database
from service import migrations
from service.identity import journal
from service.identity.journal import Search

NOW = datetime(2026, 1, 16, 1, tzinfo=UTC)
Sessions = sessionmaker[Session]


@pytest.fixture
def sessions(engine: Engine) -> Sessions:
    migrations.upgrade(engine)
    return database.sessions(engine)


def write(sessions: Sessions, *people: str) -> None:
    for place, who in enumerate(people):
        with sessions.begin() as session:
            journal.note(
                session,
                "login_failed",
                who=who,
                what="lin",
                detail={"attempts": place},
                address="10.0.0.7",
                now=NOW + timedelta(minutes=place),
            )


@pytest.fixture
def written(sessions: Sessions) -> Sessions:
    write(sessions, "lin", "lin", "xu", "lin", "lin")
    return sessions


def unguarded(engine: Engine, statement: str) -> None:
    """What somebody with the rights of the database's owner can do."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER security_journal_refuses_{verb}"))
        else:
            connection.execute(text("ALTER TABLE security_journal DISABLE TRIGGER USER"))
        assert connection.execute(text(statement)).rowcount > 0


def test_entries_are_found_by_person_kind_and_time(written: Sessions) -> None:
    with written() as session:
        assert len(journal.entries(session, Search(), limit=10)) == 5
        assert journal.count(session, Search(person="xu")) == 1
        assert journal.count(session, Search(person="lin")) == 5  # four by him, all five about him
        assert journal.count(session, Search(kind="login")) == 0
        late = Search(first=NOW + timedelta(minutes=3), before=NOW + timedelta(minutes=4))
        [entry] = journal.entries(session, late, limit=10)
        assert (entry.who, entry.detail, entry.at) == ("lin", '{"attempts":3}', NOW + timedelta(minutes=3))
        newest = journal.entries(session, Search(), limit=2)
        assert [entry.at - NOW for entry in newest] == [timedelta(minutes=4), timedelta(minutes=3)]


def test_an_untouched_journal_is_proven_and_has_an_end_for_each_chain(written: Sessions) -> None:
    with written() as session:
        assert journal.verify(session) == []
        assert sorted(head.seq for head in journal.heads(session).values()) == [1, 4]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE security_journal SET who = 'xu'", "DELETE FROM security_journal WHERE seq = 1"],
)
def test_the_database_refuses_changes(written: Sessions, engine: Engine, statement: str) -> None:
    with pytest.raises(DatabaseError, match="安全日志只能追加"), engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "change",
    [
        "SET who = 'zhou' WHERE seq = 3",
        "SET kind = 'login' WHERE seq = 2",
        "SET detail = '{}' WHERE seq = 2",
        "SET address = '' WHERE seq = 4",
        "SET seq = 9 WHERE seq = 4",
    ],
)
def test_what_was_edited_behind_the_back_of_the_service_is_found(
    written: Sessions, engine: Engine, change: str
) -> None:
    unguarded(engine, f"UPDATE security_journal {change}")
    with written() as session:
        assert journal.verify(session)


def test_a_removed_entry_is_found(written: Sessions, engine: Engine) -> None:
    unguarded(engine, "DELETE FROM security_journal WHERE seq = 2")
    with written() as session:
        [fault] = journal.verify(session)
    assert (fault.seq, fault.text) == (3, "缺少第 2 至 2 条")


def test_many_writers_at_once_leave_one_unbroken_chain_each(sessions: Sessions) -> None:
    def work(people: tuple[str, ...]) -> None:
        write(sessions, *people * 5)

    crowd = [("lin", "xu"), ("xu", "lin"), ("lin", "zhou"), ("cli", "lin")]
    threads = [threading.Thread(target=work, args=(people,)) for people in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with sessions() as session:
        assert journal.count(session, Search()) == 40
        assert journal.verify(session) == []


@pytest.mark.postgresql
def test_writers_of_other_chains_do_not_wait(postgres_url: str, connect: Callable[[str], Engine]) -> None:
    engine = connect(postgres_url)
    migrations.upgrade(engine)
    sessions = database.sessions(engine)
    with sessions.begin() as first, sessions.begin() as second:
        second.execute(text("SET LOCAL lock_timeout = '2s'"))
        one = journal.note(first, "login", who="lin", now=NOW)
        other = journal.note(second, "login", who="xu", now=NOW)
    assert one.chain != other.chain


def test_what_is_rolled_back_was_not_noted(written: Sessions) -> None:
    with written() as session:
        journal.note(session, "logout", who="lin", now=NOW)
        session.rollback()
    with written() as session:
        assert journal.count(session, Search(kind="logout")) == 0


@pytest.mark.parametrize(("kind", "detail"), [("gossip", {}), ("login", {"mood": "good"})])
def test_what_has_no_name_is_refused(
    sqlite_url: str, connect: Callable[[str], Engine], kind: str, detail: dict[str, str]
) -> None:
    with (
        pytest.raises(ValueError, match="没有名称"),
        database.sessions(connect(sqlite_url)).begin() as session,
    ):
        journal.note(session, kind, who="lin", detail=detail, now=NOW)


def test_what_was_committed_is_a_line_for_collectors(sessions: Sessions) -> None:
    with capture_logs() as lines:
        write(sessions, "lin")
        with sessions() as session:
            journal.note(session, "login", who="xu", now=NOW)
            session.rollback()
            session.commit()
        with sessions.begin() as session:
            with session.begin_nested() as savepoint:
                journal.note(session, "login", who="xu", now=NOW)
                savepoint.rollback()
            with session.begin_nested():
                journal.note(session, "logout", who="xu", what="w", address="10.0.0.8", now=NOW)
            assert len(lines) == 1
    told = [(line["kind"], line["who"], line["address"], line["seq"]) for line in lines]
    assert told == [("login_failed", "lin", "10.0.0.7", 1), ("logout", "xu", "10.0.0.8", 1)]
    with sessions() as session:
        kept = {entry.hash for entry in journal.entries(session, Search(), limit=9)}
    assert {line["hash"] for line in lines} == kept
