"""A server in a process of its own, which is ``python -m benchmarks.web.server <database> <threads>``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.web.office import SECRET

ROOT = Path(__file__).parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Running:
    """A server that answers on *port* of the loopback."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU that it has used."""
        after_name = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf8").rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / _TICKS


@contextmanager
def running(url: str, threads: int = 24, **limits: str) -> Iterator[Running]:
    """Serve the database at *url* until the block ends.

    *limits* are fields of ``settings.load.Load``, or ``lock_wait`` (milliseconds).
    """
    pairs = [f"{name}={value}" for name, value in limits.items()]
    arguments = [sys.executable, "-m", "benchmarks.web.server", url, str(threads), *pairs]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Running(int(process.stdout.readline()), process.pid)
        finally:
            process.kill()


def main(url: str, threads: str, *pairs: str) -> None:
    """Serve until killed; the port is printed."""
    import structlog

    from service import create_app, pressure
    from service.config import Settings
    from service.serving import Server

    settings = Settings(database_url=url, secret_key=SECRET, login_limit="100000 per minute")
    settings = replace(settings, login_address_limit="100000 per minute")
    given = dict(pair.split("=", 1) for pair in pairs)
    pressure.LOCK_WAIT = int(given.pop("lock_wait", pressure.LOCK_WAIT))
    load = {name: type(getattr(settings.load, name))(value) for name, value in given.items()}
    load |= {"threads": int(threads), "person_limit": given.get("person_limit", "1000000 per minute")}
    app = create_app(replace(settings, load=replace(settings.load, **load)))
    structlog.configure(processors=[silent])
    server = Server(app, "127.0.0.1", 0, int(threads), 1.0)
    print(server.port, flush=True)
    server.run()


def silent(*_: object) -> str:
    """A log processor that writes nothing."""
    import structlog

    raise structlog.DropEvent


if __name__ == "__main__":
    main(*sys.argv[1:])
