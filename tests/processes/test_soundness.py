"""The invariants hold for what is sound, and each tells when it is broken."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from processes import jobs, soundness
from tests.processes.conftest import Clock
from tests.processes.jobs.processes import deploy, start
from tests.tampering import disarm

Sessions = sessionmaker[Session]
_AS_ENDED = "UPDATE process_instance SET ended_at = started_at, status = 'completed' WHERE id = 1"
_TWICE = (
    "INSERT INTO record SELECT instance_id, seq + 1, step, type, at, actor, process_id, element_id, "
    "element_instance_id, scope_id, payload, hash FROM record WHERE type = 'timer_fired'"
)
BREAKS = {
    "seq": "DELETE FROM record WHERE instance_id = 1 AND seq = 2",
    "ended": _AS_ENDED,
    "timer": _TWICE,
    "outbox": "DELETE FROM effect",
    "stuck": "DELETE FROM timer WHERE instance_id = 1",
    "engine": "DELETE FROM timer WHERE instance_id = 1",
    "tables": "UPDATE timer SET element_id = 'elsewhere'",
    "reexecution": "UPDATE record SET payload = replace(payload, 'start_t', 'x') WHERE instance_id = 1",
}


@pytest.fixture
def stored(sessions: Sessions, clock: Clock) -> Sessions:
    """1 waits for a timer, 2 for a machine; the timer of 3 has fired."""
    deploy(sessions, clock)
    start(sessions, clock, "wait", 60)
    start(sessions, clock, "work")
    start(sessions, clock, "wait")
    jobs.run_once(sessions, now=clock(), settings=jobs.WorkerSettings(), handlers={"echo": _never})
    return sessions


def _never(*_: object) -> dict[str, object]:
    raise jobs.JobFailed("later")


def found(sessions: Sessions) -> set[str]:
    """The rules that are broken."""
    with sessions() as session:
        breaches = soundness.check(session)
        for number in (1, 2, 3):
            breaches += soundness.compare(session, number)
        session.rollback()
    return {breach.rule for breach in breaches}


def test_what_was_done_by_commands_is_sound(stored: Sessions) -> None:
    assert found(stored) == set()


@pytest.mark.parametrize("rule", BREAKS)
def test_what_somebody_broke_is_told(stored: Sessions, rule: str) -> None:
    with stored.begin() as session:
        disarm(session.connection(), "record", "process_instance")
        if rule == "timer":  # its number must be free
            session.execute(
                text(
                    "DELETE FROM record WHERE instance_id = 3 AND seq > "
                    "(SELECT max(seq) FROM record WHERE type = 'timer_fired')"
                )
            )
        if rule == "stuck":
            session.execute(text("DELETE FROM element_instance WHERE instance_id = 1"))
        session.execute(text(BREAKS[rule]))
    assert rule in found(stored)
