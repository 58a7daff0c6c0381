"""A real Redis of its own: on loopback, in a temporary folder, without a file of its data."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis


@contextmanager
def server(password: str) -> Iterator[str]:
    """``127.0.0.1:port/0`` of a server that asks for *password*; it is ended with the block."""
    binary = shutil.which("redis-server")
    assert binary, "没有 redis-server：请安装 Debian 的 redis-server 包（script/setup test）"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    folder = Path(tempfile.mkdtemp(prefix="jiedu-redis-"))
    (folder / "redis.conf").write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\nsave ""\nappendonly no\n'
    )
    told = [binary, str(folder / "redis.conf")]
    process = subprocess.Popen(told, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        _wait(redis.Redis(port=port, password=password))
        yield f"127.0.0.1:{port}/0"
    finally:
        process.kill()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(client: redis.Redis) -> None:
    for _ in range(400):
        try:
            client.ping()
            break
        except redis.ConnectionError:
            threading.Event().wait(0.025)
    else:
        raise AssertionError("redis-server 没有应答")
    client.close()
