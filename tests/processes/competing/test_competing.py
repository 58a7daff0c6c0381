"""Whoever competes, one wins and what is stored hangs together (``benchmarks/competing.py``: more often)."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from processes import soundness
from tests.processes.competing.arena import Arena
from tests.processes.competing.scenarios import SCENARIOS


def test_competitors(sessions: sessionmaker[Session]) -> None:
    arena = Arena(sessions, seed=1)
    for scenario in SCENARIOS:
        for _ in range(2):
            scenario(arena)
            arena.clear()
    assert arena.sound() == []
    with sessions() as session:
        assert soundness.check(session) == []
