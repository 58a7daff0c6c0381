"""The virtual clock: what instants callers may give, and what falls due next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from processes.engine import StartTimer
from processes.engine.running.instants import OFFICE_ZONE, parse_instant, plus
from processes.sandbox.view import SandboxInstance

#: The same few thousand timers are looked at whenever time passes.
_read = lru_cache(maxsize=20_000)(parse_instant)
#: When, the number of the instance (-1: a timer start event), and which of its timers.
Due = tuple[datetime, int, Any]


def instant(now: datetime, to: str | timedelta | datetime) -> datetime:
    """*now* plus a duration (``P3D``), or an instant; in Beijing."""
    if isinstance(to, timedelta):
        return now + to
    if isinstance(to, str):
        to = plus(now, to) if to.upper().startswith("P") else parse_instant(to)
    return to.astimezone(OFFICE_ZONE)


def earliest(
    instances: Mapping[int, SandboxInstance], starts: Sequence[StartTimer], end: datetime
) -> Due | None:
    """What is due first and not after *end*; timer start events come before timers of the same instant."""
    due: list[Due] = [(parse_instant(start.due), -1, number) for number, start in enumerate(starts)]
    for number, instance in instances.items():
        due += [(_read(timer["due"]), number, key) for key, timer in instance.timers.items()]
    return min((entry for entry in due if entry[0] <= end), default=None)
