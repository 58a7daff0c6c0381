"""A server apart from what asks it: ``python -m benchmarks.web.server <database> <threads> <processes>``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.web.office import ANY_NUMBER, SECRET

ROOT = Path(__file__).parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Running:
    """A server that answers on *port* of the loopback."""

    port: int
    pid: int

    def serving(self) -> list[int]:
        """The processes that answer: its own, or those that it has begun."""
        begun = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        return [int(each) for each in begun] or [self.pid]

    def cpu(self) -> float:
        """Seconds of CPU that they have used."""
        return sum(map(_used, self.serving()))

    def connections(self) -> dict[int, int]:
        """How many sockets each of them has open."""
        folders = {pid: Path(f"/proc/{pid}/fd") for pid in self.serving()}
        return {pid: sum(map(_is_socket, folder.iterdir())) for pid, folder in folders.items()}


def _used(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / _TICKS


def _is_socket(descriptor: Path) -> bool:
    try:
        return str(descriptor.readlink()).startswith("socket:")
    except OSError:  # closed meanwhile
        return False


@contextmanager
def running(url: str, threads: int = 24, processes: int = 1, **limits: str) -> Iterator[Running]:
    """Serve the database at *url* until the block ends.

    *limits* are fields of ``settings.load.Load``, or ``lock_wait`` (milliseconds).
    """
    pairs = [f"{name}={value}" for name, value in limits.items()]
    arguments = [sys.executable, "-m", "benchmarks.web.server", url, str(threads), str(processes), *pairs]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Running(int(process.stdout.readline()), process.pid)
        finally:
            process.kill()  # those that it has begun end with it


def main(url: str, threads: str, processes: str, *pairs: str) -> None:
    """Serve until killed; the port is printed."""
    import structlog

    from service import create_app, pressure
    from service.config import Settings
    from service.crew import Crew, Watch
    from service.serving import Server, listen

    settings = Settings(database_url=url, secret_key=SECRET, login_limit="100000 per minute")
    settings = replace(settings, login_address_limit="100000 per minute")
    given = dict(pair.split("=", 1) for pair in pairs)
    pressure.LOCK_WAIT = int(given.pop("lock_wait", pressure.LOCK_WAIT))
    load = {name: type(getattr(settings.load, name))(value) for name, value in given.items()}
    load |= {"threads": int(threads), "person_limit": given.get("person_limit", ANY_NUMBER)}
    listener = listen("127.0.0.1", 0)
    print(listener.getsockname()[1], flush=True)

    def serve(when_alone: Watch) -> None:
        app = create_app(replace(settings, load=replace(settings.load, **load)))
        structlog.configure(processors=[silent])
        server = Server(app, "127.0.0.1", 0, int(threads), 1.0, listener)
        when_alone(server.stop)
        server.run()

    if int(processes) > 1:
        Crew(int(processes), serve).run()
    else:
        serve(lambda stop: None)


def silent(*_: object) -> str:
    """A log processor that writes nothing."""
    import structlog

    raise structlog.DropEvent


if __name__ == "__main__":
    main(*sys.argv[1:])
