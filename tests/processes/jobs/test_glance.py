"""A turn of a worker that finds nothing asks once."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from processes import jobs
from processes.jobs.sweep import Sweep
from tests.processes.conftest import Clock

_RULES = jobs.OutgoingRules(endpoints={"told": "http://127.0.0.1:9/take"}, key="k")


@pytest.mark.parametrize("settings", [jobs.WorkerSettings(), jobs.WorkerSettings(outgoing=_RULES)])
def test_a_turn_with_nothing_to_do_takes_one_statement(
    sessions: sessionmaker[Session], clock: Clock, settings: jobs.WorkerSettings
) -> None:
    engine = sessions.kw["bind"]
    assert isinstance(engine, Engine)
    sweep = Sweep(sessions, clock, settings, {})
    sweep.begin()
    sweep.inside()
    sweep.forget()  # looks for personal data too, once a minute
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for turn in (sweep.inside, sweep.outside):
        counts = sweep.begin()
        turn()
        if turn == sweep.inside:
            sweep.forget()
        assert counts.done == 0
        assert [text.split()[0] for text in asked if not text.startswith("SET")] == ["SELECT"], asked
        asked.clear()
