"""The worker: any number of them, in any number of processes and machines, share one database."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from sqlalchemy import ColumnElement, Engine, exists, select
from sqlalchemy.orm import Session, sessionmaker

from processes.jobs import effects, engine_jobs, faults, messages, outgoing
from processes.jobs.faults import Failed, Key
from processes.jobs.handlers import HANDLERS
from processes.jobs.settings import WorkerSettings
from processes.jobs.work import Handler
from processes.store import Delivery, JobFault, StartEvent, readers

log = logging.getLogger(__name__)
_Step = Callable[[Session, datetime, Set[Key]], bool]


@dataclass
class Counts:
    """What one sweep did.

    ``messages`` counts those sent outside too, ``failed`` tries of effects and of such messages, ``errors``
    engine jobs left for the next sweep.
    """

    timers: int = 0
    messages: int = 0
    starts: int = 0
    effects: int = 0
    failed: int = 0
    errors: int = 0

    @property
    def done(self) -> int:
        """Everything that made a difference."""
        return self.timers + self.messages + self.starts + self.effects + self.failed


def run_once(
    sessions: sessionmaker[Session],
    *,
    now: datetime,
    settings: WorkerSettings | None = None,
    handlers: Mapping[str, Handler] = HANDLERS,
) -> Counts:
    """One sweep: everything due at *now* and what follows from it at once, at most about a batch.

    Timers fire in due order also when the worker was down for days.  One broken instance does not stop the
    sweep.
    """
    sweep = _Sweep(sessions, now, settings or WorkerSettings(), handlers)
    counts = sweep.counts
    while True:
        before = counts.done
        counts.messages += sweep.messages()
        counts.timers += sweep.drain(engine_jobs.fire_next_timer, engine_jobs.due(now))
        counts.starts += sweep.drain(engine_jobs.start_next, StartEvent.due <= now)
        sweep.effects()
        sweep.outgoing()
        if counts.done == before or counts.done >= sweep.settings.batch:
            sweep.forget()
            return counts


def run(
    stop: Event,
    *,
    sessions: sessionmaker[Session],
    clock: Callable[[], datetime],
    settings: WorkerSettings | None = None,
    interval: float = 1.0,
    handlers: Mapping[str, Handler] = HANDLERS,
) -> None:
    """Sweep until *stop* is set; between sweeps that found nothing wait *interval* seconds."""
    while not stop.is_set():
        try:
            busy = run_once(sessions, now=clock(), settings=settings, handlers=handlers).done > 0
        except Exception:
            log.exception("the sweep failed; trying again")
            busy = False
        if not busy:
            stop.wait(interval)


def deliver_messages(sessions: sessionmaker[Session], *, now: datetime) -> int:
    """Hand on what is pending.

    The service may call this after a command, so that nobody waits for the worker.
    """
    sweep = _Sweep(sessions, now, WorkerSettings(), {})
    return sweep.messages()


class _Sweep:
    """Each job is a transaction.

    Before it, a look that takes no lock tells whether there is anything to do.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        now: datetime,
        settings: WorkerSettings,
        handlers: Mapping[str, Handler],
    ) -> None:
        self.sessions, self.now, self.settings, self.handlers = sessions, now, settings, handlers
        self.reader = readers(_engine(sessions))
        self.counts = Counts()
        self.broken: dict[str, set[Key]] = {}

    def messages(self) -> int:
        """Hand on what left instances, and what is kept for those who wait now."""
        done = self.drain(engine_jobs.deliver_next, Delivery.status == "pending")
        done += self.drain(messages.resume_next, messages.held(self.now))
        done += self.drain(messages.hand_over_next, messages.waiting(self.now))
        return done + self.drain(messages.start_by_next, messages.startable(self.now))

    def forget(self) -> None:
        """Drop what is over: expired messages, faults of jobs that have run since."""
        self.drain(messages.forget_next, messages.expired(self.now))
        if self._any(JobFault.attempts > 0):
            with self.sessions.begin() as session:
                faults.forget(session)

    def drain(self, step: _Step, pending: ColumnElement[bool]) -> int:
        """Do the engine jobs of one kind, one after the other."""
        done, broken = 0, self.broken.setdefault(step.__name__, set())
        while done < self.settings.batch and self._any(pending):
            try:
                with self.sessions.begin() as session:
                    if not step(session, self.now, broken):
                        break
                done += 1
            except Failed as failure:
                log.exception("%s %s failed", step.__name__, failure.key)
                broken.add(failure.key)
                self.counts.errors += 1
                with self.sessions.begin() as session:
                    faults.note(session, failure, self.now)
        return done

    def effects(self) -> None:
        """Lease and run effects, one after the other."""
        for _ in range(self.settings.batch):
            if not self._any(effects.due(self.now)):
                return
            with self.sessions.begin() as session:
                work = effects.lease(session, self.settings, self.now)
            if work is None:
                return
            if effects.perform(work, self.sessions, self.settings, self.handlers, self.now):
                self.counts.effects += 1
            else:
                self.counts.failed += 1

    def outgoing(self) -> None:
        """Send messages that no process takes to those who are told outside."""
        rules = self.settings.outgoing
        if not rules.endpoints:
            return
        for _ in range(self.settings.batch):
            if not self._any(outgoing.due(rules, self.now)):
                return
            with self.sessions.begin() as session:
                parcel = outgoing.lease(session, self.settings, self.now)
            if parcel is None:
                return
            if outgoing.perform(parcel, self.sessions, self.settings, self.now):
                self.counts.messages += 1
            else:
                self.counts.failed += 1

    def _any(self, pending: ColumnElement[bool]) -> bool:
        with self.reader() as session:
            return bool(session.scalar(select(exists().where(pending))))


def _engine(sessions: sessionmaker[Session]) -> Engine:
    bind = sessions.kw["bind"]
    assert isinstance(bind, Engine)
    return bind
