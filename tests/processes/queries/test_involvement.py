"""Who has to do with an instance."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, queries
from tests.processes.conftest import DRAFTER, HEAD, PRESS, Clock
from tests.processes.diagrams import REVIEW, diagram, forked, user_task
from tests.processes.matters import begun, complete, ref_of
from tests.processes.queries.test_worklist import EXCLUDED

#: Somebody without a unit, in no group: a machine, or a guest.
GUEST = replace(DRAFTER, id="guest", unit=None, groups=frozenset())
#: A task of somebody, one for a candidate, one for a group from which somebody is excluded.
NAMED = diagram(
    "named",
    "指定和候选",
    forked(
        own=user_task("own", "指定任务", 'assignee="wu9"'),
        one=user_task("one", "候选人任务", 'candidateUsers="sun2"'),
        kept=user_task("kept", "回避任务", 'candidateGroups="press_office"', EXCLUDED),
    ),
)


def test_who_has_no_unit_does_not_share_what_no_unit_owns(
    sessions: sessionmaker[Session], clock: Clock
) -> None:
    number = begun(sessions, clock, "review", {"review.bpmn": REVIEW}, replace(DRAFTER, unit=None))
    with sessions() as session:
        assert queries.instance(session, number).owner_unit is None
        assert not queries.is_visible(session, number, GUEST)
        assert not queries.is_visible(session, number, replace(GUEST, unit="zjw"))
        assert queries.is_visible(session, number, replace(GUEST, id=DRAFTER.id))


def test_colleagues_share_what_one_of_them_did_and_nothing_else(
    sessions: sessionmaker[Session], clock: Clock
) -> None:
    number = begun(sessions, clock, "review", {"review.bpmn": REVIEW})
    ref = ref_of(sessions, number)
    asking = replace(PRESS, groups=frozenset())
    with sessions() as session:
        assert not queries.is_visible(session, number, asking, {DRAFTER.id})
    with sessions.begin() as session:
        commands.claim_user_task(session, ref, actor=DRAFTER, now=clock())
    with sessions() as session:
        assert queries.is_visible(session, number, asking, {DRAFTER.id})
        assert not queries.is_visible(session, number, asking, {HEAD.id})
        assert not queries.is_visible(session, number, asking)
    with sessions.begin() as session:
        commands.complete_user_task(session, ref, {}, actor=DRAFTER, now=clock())
    with sessions() as session:
        assert queries.is_visible(session, number, asking, {DRAFTER.id})


def test_who_did_a_task_stays_involved_when_his_posts_have_ended(
    sessions: sessionmaker[Session], clock: Clock
) -> None:
    """Nobody claimed it before; a second drafter handed it in at once."""
    second = replace(DRAFTER, id="zhang9", unit="wjw")
    number = begun(sessions, clock, "review", {"review.bpmn": REVIEW})
    complete(sessions, clock, number, second)
    with sessions.begin() as session:
        other = commands.start_instance(session, "review", {}, actor=DRAFTER, now=clock()).id
    later = replace(second, groups=frozenset())
    with sessions() as session:
        assert queries.is_involved(session, number, later)
        assert queries.is_visible(session, number, later)
        assert not queries.is_visible(session, number, replace(later, id="zhang8"))
        assert not queries.is_visible(session, number, replace(later, id="zhang8"))
        assert queries.is_visible(session, number, replace(later, id="zhang8"), {second.id})
        assert not queries.is_involved(session, other, later)
        assert not queries.is_visible(session, other, replace(later, id="zhang8"), {second.id})


@pytest.mark.parametrize(
    ("who", "groups", "involved"),
    [
        ("wu9", set(), True),  # his own task
        ("sun2", set(), True),  # named as a candidate
        ("he1", {"press_office"}, True),
        ("wang5", set(), False),  # excluded from a task: that gives him no part in it
        ("he1", {"drafter"}, False),
        ("he1", {"sun2"}, False),  # a group that is called like the candidate
        ("press_office", set(), False),  # a person who is called like the group
    ],
)
def test_a_task_involves_those_whom_it_names(
    sessions: sessionmaker[Session], clock: Clock, who: str, groups: set[str], involved: bool
) -> None:
    number = begun(sessions, clock, "named", {"named.bpmn": NAMED})
    with sessions.begin() as session:
        commands.start_instance(session, "named", {}, actor=replace(GUEST, id=who), now=clock())
    asking = replace(GUEST, id=who, groups=frozenset(groups))
    with sessions() as session:
        assert queries.is_involved(session, number, asking) is involved
        assert queries.is_visible(session, number, asking) is involved
