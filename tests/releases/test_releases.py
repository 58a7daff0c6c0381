"""What earlier releases left is read, proven and worked on to its end by this one."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from processes import commands, jobs, proof, queries, soundness, store
from processes.commands import Actor
from tests.processes.conftest import Clock

FILES = sorted(Path(__file__).parent.glob("*.db.gz"))
EVERYBODY = Actor("sun8", "孙八", "zjw", frozenset({"drafter@zjw", "section_head@zjw"}))


def test_there_are_releases() -> None:
    assert [file.name for file in FILES] != []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_an_earlier_release(file: Path, tmp_path: Path, connect: Callable[[str], Engine]) -> None:
    path = tmp_path / "release.db"
    path.write_bytes(gzip.decompress(file.read_bytes()))
    engine = connect(f"sqlite:///{path}")
    store.upgrade(engine)
    sessions, clock = store.sessions(engine), Clock()
    clock.now += timedelta(days=3)

    def sound() -> list[object]:
        with sessions() as session:
            numbers = session.scalars(select(store.Instance.id)).all()
            found: list[object] = [*proof.verify(session), *soundness.check(session)]
            for number in numbers:
                found += soundness.compare(session, number)
            session.rollback()
        assert len(numbers) == 3
        return found

    assert sound() == []
    for _ in range(20):
        jobs.run_once(sessions, now=clock(), handlers={"notify": lambda *_: {}})
        with sessions() as session:
            tasks = queries.worklist(session, EVERYBODY).items
        for item in tasks:
            with sessions.begin() as session:
                given = {"ok": True, "more": False}
                commands.complete_user_task(session, item.ref, given, actor=EVERYBODY, now=clock())
        clock.advance(days=1)
    with sessions() as session:
        assert set(session.scalars(select(store.Instance.status))) == {"completed"}
    assert sound() == []
