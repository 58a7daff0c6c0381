"""One look at everything that may be due, without a lock: most turns of a worker find nothing to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Engine, bindparam, exists, select
from sqlalchemy.orm import Session, sessionmaker

from processes.jobs import effects, engine_jobs, messages, outgoing
from processes.jobs.settings import OutgoingRules
from processes.store import Delivery, JobFault, StartEvent, Timer, readers

_NOW = bindparam("now", type_=Timer.due.type)


class Glance:
    """Asks for each name whether there are rows of its condition; the statement is put together once."""

    def __init__(
        self, sessions: sessionmaker[Session], conditions: Mapping[str, ColumnElement[bool]]
    ) -> None:
        engine = sessions.kw["bind"]
        assert isinstance(engine, Engine)
        self._reader, self._conditions = readers(engine), conditions

    @cached_property
    def _statement(self) -> Any:
        return select(*(exists().where(each).label(name) for name, each in self._conditions.items()))

    def look(self, now: datetime) -> dict[str, bool]:
        """What is there at *now*."""
        with self._reader() as session:
            row = session.execute(self._statement, {"now": now}).one()
        return dict(zip(self._conditions, map(bool, row), strict=True))


def inside() -> dict[str, ColumnElement[bool]]:
    """Engine jobs by the name of the step that does them; ``faults``: some job has failed lately."""
    return {
        "deliver_next": Delivery.status == "pending",
        "resume_next": messages.held(_NOW),
        "hand_over_next": messages.waiting(_NOW),
        "start_by_next": messages.startable(_NOW),
        "fire_next_timer": engine_jobs.due(_NOW),
        "start_next": StartEvent.due <= _NOW,
        "forget_next": messages.expired(_NOW),
        "faults": JobFault.attempts > 0,
    }


def outside(rules: OutgoingRules) -> dict[str, ColumnElement[bool]]:
    """Effects, and messages for those who are told outside."""
    found = {"effects": effects.due(_NOW)}
    return found | ({"outgoing": outgoing.due(rules, _NOW)} if rules.endpoints else {})
