"""An effect as a handler gets it, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from processes.jobs.settings import WorkerSettings


@dataclass(frozen=True)
class Work:
    """One try of a job.  ``key`` is the same in every try: whoever gets the effect twice can tell by it."""

    instance_id: int
    element_instance_id: int
    seq: int
    fence: int
    attempt: int
    tries: int
    type: str
    waits: bool
    headers: Mapping[str, Any]
    variables: Mapping[str, Any]
    title: str | None
    now: datetime

    @property
    def key(self) -> str:
        """The idempotency key: the place of the ``job_created`` record."""
        return f"{self.instance_id}-{self.seq}"

    def value(self, name: str, default: Any = None) -> Any:
        """A parameter: from the variables, else from the headers."""
        found = self.variables.get(name)
        return self.headers.get(name, default) if found is None else found


#: Does the work and returns the variables that it gives; an exception is a failed try.
Handler = Callable[[Work, WorkerSettings, sessionmaker[Session]], Mapping[str, Any]]


class JobFailed(Exception):
    """A try failed for a reason that a person can understand; the text is Chinese."""
