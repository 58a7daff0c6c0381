"""A calendar that is loaded while others work: no deadline is left to the old one.

On PostgreSQL commands run side by side; on SQLite they go one after the other anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from benchmarks.web.counting import asked
from processes import commands
from processes.jobs.engine_jobs import start_next
from processes.jobs.tries import Tries
from tests.postgres import await_a_waiter
from tests.processes.commands.test_calendar import NOTICE, dues, guard
from tests.processes.commands.test_recurring import cycling, starts
from tests.processes.conftest import BEIJING, DRAFTER, Clock
from tests.processes.matters import Sessions

FILES = {"plain.bpmn": guard("plain", "20WD", loops=False)}
#: By the notice for 2027 the sixth working day of January is the 10th, without it the 11th.
DAYS = {"by_days.bpmn": cycling("by_days", "0 9 6WD * *", "R/P21D")}
ISSUED = {"issued": "2026-12-21", "title": "办法"}
Act = Callable[[Session], Any]


@pytest.fixture(autouse=True)
def deployed(sessions: Sessions, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 21, 9, tzinfo=BEIJING)
    with sessions.begin() as session:
        commands.deploy(session, FILES, "", actor=DRAFTER, now=clock())


def side_by_side(sessions: Sessions, first: Act, second: Act) -> tuple[Any, Any]:
    """The *second* begins while the *first* is not yet committed, and waits for it."""

    def later() -> Any:
        with sessions.begin() as session:
            return second(session)

    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            done = first(session)
            waiting = pool.submit(later)
            await_a_waiter(sessions)
        return done, waiting.result()


@pytest.fixture
def load(clock: Clock) -> Act:
    return lambda session: commands.load_calendar_notice(session, NOTICE, actor=DRAFTER, now=clock())


@pytest.fixture
def start(clock: Clock) -> Act:
    return lambda session: commands.start_instance(session, "plain", ISSUED, actor=DRAFTER, now=clock()).id


@pytest.fixture
def deploy(clock: Clock) -> Act:
    return lambda session: commands.deploy(session, DAYS, "", actor=DRAFTER, now=clock())


@pytest.fixture
def fire(clock: Clock) -> Act:
    return lambda session: start_next(session, clock(), Tries())


def test_what_is_being_started_is_moved(sessions: Sessions, load: Act, start: Act) -> None:
    number, report = side_by_side(sessions, start, load)
    assert [moved.instance_id for moved in report.moved] == [number]
    assert dues(sessions) == {number: ("2027-01-18", False)}


def test_what_is_started_meanwhile_counts_by_the_new_one(sessions: Sessions, load: Act, start: Act) -> None:
    _, number = side_by_side(sessions, load, start)
    assert dues(sessions) == {number: ("2027-01-18", False)}


@pytest.mark.parametrize("loaded_first", [False, True])
def test_a_deployment_knows_it(sessions: Sessions, load: Act, deploy: Act, loaded_first: bool) -> None:
    side_by_side(sessions, *((load, deploy) if loaded_first else (deploy, load)))
    assert starts(sessions)["by_days"] == "2027-01-10 09:00"


@pytest.mark.parametrize("loaded_first", [False, True])
def test_a_process_that_starts_by_itself_does_so_again_by_the_new_one(
    sessions: Sessions, clock: Clock, load: Act, deploy: Act, fire: Act, loaded_first: bool
) -> None:
    with sessions.begin() as session:
        deploy(session)
    clock.now = datetime(2027, 1, 11, 12, tzinfo=BEIJING)
    side_by_side(sessions, *((load, fire) if loaded_first else (fire, load)))
    assert starts(sessions)["by_days"] == "2027-02-16 09:00"


def test_nobody_waits_longer_than_it_takes_to_write_what_it_moves(
    sessions: Sessions, engine: Engine, load: Act, start: Act
) -> None:
    """Everything else is asked once for all: beside one row per instance only its lock."""

    def statements(count: int) -> int:
        for _ in range(count):
            with sessions.begin() as session:
                start(session)
        with sessions() as session, asked(engine) as found:
            load(session)
            session.rollback()
        return len(found.statements)

    few, more = statements(1), statements(4)
    assert (more - few) / 4 <= 4
