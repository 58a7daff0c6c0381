"""What a process takes on at once.  Beyond it, it says so at once instead of letting everybody wait.

Writers wait for each other in the database, readers do not: so writers get a part of the threads and readers
always find one.  Probes, numbers and static files are let through in any case.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from threading import Lock
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_login import AnonymousUserMixin
from flask_login import current_user as asking
from limits import RateLimitItem, parse
from sqlalchemy import Engine, event, func, select

from processes.store import Effect
from service import errors
from service.config import Settings
from service.security import limiter
from service.state import State, current

#: How long a request waits for a lock of the database (milliseconds), then 503.
LOCK_WAIT = 10_000
_READING = {"GET", "HEAD", "OPTIONS"}
_LET_THROUGH = ("/static/", "/healthz", "/readyz", "/metrics")
#: How long a look at the queue of effects is good for (seconds).
_LOOK = 2.0


class Gate:
    """Counts the requests in work; those that write are counted twice over."""

    def __init__(self, requests: int, writes: int) -> None:
        self.most = {"any": requests, "writing": writes}
        self.now = dict.fromkeys(self.most, 0)
        self._lock = Lock()

    def enter(self, kinds: tuple[str, ...]) -> bool:
        """Whether there is room; then it has to be left again."""
        with self._lock:
            if any(self.now[kind] >= self.most[kind] for kind in kinds):
                return False
            for kind in kinds:
                self.now[kind] += 1
            return True

    def leave(self, kinds: tuple[str, ...]) -> None:
        with self._lock:
            for kind in kinds:
                self.now[kind] -= 1


class Queue:
    """How many effects are due, looked at now and then."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._seen = (float("-inf"), 0)

    def is_full(self, state: State) -> bool:
        """Whether more than the limit wait; a limit of 0 is none."""
        if not self.most:
            return False
        if time.monotonic() - self._seen[0] >= _LOOK:
            due = select(Effect.seq).where(Effect.due <= state.now()).limit(self.most + 1).subquery()
            with state.readers() as session:
                waiting = session.scalar(select(func.count()).select_from(due)) or 0
            self._seen = (time.monotonic(), waiting)
        return self._seen[1] > self.most


class Tally:
    """How often everybody has asked in this window of time, counted in this process alone."""

    def __init__(self, rate: RateLimitItem) -> None:
        self.most, self.span = rate.amount, rate.get_expiry()
        self._end, self._counts = 0.0, Counter[str]()
        self._lock = Lock()

    def wait(self, who: str) -> float:
        """Seconds until *who* may ask; 0 when he may now."""
        now = time.monotonic()
        with self._lock:
            if now >= self._end:
                self._end, self._counts = now + self.span, Counter()
            self._counts[who] += 1
            return 0.0 if self._counts[who] <= self.most else self._end - now


class SharedTally(Tally):
    """The same, counted where all processes count (``limits_storage``)."""

    def __init__(self, rate: RateLimitItem) -> None:
        super().__init__(rate)
        self._rate = rate

    def wait(self, who: str) -> float:
        """As above; while the storage is away, this process counts for itself."""
        if limiter.limiter.hit(self._rate, "person", who):
            return 0.0
        return float(limiter.limiter.get_window_stats(self._rate, "person", who).reset_time - time.time())


def install(app: Flask, settings: Settings) -> None:
    """Stand in front of everything that costs something; call it before all other doors."""
    load = settings.load
    gate = Gate(load.requests, load.writes)
    app.extensions["jiedu_gate"] = gate
    app.extensions["jiedu_queue"] = Queue(load.backlog)
    app.before_request(lambda: _enter(gate))
    app.teardown_request(lambda _error: _leave(gate))
    wait_briefly(app.extensions["jiedu"].engine)


def limit_people(app: Flask) -> None:
    """Count the requests of each person; call it behind the door that asks who it is."""
    load = app.extensions["jiedu"].settings.load
    kind = Tally if load.limits_storage == "memory://" else SharedTally
    tally = kind(parse(load.person_limit))

    def count() -> Response | None:
        person = getattr(asking, "person", None) if not _is_free() else None
        left = tally.wait(person.id) if person is not None else 0.0
        if not left:
            return None
        detail = "您的操作过于频繁，这一次没有处理，也没有保存任何内容。请稍等再试。"
        return errors.later(429, "rate_limited", detail, seconds=max(1, round(left)))

    app.before_request(count)


def refuse_if_full() -> None:
    """Raises errors.Later (503) while too much waits to leave the service: machines may hand in later."""
    queue: Queue = current_app.extensions["jiedu_queue"]
    if queue.is_full(current()):
        text = f"等待外发的任务已超过 {queue.most} 项，暂不接收新的来件，这一件没有保存。请稍后再递交。"
        raise errors.Later(text, seconds=30)


def wait_briefly(engine: Engine) -> None:
    """Let connections of this process give up on locks: a thread that waits answers nobody."""
    statement = "PRAGMA busy_timeout = {}" if engine.dialect.name == "sqlite" else "SET lock_timeout = {}"

    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(statement.format(LOCK_WAIT))
        cursor.close()
        if engine.dialect.name != "sqlite":
            connection.commit()

    event.listen(engine, "connect", prepare)


def _enter(gate: Gate) -> Response | None:
    if _is_free():
        return None
    kinds = ("any",) if request.method in _READING else ("any", "writing")
    if gate.enter(kinds):
        g.in_work = kinds
        return None
    g._login_user = AnonymousUserMixin()  # to refuse must cost nothing: nobody asks the database who it is
    detail = "现在办理的人太多，这一次没有处理，也没有保存任何内容。请稍等几秒再试。"
    return errors.later(503, "overloaded", detail, seconds=1 + secrets.randbelow(3))


def _leave(gate: Gate) -> None:
    kinds = g.pop("in_work", None)
    if kinds is not None:
        gate.leave(kinds)


def _is_free() -> bool:
    return request.path.startswith(_LET_THROUGH)
