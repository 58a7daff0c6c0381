"""``python -m benchmarks.timers [--rate 50] [--seconds 20] [--overdue 20000]``: how late timers fire.

First two ``jiedu worker`` processes on a private PostgreSQL while timers come due at a steady rate: lateness.
Then timers that are overdue after an outage, on SQLite in one worker: how quickly, and whether in due order.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.soak.fleet import Fleet
from processes import commands, jobs, store
from processes.commands import Actor
from processes.store import RecordRow, Timer
from tests import postgres
from tests.processes.jobs.processes import WAIT

ME = Actor("lin", "林", "zjw", frozenset({"drafter@zjw"}))
_ALL = jobs.WorkerSettings(batch=1_000_000)
_DURABLE = {"fsync": "on", "max_connections": "50"}


def fill(sessions: sessionmaker[Session], dues: list[datetime]) -> None:
    """An instance for each due time."""
    now = datetime.now(UTC)
    with sessions.begin() as session:
        commands.deploy(session, {"wait.bpmn": WAIT}, "", actor=ME, now=now)
    for first in range(0, len(dues), 100):
        with sessions.begin() as session:
            for due in dues[first : first + 100]:
                commands.start_instance(session, "wait", {"due": due.isoformat()}, actor=ME, now=now)


def fired(sessions: sessionmaker[Session]) -> list[tuple[datetime, datetime]]:
    """When each was due and when it fired, in the order of firing."""
    with sessions() as session:
        query = select(RecordRow.at, RecordRow.payload).where(RecordRow.type == "timer_fired")
        rows = session.execute(query.order_by(RecordRow.at, RecordRow.instance_id)).all()
    return [(datetime.fromisoformat(json.loads(row.payload)["due"]), row.at) for row in rows]


def steady(rate: int, seconds: int) -> None:
    """Lateness while they keep up."""
    cluster = postgres.Cluster(_DURABLE)
    with tempfile.TemporaryDirectory() as folder:
        environment = {"JIEDU_DATABASE_URL": cluster.url, "JIEDU_SECRET_KEY": "s" * 40, "JIEDU_VAR": folder}
        engine = store.connect(cluster.url)
        store.upgrade(engine)
        sessions, count = store.sessions(engine), rate * seconds
        begin = datetime.now(UTC) + timedelta(seconds=20 + count * 0.04)
        fill(sessions, [begin + timedelta(seconds=n / rate) for n in range(count)])
        fleet = Fleet(Path(folder), os.environ | environment, workers=2, webs=0)
        fleet.ready()
        pause, spare = threading.Event(), (begin - datetime.now(UTC)).total_seconds()
        print(f"workers started {spare:.0f} s before the first is due" + ("" if spare > 0 else ": TOO LATE"))
        while _left(sessions) and not pause.wait(0.5):
            pass
        fleet.end()
        fleet.close()
        late = sorted((at - due).total_seconds() for due, at in fired(sessions))
        points = ", ".join(f"p{p} {late[(len(late) - 1) * p // 100]:.2f} s" for p in (50, 95, 99, 100))
        print(f"{len(late)} timers at {rate}/s, two workers, PostgreSQL: late by {points}", flush=True)
        engine.dispose()
    cluster.remove()


def overdue(count: int) -> None:
    """How quickly an outage is made up for."""
    with tempfile.TemporaryDirectory() as folder:
        engine = store.connect(f"sqlite:///{folder}/timers.db")
        store.upgrade(engine)
        sessions, chance = store.sessions(engine), random.Random(1)
        since = datetime.now(UTC) - timedelta(hours=1)
        fill(sessions, [since + timedelta(seconds=chance.random() * 3600) for _ in range(count)])
        wall, cpu = time.monotonic(), time.process_time()
        stop = threading.Event()
        threading.Thread(target=_until_done, args=(sessions, stop)).start()
        jobs.run(stop, sessions=sessions, clock=lambda: datetime.now(UTC), settings=_ALL)
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        with sessions() as session:
            ends = select(store.Instance.id, store.Instance.ended_at).subquery()
            query = select(RecordRow.payload).join(ends, ends.c.id == RecordRow.instance_id)
            query = query.where(RecordRow.type == "timer_fired").order_by(ends.c.ended_at)
            rows = session.scalars(query).all()
            dues = [json.loads(row)["due"] for row in rows]
        order = "in due order" if dues == sorted(dues) else "OUT OF ORDER"
        took = f"{cpu:.1f} s CPU ({cpu / count * 1000:.1f} ms each), {wall:.1f} s on this machine"
        print(f"{len(dues)} overdue timers, one worker, SQLite: {took}, {order}", flush=True)
        engine.dispose()


def _until_done(sessions: sessionmaker[Session], stop: threading.Event) -> None:
    while _left(sessions) and not stop.wait(0.2):
        pass
    stop.set()


def _left(sessions: sessionmaker[Session]) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(Timer)) or 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--overdue", type=int, default=20_000)
    given = parser.parse_args()
    steady(given.rate, given.seconds)
    overdue(given.overdue)
