"""What somebody may take is found by its candidates: the first of each offer, and nothing that is done."""

from __future__ import annotations

import re

import pytest

from processes import commands, queries
from processes.queries import offers
from processes.store import UserTaskCandidate
from tests.processes.conftest import DRAFTER, Clock
from tests.processes.diagrams import diagram, forked, user_task
from tests.processes.matters import Sessions, begun

TWO = diagram(
    "two",
    "两件",
    forked(
        one=user_task("one", "甲"),
        other=user_task("other", "乙"),
        named=user_task("named", "丙", 'candidateUsers="zhang3"'),
    ),
)


@pytest.fixture
def number(sessions: Sessions, clock: Clock) -> int:
    """An instance with two tasks for the drafters, and one for 张三."""
    return begun(sessions, clock, "two", {"two.bpmn": TWO})


def test_no_more_is_looked_up_than_a_page_shows(sessions: Sessions, number: int) -> None:
    """Of each offer as many, and not at all what is claimed: somebody may have thousands."""
    with sessions() as session:
        found = offers.shared(DRAFTER, 1)
        assert [len(session.execute(query).all()) for query in found] == [1, 1, 0]
        assert [len(session.execute(query).all()) for query in offers.shared(DRAFTER)] == [3]
        connection = session.connection()
        text = str(found[0].compile(connection, compile_kwargs={"literal_binds": True}))
        how = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        plan = str(connection.exec_driver_sql(f"{how} {text}").all())
    assert re.search(r"\bplace\W*(::text\W*)?<", plan), plan


def test_what_is_done_is_offered_to_nobody(sessions: Sessions, clock: Clock, number: int) -> None:
    """Not even when its candidates are still there."""
    with sessions() as session:
        before = queries.worklist(session, DRAFTER).items
        done = next(item.ref for item in before if item.name == "甲")
    with sessions.begin() as session:
        commands.complete_user_task(session, done, {}, actor=DRAFTER, now=clock())
        row = UserTaskCandidate(kind="group", name="drafter@zjw", place="0")
        row.instance_id, row.element_instance_id = done
        session.add(row)
    with sessions() as session:
        assert [item.name for item in queries.worklist(session, DRAFTER).items] == ["乙", "丙"]
        assert [item.name for item in queries.worklist(session, DRAFTER, search="甲").items] == []
