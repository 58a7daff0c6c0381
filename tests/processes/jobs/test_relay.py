"""Effects that are put into a line: tickets get lost, come twice, come late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, jobs, queries, store
from processes.jobs import Ticket, Unreachable, Work, WorkerSettings
from tests.processes.conftest import OPERATOR, Clock
from tests.processes.jobs.test_effects import Echo, detail, service, start

Sessions = sessionmaker[Session]
SETTINGS = WorkerSettings(name="far", lease=timedelta(minutes=2))


class Line:
    """A line that may be away, or lose what is put in."""

    def __init__(self, room: int = 100) -> None:
        self.tickets, self.places, self.away = list[Ticket](), room, False

    def room(self) -> int:
        return self.places

    def put(self, ticket: Ticket) -> None:
        if self.away:
            raise Unreachable("ConnectionError")
        self.tickets.append(ticket)


@pytest.fixture
def line() -> Line:
    return Line()


def sweep(sessions: Sessions, clock: Clock, line: Line) -> jobs.Counts:
    return jobs.run_once(sessions, now=clock(), settings=SETTINGS, handlers={}, line=line)


def take(sessions: Sessions, clock: Clock, ticket: Ticket) -> Work | None:
    with sessions.begin() as session:
        return jobs.take(session, ticket, SETTINGS, clock())


def effect(sessions: Sessions, number: int) -> store.Effect:
    with sessions() as session:
        return session.query(store.Effect).filter_by(instance_id=number).one()


def test_a_ticket_is_the_key_alone_and_its_work_is_done_once(
    sessions: Sessions, clock: Clock, line: Line
) -> None:
    number, echo = start(sessions, clock, service("echo")), Echo()
    counts = sweep(sessions, clock, line)
    assert (counts.handed, counts.effects, counts.done) == (1, 0, 1)
    [ticket] = line.tickets
    assert ticket == Ticket(number, effect(sessions, number).element_instance_id, 0)
    work = take(sessions, clock, ticket)
    assert work is not None
    assert (work.attempt, work.key, work.type) == (1, f"{number}-{work.seq}", "echo")
    assert take(sessions, clock, ticket) is None  # the same ticket again
    assert jobs.perform(work, sessions, SETTINGS, {"echo": echo}, clock)
    assert detail(sessions, number).instance.status == "completed"
    assert take(sessions, clock, ticket) is None
    assert sweep(sessions, clock, line).done == 0


def test_a_lost_ticket_costs_no_try_and_any_ticket_of_the_try_will_do(
    sessions: Sessions, clock: Clock, line: Line
) -> None:
    number = start(sessions, clock, service("echo", retries=1))
    sweep(sessions, clock, line)
    assert sweep(sessions, clock, line).handed == 0  # it may still arrive
    for _ in range(5):
        clock.advance(minutes=2)
        assert sweep(sessions, clock, line).handed == 1
    assert len(set(line.tickets)) == 1  # none outdates the one before: a long line moves on
    work = take(sessions, clock, line.tickets[0])
    assert work is not None
    assert work.attempt == 1
    assert all(take(sessions, clock, ticket) is None for ticket in line.tickets)
    clock.advance(minutes=2)  # whoever took it died
    assert sweep(sessions, clock, line).handed == 1
    again = take(sessions, clock, line.tickets[-1])
    assert again is not None
    assert (again.attempt, again.key) == (2, work.key)
    assert not jobs.perform(work, sessions, SETTINGS, {"echo": Echo()}, clock)  # fenced off
    assert not jobs.perform(again, sessions, SETTINGS, {"echo": Echo()}, clock)
    assert detail(sessions, number).jobs[0].status == "failed"  # its one try is used up


def test_a_line_that_is_away_or_full_leaves_the_effects_where_they_are(
    sessions: Sessions, clock: Clock, line: Line
) -> None:
    numbers = [start(sessions, clock, service("echo")) for _ in range(3)]
    line.away = True
    assert sweep(sessions, clock, line).done == 0
    assert [effect(sessions, number).leased_by for number in numbers] == [None] * 3
    line.away, line.places = False, 2
    with sessions() as session:
        assert queries.workload(session, clock()).due_effects == 3
    assert jobs.run_once(sessions, now=clock(), settings=SETTINGS, handlers={}, line=line).handed >= 2
    assert line.tickets[:2] == [Ticket(n, effect(sessions, n).element_instance_id, 0) for n in numbers[:2]]


def test_the_ticket_of_a_suspended_instance_is_void(sessions: Sessions, clock: Clock, line: Line) -> None:
    number = start(sessions, clock, service("echo"))
    sweep(sessions, clock, line)
    with sessions.begin() as session:
        commands.suspend_instance(session, number, "核实情况", actor=OPERATOR, now=clock())
    assert take(sessions, clock, line.tickets[0]) is None
    assert effect(sessions, number).attempt == 0
