"""职责分离 and 代理: nobody judges what he or whoever he stands in for has done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processes import commands, queries
from processes.commands import Actor
from processes.engine import AssignUserTask
from processes.errors import Forbidden
from processes.reexecution import reexecute
from processes.rights import Capacity
from processes.store import UserTask
from tests.processes.commands.reviews import ACTING, DEPUTY, FOR_HEAD, offered, refused
from tests.processes.conftest import DRAFTER, HEAD, PRESS, Clock
from tests.processes.matters import Sessions, complete, ref_of


@pytest.fixture
def sessions(in_units: Sessions) -> Sessions:
    return in_units


@pytest.mark.rule("S2-42", "S1-10")
def test_excluded_people_stay_excluded_both_ways(sessions: Sessions, clock: Clock, matter: int) -> None:
    complete(sessions, clock, matter, DRAFTER)
    author = replace(DRAFTER, capacities=(FOR_HEAD,))
    assert offered(sessions, author, "deputy") == []
    assert "您已参与本件的前序环节" in refused(sessions, clock, matter, author)
    for_author = Capacity("张三", frozenset({"section_head@zjw"}), person="zhang3", whole=True)
    helper = replace(DEPUTY, capacities=(for_author,))
    assert offered(sessions, helper, "deputy") == []
    assert "您代理的张三已参与本件的前序环节" in refused(sessions, clock, matter, helper)
    ref = ref_of(sessions, matter)
    with sessions.begin() as session, pytest.raises(Forbidden):
        commands.claim_user_task(session, ref, actor=helper, now=clock())
    with sessions.begin() as session, pytest.raises(Forbidden):
        commands.return_user_task(session, ref, "draft", "原因", actor=helper, now=clock())


@pytest.mark.rule("S2-42", "S1-10")
def test_what_a_deputy_drafted_is_judged_by_neither(sessions: Sessions, clock: Clock, matter: int) -> None:
    for_author = Capacity("张三", frozenset({"drafter@zjw"}), person="zhang3", whole=True)
    press = replace(PRESS, capacities=(for_author,))
    complete(sessions, clock, matter, press)
    for person in ("zhang3", "wang5"):
        judge = Actor(person, person, "zjw", frozenset({"section_head@zjw"}))
        assert offered(sessions, judge) == []
        assert "职责分离" in refused(sessions, clock, matter, judge)
    complete(sessions, clock, matter, HEAD)
    with sessions() as session:
        assert reexecute(session, matter) == []


@pytest.mark.rule("S2-42")
def test_one_person_does_two_parts_only_with_a_recorded_acting_post(
    sessions: Sessions, clock: Clock, matter: int
) -> None:
    complete(sessions, clock, matter, DRAFTER)
    complete(sessions, clock, matter, HEAD)
    both = replace(HEAD, groups=HEAD.groups | {"deputy_head@zjw"})
    assert offered(sessions, both) == []
    assert "已办理过本轮的另一环节" in refused(sessions, clock, matter, both)
    acting = replace(both, capacities=(ACTING,))
    assert offered(sessions, acting) == ["二审"]
    ref = complete(sessions, clock, matter, acting)
    with sessions() as session:
        assert session.get_one(UserTask, tuple(ref)).completed_by_name == "李四（代分管负责人）"
        assert queries.instance(session, matter).status == "completed"
        assert reexecute(session, matter) == []


def test_a_post_that_has_judged_is_offered_nothing_for_it(
    sessions: Sessions, clock: Clock, matter: int
) -> None:
    """Who acts in it has the task himself; its name among those who are done makes it no candidate."""
    complete(sessions, clock, matter, DRAFTER)
    section = replace(ACTING, name="科长", groups=HEAD.groups, post="section_head@zjw")
    stand_in = Actor("sun8", "孙八", "zjw", HEAD.groups, (section,))
    with sessions.begin() as session:
        commands.claim_user_task(session, ref_of(sessions, matter), actor=stand_in, now=clock())
    assert offered(sessions, stand_in, "mine") == ["一审"]
    complete(sessions, clock, matter, stand_in)
    with sessions() as session:
        assert session.get_one(UserTask, tuple(ref_of(sessions, matter))).once_users == ["section_head@zjw"]
        assert queries.worklist(session, HEAD).total == 0
        assert queries.worklist(session, HEAD, search="二审").total == 0


@pytest.mark.rule("S2-42")
def test_nobody_does_two_parts_for_the_same_person(sessions: Sessions, clock: Clock, matter: int) -> None:
    complete(sessions, clock, matter, DRAFTER)
    complete(sessions, clock, matter, DEPUTY)
    again = replace(FOR_HEAD, groups=frozenset({"deputy_head@zjw"}))
    other = Actor("wang5", "王五", "zjw", frozenset(), (again,))
    assert offered(sessions, other, "deputy") == []
    assert "李四已办理过本轮的另一环节" in refused(sessions, clock, matter, other)
    own = replace(DEPUTY, groups=frozenset({"deputy_head@zjw"}), capacities=(again,))
    ref = complete(sessions, clock, matter, own)
    with sessions() as session:
        assert session.get_one(UserTask, tuple(ref)).completed_by_name == "钱七"


def test_the_engine_refuses_by_itself(sessions: Sessions, clock: Clock, matter: int) -> None:
    complete(sessions, clock, matter, DRAFTER)
    ref = ref_of(sessions, matter)
    acting = replace(DEPUTY, acting=Capacity("张三", frozenset(), person="zhang3"))
    with sessions.begin() as session:
        turn = commands.turn.take(session, matter, actor=acting, now=clock())
        with pytest.raises(Forbidden, match="zhang3 参与过前一环节"):
            turn.run(AssignUserTask(ref.element_instance_id, "qian7"))
