"""Offices and matters that several modules here begin with."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, store
from tests.processes.commands.reviews import REVIEWS
from tests.processes.conftest import DRAFTER, Clock

Sessions = sessionmaker[Session]


@pytest.fixture
def in_units(engine: Engine) -> Sessions:
    """Sessions in an office whose groups are per unit."""
    units = frozenset({"drafter", "section_head", "deputy_head"})
    return store.sessions(engine, store.Options(unit_groups=units))


@pytest.fixture
def matter(in_units: Sessions, clock: Clock) -> int:
    """An instance of the two reviews, with its draft open."""
    with in_units.begin() as session:
        commands.deploy(session, {"reviews.bpmn": REVIEWS}, "部署", actor=DRAFTER, now=clock())
    with in_units.begin() as session:
        return commands.start_instance(session, "reviews", {}, actor=DRAFTER, now=clock()).id
