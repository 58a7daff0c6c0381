"""A few instances on a database, and a key that signs."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, proof
from tests.processes import diagrams
from tests.processes.conftest import DRAFTER, OPERATOR, Clock

Sessions = sessionmaker[Session]


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private key, and beside it the public one."""
    path = tmp_path_factory.mktemp("keys") / "anchor"
    proof.new_key(path)
    return path


@pytest.fixture
def rules(key_file: Path) -> proof.Anchoring:
    return proof.Anchoring(proof.signer(key_file))


@pytest.fixture
def trusted(key_file: Path) -> dict[str, str]:
    return proof.public_keys(Path(f"{key_file}.pub"))


@pytest.fixture
def ids(sessions: Sessions, clock: Clock) -> list[int]:
    """Three instances: one cancelled, two under way."""
    with sessions.begin() as session:
        commands.deploy(session, {"review.bpmn": diagrams.REVIEW}, "", actor=DRAFTER, now=clock())
    found = [start(sessions, clock) for _ in range(3)]
    with sessions.begin() as session:
        commands.cancel_instance(session, found[0], actor=OPERATOR, reason="重复", now=clock())
    return found


def start(sessions: Sessions, clock: Clock) -> int:
    """One more instance."""
    with sessions.begin() as session:
        values = {"drafter": "zhang3", "title": "电梯补贴办法"}
        return commands.start_instance(session, "review", values, actor=DRAFTER, now=clock()).id
