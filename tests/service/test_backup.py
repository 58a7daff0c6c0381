"""The drill: an office is copied while it works, the machine is lost, the copy goes on where it stood."""

from __future__ import annotations

import io
import tarfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, func, select, text

from processes import commands, proof, reexecution, store
from processes.commands import SYSTEM, Actor, TaskRef
from processes.errors import InvalidArgument, InvalidState
from processes.store import Instance, RecordRow, UserTask
from service import backup, migrations
from service.backup import manifest as manifests
from service.cli import main
from service.identity.log_ins import end_sessions_of, start_session
from service.identity.office import load_office
from service.identity.office_file import read_office
from service.identity.tables import LoginSession
from tests.service.conftest import OFFICE, SAMPLES
from tests.tampering import disarm

NOW = datetime(2026, 1, 16, 1, 0, tzinfo=UTC)
LIN = Actor(id="lin", name="林知远", groups=frozenset({"drafter@zjw"}), unit="zjw")


def upgrade(engine: Engine) -> None:
    store.upgrade(engine)
    migrations.upgrade(engine)


def start(engine: Engine) -> int:
    with store.sessions(engine).begin() as session:
        return commands.start_instance(session, "drafting", {}, actor=LIN, now=NOW).id


@pytest.fixture
def office(engine: Engine) -> Engine:
    """A process and one matter."""
    upgrade(engine)
    with store.sessions(engine).begin() as session:
        files = {file.name: file.read_bytes() for file in SAMPLES.iterdir()}
        commands.deploy(session, files, "首次部署", actor=SYSTEM, now=NOW)
    start(engine)
    return engine


@pytest.fixture
def other(office: Engine, tmp_path: Path, connect: Callable[[str], Engine]) -> Iterator[Engine]:
    """The empty database of a new machine."""
    if office.dialect.name == "sqlite":
        yield connect(f"sqlite:///{tmp_path}/new.sqlite3")
        return
    name = f"{office.url.database}_new"
    administer(office, f'CREATE DATABASE "{name}"')
    engine = connect(office.url.set(database=name).render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    administer(office, f'DROP DATABASE "{name}" WITH (FORCE)')


def administer(engine: Engine, statement: str) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))


@pytest.fixture
def busy(office: Engine) -> Iterator[list[int]]:
    """The matters that somebody starts meanwhile, one after the other, each acknowledged."""
    started: list[int] = []
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            started.append(start(office))

    thread = threading.Thread(target=work)
    thread.start()
    yield started
    stop.set()
    thread.join(30)


def test_what_was_acknowledged_before_is_in_the_copy_and_goes_on_in_it(
    office: Engine, other: Engine, busy: list[int], tmp_path: Path
) -> None:
    while not busy:
        pass
    before = list(busy)
    manifest = backup.take(office, tmp_path / "a.jiedu", now=NOW)
    restored = backup.restore(tmp_path / "a.jiedu", other)

    assert restored == manifest
    assert (tmp_path / "a.jiedu").stat().st_mode & 0o777 == 0o600
    with store.readers(other)() as session:
        numbers = set(session.scalars(select(Instance.id)))
        assert numbers >= {1, *before}
        counted = session.scalar(select(func.count()).select_from(RecordRow))
        assert manifest.counts["process_instance"] == len(numbers)
        assert manifest.counts["record"] == counted
        assert proof.verify(session) == []
        assert reexecution.reexecute(session, 1) == []
        task = session.scalars(select(UserTask).where(UserTask.instance_id == 1)).one()
    upgrade(other)
    with store.sessions(other).begin() as session:
        data = {"material": {"title": "加装电梯材料"}}
        commands.complete_user_task(session, TaskRef(1, task.element_instance_id), data, actor=LIN, now=NOW)


