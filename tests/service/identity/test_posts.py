"""Posts over time: the three administrators never meet in one account (GB/T 22239-2019 8.1.5)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, sessionmaker

from processes.errors import Forbidden, InvalidArgument, InvalidDefinition, InvalidState, NotFound
from service.identity.office_file import read_office
from service.identity.people import find_person
from service.identity.posts import Seat, Span, clash_over_time, end_post, give_post, seats_of
from service.identity.separation import clash
from service.identity.tables import LoginSession
from tests.service.conftest import OFFICE

TODAY = date(2026, 1, 16)
YESTERDAY = TODAY - timedelta(days=1)
BEFORE = YESTERDAY - timedelta(days=1)
GROUPS = ("sysadmin", "secadmin", "auditor", "designer", "drafter@zjw")
Sessions = sessionmaker[Session]


def give(session: Session, user: str, group: str, since: date = TODAY, until: date | None = None) -> int:
    seat = Seat(unit="zfb", group=group, title="某职", since=since, until=until)
    return give_post(session, user, seat, by="guan", today=TODAY, now=0).id


@st.composite
def spans(draw: st.DrawFn) -> Span:
    since = TODAY + timedelta(days=draw(st.integers(0, 12)))
    length = draw(st.none() | st.integers(0, 6))
    until = None if length is None else since + timedelta(days=length)
    return Span(draw(st.sampled_from(GROUPS)), since, until)


@given(st.lists(spans(), max_size=5))
def test_a_clash_is_found_on_the_first_day_that_has_one(held: list[Span]) -> None:
    days = [TODAY + timedelta(days=number) for number in range(21)]
    clashing = [day for day in days if clash(frozenset(span.group for span in held if span.holds(day)))]

    found = clash_over_time(held)

    assert (found[0] if found else None) == (clashing[0] if clashing else None)


@pytest.mark.parametrize(
    ("user", "group"), [("wu", "auditor"), ("wu", "drafter"), ("cheng", "designer"), ("lin", "secadmin")]
)
def test_what_clashes_is_not_given(sessions: Sessions, user: str, group: str) -> None:
    with sessions.begin() as session:
        with pytest.raises(InvalidArgument) as caught:
            give(session, user, group)
        assert "三员分立" in caught.value.errors["group"][0]
        assert len(seats_of(session, user)) == 1


def test_what_overlaps_only_in_the_future_is_not_given_either(sessions: Sessions) -> None:
    with sessions.begin() as session:
        number = seats_of(session, "wu")[0].id
        end_post(session, "wu", number, until=date(2026, 3, 31), by="guan", today=TODAY, now=0)
        with pytest.raises(InvalidArgument) as caught:
            give(session, "wu", "drafter", date(2026, 3, 31))
        assert caught.value.errors["group"][0].startswith("自 2026-03-31 起")
        give(session, "wu", "drafter", date(2026, 4, 1))
    with sessions() as session:
        before, after = (find_person(session, "wu", date(2026, month, 1)) for month in (3, 4))
    assert before is not None
    assert after is not None
    assert (before.groups, after.groups) == ({"sysadmin"}, {"drafter@zfb"})


def test_a_work_post_beside_another_is_given_and_ends_the_log_ins(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.add(LoginSession(id="x" * 64, user_id="lin", created_at=0, seen_at=0))
        give(session, "lin", "press_office")
    with sessions() as session:
        assert session.get_one(LoginSession, "x" * 64).ended_at == 0
        person = find_person(session, "lin", TODAY)
    assert person is not None
    assert person.groups == {"drafter@zjw", "press_office"}


def test_the_same_post_is_not_given_twice(sessions: Sessions) -> None:
    with sessions.begin() as session:
        give(session, "lin", "press_office")
        with pytest.raises(InvalidArgument):
            give(session, "lin", "press_office", TODAY + timedelta(days=9))


def test_a_post_is_given_again_from_the_day_after_its_end(sessions: Sessions) -> None:
    with sessions.begin() as session:
        give(session, "lin", "press_office", until=TODAY + timedelta(days=3))
        with pytest.raises(InvalidArgument, match="没有给出"):
            give(session, "lin", "press_office", TODAY + timedelta(days=3))
        give(session, "lin", "press_office", TODAY + timedelta(days=4))


def test_a_post_of_limited_time_ends_sooner_but_never_later(sessions: Sessions) -> None:
    with sessions.begin() as session:
        number = give(session, "lin", "press_office", until=TODAY + timedelta(days=3))

        def end(day: int) -> date | None:
            until = TODAY + timedelta(days=day)
            return end_post(session, "lin", number, until=until, by="guan", today=TODAY, now=0).until

        with pytest.raises(InvalidArgument) as refused:
            end(4)
        assert "不能延后，请另给岗位" in refused.value.errors["until"][0]
        assert [end(3), end(2), end(0)] == [TODAY + timedelta(days=day) for day in (3, 2, 0)]


def test_nobody_gives_or_ends_his_own_posts(sessions: Sessions) -> None:
    with sessions.begin() as session:
        with pytest.raises(Forbidden, match="另一名管理员"):
            give(session, "guan", "press_office")
        number = seats_of(session, "guan")[0].id
        with pytest.raises(Forbidden):
            end_post(session, "guan", number, until=TODAY, by="guan", today=TODAY, now=0)


def test_the_past_is_not_rewritten(sessions: Sessions) -> None:
    with sessions.begin() as session:
        number = seats_of(session, "lin")[0].id
        with pytest.raises(InvalidArgument):
            give(session, "lin", "press_office", YESTERDAY)
        with pytest.raises(InvalidArgument):
            end_post(
                session, "lin", number, until=YESTERDAY - timedelta(days=1), by="guan", today=TODAY, now=0
            )
        end_post(session, "lin", number, until=YESTERDAY, by="guan", today=TODAY, now=0)
        with pytest.raises(InvalidState):
            end_post(session, "lin", number, until=TODAY, by="guan", today=TODAY, now=0)
        with pytest.raises(NotFound):
            end_post(session, "xu", number, until=TODAY, by="guan", today=TODAY, now=0)
        with pytest.raises(NotFound):
            end_post(session, "lin", 9999, until=TODAY, by="guan", today=TODAY, now=0)


@pytest.mark.parametrize(
    ("group", "unit", "user"),
    [("nothing", "zfb", "lin"), ("drafter", "nowhere", "lin"), ("drafter", "zfb", "nobody")],
)
def test_what_does_not_exist_is_named(sessions: Sessions, group: str, unit: str, user: str) -> None:
    seat = Seat(unit=unit, group=group, title="某职", since=TODAY)
    with sessions.begin() as session, pytest.raises(NotFound):
        give_post(session, user, seat, by="guan", today=TODAY, now=0)


def test_an_office_file_that_clashes_is_refused_with_its_place() -> None:
    wu = "{id: wu, name: 吴维, unit: zfb, posts: [{group: sysadmin, from: 2025-01-01}"
    text = OFFICE.replace(wu, f"{wu}, {{group: auditor, from: 2026-05-01}}")
    with pytest.raises(InvalidDefinition) as caught:
        read_office(text)
    [problem] = caught.value.problems
    assert "users[10].posts：自 2026-05-01 起" in problem.message
    assert "三员分立" in problem.message
