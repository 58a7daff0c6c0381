"""The examination names what is wrong, and is quiet about a sound office."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from processes import commands, store
from processes.commands import SYSTEM, Actor
from service import doctor, migrations
from service.config import Settings, Smtp
from service.doctor import Finding
from service.identity.office import load_office
from service.identity.office_file import read_office
from service.identity.tables import Group, Membership, Post, User
from service.state import State, open_state
from tests.service.conftest import OFFICE, SAMPLES
from tests.tampering import disarm

ADMIN = Actor(id="the-sysadmin", name="管理员", groups=frozenset({"sysadmin"}))
LIN = Actor(id="lin", name="林知远", groups=frozenset({"drafter@zjw"}), unit="zjw")


@pytest.fixture
def state(database_url: str, settings: Settings) -> Iterator[State]:
    sound = replace(settings, database_url=database_url, secret_key="k" * 40, smtp=Smtp())
    state = open_state(replace(sound, base_url="https://jiedu.example.gov.cn"))
    yield state
    state.engine.dispose()


@pytest.fixture
def office(state: State) -> State:
    store.upgrade(state.engine)
    migrations.upgrade(state.engine)
    with state.sessions.begin() as session:
        load_office(session, read_office(OFFICE), today=date(2026, 1, 1))
        for code in ("sysadmin", "secadmin", "auditor"):
            session.merge(Group(code=code, name=code, scope="role"))
            session.merge(User(id=f"the-{code}", name=code, unit_id="zjw"))
            session.merge(Post(id=f"post-{code}", unit_id="zjw", group_code=code))
            session.flush()
            seat = {"user_id": f"the-{code}", "post_id": f"post-{code}", "title": code}
            session.add(Membership(since=date(2026, 1, 1), **seat))
        files = {file.name: file.read_bytes() for file in SAMPLES.iterdir()}
        commands.deploy(session, files, "首次部署", actor=SYSTEM, now=state.now())
    return state


def found(state: State, level: str) -> dict[str, Finding]:
    return {finding.subject: finding for finding in doctor.examine(state) if finding.level == level}


def test_a_sound_office_has_nothing_wrong(office: State) -> None:
    wrong = found(office, "error")
    if office.engine.dialect.name == "postgresql":  # the server of the tests does not wait for its disk
        assert "fsync=off" in wrong.pop("断电保护").text
    assert wrong == {}
    assert set(found(office, "ok")) >= {"数据库", "数据库结构", "只追加", "后台进程", "三员分立", "流程"}


def test_it_changes_nothing(office: State) -> None:
    def rows() -> list[object]:
        with office.engine.connect() as connection:
            names = [table.name for table in store.Base.metadata.sorted_tables]
            return [connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() for name in names]

    before = rows()
    list(doctor.examine(office))
    assert rows() == before


def test_an_empty_database_ends_the_look_at_it(state: State) -> None:
    assert "jiedu db upgrade" in found(state, "error")["数据库"].remedy


def test_tables_of_another_version_are_told(office: State) -> None:
    with office.engine.begin() as connection:
        connection.execute(text("UPDATE service_alembic_version SET version_num = '0001'"))
    assert "机构数据" in found(office, "error")["数据库结构"].text


def test_triggers_that_are_gone_are_told(office: State) -> None:
    with office.engine.begin() as connection:
        disarm(connection, "record")
    assert "record" in found(office, "error")["只追加"].text


def test_what_does_not_hang_together_is_told(office: State) -> None:
    with office.sessions.begin() as session:
        instance = commands.start_instance(session, "drafting", {}, actor=LIN, now=office.now())
        tries = {"seq": 1, "attempt": 0, "fence": 0, "due": office.now() + timedelta(days=1)}
        session.add(store.Effect(instance_id=instance.id, element_instance_id=99, **tries))
    assert f"第 {instance.id} 号事项" in found(office, "error")["一致性"].text


def test_only_the_newest_matters_are_looked_at_unless_all_are_asked_for(
    office: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.work, "NEWEST", 1)
    with office.sessions.begin() as session:
        first, second = (
            commands.start_instance(session, "drafting", {}, actor=LIN, now=office.now()).id for _ in "ab"
        )
        tries = {"seq": 1, "attempt": 0, "fence": 0, "due": office.now() + timedelta(days=1)}
        session.add(store.Effect(instance_id=first, element_instance_id=99, **tries))
    assert "最近 1 件" in found(office, "ok")["一致性"].text
    whole = {each.subject: each for each in doctor.examine(office, whole=True)}["一致性"]
    assert whole.level == "error"
    assert f"第 {first} 号事项" in whole.text
    with office.sessions.begin() as session:
        session.add(store.Effect(instance_id=second, element_instance_id=99, **tries))
    assert f"第 {second} 号事项" in found(office, "error")["一致性"].text


def test_timers_that_nobody_fires_tell_that_there_is_no_worker(office: State) -> None:
    late = office.now() - timedelta(minutes=7)
    with office.sessions.begin() as session:
        instance = commands.start_instance(session, "drafting", {}, actor=LIN, now=office.now())
        fields = {
            "index": 0,
            "repetitions": None,
            "explanation": None,
            "rule": None,
            "process_id": "drafting",
        }
        named = {"instance_id": instance.id, "element_instance_id": 99, "element_id": "T"}
        session.add(store.Timer(due=late, created_at=late, **named, **fields))
    told = found(office, "error")["后台进程"]
    assert "1 个定时器" in told.text
    assert "7 分钟" in told.text
    with office.sessions.begin() as session:
        commands.suspend_instance(session, instance.id, "查账", actor=ADMIN, now=office.now())
    assert "后台进程" in found(office, "ok")


def test_nobody_holds_two_of_the_three_administrations(office: State) -> None:
    with office.sessions.begin() as session:
        seat = Membership(
            user_id="the-sysadmin", post_id="post-auditor", title="审计员", since=date(2026, 1, 1)
        )
        session.add(seat)
    assert "the-sysadmin" in found(office, "error")["三员分立"].text


def test_what_is_around_is_told(state: State) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = replace(
        state.settings,
        secret_key="short",
        demo=True,
        base_url="http://jiedu.example.gov.cn",
        smtp=Smtp(host="127.0.0.1", port=port),
    )
    wrong = {f.subject: f.text for f in doctor.surroundings.findings(settings) if f.level != "ok"}
    assert "不是 https" in wrong["地址"]
    assert "5 个字符" in wrong["会话密钥"]
    assert "连不上" in wrong["邮件"]
    assert "JIEDU_DEMO" in wrong["演示"]


@pytest.mark.parametrize(("greeting", "level"), [(b"220 mail ready\r\n", "ok"), (b"SSH-2.0\r\n", "error")])
def test_the_mail_server_greets(state: State, greeting: bytes, level: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(greeting)

        thread = threading.Thread(target=answer)
        thread.start()
        settings = replace(state.settings, smtp=Smtp(host="127.0.0.1", port=server.getsockname()[1]))
        [mail] = [f for f in doctor.surroundings.findings(settings) if f.subject == "邮件"]
        thread.join(10)
    assert mail.level == level
