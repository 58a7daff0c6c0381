"""The service over HTTP: statements, requests per second and waiting times, on SQLite and on PostgreSQL.

    python benchmarks/http.py [--quick] [--only sqlite|postgresql]

Servers are processes of their own (waitress), asked over the loopback.  Where a bar is a ratio both sides
are asked in turns in one run; the CPU time of the server is told beside the wall clock, which depends on
whatever else the machine does.  The tasks per second are those of ``jiedu serve --processes 2``; clients and
PostgreSQL share its two cores.  Statements are those of the whole request: who asks, the command, the answer
that is kept for its key, and what the answer tells.  Ends with status 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

sys.path.pop(0)  # this folder would hide the ``http`` of Python
sys.path.insert(0, str(Path(__file__).parents[1]))

import structlog
from sqlalchemy import create_engine, make_url, text

from benchmarks.measuring import Report
from benchmarks.web import counting, crowd, office, server
from benchmarks.web.backlog import pile_up
from benchmarks.web.crowd import percentile
from benchmarks.web.server import Running, silent
from benchmarks.web.visitor import Answer, Visitor
from service import create_app, state_of
from service.state import State
from tests import postgres
from tests.service.conftest import Browser

#: User tasks per second of the closest peer on such a machine (PostgreSQL, four clients): 14 to 18.
PEER = 18.0
#: Processes and clients that the tasks per second are measured with.
PROCESSES, CLIENTS = 2, 4
BARS = {
    "statements of a completion": ("<=", 8),
    "commits of a completion": ("<=", 1),
    "inbox p95, many open tasks against none": ("<=", 2.0),
    "tasks per second against the peer's 18": (">=", 20.0),
    "answers of 5xx in the crowd": ("<=", 0),
    "lost updates in the crowd": ("<=", 0),
}
#: The pages of the inbox that are asked for: what I have, what my group may claim.
BOXES = ("/?box=mine", "/?box=group")


@dataclass(frozen=True)
class Size:
    """How much is asked: samples of a page, open tasks, instances of three tasks, people, their instances."""

    samples: int
    piles: tuple[int, ...]
    instances: int
    people: int
    rounds: int


FULL = Size(150, (0, 5_000, 100_000), 400, 200, 4)
QUICK = Size(30, (0, 20_000), 40, 48, 1)


class Databases:
    """Empty databases of one kind, made when they are asked for."""

    def __init__(self, kind: str, folder: Path, cluster: str) -> None:
        self.kind, self.folder, self.cluster = kind, folder, cluster

    def make(self, name: str) -> str:
        """The URL of a new one."""
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        address = make_url(self.cluster)
        admin = create_engine(address.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE m_{name}"))
        admin.dispose()
        return str(address.set(database=f"m_{name}"))


@contextmanager
def cluster() -> Iterator[str]:
    """PostgreSQL that writes to the disk as production does; the URL."""
    made = postgres.Cluster({"max_connections": "200"})
    try:
        yield made.url
    finally:
        made.remove()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under a minute")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    options = parser.parse_args()
    report, size = Report(BARS), QUICK if options.quick else FULL
    with tempfile.TemporaryDirectory() as folder, cluster() as url:
        for kind in ("sqlite", "postgresql") if options.only is None else (options.only,):
            report.line(f"{kind}:")
            measure(report, Databases(kind, Path(folder), url), size)
    return 1 if report.missed else 0


def measure(report: Report, databases: Databases, size: Size) -> None:
    """Everything on one kind of database."""
    people = office.people(size.people)
    url = databases.make("work")
    with opened(url, people) as state:
        statements(report, state)
        with server.running(url) as running:
            pages(report, running, size)
            together(report, state, running, people, size)
        with server.running(url, processes=PROCESSES) as running:
            completing(report, state, running, size, databases.kind)
    inboxes(report, databases, size)


@contextmanager
def opened(url: str, people: list[str]) -> Iterator[State]:
    state = office.furnish(url, people)
    try:
        yield state
    finally:
        state.engine.dispose()


def statements(report: Report, state: State) -> None:
    """What each request asks, in this process."""
    app = create_app(state.settings)
    structlog.configure(processors=[silent])
    engine, browser = state_of(app).engine, Browser(app.test_client())
    told: list[tuple[str, counting.Asked]] = []

    def count(name: str, act: Callable[[], object]) -> None:
        with counting.asked(engine) as found:
            act()
        told.append((name, found))

    count("log in", lambda: browser.login("p001", office.PASSWORD))
    browser.token()
    post = browser.client.post
    for round_ in range(2):  # the first round fills the caches of the process
        told = told[:1]
        ref = browser.post(f"/start/{office.STEPS}").location.removeprefix("/tasks/")
        token = {"csrf_token": browser.token()}
        fields = {**token, "data": crowd.ENTERED_TEXT, "idempotency_key": f"statements-{round_}"}
        start = {**token, "idempotency_key": f"start-{round_}"}
        count("inbox", lambda: browser.get("/"))
        count("open task", lambda ref=ref: browser.get(f"/tasks/{ref}"))
        count("complete task", lambda ref=ref, fields=fields: post(f"/tasks/{ref}/completion", data=fields))
        count("start", lambda start=start: post(f"/start/{office.STEPS}", data=start))
    for name, found in told:
        report.line(f"  {name}: {len(found.statements)} statements, {found.commits} commits")
    complete = dict(told)["complete task"]
    report.bar("statements of a completion", len(complete.statements))
    report.bar("commits of a completion", complete.commits)
    engine.dispose()


def pages(report: Report, running: Running, size: Size) -> None:
    """One client, one page after the other."""
    visitor = Visitor(running.port, "p001")
    _tell(
        report,
        running,
        "log in",
        [lambda: Visitor(running.port, "p001").log_in()] * max(3, size.samples // 10),
    )
    visitor.log_in()
    started: list[str] = []

    def start() -> Answer:
        answer = visitor.post(f"/start/{office.STEPS}", {})
        started.append(answer.location.removeprefix("/tasks/"))
        return answer

    _tell(report, running, "start", [start] * size.samples)
    _tell(report, running, "inbox", [lambda: visitor.get("/")] * size.samples)
    _tell(report, running, "open task", [lambda ref=ref: visitor.get(f"/tasks/{ref}") for ref in started])
    _tell(
        report,
        running,
        "complete task",
        [lambda ref=ref: visitor.complete(ref, office.ENTERED) for ref in started],
    )


def _tell(report: Report, running: Running, name: str, acts: list[Callable[[], Answer]]) -> list[float]:
    cpu, begun = running.cpu(), perf_counter()
    answers = [act() for act in acts]
    took, cpu = perf_counter() - begun, running.cpu() - cpu
    wrong = [answer for answer in answers if answer.status not in (200, 302)]
    assert not wrong, wrong[0].text
    seconds = [answer.seconds for answer in answers]
    waits = ", ".join(f"p{share} {percentile(seconds, share / 100) * 1000:.1f}" for share in (50, 95, 99))
    report.line(f"  {name}: {len(acts) / took:.0f}/s, {waits} ms, {cpu / len(acts) * 1000:.1f} ms CPU")
    return seconds


def completing(report: Report, state: State, running: Running, size: Size, kind: str) -> None:
    """Clients complete the three tasks of their instances each, as programs and as people do."""
    visitors = crowd.spread(running, office.people(CLIENTS))
    best = 0.0
    for name, complete in (("programs", Visitor.complete_by_call), ("pages", Visitor.complete)):
        refs = office.begin(state, size.instances + CLIENTS)
        _hand_in(visitors, refs[:CLIENTS], complete)  # what a process does once
        cpu, begun = running.cpu(), perf_counter()
        done = _hand_in(visitors, refs[CLIENTS:], complete)
        took, cpu = perf_counter() - begun, running.cpu() - cpu
        spent = f"{cpu / done * 1000:.1f} ms CPU of the server each"
        report.line(f"  {CLIENTS} clients, {PROCESSES} processes, {name}: {done / took:.0f} tasks/s, {spent}")
        best = max(best, done / took)
    if kind == "postgresql":
        report.bar("tasks per second against the peer's 18", best / PEER)


def _hand_in(visitors: list[Visitor], refs: list[str], complete: Callable[..., Answer]) -> int:
    """All tasks of the instances that begin with *refs*; each task has the number after the one before."""

    def finish(visitor: Visitor, mine: list[str]) -> int:
        done = 0
        for ref in mine:
            instance, element = (int(part) for part in ref.split("-"))
            for number in range(element, element + 3):
                answer = complete(visitor, f"{instance}-{number}", office.ENTERED)
                assert answer.status in (204, 302), answer.text
                done += 1
        return done

    with ThreadPoolExecutor(len(visitors)) as pool:
        return sum(pool.map(finish, visitors, [refs[at :: len(visitors)] for at in range(len(visitors))]))


def together(report: Report, state: State, running: Running, people: list[str], size: Size) -> None:
    """The crowd signs."""
    instances = crowd.start(state, people, size.rounds)
    begun = perf_counter()
    outcome = crowd.sign(running.port, crowd.tasks_of(state, instances), 16, twice=True)
    took = perf_counter() - begun
    p50, p95 = (percentile(outcome.seconds, share) * 1000 for share in (0.5, 0.95))
    report.line(f"  {len(people)} people on 16 connections, with their log-ins: {took:.1f} s")
    report.line(f"  {len(outcome.seconds)} forms: p50 {p50:.0f}, p95 {p95:.0f} ms, {dict(outcome.statuses)}")
    failed = sum(count for status, count in outcome.statuses.items() if status >= 500)
    report.bar("answers of 5xx in the crowd", failed)
    report.bar("lost updates in the crowd", len(crowd.lost(state, instances, people)))


def inboxes(report: Report, databases: Databases, size: Size) -> None:
    """The same pages over piles of different height, asked in turns: one server for each pile."""
    with_piles: list[tuple[int, Visitor, Running]] = []
    with ExitStack() as stack:
        for pile in size.piles:
            url = databases.make(f"pile{pile}")
            state = stack.enter_context(opened(url, office.people(3)))
            if pile:
                pile_up(state, pile)
            running = stack.enter_context(server.running(url))
            visitor = Visitor(running.port, "head")
            visitor.log_in()
            with_piles.append((pile, visitor, running))
        _compare(report, with_piles, size)


def _compare(report: Report, piles: list[tuple[int, Visitor, Running]], size: Size) -> None:
    for box in BOXES:
        seconds: dict[int, list[float]] = {pile: [] for pile, _, _ in piles}
        cpu = {pile: running.cpu() for pile, _, running in piles}
        for _ in range(size.samples):
            for pile, visitor, _ in piles:
                answer = visitor.get(box)
                assert answer.status == 200, answer.text
                seconds[pile].append(answer.seconds)
        for pile, _, running in piles:
            spent = (running.cpu() - cpu[pile]) / size.samples * 1000
            p50, p95 = (percentile(seconds[pile], share) * 1000 for share in (0.5, 0.95))
            report.line(
                f"  {box} with {pile} open tasks: p50 {p50:.1f}, p95 {p95:.1f} ms, {spent:.1f} ms CPU"
            )
        none, many = seconds[piles[0][0]], seconds[piles[-1][0]]
        report.bar("inbox p95, many open tasks against none", percentile(many, 0.95) / percentile(none, 0.95))


if __name__ == "__main__":
    raise SystemExit(main())
