"""Several databases that share the instances out by their numbers, each with a worker of its own."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import Engine, create_engine, make_url, text

from benchmarks.scale import filling
from benchmarks.scale.watching import Asked, asked
from processes import jobs, proof, store

#: A condition that names one instance by a parameter.
_KEYED = re.compile(r"\b(?:instance_id|process_instance\.id)\s*(?:=\s*%|IN\s*\(\s*%)", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+\"?(\w+)", re.IGNORECASE)


class _Paper(Protocol):
    def line(self, text: str = "") -> None: ...
    def bar(self, name: str, held: bool) -> None: ...


class Shard:
    """One of *count* databases: it has the instances whose number leaves the rest *index*."""

    def __init__(self, url: str, index: int, count: int) -> None:
        self.index, self.count = index, count
        name = f"shard_{index}"
        admin = create_engine(
            make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
        )
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        self.engine: Engine = store.connect(str(make_url(url).set(database=name)))
        self.sessions = store.sessions(self.engine)
        self.fired, self.heard = 0, Asked()

    def fill(self, rows: int, sample: int, now: datetime) -> list[int]:
        """The process, the filler and real instances that are due; the numbers of these."""
        filling.furnish(self.engine, self.sessions, now)
        sequence = "pg_get_serial_sequence('process_instance', 'id')"
        with self.engine.begin() as connection:
            found = connection.execute(text(f"SELECT {sequence}")).scalar_one()
            start = self.index or self.count
            connection.execute(text(f"ALTER SEQUENCE {found} INCREMENT BY {self.count} RESTART WITH {start}"))
        begin = now + timedelta(days=1)
        model = filling.start(self.sessions, 1, begin + timedelta(days=400), now)[0]
        filling.grow(self.engine, model, rows, 10, begin, self.count)
        return [model, *filling.start(self.sessions, sample, now, now)]

    def work(self, late: datetime) -> None:
        """A worker that knows of no other database."""
        with asked(self.engine) as self.heard:
            self.fired = jobs.run_once(self.sessions, now=late, handlers={}).timers

    def faults(self) -> int:
        """Faults in the chains of the real instances; the filler has no chains."""
        with self.sessions() as session:
            numbers = session.scalars(text("SELECT DISTINCT instance_id FROM record")).all()
            return sum(len(proof.verify(session, number)) for number in numbers)


def run(url: str, count: int, rows: int, sample: int, paper: _Paper) -> None:
    """*count* databases of *rows* instances each."""
    now = datetime.now(UTC)
    found = [Shard(url, index, count) for index in range(count)]
    numbers = [each.fill(rows, sample, now) for each in found]
    late = now + timedelta(hours=1)
    threads = [threading.Thread(target=each.work, args=(late,)) for each in found]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    paper.line()
    paper.line(f"### {count} 个数据库，各 {rows:,} 件，各有一个后台进程")
    paper.line()
    paper.line("| 数据库 | 真实定时器触发 | 语句 | 其中按事项 | 查到期工作 | 只涉参考表 | 其他 |")
    paper.line("|---|---|---|---|---|---|---|")
    for each in found:
        kinds = _kinds(each.heard)
        cells = " | ".join(str(kinds[kind]) for kind in ("instance", "due", "reference", "other"))
        paper.line(f"| {each.index} | {each.fired} | {sum(kinds.values())} | {cells} |")
    paper.line()
    paper.line(f"{count} 个后台进程同时工作，{sum(each.fired for each in found) / took:,.0f} 个定时器/秒。")
    paper.line()
    _judge(found, numbers, sample, paper)
    for each in found:
        each.engine.dispose()


def _judge(found: Sequence[Shard], numbers: Sequence[list[int]], sample: int, paper: _Paper) -> None:
    paper.bar(
        "每个数据库的定时器都由自己的后台进程触发，恰好一次", all(each.fired == sample for each in found)
    )
    rests = [{number % len(found) for number in each} for each in numbers]
    paper.bar("事项编号按库错开，除以库数的余数就是库号", rests == [{n} for n in range(len(found))])
    paper.bar("没有一条语句需要另一个库", not any(_kinds(each.heard)["other"] for each in found))
    paper.bar("各库的哈希链完好", not any(each.faults() for each in found))


def _kinds(heard: Asked) -> dict[str, int]:
    kinds = dict.fromkeys(("instance", "due", "reference", "other"), 0)
    for statement, _ in heard.statements:
        kinds[_kind(statement)] += 1
    return kinds


def _kind(statement: str) -> str:
    """Of one instance, a search for what is due (each shard asks for itself), reference tables only."""
    keyed = {name for name, table in store.Base.metadata.tables.items() if "instance_id" in table.c}
    keyed.add("process_instance")
    named = set(_NAMED.findall(statement))
    if not named & keyed:
        return "reference"
    if statement.lstrip().upper().startswith("INSERT"):
        return "instance"
    if _KEYED.search(statement):
        return "instance"
    return "due" if re.search(r"\b(EXISTS|LIMIT)\b", statement) else "other"
