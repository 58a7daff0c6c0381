"""One pass over what is due; each engine job is a transaction of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from processes.jobs import effects, engine_jobs, faults, glance, messages, outgoing, relay
from processes.jobs.erasing import Erasing
from processes.jobs.faults import Failed
from processes.jobs.settings import WorkerSettings
from processes.jobs.tries import Tries, Uncounted
from processes.jobs.work import Handler, Work

log = logging.getLogger(__name__)
_Step = Callable[[Session, datetime, Tries], bool]
_Leased = TypeVar("_Leased")
_Lease = Callable[[Session, WorkerSettings, datetime], _Leased | None]


@dataclass
class Counts:
    """What one sweep did.

    ``messages`` counts those sent outside too, ``handed`` effects put into a line, ``failed`` tries of
    effects and of such messages, ``errors`` engine jobs left for the next sweep.
    """

    timers: int = 0
    messages: int = 0
    starts: int = 0
    effects: int = 0
    handed: int = 0
    failed: int = 0
    errors: int = 0

    @property
    def done(self) -> int:
        """Everything that made a difference."""
        return self.timers + self.messages + self.starts + self.effects + self.handed + self.failed


def never() -> bool:
    """Nobody wants the sweep to stop."""
    return False


class Sweep:
    """What one loop of a worker does; it may be used again, ``counts`` are those since ``begin``.

    Before anything is claimed, one look that takes no lock tells what there is to do; what follows from it is
    found by the next.  *stopped* is asked between jobs.  *careful*: so many jobs of each kind are counted
    before they run (``tries``).  With *line*, effects are not run but put into it.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        clock: Callable[[], datetime],
        settings: WorkerSettings,
        handlers: Mapping[str, Handler],
        stopped: Callable[[], bool] = never,
        careful: int = 0,
        line: relay.Line | None = None,
    ) -> None:
        self.sessions, self.clock, self.settings, self.handlers = sessions, clock, settings, handlers
        self.stopped, self.careful, self.line = stopped, careful, line
        self._inside = glance.Glance(sessions, glance.inside())
        self._outside = glance.Glance(sessions, glance.outside(settings.outgoing))
        self._seen: dict[str, bool] = {}
        self.counts = Counts()
        self.tries: dict[str, Tries] = {}
        self.erasing = Erasing(sessions, settings)
        #: The effect that is running now.
        self.work: Work | None = None

    def begin(self) -> Counts:
        """A new pass: what failed in the one before may be tried again when its pause is over."""
        self.counts, self._seen = Counts(), {}
        for tries in self.tries.values():
            tries.broken.clear()
            tries.counted.clear()  # what is left was done by another worker, or waits for its pause
        return self.counts

    @property
    def suspicious(self) -> bool:
        """Whether some job has failed lately."""
        return self._waits("faults")

    def inside(self) -> None:
        """Engine jobs: messages, due timers, timer starts."""
        self._seen = {}
        self.counts.messages += self.messages()
        self.counts.timers += self.drain(engine_jobs.fire_next_timer)
        self.counts.starts += self.drain(engine_jobs.start_next)

    def outside(self) -> None:
        """Effects, run here or handed over, and messages that leave the product."""
        if self.stopped():
            return
        waits = self._outside.look(self.clock())
        if waits["effects"]:
            if self.line is None:
                self.effects()
            else:
                self.hand_over(self.line)
        if waits.get("outgoing"):
            self.outgoing()

    def messages(self) -> int:
        """Hand on what left instances, and what is kept for those who wait now."""
        steps = (
            engine_jobs.deliver_next,
            messages.resume_next,
            messages.hand_over_next,
            messages.start_by_next,
        )
        return sum(self.drain(step) for step in steps)

    def forget(self) -> None:
        """Drop what is over: expired messages, faults of jobs that have run since, personal data."""
        self.drain(messages.forget_next)
        if self.suspicious:
            with self.sessions.begin() as session:
                faults.forget(session)
        self.erasing.sweep(self.clock())

    def drain(self, step: _Step) -> int:
        """Do the engine jobs of one kind, one after the other."""
        if not self._waits(step.__name__):
            return 0
        tries = self.tries.setdefault(step.__name__, Tries(self.careful))
        tries.suspicious = self.suspicious
        done = 0
        while done < self.settings.batch and not self.stopped():
            try:
                with self.sessions.begin() as session:
                    if not step(session, self.clock(), tries):
                        break
                tries.done()
                done += 1
            except Uncounted as job:
                self._count(tries, job)
            except Failed as failure:
                where = {"instance": failure.key[0]} if failure.kind in {"timer", "delivery"} else {}
                log.exception("%s %s failed", step.__name__, failure.key, extra=where)
                self.counts.errors += 1
                with self.sessions.begin() as session:
                    tries.fail(session, failure, self.clock())
        return done

    def _count(self, tries: Tries, job: Uncounted) -> None:
        """Two workers that have just started may count the same job: it is left to who was quicker."""
        try:
            with self.sessions.begin() as session:
                tries.count(session, job, self.clock())
        except (IntegrityError, StaleDataError):
            tries.counted.discard(job.key)
            log.info("%s %s is counted by another worker", job.kind, job.key)

    def effects(self) -> None:
        """Lease and run effects, one after the other."""
        self.counts.effects += self._one_by_one(effects.lease, self._run)

    def hand_over(self, line: relay.Line) -> None:
        """Hand effects over, as many as the line has room for."""
        room = min(relay.room(line), self.settings.batch - self.counts.handed)
        for _ in range(room):
            if self.stopped() or not relay.hand_over_next(self.sessions, self.settings, line, self.clock()):
                return
            self.counts.handed += 1

    def outgoing(self) -> None:
        """Send messages that no process takes to those who are told outside."""

        def send(parcel: outgoing.Parcel) -> bool:
            return outgoing.perform(parcel, self.sessions, self.settings, self.clock)

        self.counts.messages += self._one_by_one(outgoing.lease, send)

    def _run(self, work: Work) -> bool:
        self.work = work
        succeeded = effects.perform(work, self.sessions, self.settings, self.handlers, self.clock)
        self.work = None
        return succeeded

    def _one_by_one(self, lease: _Lease[_Leased], perform: Callable[[_Leased], bool]) -> int:
        """Lease the next and perform it, at most a batch of them; how many succeeded."""
        done = 0
        for _ in range(self.settings.batch):
            if self.stopped():
                break
            with self.sessions.begin() as session:
                leased = lease(session, self.settings, self.clock())
            if leased is None:
                break
            if perform(leased):
                done += 1
            else:
                self.counts.failed += 1
        return done

    def _waits(self, name: str) -> bool:
        """Whether there was anything of this kind when this turn first looked."""
        if not self._seen:
            self._seen = self._inside.look(self.clock())
        return self._seen[name]
