"""``python -m benchmarks.soak``: fill, kill, drain, judge; status 1 when something was lost or doubled."""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.soak.clients import Client
from benchmarks.soak.fleet import Fleet
from benchmarks.soak.killing import Crashes, Schedule
from benchmarks.soak.office import CHANNEL, MESSAGE, PEOPLE, TIMERS, Stock, furnish, stock
from benchmarks.soak.receiver import Receiver
from benchmarks.soak.verdict import Verdict, waiting
from service.config import Settings
from service.state import State, open_state
from tests.postgres import Cluster

#: A commit that was acknowledged is on the disk; the rest only saves memory.
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "shared_buffers": "32MB", "max_connections": "150"}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/soak", description=__doc__)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--seconds", type=float, default=120, help="how long is killed")
    parser.add_argument("--kill-every", type=float, default=0.3, help="seconds between two kills; 0: nobody")
    parser.add_argument("--kills-at-least", type=float, default=0.99, help="share of them that must happen")
    parser.add_argument("--crashes", type=int, default=0, help="how often PostgreSQL itself is killed")
    parser.add_argument("--timers", type=int, default=10_000)
    parser.add_argument("--instances", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=None, help="3, on SQLite 1")
    parser.add_argument("--webs", type=int, default=None, help="2, on SQLite 1")
    parser.add_argument("--drain", type=float, default=600, help="seconds until the rest must be done")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.timers != given.instances * len(TIMERS):
        parser.error(f"--timers must be {len(TIMERS)} × --instances")
    if given.crashes and given.database == "sqlite":
        parser.error("--crashes needs PostgreSQL")
    few = given.database == "sqlite"
    given.workers = given.workers or (1 if few else 3)
    given.webs = given.webs or (1 if few else 2)
    return given


def main() -> int:
    """The whole run."""
    given = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # whoever stops it leaves no process behind
    chance = random.Random(given.seed)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jiedu-soak-")))
        receiver = Receiver()
        stack.callback(receiver.close)
        cluster = stack.enter_context(_cluster()) if given.database == "postgresql" else None
        url = cluster.url if cluster else f"sqlite:///{folder}/soak.db"
        environment = _environment(url, receiver, folder)
        state = open_state(Settings.from_environment(environment))
        stack.callback(state.engine.dispose)
        todo = _fill(given, state, chance)
        fleet = Fleet(folder, os.environ | environment, given.workers, given.webs)
        stack.callback(fleet.close)
        fleet.ready()
        return _run(given, state, fleet, cluster, receiver, todo, chance)


def _fill(given: argparse.Namespace, state: State, chance: random.Random) -> Stock:
    """Timers are due from the first kill on until shortly before the last."""
    began = time.monotonic()
    furnish(state)
    begin = datetime.now(UTC) + timedelta(seconds=1 + given.instances * 0.02)
    todo = stock(state, given.instances, begin, given.seconds * 0.9, chance)
    told = f"{todo.timers} timers, {todo.instances} instances, {len(todo.tasks)} tasks"
    print(f"{given.database}: {told}, filled in {time.monotonic() - began:.0f} s", flush=True)
    return todo


def _run(
    given: argparse.Namespace,
    state: State,
    fleet: Fleet,
    cluster: Cluster | None,
    receiver: Receiver,
    todo: Stock,
    chance: random.Random,
) -> int:
    verdict, go, stop = Verdict(), threading.Event(), threading.Event()
    clients = [
        Client(user, fleet.ports, todo.tasks[n :: len(PEOPLE)], go, stop) for n, user in enumerate(PEOPLE)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.ready.wait(60)
    stop.wait(max(0.0, (todo.begin - datetime.now(UTC)).total_seconds()))
    go.set()
    _kill(given, state, fleet, cluster, chance, verdict)
    print(f"  acknowledged until then: {sum(len(client.done) for client in clients)}", flush=True)
    began = time.monotonic()
    while any(waiting(state).values()) and time.monotonic() < began + given.drain:
        stop.wait(0.5)
    print(f"  drained in {time.monotonic() - began:.0f} s", flush=True)
    stop.set()
    for client in clients:
        client.join(30)
    verdict.expect("statuses after SIGTERM", set(fleet.end().values()), {0})
    if cluster:
        hit = cluster.log.count("with an open transaction")
        print(f"      connections that PostgreSQL lost inside a transaction: {hit}")
    with state.readers() as session:
        verdict.timers(session, todo)
        verdict.tasks(session, todo, clients)
        verdict.effects(todo, receiver)
        verdict.rest(session, todo)
    verdict.agreement(state)
    print("sound" if not verdict.failed else f"NOT SOUND: {', '.join(verdict.failed)}", flush=True)
    return 1 if verdict.failed else 0


def _kill(
    given: argparse.Namespace,
    state: State,
    fleet: Fleet,
    cluster: Cluster | None,
    chance: random.Random,
    verdict: Verdict,
) -> None:
    """The killing, and what it left."""
    schedule = Schedule(given.seconds, given.kill_every)
    crashes = Crashes(cluster, given.crashes, given.seconds)
    crashes.start()
    schedule.run(fleet, chance)
    crashes.join(60)
    left = waiting(state)
    told = f"{dict(fleet.kills)}, none more than {schedule.latest:.2f} s late"
    print(f"  killed in {given.seconds:.0f} s: {told}")
    verdict.enough("kills", schedule.done, schedule.asked, given.kills_at_least)
    verdict.expect("PostgreSQL killed", crashes.done, given.crashes)
    share = 1 - left["timer"] / given.timers
    print(f"  timers fired meanwhile: {given.timers - left['timer']} of {given.timers} ({share:.0%})")
    print(f"  left when the killing ends: {left}", flush=True)


@contextmanager
def _cluster() -> Iterator[Cluster]:
    cluster = Cluster(_DURABLE)
    try:
        yield cluster
    finally:
        cluster.remove()


def _environment(url: str, receiver: Receiver, folder: Path) -> dict[str, str]:
    return {
        "JIEDU_DATABASE_URL": url,
        "JIEDU_SECRET_KEY": "for the soak only, and long enough",
        "JIEDU_VAR": str(folder),
        "JIEDU_CHANNELS": f"{CHANNEL}={receiver.url}",
        "JIEDU_CHANNELS_KEY": "soak",
        "JIEDU_OUTGOING": f"{MESSAGE}={receiver.url}",
        "JIEDU_OUTGOING_KEY": "soak",
        "JIEDU_LOG_FORMAT": "json",
    }


if __name__ == "__main__":
    sys.exit(main())
