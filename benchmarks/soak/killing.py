"""When is killed: a schedule that nothing which a kill sets going can put off."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass

from benchmarks.soak.fleet import Fleet
from tests.postgres import Cluster

_LOOK = 0.005  # seconds between two looks whether somebody lives


@dataclass
class Schedule:
    """A kill at each multiple of *every* seconds, for *seconds*; 0: nobody is killed.

    Each has the time until the next is due.  One that finds nobody alive until then is missed and not made up
    for: whoever is too slow does not kill more quickly afterwards.
    """

    seconds: float
    every: float
    done: int = 0
    #: Seconds that the latest of them came after its time.
    latest: float = 0.0

    @property
    def asked(self) -> int:
        """How many kills there should be."""
        return round(self.seconds / self.every) if self.every else 0

    def run(self, fleet: Fleet, chance: random.Random) -> None:
        """All of them; returns when the time is over."""
        pause, begun = threading.Event(), time.monotonic()
        for number in range(self.asked):
            due = begun + number * self.every
            pause.wait(max(0.0, due - time.monotonic()))
            while (now := time.monotonic()) < due + self.every:
                if fleet.kill(chance):
                    self.done, self.latest = self.done + 1, max(self.latest, now - due)
                    break
                pause.wait(_LOOK)
        pause.wait(max(0.0, begun + self.seconds - time.monotonic()))


class Crashes(threading.Thread):
    """PostgreSQL itself is killed *count* times in *seconds*, beside the other killing."""

    def __init__(self, cluster: Cluster | None, count: int, seconds: float) -> None:
        super().__init__(name="crashes", daemon=True)
        self.done, self._cluster, self._count, self._seconds = 0, cluster, count, seconds

    def run(self) -> None:
        """All of them."""
        pause, begun = threading.Event(), time.monotonic()
        for number in range(self._count if self._cluster else 0):
            due = begun + (number + 0.5) * self._seconds / self._count
            pause.wait(max(0.0, due - time.monotonic()))
            assert self._cluster
            self._cluster.crash()
            self._cluster.start()
            self.done += 1
