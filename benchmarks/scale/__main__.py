"""``python -m benchmarks.scale``: fill, measure at each size, then the same over several databases.

Prints Markdown, and writes it to ``--output`` too; status 1 when something is not flat.  Ten million
instances take about 10 GB of disk while it runs.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import make_url

from benchmarks.scale import filling, shards
from benchmarks.scale.sizes import Size, Stage, table
from processes import store
from tests.postgres import Cluster

#: As an installation has it: what is committed is on the disk.
_SETTINGS = {
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "60",
    "work_mem": "32MB",
}
_ROOM = 1500  # bytes of disk that an instance takes at most while it is filled in


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--instances", type=int, nargs="+", default=[10_000, 1_000_000, 10_000_000])
    parser.add_argument("--tasks-every", type=int, default=10, help="one instance of so many has a task")
    parser.add_argument("--sample", type=int, default=100, help="real instances at each size")
    parser.add_argument("--shards", type=int, default=4, help="databases of the second part; 0: none")
    parser.add_argument("--shard-instances", type=int, default=200_000, help="in all of them together")
    parser.add_argument("--output", type=Path)
    return parser.parse_args()


class Paper:
    """What was measured, on the screen and in a file."""

    def __init__(self, file: Path | None) -> None:
        self.file, self.missed = file, list[str]()
        if file:
            file.write_text("", encoding="utf8")

    def line(self, text: str = "") -> None:
        """A line of Markdown."""
        print(text, flush=True)
        if self.file:
            with self.file.open("a", encoding="utf8") as out:
                out.write(text + "\n")

    def bar(self, name: str, held: bool) -> None:
        """Something that has to hold."""
        self.line(f"- {'成立' if held else '**不成立**'}：{name}")
        if not held:
            self.missed.append(name)


def main() -> int:
    """The whole run."""
    given = _arguments()
    needed = max(given.instances) * _ROOM
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if free < needed * 2:
        raise SystemExit(f"needs {needed * 2 / 1e9:.0f} GB of free disk, there are {free / 1e9:.0f} GB")
    paper = Paper(given.output)
    with ExitStack() as stack:
        cluster = Cluster(_SETTINGS)
        stack.callback(cluster.remove)
        _sizes(given, cluster, paper)
        if given.shards:
            shards.run(cluster.url, given.shards, given.shard_instances // given.shards, given.sample, paper)
    return 1 if paper.missed else 0


def _sizes(given: argparse.Namespace, cluster: Cluster, paper: Paper) -> None:
    engine = store.connect(str(make_url(cluster.url)))
    sessions = store.sessions(engine)
    now = datetime.now(UTC)
    filling.furnish(engine, sessions, now)
    begin = now + timedelta(days=1)  # nothing of the filler is due today
    model = filling.start(sessions, 1, begin + timedelta(days=400), now)[0]
    stage, found, there = Stage(engine, sessions, given.sample, begin), list[Size](), 0
    for size in sorted(given.instances):
        began = time.perf_counter()
        written = filling.grow(engine, model, size - there, given.tasks_every, begin)
        rate, there = written / (time.perf_counter() - began), size
        print(f"# {size:,}: filled in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
        found.append(stage.measure(size, rate))
    paper.line("### 一个数据库")
    paper.line()
    for line in table(found):
        paper.line(line)
    paper.line()
    for name, held in stage.bars(found):
        paper.bar(name, held)
    engine.dispose()


if __name__ == "__main__":
    sys.exit(main())
