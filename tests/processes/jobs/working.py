"""A try of a job without an instance around it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from processes.jobs import Work
from tests.processes.conftest import BEIJING

NOW = datetime(2026, 4, 1, 9, 0, tzinfo=BEIJING)


def work(kind: str, now: datetime = NOW, **variables: Any) -> Work:
    """The first of three tries, with these parameters; its key is ``7-12``."""
    return Work(
        instance_id=7,
        element_instance_id=3,
        seq=12,
        fence=1,
        attempt=1,
        tries=3,
        type=kind,
        waits=True,
        headers={},
        variables=variables,
        title=None,
        now=now,
    )
