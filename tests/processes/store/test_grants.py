"""The role of the service on a real PostgreSQL: it runs a whole case, and cannot rewrite one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import DBAPIError

from processes import commands, jobs, proof, queries, store
from processes.errors import InvalidArgument
from processes.store import grants
from tests.processes import diagrams
from tests.processes.commands.test_calendar import NOTICE
from tests.processes.conftest import DRAFTER, HEAD, Clock
from tests.processes.matters import begun

pytestmark = pytest.mark.postgresql
ROLE = f"jiedu_app_{os.getpid()}"


@pytest.fixture
def owner(postgres_url: str, connect: Callable[[str], Engine]) -> Iterator[Engine]:
    """The owner of the tables, with the role set up."""
    engine = connect(postgres_url)
    with engine.begin() as connection:
        assert "record" in grants.grant(connection, ROLE, password="not needed here")
    yield engine
    with engine.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {ROLE}"))
        connection.execute(text(f"DROP ROLE {ROLE}"))


@pytest.fixture
def app(owner: Engine, postgres_url: str, connect: Callable[[str], Engine]) -> Engine:
    """Connected as the role."""
    return connect(make_url(postgres_url).set(username=ROLE).render_as_string(hide_password=False))


def whole_case(app: Engine, clock: Clock, key: proof.Signer) -> int:
    """From the deployment to the end, with the worker, an anchor and a rebuild."""
    sessions = store.sessions(app)
    values = {"drafter": "zhang3", "title": "办法"}
    number = begun(sessions, clock, "review", {"review.bpmn": diagrams.REVIEW}, **values)
    for actor, data in ((DRAFTER, {}), (HEAD, {"ok": False}), (DRAFTER, {}), (HEAD, {"ok": True})):
        with sessions.begin() as session:
            [item] = queries.worklist(session, actor).items
            commands.complete_user_task(session, item.ref, data, actor=actor, now=clock.advance(minutes=5))
    with sessions.begin() as session:
        commands.load_calendar_notice(session, NOTICE, actor=DRAFTER, now=clock())
    rules = jobs.AnchorRules(proof.Anchoring(key))
    jobs.run_once(sessions, now=clock(), settings=jobs.WorkerSettings(anchors=rules))
    with sessions.begin() as session:
        assert store.rebuild(session) == 1
    return number


def test_the_role_does_all_the_work(app: Engine, clock: Clock, tmp_path: Path) -> None:
    key = proof.new_key(tmp_path / "key")
    number = whole_case(app, clock, key)
    sessions = store.sessions(app)
    with sessions() as session:
        assert queries.instance(session, number).status == "completed"
        assert proof.verify(session) + proof.check_anchors(session, {key.public: ""}) == []
    with sessions.begin() as session:
        store.remove(session, number, actor="root1", reason="保存期满", now=clock())
    with sessions() as session:
        assert session.scalar(text("SELECT count(*) FROM record")) == 0
        assert proof.verify(session) + proof.check_anchors(session, {key.public: ""}) == []


REFUSED = [
    ("UPDATE record SET actor = 'x'", "permission denied"),
    ("DELETE FROM record", "permission denied"),
    ("TRUNCATE record", "permission denied"),
    ("TRUNCATE process_instance CASCADE", "permission denied"),
    ("UPDATE anchor SET body = ''", "permission denied"),
    ("DELETE FROM tombstone", "permission denied"),
    ("UPDATE resource SET content = ''", "permission denied"),
    ("ALTER TABLE record DISABLE TRIGGER ALL", "must be owner"),
    ("DROP TRIGGER record_refuses_change ON record", "must be owner"),
    ("DROP FUNCTION jiedu_refuses_change CASCADE", "must be owner"),
    ("SET session_replication_role = replica", "permission denied"),
    ("CREATE TABLE mine (x int)", "permission denied"),
    ("UPDATE alembic_version SET version_num = '1'", "permission denied"),
]


def test_the_role_cannot_rewrite(app: Engine) -> None:
    for statement, told in REFUSED:
        with app.connect() as connection, pytest.raises(DBAPIError, match=told):
            connection.execute(text(statement))


def test_records_without_a_tombstone_stay(app: Engine, clock: Clock) -> None:
    sessions = store.sessions(app)
    number = begun(sessions, clock, "review", {"review.bpmn": diagrams.REVIEW}, drafter="zhang3")
    with sessions() as session, pytest.raises(DBAPIError, match="只能追加"):
        session.execute(text("SELECT jiedu_remove_records(:number)"), {"number": number})


def test_passwords_are_scram_and_unfit_roles_refused(owner: Engine) -> None:
    with owner.connect() as connection:
        query = text("SELECT rolpassword FROM pg_authid WHERE rolname = :role")
        assert str(connection.scalar(query, {"role": ROLE})).startswith("SCRAM-SHA-256$")
        for role in ("postgres", "a b", 'x"; DROP TABLE record; --'):
            with pytest.raises(InvalidArgument):
                grants.grant(connection, role)


def test_sqlite_has_no_roles(sqlite_url: str, connect: Callable[[str], Engine]) -> None:
    with connect(sqlite_url).connect() as connection, pytest.raises(InvalidArgument, match="PostgreSQL"):
        grants.grant(connection, "jiedu_app")
