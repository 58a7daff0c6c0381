"""The processes of the installation, and who kills them."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path


class Fleet:
    """*workers* and *webs* run all the time; whoever is killed is started again, beside the killing."""

    def __init__(self, folder: Path, environment: Mapping[str, str], workers: int, webs: int) -> None:
        self.folder, self.kills = folder, Counter[str]()
        self.ports = [_free_port() for _ in range(webs)]
        told = [sys.executable, "-m", "benchmarks.soak.nursery", str(folder)]
        pipe = subprocess.PIPE
        self._nursery = subprocess.Popen(told, stdin=pipe, stdout=pipe, text=True, env=environment)
        self._midwife = ThreadPoolExecutor(1)  # the only one who talks to the nursery
        self._births: list[Future[None]] = []
        self._alive: dict[str, int] = {}
        self._lock = threading.Lock()
        self._arguments = {f"worker-{n}": "worker --interval 0.5 --lease 10" for n in range(workers)}
        for port in self.ports:
            self._arguments[f"web-{port}"] = f"serve --port {port} --threads 8"
        for name in self._arguments:
            self._births.append(self._midwife.submit(self._bear, name))

    def ready(self) -> None:
        """Returns when everybody is started and every web process answers."""
        self._all_born()
        pause = threading.Event()
        for port in self.ports:
            while not _answers(port):
                pause.wait(0.05)

    def kill(self, chance: random.Random) -> bool:
        """SIGKILL for one of those who live, without waiting for the next; false when nobody lives."""
        with self._lock:
            if not self._alive:
                return False
            name = chance.choice(sorted(self._alive))
            number = self._alive.pop(name)
        os.kill(number, signal.SIGKILL)
        self.kills[name.partition("-")[0]] += 1
        self._births.append(self._midwife.submit(self._bear, name, number))
        return True

    def end(self) -> dict[str, int]:
        """SIGTERM for all; their statuses."""
        self._all_born()
        ending, self._alive = self._alive, {}
        for number in ending.values():
            os.kill(number, signal.SIGTERM)
        return {name: self._ask(f"wait {number}") for name, number in ending.items()}

    def close(self) -> None:
        """Nobody is left, whatever happened."""
        self._midwife.shutdown(cancel_futures=True)
        for number in self._alive.values():
            os.kill(number, signal.SIGKILL)
        if self._nursery.stdin:
            self._nursery.stdin.close()
        self._nursery.wait(20)

    def _bear(self, name: str, before: int | None = None) -> None:
        """Start *name*; its port is free only once the process *before* it is quite gone."""
        if before is not None:
            self._ask(f"wait {before}")
        number = self._ask(f"start {name} {self._arguments[name]}")
        with self._lock:
            self._alive[name] = number

    def _all_born(self) -> None:
        for birth in self._births:
            birth.result()

    def _ask(self, line: str) -> int:
        assert self._nursery.stdin
        assert self._nursery.stdout
        self._nursery.stdin.write(line + "\n")
        self._nursery.stdin.flush()
        return int(self._nursery.stdout.readline())


def _answers(port: int) -> bool:
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