def test_a_log_in_that_has_ended_since_the_backup_is_not_open_again(office: Engine, tmp_path: Path) -> None:
    with store.sessions(office).begin() as session:
        load_office(session, read_office(OFFICE, "office.yaml"), today=NOW.date())
        start_session(session, "lin", now=int(NOW.timestamp()))
    backup.take(office, tmp_path / "a.jiedu", now=NOW)
    with store.sessions(office).begin() as session:
        end_sessions_of(session, "lin", now=int(NOW.timestamp()))
    backup.restore(tmp_path / "a.jiedu", office, replace=True)
    with store.readers(office)() as session:
        assert session.scalars(select(LoginSession)).all() == []


def test_only_an_empty_database_is_filled_unless_replace_is_said(office: Engine, tmp_path: Path) -> None:
    backup.take(office, tmp_path / "a.jiedu", now=NOW)
    start(office)
    with office.begin() as connection:
        connection.execute(text("CREATE TABLE of_a_newer_version (id integer)"))

    with pytest.raises(InvalidState, match="--replace"):
        backup.restore(tmp_path / "a.jiedu", office)
    backup.restore(tmp_path / "a.jiedu", office, replace=True)

    with store.readers(office)() as session:
        assert list(session.scalars(select(Instance.id))) == [1]
    with office.connect() as connection:
        told = manifests.told(connection)
        assert told["counts"]["process_instance"] == 1
        assert "of_a_newer_version" not in manifests.inspect(connection).get_table_names()


def test_a_damaged_backup_changes_nothing(office: Engine, tmp_path: Path) -> None:
    file = tmp_path / "a.jiedu"
    backup.take(office, file, now=NOW)
    whole = file.read_bytes()
    with tarfile.open(fileobj=io.BytesIO(whole)) as archive:
        manifest = archive.extractfile("manifest.json")
        assert manifest is not None
        told = manifest.read()
    for content, says in (
        (whole[: len(whole) // 2], "已损坏"),
        (b"PK\x03\x04" + whole, "不是可读的备份文件"),
        (_packed(told, b"something else"), "SHA-256"),
        (_packed(told.replace(b'"format": 1', b'"format": 9'), b""), "格式版本 9"),
        (_packed(b"[]", b""), "manifest.json"),
    ):
        file.write_bytes(content)
        with pytest.raises(InvalidArgument, match=says):
            backup.restore(file, office, replace=True)
    with store.readers(office)() as session:
        assert session.get_one(Instance, 1).status == "active"


def _packed(manifest: bytes, copy: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in (("manifest.json", manifest), (_name(manifest), copy)):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def _name(manifest: bytes) -> str:
    return "jiedu.dump" if b"postgresql" in manifest else "jiedu.sqlite3"


def test_a_backup_never_overwrites_another(office: Engine, tmp_path: Path) -> None:
    file = tmp_path / "a.jiedu"
    file.write_bytes(b"older")
    with pytest.raises(InvalidArgument, match="已存在"):
        backup.take(office, file, now=NOW)
    assert file.read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".jiedu")] == []


def test_a_copy_of_one_kind_of_database_is_not_put_into_the_other(
    sqlite_url: str, postgres_url: str, connect: Callable[[str], Engine], tmp_path: Path
) -> None:
    embedded, server = connect(sqlite_url), connect(postgres_url)
    migrations.upgrade(embedded)
    backup.take(embedded, tmp_path / "a.jiedu", now=NOW)
    with pytest.raises(InvalidArgument, match="sqlite"):
        backup.restore(tmp_path / "a.jiedu", server, replace=True)


def test_what_was_restored_is_proven(
    office: Engine, other: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.begin() as connection:
        disarm(connection, "record")
        connection.execute(text("UPDATE record SET type = 'forged' WHERE seq = 2"))
    backup.take(office, tmp_path / "a.jiedu", now=NOW)
    monkeypatch.setenv("JIEDU_DATABASE_URL", other.url.render_as_string(hide_password=False))
    monkeypatch.setenv("JIEDU_SECRET_KEY", "k" * 40)

    result = CliRunner().invoke(main, ["restore", str(tmp_path / "a.jiedu")])

    assert result.exit_code == 1, result.output
    assert "实例 1 第 2 条" in result.output
