"""S11: any single edit of what was written once is found; ``benchmarks/mutations.py`` makes a thousand."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, proof, store
from tests.processes import diagrams
from tests.processes.conftest import DRAFTER, OPERATOR, Clock
from tests.processes.proof.conftest import start
from tests.processes.proof.mutating import TABLES, Mutator

Sessions = sessionmaker[Session]


def furnish(sessions: Sessions, rules: proof.Anchoring, clock: Clock) -> None:
    """Two deployments, instances removed and under way, a notice, three anchors."""
    first = start(sessions, clock)
    proof.anchor(sessions, rules, now=clock.advance(hours=1))
    with sessions.begin() as session:
        commands.cancel_instance(session, first, actor=OPERATOR, reason="重复", now=clock())
        changed = diagrams.REVIEW.replace("起草".encode(), "草拟".encode())
        commands.deploy(session, {"review.bpmn": changed}, "改名", actor=DRAFTER, now=clock())
    for _ in range(2):
        start(sessions, clock)
    proof.anchor(sessions, rules, now=clock.advance(hours=1))
    start(sessions, clock)
    with sessions.begin() as session:
        notice = {"year": 2026, "number": "1", "text": "放假", "calendar_version": "1", "loaded_by": "x"}
        session.add(store.CalendarNotice(**notice, loaded_at=clock()))
        store.remove(session, first, actor="root1", reason="保存期满", now=clock())
    proof.anchor(sessions, rules, now=clock.advance(hours=1))


def test_every_single_edit_is_found(
    engine: Engine,
    sessions: Sessions,
    rules: proof.Anchoring,
    trusted: dict[str, str],
    ids: list[int],
    clock: Clock,
) -> None:
    furnish(sessions, rules, clock)
    with sessions() as session:
        assert proof.verify(session) + proof.check_anchors(session, trusted) == []
    count = Mutator(engine, trusted, seed=11).run(100)
    assert count.missed == []
    assert {table for table, _ in count.tried} == set(TABLES)
