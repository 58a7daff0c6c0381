"""While an effect runs: its lease is prolonged, and a database that is away for a moment is waited for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from processes.store import passing

log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
#: Seconds between tries to write down what an effect gave; together less than a lease.
_WAITS = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
#: A lease is prolonged so many times: a handler that never comes back is taken over at last.
LONGEST = 60


@contextmanager
def held(prolong: Callable[[], bool], lease: timedelta) -> Iterator[None]:
    """Prolong a lease at every third of it, until the block is left or *prolong* says that it is lost."""
    over = Event()
    keeper = Thread(target=_keep, args=(over, prolong, lease.total_seconds() / 3), daemon=True, name="lease")
    keeper.start()
    try:
        yield
    finally:
        over.set()


def _keep(over: Event, prolong: Callable[[], bool], pause: float) -> None:
    for _ in range(LONGEST):
        if over.wait(pause):
            return
        try:
            if not prolong():
                return
        except SQLAlchemyError as error:  # the next time may do; else the lease runs out
            log.warning("a lease could not be prolonged: %s", error)


def patiently(write: Callable[[], _Result]) -> _Result:
    """*write*, and again while the database is away; then its error is raised."""
    for pause in _WAITS:
        try:
            return write()
        except Exception as error:
            if not passing(error):
                raise
            log.warning("the database is away, trying again in %s s", pause)
        Event().wait(pause)
    return write()
