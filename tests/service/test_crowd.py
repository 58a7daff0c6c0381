"""Many people hand in tasks of the same instances at the same moment: nobody fails, nothing is lost.

Elsewhere one of four parallel signatures failed, and suspending while somebody else held the lock ruined
the instance; each of these is a test here, over real HTTP on PostgreSQL, ``benchmarks/http.py`` at length.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from sqlalchemy import create_engine, make_url, select, text

from benchmarks.web import crowd, office, server
from benchmarks.web.visitor import Visitor
from processes.store import Instance, UserTask
from service import create_app, pressure, state_of
from service.state import State
from tests.postgres import await_a_waiter
from tests.service.conftest import Browser

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(300)]
PEOPLE = office.people(200)
DRIVER = "postgresql+psycopg"


@dataclass(frozen=True)
class House:
    """A furnished database and the server in front of it."""

    state: State
    port: int

    def visit(self, name: str) -> Visitor:
        """Somebody who has logged in."""
        visitor = Visitor(self.port, name)
        visitor.log_in()
        return visitor

    def status(self, instance: int) -> str:
        with self.state.readers() as session:
            return session.get_one(Instance, instance).status


@pytest.fixture(scope="module")
def house(postgres_server: str) -> Iterator[House]:
    address = make_url(postgres_server)
    admin = create_engine(address.set(drivername=DRIVER), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE jiedu_crowd"))
    state = office.furnish(str(address.set(database="jiedu_crowd")), PEOPLE)
    with server.running(str(address.set(database="jiedu_crowd"))) as running:
        yield House(state, running.port)
    state.engine.dispose()
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE jiedu_crowd WITH (FORCE)"))
    admin.dispose()


def test_two_hundred_people_on_sixteen_connections(house: House) -> None:
    instances = crowd.start(house.state, PEOPLE, 1)
    outcome = crowd.sign(house.port, crowd.tasks_of(house.state, instances), 16, twice=True)
    p95 = crowd.percentile(outcome.seconds, 0.95) * 1000
    print(f"{len(outcome.seconds)} forms: p95 {p95:.0f} ms, {dict(outcome.statuses)}")
    assert outcome.wrong == []
    assert outcome.statuses == {302: 250}
    assert crowd.lost(house.state, instances, PEOPLE) == []


def test_four_people_sign_at_the_same_moment_eight_times(house: House) -> None:
    four = PEOPLE[:4]
    visitors = [house.visit(name) for name in four]
    instances = crowd.start(house.state, four, 8)
    tasks = crowd.tasks_of(house.state, instances)
    with ThreadPoolExecutor(4) as pool:
        for number in range(len(instances)):
            refs = [tasks[name][number] for name in four]
            answers = pool.map(Visitor.complete, visitors, refs, [office.ENTERED] * 4)
            assert [answer.status for answer in answers] == [302] * 4
    assert crowd.lost(house.state, instances, four) == []


def test_suspending_while_somebody_holds_the_lock_waits_and_ruins_nothing(house: House) -> None:
    [instance] = crowd.start(house.state, PEOPLE[:1], 1)
    admin, worker = house.visit("admin"), house.visit(PEOPLE[0])
    [ref] = crowd.tasks_of(house.state, [instance])[PEOPLE[0]]
    path = f"/api/v1/process-instances/{instance}"
    with ThreadPoolExecutor(1) as pool:
        with house.state.sessions.begin() as session:
            session.execute(select(Instance).where(Instance.id == instance).with_for_update())
            pressed = pool.submit(admin.call, f"{path}/suspension", {"reason": "核对"})
            await_a_waiter(house.state.readers)
            assert house.status(instance) == "active"
        assert pressed.result().status == 200
    assert house.status(instance) == "suspended"
    assert "暂停" in worker.get(f"/instances/{instance}").text
    assert worker.get(f"/tasks/{ref}").status == 200
    assert worker.complete(ref, office.ENTERED).status == 409
    assert admin.call(f"{path}/resumption", {}).status == 200
    assert worker.complete(ref, office.ENTERED).status == 302
    assert crowd.lost(house.state, [instance], PEOPLE[:1]) == []


def test_a_lock_that_is_not_given_up_is_answered_503_and_ruins_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pressure, "LOCK_WAIT", 50)
    [instance] = crowd.start(house.state, PEOPLE[:1], 1)
    app = create_app(house.state.settings)
    worker = Browser(app.test_client())
    worker.login(PEOPLE[0], office.PASSWORD)
    [ref] = crowd.tasks_of(house.state, [instance])[PEOPLE[0]]
    with house.state.sessions.begin() as session:
        session.execute(select(Instance).where(Instance.id == instance).with_for_update())
        answer = worker.complete(ref, office.ENTERED)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert house.status(instance) == "active"
    with house.state.readers() as session:
        assert session.scalar(select(UserTask.status).where(UserTask.instance_id == instance)) == "open"
    assert worker.complete(ref, office.ENTERED).status_code == 302
    state_of(app).engine.dispose()
