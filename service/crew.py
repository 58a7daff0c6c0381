"""Several processes behind one port: Python computes on one core at a time, so each core wants a process.

The parent opens the port and serves nothing itself.  It begins the others, replaces those that end unasked,
and passes on the request to stop.  It is forked before there are threads or connections to a database.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import structlog

#: Takes what is to be done when the parent is gone.
Watch = Callable[[Callable[[], None]], None]

log = structlog.get_logger("jiedu.crew")

#: What asks the processes of an installation to end.
STOPPING = (signal.SIGTERM, signal.SIGINT)
#: A process that ends sooner than this after its begin (seconds) is not replaced before.
_LEAST = 1.0


class Crew:
    """*size* processes that each do *work*, until it comes back.

    It is given a function to which it tells what is to be done when the parent dies without having asked
    anybody to stop.
    """

    def __init__(self, size: int, work: Callable[[Watch], None]) -> None:
        self._size, self._work = size, work
        self._born: dict[int, float] = {}
        self._stopping = False
        # Nobody writes: the end of the parent closes it, and that is what the others wait for.
        self._life, self._held = os.pipe()

    def stop(self, *_signal: object) -> None:
        """Ask all to end, a second time: end them at once; may be called by a signal handler."""
        number = signal.SIGKILL if self._stopping else signal.SIGTERM
        self._stopping = True
        for member in list(self._born):
            os.kill(member, number)

    def run(self) -> None:
        """Come back when the last has ended."""
        for _ in range(self._size):
            self._begin()
        while self._born:
            member, status = os.wait()
            born = self._born.pop(member, None)
            if born is None or self._stopping:
                continue
            log.error("process ended", pid=member, status=os.waitstatus_to_exitcode(status))
            time.sleep(max(0.0, born + _LEAST - time.monotonic()))
            self._begin()

    def _begin(self) -> None:
        with _undisturbed():
            if self._stopping:
                return
            member = os.fork()
            if member:
                self._born[member] = time.monotonic()
                return
            for number in STOPPING:
                signal.signal(number, signal.SIG_DFL)
        self._be_one()

    def _be_one(self) -> NoReturn:
        code = 1
        try:
            os.close(self._held)
            self._work(self._when_alone)
            code = 0
        except BaseException:
            log.exception("process failed")
        finally:
            os._exit(code)  # nothing of the parent is to be tidied up here

    def _when_alone(self, act: Callable[[], None]) -> None:
        def watch() -> None:
            os.read(self._life, 1)
            act()

        threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No signal between the birth of a process and its entry into the list."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
