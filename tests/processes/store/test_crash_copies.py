"""SQLite at the instant of a crash: what is in the files is whole, and everything acknowledged is in it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, text

from processes import proof, soundness, store

_ROOT = Path(__file__).parents[3]
_WRITER = """
import sys
from processes import jobs, store
from tests.processes.conftest import Clock
from tests.processes.jobs.processes import deploy, start
sessions, clock = store.sessions(store.connect(sys.argv[1])), Clock()
deploy(sessions, clock)
while True:
    start(sessions, clock, "wait")
    jobs.run_once(sessions, now=clock())
    sys.stdout.write(".")
    sys.stdout.flush()
"""
COPIES = 20


def test_copies_taken_at_any_instant(
    sqlite_url: str, tmp_path: Path, connect: Callable[[str], Engine]
) -> None:
    file, chance = Path(sqlite_url.removeprefix("sqlite:///")), random.Random(1)
    arguments = [sys.executable, "-c", _WRITER, sqlite_url]
    writer = subprocess.Popen(arguments, cwd=_ROOT, stdout=subprocess.PIPE)
    assert writer.stdout
    told, acknowledged = writer.stdout.fileno(), len(os.read(writer.stdout.fileno(), 1))
    os.set_blocking(told, False)
    copies = []
    try:
        for number in range(COPIES):
            threading.Event().wait(chance.random() * 0.1)
            writer.send_signal(signal.SIGSTOP)
            os.waitpid(writer.pid, os.WUNTRACED)
            acknowledged += _read(told)
            copy = tmp_path / f"copy-{number}.db"
            for ending in ("", "-wal"):
                shutil.copy(f"{file}{ending}", f"{copy}{ending}")
            copies.append((copy, acknowledged))
            writer.send_signal(signal.SIGCONT)
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    assert copies[-1][1] > 1
    for copy, least in copies:
        _examine(connect(f"sqlite:///{copy}"), least)


def _read(pipe: int) -> int:
    try:
        return len(os.read(pipe, 100_000))
    except BlockingIOError:
        return 0


def _examine(engine: Engine, least: int) -> None:
    with store.sessions(engine)() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert proof.verify(session) == []
        assert soundness.check(session) == []
        done = session.query(store.Instance).filter_by(status="completed").count()
        assert done >= least
    engine.dispose()
