"""Offices and matters that several modules here begin with."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from processes import store
from tests.processes.commands.reviews import REVIEWS
from tests.processes.conftest import Clock
from tests.processes.matters import Sessions, begun


@pytest.fixture
def in_units(engine: Engine) -> Sessions:
    """Sessions in an office whose groups are per unit."""
    units = frozenset({"drafter", "section_head", "deputy_head"})
    return store.sessions(engine, store.Options(unit_groups=units))


@pytest.fixture
def matter(in_units: Sessions, clock: Clock) -> int:
    """An instance of the two reviews, with its draft open."""
    return begun(in_units, clock, "reviews", {"reviews.bpmn": REVIEWS})
