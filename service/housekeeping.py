"""What the worker does besides its jobs: it forgets the answers that nobody asks for any more."""

from __future__ import annotations

import threading

import structlog
from sqlalchemy.exc import SQLAlchemyError

from service.idempotency import table
from service.state import State

log = structlog.get_logger("jiedu.worker")

#: Seconds between two looks.
EVERY = 60.0


def tidy(state: State) -> int:
    """Forget expired answers; how many there were."""
    now = int(state.settings.session_clock().timestamp())
    with state.sessions.begin() as session:
        return table.forget(session, now=now)


def begin(state: State, stop: threading.Event, every: float = EVERY) -> threading.Thread:
    """Tidy every so many seconds, in a thread that ends when *stop* is set."""

    def run() -> None:
        while not stop.wait(every):
            try:
                tidy(state)
            except SQLAlchemyError:
                log.exception("tidying failed; trying again later")

    thread = threading.Thread(target=run, name="housekeeping", daemon=True)
    thread.start()
    return thread
