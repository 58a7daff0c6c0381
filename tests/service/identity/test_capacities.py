"""In what somebody may act beside his own name follows from the posts of that very day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from benchmarks.web.counting import asked
from processes.errors import InvalidState
from service.identity.capacities import deputies_of
from service.identity.tables import Group, Membership, Post
from service.state import State
from tests.service.identity.test_deputies import PLAN, TODAY, capacities, name


def days(count: int) -> timedelta:
    return timedelta(days=count)


def give(session: Session, user: str, group: str, first: int, *, acting: bool = False) -> None:
    """A post in the group from that day on (counted from today), made when there is none."""
    post = f"zjw.{group}"
    if session.get(Group, group) is None:
        session.add(Group(code=group, name=group, scope="role", position=90))
        session.flush()
    if session.get(Post, post) is None:
        session.add(Post(id=post, unit_id="zjw", group_code=group))
        session.flush()
    session.add(Membership(user_id=user, post_id=post, since=TODAY + days(first), title=group, acting=acting))


def end(session: Session, user: str, last: int) -> None:
    for seat in session.query(Membership).filter_by(user_id=user):
        seat.until = TODAY + days(last)


def groups(state: State, user: str, day: int) -> set[str]:
    return {group for each in capacities(state, user, TODAY + days(day)) for group in each.groups}


def test_a_deputy_has_the_posts_that_the_person_holds_that_day(state: State) -> None:
    name(state, PLAN)
    with state.sessions.begin() as session:
        end(session, "zhou", 2)
        give(session, "zhou", "press_office", 4)
    found = [groups(state, "xu", day) for day in (2, 3, 4)]
    assert found == [{"section_head@zjw"}, set(), {"press_office"}]
    assert capacities(state, "xu", TODAY + days(3)) == (), "there is nothing to stand in for"


def test_a_deputy_for_one_post_has_no_other(state: State) -> None:
    name(state, replace(PLAN, posts=["zjw.section_head"]))
    with state.sessions.begin() as session:
        give(session, "zhou", "press_office", 0)
    assert groups(state, "xu", 0) == {"section_head@zjw"}


def test_only_the_deputies_of_those_who_are_asked_for_are_found(state: State) -> None:
    name(state, PLAN)
    name(state, replace(PLAN, person="lin", deputy="zhou"))
    with state.readers() as session:
        assert list(deputies_of(session, ["zhou"], TODAY)) == ["zhou"]


def test_who_stands_in_for_somebody_today_does_not_yet_or_any_more_for_others(state: State) -> None:
    name(state, PLAN)
    for person, first in (("lin", -9), ("luo", 5)):
        began = TODAY + days(first)
        name(state, replace(PLAN, person=person, since=began, until=began + days(2)), on=began)
    assert [each.person for each in capacities(state, "xu")] == ["zhou"]


def test_who_stands_in_for_nobody_today_is_known_by_one_statement(state: State) -> None:
    """Every request asks for its person; whom he stands in for is asked only where there is somebody."""
    name(state, replace(PLAN, since=TODAY + days(1)))
    name(state, replace(PLAN, person="lin", deputy="zhou"))
    with asked(state.engine) as found:
        assert capacities(state, "xu") == ()
    assert len(found.statements) == 1


def test_who_has_become_an_administrator_stands_in_for_nobody(state: State) -> None:
    name(state, PLAN)
    with state.sessions.begin() as session:
        end(session, "xu", -1)
        give(session, "xu", "auditor", 0)
    assert groups(state, "xu", 0) == set()


@pytest.mark.parametrize(("group", "expected"), [("press_office", {"press_office"}), ("designer", set())])
def test_a_post_that_is_acted_in_is_one_unless_it_is_a_role(
    state: State, group: str, expected: set[str]
) -> None:
    with state.sessions.begin() as session:
        give(session, "xu", group, 0, acting=True)
    assert groups(state, "xu", 0) == expected


def test_a_post_of_ones_own_is_not_acted_in(state: State) -> None:
    with state.sessions.begin() as session:
        give(session, "xu", "press_office", 0)
        give(session, "xu", "press_office", 0, acting=True)
    assert groups(state, "xu", 0) == set()


def test_each_post_has_one_deputy_at_a_time(state: State) -> None:
    with state.sessions.begin() as session:
        give(session, "zhou", "press_office", 0)
    head = replace(PLAN, posts=["zjw.section_head"])
    name(state, head)
    name(state, replace(PLAN, deputy="lin", posts=["zjw.press_office"]))
    later = replace(PLAN, since=TODAY + days(20), until=TODAY + days(22))
    name(state, later)
    for plan in (head, PLAN, replace(later, posts=head.posts)):
        with pytest.raises(InvalidState, match="代理，应先结束再登记"):
            name(state, replace(plan, deputy="lin"))
