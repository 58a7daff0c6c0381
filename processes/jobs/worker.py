"""The worker: any number of them, in any number of processes and machines, share one database."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event, Thread

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from processes.jobs import anchors, effects
from processes.jobs.handlers import HANDLERS
from processes.jobs.relay import Line
from processes.jobs.settings import WorkerSettings
from processes.jobs.sweep import Counts, Sweep
from processes.jobs.tries import CAREFUL
from processes.jobs.waking import Bell
from processes.jobs.work import Handler
from processes.store import passing

log = logging.getLogger(__name__)
_TICK = 0.05  # seconds between two looks at what is still running at the end


def run_once(
    sessions: sessionmaker[Session],
    *,
    now: datetime,
    settings: WorkerSettings | None = None,
    handlers: Mapping[str, Handler] = HANDLERS,
    careful: int = 0,
    line: Line | None = None,
) -> Counts:
    """One sweep: everything due at *now* and what follows from it at once, at most about a batch.

    Timers fire in due order also when the worker was down for days.  One broken instance does not stop the
    sweep.  *careful*: so many engine jobs of each kind are counted before they run.  With a *line*, effects
    are put into it.
    """
    told = settings or WorkerSettings()
    sweep = Sweep(sessions, lambda: now, told, handlers, careful=careful, line=line)
    counts = sweep.begin()
    while True:
        before = counts.done
        sweep.inside()
        sweep.outside()
        if counts.done == before or counts.done >= sweep.settings.batch:
            sweep.forget()
            anchors.sweep(sessions, sweep.settings.anchors, now)
            return counts


def run(
    stop: Event,
    *,
    sessions: sessionmaker[Session],
    clock: Callable[[], datetime],
    settings: WorkerSettings | None = None,
    interval: float = 1.0,
    handlers: Mapping[str, Handler] = HANDLERS,
    effect_threads: int = 1,
    grace: float = 30.0,
    told: Callable[[Counts], None] = lambda counts: None,
    line: Line | None = None,
) -> bool:
    """Work until *stop* is set: engine jobs in one thread, effects in others, so that no timer waits for one.

    A loop that found nothing waits *interval* seconds or until the database rings.  After *stop* nothing new
    is begun; what is running has *grace* seconds.  Effects that take longer are given back and fenced off;
    then the answer is false and the threads should end with the process.  *told* hears of every turn.  With
    a *line*, effects are put into it instead of being run here.
    """
    crew = _Crew(stop, sessions, clock, settings or WorkerSettings(), interval, handlers, told, line)
    crew.hire("engine", crew.inside, CAREFUL)
    for number in range(effect_threads):
        crew.hire(f"effects-{number}", crew.outside, 0)
    stop.wait()
    return crew.dismiss(grace)


def deliver_messages(sessions: sessionmaker[Session], *, now: datetime) -> int:
    """Hand on what is pending.

    The service may call this after a command, so that nobody waits for the worker.
    """
    sweep = Sweep(sessions, lambda: now, WorkerSettings(), {})
    return sweep.messages()


class _Crew:
    """The threads of one worker."""

    def __init__(
        self,
        stop: Event,
        sessions: sessionmaker[Session],
        clock: Callable[[], datetime],
        settings: WorkerSettings,
        interval: float,
        handlers: Mapping[str, Handler],
        told: Callable[[Counts], None],
        line: Line | None = None,
    ) -> None:
        self.stop, self.sessions, self.clock, self.settings = stop, sessions, clock, settings
        self.interval, self.handlers, self.told, self.line = interval, handlers, told, line
        self.bell = Bell()
        self.hands: list[tuple[Thread, Sweep]] = []
        engine = sessions.kw["bind"]
        assert isinstance(engine, Engine)
        self.ear = Thread(target=self.bell.listen, args=(engine, stop), daemon=True, name="listen")
        self.ear.start()

    def hire(self, name: str, turn: Callable[[Sweep], None], careful: int) -> None:
        """Another thread that does *turn* over and over."""
        given = (self.sessions, self.clock, self.settings, self.handlers, self.stop.is_set)
        sweep = Sweep(*given, careful, self.line)
        thread = Thread(target=self._loop, args=(sweep, turn), daemon=True, name=name)
        self.hands.append((thread, sweep))
        thread.start()

    def inside(self, sweep: Sweep) -> None:
        """Engine jobs."""
        sweep.inside()
        if (sweep.suspicious or not sweep.counts.done) and not self.stop.is_set():
            sweep.forget()

    def outside(self, sweep: Sweep) -> None:
        """Effects, and anchors, which take a while too."""
        sweep.outside()
        anchors.sweep(self.sessions, self.settings.anchors, self.clock())

    def dismiss(self, grace: float) -> bool:
        """Wait for what is running; whether all came to an end."""
        self.bell.ring()
        for _ in range(round(grace / _TICK)):
            if not any(thread.is_alive() for thread, _ in self.hands):
                break
            Event().wait(_TICK)
        self.ear.join(2.0)
        late = [sweep.work for thread, sweep in self.hands if thread.is_alive()]
        for work in late:
            if work is not None:
                log.warning("job %s of type %s is given back: it takes too long", work.key, work.type)
                effects.give_back(work, self.sessions, self.clock())
        return not late

    def _loop(self, sweep: Sweep, turn: Callable[[Sweep], None]) -> None:
        while not self.stop.is_set():
            heard = self.bell.rings
            try:
                counts = sweep.begin()
                turn(sweep)
                self.told(counts)
            except Exception as error:
                self._failed(error)
                continue
            if not counts.done:
                self.bell.wait(heard, self.interval, self.stop)

    def _failed(self, error: Exception) -> None:
        if passing(error):
            log.warning("the database is away, trying again: %s", error)
        else:
            log.exception("the sweep failed; trying again")
        self.stop.wait(self.interval)
