"""``python -m benchmarks.competing [URL] [rounds] [seed]``: commands that compete, a thousand rounds of each.

Without a URL on a SQLite file and on a private PostgreSQL.  Prints the rounds and seconds of each scenario;
the status is 1 with the first that does not end as it must.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from processes import soundness, store
from tests import postgres
from tests.processes.competing.arena import Arena
from tests.processes.competing.scenarios import SCENARIOS


def run(url: str, rounds: int, seed: int) -> None:
    """Every scenario so many times on an empty database."""
    engine = store.connect(url)
    store.upgrade(engine)
    sessions = store.sessions(engine)
    arena = Arena(sessions, seed)
    print(f"{engine.dialect.name}, {rounds} rounds, seed {seed}", flush=True)
    for scenario in SCENARIOS:
        began = time.monotonic()
        for _ in range(rounds):
            scenario(arena)
            arena.clear()
        assert arena.sound() == []
        arena.started.clear()
        with sessions() as session:
            assert soundness.check(session) == []
        print(f"  {scenario.__name__}: {time.monotonic() - began:.1f} s", flush=True)
    engine.dispose()


@contextmanager
def databases() -> Iterator[list[str]]:
    """Both."""
    with tempfile.TemporaryDirectory(prefix="jiedu-competing-") as folder, postgres.server() as url:
        yield [f"sqlite:///{folder}/competing.db", url]


if __name__ == "__main__":
    given = sys.argv[1:]
    urls = [given.pop(0)] if given and "://" in given[0] else []
    count = int(given[0]) if given else 1000
    start = int(given[1]) if len(given) > 1 else 1
    with databases() as both:
        for each in urls or both:
            run(each, count, start)
