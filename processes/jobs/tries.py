"""How often engine jobs were tried, and who counts: a job that kills its worker must not do so for ever.

A job is counted *before* it runs when it has failed before, and when its worker has just started: after a
crash the job that caused it is among the first that are due, so nothing has to be remembered of the worker
that died, and in the ordinary run a job stays one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from processes.jobs import faults
from processes.jobs.faults import Failed, Key
from processes.store import passing, unhurried

#: So many jobs of each kind are counted before they run when a worker starts.  What was due before the job
#: that ended the last worker has run, or comes free again after a pause: it is the first, or close behind.
CAREFUL = 3


class Uncounted(Exception):
    """The job that was claimed has to be counted first; its transaction is rolled back."""

    def __init__(self, kind: str, key: Key, due: datetime | None) -> None:
        super().__init__(f"engine job {kind} {key} is not counted yet")
        self.kind, self.key, self.due = kind, key, due


@dataclass
class Tries:
    """What a worker knows of the engine jobs of one kind.

    ``broken``: failed in this sweep, left for later.  ``counted``: may run although they are put off, because
    it is this worker that counted the try; ``over``: those of them that have run.  ``first``: so many
    more are counted before they run.  ``suspicious``: some job failed lately, so each is looked up.
    """

    first: int = 0
    suspicious: bool = False
    broken: set[Key] = field(default_factory=set)
    counted: set[Key] = field(default_factory=set)
    over: set[Key] = field(default_factory=set)

    @property
    def ordinary(self) -> bool:
        """No job is treated otherwise than the rest."""
        return not (self.broken or self.counted)

    @contextmanager
    def attempt(self, session: Session, kind: str, key: Key, due: datetime | None) -> Iterator[None]:
        """Around the work of a job that is claimed in *session*.

        Raises Uncounted before it, Failed when the job ends with a bug.  A fault of the database that goes by
        itself is not the job's.
        """
        if key not in self.counted and (self.first > 0 or self._failed(session, kind, key)):
            raise Uncounted(kind, key, due)
        try:
            yield
            session.flush()
        except Exception as error:
            if passing(error):
                raise
            raise Failed(kind, key, due) from error
        if key in self.counted:
            faults.settle(session, kind, key)
            self.over.add(key)

    def done(self) -> None:
        """The transaction of the last job is committed."""
        self.counted -= self.over
        self.over.clear()

    def count(self, session: Session, job: Uncounted, now: datetime) -> None:
        """The try of a job begins: until it is over it looks like one that killed its worker."""
        unhurried(session)
        faults.begin(session, job.kind, job.key, job.due, now)
        self.counted.add(job.key)
        self.first -= 1

    def fail(self, session: Session, failure: Failed, now: datetime) -> None:
        """A job ended with a bug."""
        faults.note(session, failure, now, counted=failure.key in self.counted)
        self.broken.add(failure.key)
        self.counted.discard(failure.key)

    def without(self, kind: str, columns: Any, now: Any) -> list[Any]:
        """Conditions that leave out what failed in this sweep, or a short while ago."""
        return faults.without(kind, columns, self.broken, self.counted, now)

    def _failed(self, session: Session, kind: str, key: Key) -> bool:
        return self.suspicious and faults.known(session, kind, key)
