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
from pathlib import Path


class Fleet:
    """*workers* and *webs* run all the time; whoever is killed is started again at once."""

    def __init__(self, folder: Path, environment: dict[str, str], workers: int, webs: int) -> None:
        self.folder, self.kills = folder, Counter[str]()
        self.ports = [_free_port() for _ in range(webs)]
        told = [sys.executable, "-m", "benchmarks.soak.nursery", str(folder)]
        pipe = subprocess.PIPE
        self._nursery = subprocess.Popen(told, stdin=pipe, stdout=pipe, text=True, env=environment)
        self._lock = threading.Lock()
        self._arguments = {f"worker-{n}": "worker --interval 0.5 --lease 10" for n in range(workers)}
        for port in self.ports:
            self._arguments[f"web-{port}"] = f"serve --port {port} --threads 4"
        self._running = {name: self._start(name) for name in self._arguments}

    def ready(self) -> None:
        """Returns when every web process answers."""
        pause = threading.Event()
        for port in self.ports:
            while not _answers(port):
                pause.wait(0.05)

    def kill(self, chance: random.Random) -> None:
        """SIGKILL for one of them."""
        name = chance.choice(sorted(self._running))
        os.kill(self._running[name], signal.SIGKILL)
        self._ask(f"wait {self._running[name]}")
        self.kills[name.partition("-")[0]] += 1
        self._running[name] = self._start(name)

    def end(self) -> dict[str, int]:
        """SIGTERM for all; their statuses."""
        for number in self._running.values():
            os.kill(number, signal.SIGTERM)
        found = {name: self._ask(f"wait {number}") for name, number in self._running.items()}
        self._running.clear()
        return found

    def close(self) -> None:
        """Nobody is left, whatever happened."""
        for number in self._running.values():
            os.kill(number, signal.SIGKILL)
        if self._nursery.stdin:
            self._nursery.stdin.close()
        self._nursery.wait(20)

    def _start(self, name: str) -> int:
        return self._ask(f"start {name} {self._arguments[name]}")

    def _ask(self, line: str) -> int:
        with self._lock:
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
