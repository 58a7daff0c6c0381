"""A real PostgreSQL: JIEDU_TEST_POSTGRES, else a private cluster in a temporary folder."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

_BINARIES = Path("/usr/lib/postgresql")
#: For tests, which never see the machine lose power.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


class Cluster:
    """A cluster of its own in a temporary folder, with these settings."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="jiedu-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._data = str(self.folder / "data")
        user = ["-U", "postgres", "-A", "trust"]
        _run([_binary("initdb"), "-D", self._data, *user, "-E", "UTF8", "--locale=C", "--no-sync"])
        self._options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._options += f" -p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        self.start()

    @property
    def url(self) -> str:
        """The database ``postgres`` of the cluster."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def log(self) -> str:
        """What the server has logged."""
        return (self.folder / "log").read_text(encoding="utf8", errors="replace")

    def start(self) -> None:
        """Start it; returns when it answers."""
        _run(self._control("-w", "-l", str(self.folder / "log"), "-o", self._options, "start"))

    def crash(self) -> None:
        """Stop it as a power cut would: no checkpoint, no farewell."""
        _run(self._control("-m", "immediate", "stop"))

    def remove(self) -> None:
        """Stop it for good."""
        try:
            self.crash()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _control(self, *arguments: str) -> list[str]:
        return [_binary("pg_ctl"), "-D", self._data, *arguments]


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server where the tests may create databases; a private one is removed at the end."""
    given = os.environ.get("JIEDU_TEST_POSTGRES")
    if given:
        yield given
        return
    cluster = Cluster(QUICK)
    try:
        yield cluster.url
    finally:
        cluster.remove()


def _binary(name: str) -> str:
    found = sorted(_BINARIES.glob(f"*/bin/{name}")) or [Path(p) for p in [shutil.which(name)] if p]
    assert found, f"{name} 不在 {_BINARIES}/*/bin 中：请安装 PostgreSQL，或用 JIEDU_TEST_POSTGRES 指定服务器"
    return str(found[-1])


def _run(arguments: Sequence[str]) -> None:
    """PostgreSQL refuses to run as root, so root runs it as its own user."""
    user = ["runuser", "-u", "postgres", "--"] if getpass.getuser() == "root" else []
    done = subprocess.run(
        [*user, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/"
    )
    assert done.returncode == 0, f"{arguments[0]}: {done.stdout}{done.stderr}"


def await_a_waiter(sessions: Callable[[], Session]) -> None:
    """Until somebody waits for a lock of this database; on SQLite nobody can be seen to wait."""
    waiting = "wait_event_type = 'Lock' AND datname = current_database()"
    asked = text(f"SELECT count(*) FROM pg_stat_activity WHERE {waiting}")
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with sessions() as session:
            if session.get_bind().dialect.name != "postgresql" or session.scalar(asked):
                return
    raise AssertionError("nobody waits for a lock")
