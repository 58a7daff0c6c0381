"""One database at one size: what each part of the product's daily work costs there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, exists, select, text
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.scale import filling
from benchmarks.scale.watching import Plan, asked, explain, timed
from processes import jobs, queries, store
from processes.jobs import engine_jobs
from processes.jobs.tries import Tries

_LARGE = ("process_instance", "timer", "user_task", "user_task_candidate")
_BYTES = "SELECT pg_relation_size('{0}'), pg_indexes_size('{0}'), (SELECT count(*) FROM {0})"
#: Blocks at the largest size over those at the smallest; the trees are deeper by a level or two.
FLAT = 2.0


@dataclass(frozen=True)
class Size:
    """What was measured with so many instances.

    ``work``: what it is → milliseconds of the wall clock (median) and plan.  ``rates``: things a second.
    ``bytes``: table → bytes of its rows, of its indexes, number of rows.
    """

    instances: int
    work: dict[str, tuple[float, Plan]]
    rates: dict[str, float]
    bytes: dict[str, tuple[int, int, int]]
    fired: int


class Stage:
    """A database that grows.  *begin*: before that instant no timer of the filler is due."""

    def __init__(self, engine: Engine, sessions: sessionmaker[Session], sample: int, begin: datetime) -> None:
        self.engine, self.sessions, self.sample, self.begin = engine, sessions, sample, begin
        self.readers = store.readers(engine)

    def measure(self, size: int, fill_rate: float) -> Size:
        """Everything; of the real instances each timer fires."""
        now = datetime.now(UTC)
        rates = {"填入行/秒": fill_rate}
        rates["真实发起/秒"] = 1000 / timed(self._starting(now), self.sample)
        late = now + timedelta(hours=1)
        backlog = self.begin + timedelta(days=3.65)
        work = {
            "看一眼有没有到期定时器（没有）": self._ask(self._looking(now - timedelta(days=1))),
            "找到并锁住最早到期的定时器": self._ask(self._claiming(late)),
            "同上，有 1% 的定时器积压": self._ask(self._claiming(backlog)),
            "待办清单第一页": self._ask(self._reading),
            "触发一个定时器的全部语句": self._ask(self._firing(late), 1),
        }
        fired = 0

        def sweep() -> None:
            nonlocal fired
            fired = jobs.run_once(self.sessions, now=late, handlers={}).timers

        rates["真实触发/秒"] = self.sample * 1000 / timed(sweep, 1)
        return Size(size, work, rates, self._bytes(), fired)

    def bars(self, found: list[Size]) -> Iterator[tuple[str, bool]]:
        """What has to hold, of the smallest and the largest."""
        for name, (_, plan) in found[-1].work.items():
            ratio = plan.blocks / max(found[0].work[name][1].blocks, 1)
            yield f"{name}：读取的块 {ratio:.2f} 倍（≤ {FLAT:g}）", ratio <= FLAT
        scanned = {t for _, plan in found[-1].work.values() for t in plan.scanned} & set(_LARGE)
        yield f"没有语句从头到尾读一张大表（{'、'.join(sorted(scanned)) or '无'}）", not scanned
        for each in found:
            told = f"{each.instances:,} 件时真实定时器触发 {each.fired} 个，应为 {self.sample} 个"
            yield told, each.fired == self.sample

    def _ask(self, action: Callable[[Session], Any], times: int = 30) -> tuple[float, Plan]:
        """Run it in a transaction that is rolled back; then what it asked, explained, in another."""

        def once() -> None:
            with self.sessions() as session:
                action(session)
                session.rollback()

        with asked(self.engine) as heard:
            once()
        took = timed(once, times)
        with self.engine.connect() as connection:
            plan = explain(connection, heard.statements)
            connection.rollback()
        return took, plan

    def _starting(self, now: datetime) -> Callable[[], None]:
        due = iter(range(self.sample * 2))

        def begin() -> None:
            filling.start(self.sessions, 1, now + timedelta(seconds=next(due)), now)

        return begin

    def _looking(self, now: datetime) -> Callable[[Session], Any]:
        return lambda session: session.scalar(select(exists().where(engine_jobs.due(now))))

    def _claiming(self, now: datetime) -> Callable[[Session], Any]:
        """Counting a try first ends the transaction right before the work of the job."""

        def claim(session: Session) -> None:
            with suppress(Exception):
                engine_jobs.fire_next_timer(session, now, Tries(first=1))

        return claim

    def _firing(self, now: datetime) -> Callable[[Session], Any]:
        return lambda session: engine_jobs.fire_next_timer(session, now, Tries())

    def _reading(self, session: Session) -> Any:
        return queries.worklist(session, filling.STARTER, "todo")

    def _bytes(self) -> dict[str, tuple[int, int, int]]:
        with self.engine.connect() as connection:
            found = {name: connection.execute(text(_BYTES.format(name))).one() for name in _LARGE}
        return {name: (row[0], row[1], row[2]) for name, row in found.items()}


def table(found: list[Size]) -> Iterator[str]:
    """Markdown tables: blocks and milliseconds, rates, sizes, indexes."""
    heads = [f"{each.instances:,} 件" for each in found]
    yield "| 每次读取的数据块（8 kB）/ 毫秒中位数 | " + " | ".join(heads) + " | 块之比 |"
    yield "|---" * (len(found) + 2) + "|"
    for name in found[0].work:
        cells = [f"{each.work[name][1].blocks} / {each.work[name][0]:.2f}" for each in found]
        ratio = found[-1].work[name][1].blocks / max(found[0].work[name][1].blocks, 1)
        yield f"| {name} | " + " | ".join(cells) + f" | {ratio:.2f} |"
    for name in found[0].rates:
        yield f"| {name} | " + " | ".join(f"{each.rates[name]:,.0f}" for each in found) + " | |"
    yield ""
    yield "| 表（行数；行 MB + 索引 MB） | " + " | ".join(heads) + " |"
    yield "|---" * (len(found) + 1) + "|"
    for name in _LARGE:
        cells = [_told(each.bytes[name]) for each in found]
        yield f"| `{name}` | " + " | ".join(cells) + " |"
    yield ""
    yield f"{heads[-1]}时用到的索引："
    yield ""
    for name, (_, plan) in found[-1].work.items():
        yield f"- {name}：{'、'.join(f'`{index}`' for index in sorted(plan.indexes))}"


def _told(size: tuple[int, int, int]) -> str:
    return f"{size[2]:,}；{size[0] / 1e6:,.1f} + {size[1] / 1e6:,.1f}"
