"""A real PostgreSQL for the tests: JIEDU_TEST_POSTGRES, else a private cluster in a temporary folder."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_BINARIES = Path("/usr/lib/postgresql")
_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server where the tests may create databases; a private one is removed at the end."""
    given = os.environ.get("JIEDU_TEST_POSTGRES")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="jiedu-postgres-"))
    try:
        port = _start(folder)
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        _run([_binary("pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> int:
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    data = str(folder / "data")
    _run(
        [
            _binary("initdb"),
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]
    )
    options = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    options += f" -p {port} -c listen_addresses=127.0.0.1 -k {folder}"
    _run([_binary("pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start"])
    return port


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
