"""Who wakes a worker when a command has made work due: PostgreSQL by NOTIFY, SQLite by its change counter.

It is only a hint that saves waiting.  Whoever hears nothing looks again after his interval all the same.
"""

from __future__ import annotations

import logging
from contextlib import closing
from threading import Condition, Event
from typing import Any

from sqlalchemy import Engine

log = logging.getLogger(__name__)
#: The channel that the triggers of the migration ``wake`` notify.
CHANNEL = "jiedu_work"
_AGAIN = 1.0  # seconds: how long one call listens, and the pause before listening anew
_GLANCE = 0.1  # seconds between two looks at a database file
_GATHER = 0.05  # seconds: rings that come so close together cause one sweep


class Bell:
    """Wakes the loops of one worker."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._rings = 0

    @property
    def rings(self) -> int:
        """How often it has rung."""
        with self._condition:
            return self._rings

    def ring(self) -> None:
        """Wake everybody who waits, and those who are about to."""
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    def wait(self, heard: int, seconds: float, stop: Event) -> None:
        """Wait until it rings more often than *heard*, at most so long; a little longer to gather rings."""
        with self._condition:
            rung = self._condition.wait_for(lambda: self._rings > heard, seconds)
        if rung:
            stop.wait(_GATHER)

    def listen(self, engine: Engine, stop: Event) -> None:
        """Ring whenever the database says that something is new; returns when *stop* is set."""
        hear = self._notified if engine.dialect.name == "postgresql" else self._changed
        while not stop.is_set():
            try:
                hear(engine, stop)
            except Exception as error:  # the server restarts: driver errors of every kind
                log.warning("not listening to the database: %s", error)
                stop.wait(_AGAIN)

    def _notified(self, engine: Engine, stop: Event) -> None:
        with closing(_own_connection(engine)) as connection:
            connection.autocommit = True
            connection.execute(f"LISTEN {CHANNEL}")
            self.ring()  # for what came while nobody listened
            while not stop.is_set():
                for _ in connection.notifies(timeout=_AGAIN, stop_after=1):
                    self.ring()

    def _changed(self, engine: Engine, stop: Event) -> None:
        if engine.url.database in (None, "", ":memory:"):
            stop.wait()
            return
        with closing(_own_connection(engine)) as connection:
            seen = None
            while not stop.wait(_GLANCE):
                now = connection.execute("PRAGMA data_version").fetchone()
                if now != seen:
                    seen = now
                    self.ring()


def _own_connection(engine: Engine) -> Any:
    """A connection of the driver that does not go back into the pool."""
    connection = engine.raw_connection()
    driver = connection.driver_connection
    connection.detach()
    return driver
