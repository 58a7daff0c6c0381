"""代理: who works for whom, and what the records tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processes import commands, narrative, queries, store
from processes.commands import Actor
from processes.errors import Forbidden, InvalidState
from processes.reexecution import reexecute
from processes.rights import Capacity
from processes.store import UserTask
from processes.store.rebuild import rebuild
from tests.processes import diagrams
from tests.processes.commands.reviews import ACTING, DEPUTY, FOR_HEAD, offered, refused
from tests.processes.conftest import DRAFTER, HEAD, PRESS, Clock
from tests.processes.matters import Sessions, begun, complete, ref_of


@pytest.fixture
def sessions(in_units: Sessions) -> Sessions:
    return in_units


@pytest.mark.rule("S1-29", "S2-42")
def test_a_deputy_sees_claims_and_completes_for_the_person(
    sessions: Sessions, clock: Clock, matter: int
) -> None:
    complete(sessions, clock, matter, DRAFTER)
    assert offered(sessions, DEPUTY) == []
    assert offered(sessions, DEPUTY, "deputy") == ["一审"]
    ref = ref_of(sessions, matter)
    with sessions.begin() as session:
        commands.claim_user_task(session, ref, actor=DEPUTY, now=clock())
        commands.claim_user_task(session, ref, actor=DEPUTY, now=clock())
    assert offered(sessions, HEAD, "mine") == ["一审"]
    assert (offered(sessions, DEPUTY, "mine"), offered(sessions, DEPUTY, "deputy")) == ([], ["一审"])
    with sessions() as session:
        detail = queries.task_detail(session, ref, DEPUTY)
        assert (detail.refusal, detail.acting, detail.task.revision) == (None, FOR_HEAD, 2)
        assert queries.counts(session, DEPUTY) == {"mine": 0, "groups": 0, "deputy": 1}
        assert queries.is_involved(session, matter, DEPUTY)
        assert not queries.is_involved(session, matter, replace(DEPUTY, capacities=()))
    complete(sessions, clock, matter, DEPUTY)
    with sessions() as session:
        [done] = queries.worklist(session, HEAD, "done_for_me").items
        assert (done.completed_by, done.completed_for, done.completed_by_name) == (
            "qian7", "li4", "钱七（代李四）",
        )  # fmt: skip
        lines = narrative.tell(store.entries(session, matter))
        assert [line.actor_name for line in lines[-2:]] == ["钱七（代李四）"] * 2
        assert "钱七（代李四） 完成“一审”" in lines[-1].summary
        accepted = list(store.entries(session, matter))[-1]
        accepted = next(e for e in store.entries(session, matter) if e.step == accepted.step)
        told = {key: accepted.record.payload[key] for key in ("on_behalf_of", "acting_for", "actor_name")}
        assert told == {"on_behalf_of": "li4", "acting_for": "李四", "actor_name": "钱七"}
        assert reexecute(session, matter) == []


def test_what_others_have_and_what_he_acts_in_is_no_work_for_somebody(
    sessions: Sessions, clock: Clock, matter: int
) -> None:
    """The box of a deputy holds what waits for the person alone."""
    complete(sessions, clock, matter, DRAFTER)
    acting = replace(ACTING, groups=FOR_HEAD.groups)
    stand_in = Actor("sun8", "孙八", "zjw", FOR_HEAD.groups, (acting,))
    assert (offered(sessions, stand_in, "deputy"), offered(sessions, stand_in)) == ([], ["一审"])
    other, only_deputy = replace(HEAD, id="li9"), replace(DEPUTY, groups=frozenset())
    with sessions() as session:
        assert queries.is_involved(session, matter, only_deputy)
    with sessions.begin() as session:
        commands.claim_user_task(session, ref_of(sessions, matter), actor=other, now=clock())
    assert offered(sessions, DEPUTY, "deputy") == []
    with sessions() as session:
        assert not queries.is_involved(session, matter, only_deputy)
    complete(sessions, clock, matter, other)
    with sessions() as session:
        assert not queries.is_involved(session, matter, only_deputy)


def test_what_the_person_has_is_the_deputys_only_as_far_as_he_may(
    sessions: Sessions, clock: Clock, matter: int
) -> None:
    """李四 has the first review; another matter waits for its second one."""
    complete(sessions, clock, matter, DRAFTER)
    with sessions.begin() as session:
        commands.claim_user_task(session, ref_of(sessions, matter), actor=HEAD, now=clock())
    author = replace(DRAFTER, capacities=(FOR_HEAD,))
    assert offered(sessions, author, "deputy") == []
    with sessions.begin() as session:
        number = commands.start_instance(session, "reviews", {}, actor=DRAFTER, now=clock()).id
    complete(sessions, clock, number, DRAFTER)
    complete(sessions, clock, number, replace(HEAD, id="li9"))
    partly = replace(FOR_HEAD, groups=frozenset({"deputy_head@zjw"}), whole=False)
    assert offered(sessions, replace(DEPUTY, capacities=(partly,)), "deputy") == ["二审"]
    assert offered(sessions, DEPUTY, "deputy") == ["一审"]


def test_rebuilt_tables_tell_the_same(sessions: Sessions, clock: Clock, matter: int) -> None:
    complete(sessions, clock, matter, DRAFTER)
    ref = complete(sessions, clock, matter, DEPUTY)
    with sessions.begin() as session:
        before = session.get_one(UserTask, tuple(ref)).completed_for
        rebuild(session)
    following = ref_of(sessions, matter)
    with sessions() as session:
        assert session.get_one(UserTask, tuple(ref)).completed_for == before == "li4"
        assert session.get_one(UserTask, tuple(following)).once_users == ["li4"]


def test_it_ends_with_the_span(sessions: Sessions, clock: Clock, matter: int) -> None:
    """What the deputy claimed is the person's: when the span is over nothing is left with the deputy."""
    complete(sessions, clock, matter, DRAFTER)
    ref = ref_of(sessions, matter)
    with sessions.begin() as session:
        commands.claim_user_task(session, ref, actor=DEPUTY, now=clock())
    over = replace(DEPUTY, capacities=())
    assert offered(sessions, over, "deputy") == []
    assert "已由 li4 认领" in refused(sessions, clock, matter, over)
    with sessions.begin() as session, pytest.raises(InvalidState, match="已由 li4 认领"):
        commands.claim_user_task(session, ref, actor=over, now=clock())
    with sessions.begin() as session, pytest.raises(Forbidden, match="不是您认领的"):
        commands.unclaim_user_task(session, ref, actor=over, now=clock())
    with sessions.begin() as session:
        commands.unclaim_user_task(session, ref, actor=DEPUTY, now=clock())
    assert offered(sessions, HEAD, "groups") == ["一审"]
    with sessions() as session:
        assert narrative.tell(store.entries(session, matter))[-1].actor_name == "钱七（代李四）"


def test_a_deputy_for_some_posts_gets_only_these(sessions: Sessions, clock: Clock, matter: int) -> None:
    part = Capacity("张三", frozenset({"section_head@zjw"}), person="zhang3")
    deputy = replace(DEPUTY, groups=frozenset(), capacities=(part,))
    with sessions.begin() as session:
        commands.claim_user_task(session, ref_of(sessions, matter), actor=DRAFTER, now=clock())
    assert offered(sessions, deputy, "deputy") == []
    assert "已由 zhang3 认领" in refused(sessions, clock, matter, deputy)
    whole = replace(part, whole=True)
    assert offered(sessions, replace(deputy, capacities=(whole,)), "deputy") == []
    both = replace(whole, groups=frozenset({"drafter@zjw"}))
    assert offered(sessions, replace(deputy, capacities=(both,)), "deputy") == ["起草"]


def test_a_deputy_for_all_posts_gets_what_names_the_person_alone(
    sessions: Sessions, clock: Clock, matter: int
) -> None:
    """Beside it another matter waits for the section heads: it is none of theirs."""
    complete(sessions, clock, matter, DRAFTER)
    alone = diagrams.diagram(
        "alone",
        "个人事项",
        '<startEvent id="start"/>'
        + diagrams.user_task("mine", "本人", 'assignee="zhang3"')
        + '<userTask id="starter" name="发起人"><extensionElements><zeebe:userTask/></extensionElements>'
        + "</userTask>"
        + '<endEvent id="done"/>'
        + diagrams.flow("start", "mine")
        + diagrams.flow("mine", "starter")
        + diagrams.flow("starter", "done"),
    )
    number = begun(sessions, clock, "alone", {"alone.bpmn": alone})
    part = Capacity("张三", frozenset({"drafter@zjw"}), person="zhang3")
    some, everything = (replace(PRESS, capacities=(replace(part, whole=each),)) for each in (False, True))
    for name in ("本人", "发起人"):
        assert offered(sessions, some, "deputy") == []
        assert offered(sessions, everything, "deputy") == [name]
        refused(sessions, clock, number, some)
        complete(sessions, clock, number, everything)
    with sessions() as session:
        assert reexecute(session, number) == []


def test_what_was_given_to_the_person_alone_is_the_deputys_too(sessions: Sessions, clock: Clock) -> None:
    """Whoever began it, and although it names somebody else: who is excluded from it."""
    excluded = '<jiedu:segregation excluded="=[initiator]"/>'
    task = diagrams.user_task("sign", "签字", 'assignee="li4"', excluded)
    given = diagrams.diagram("given", "指定", f'<startEvent id="s"/>{task}{diagrams.flow("s", "sign")}')
    number = begun(sessions, clock, "given", {"given.bpmn": given}, PRESS)
    some = replace(DEPUTY, capacities=(replace(FOR_HEAD, whole=False),))
    assert (offered(sessions, some, "deputy"), offered(sessions, DEPUTY, "deputy")) == ([], ["签字"])
    complete(sessions, clock, number, DEPUTY)


def test_the_own_name_goes_first(sessions: Sessions, clock: Clock, matter: int) -> None:
    """Whoever may do it himself does it himself, although he is also somebody's deputy for the same post."""
    colleague = Capacity("张三", frozenset({"drafter@zjw"}), person="zhang3", whole=True)
    ref = complete(sessions, clock, matter, replace(DEPUTY, capacities=(colleague,)))
    with sessions() as session:
        task = session.get_one(UserTask, tuple(ref))
        assert (task.completed_by, task.completed_for, task.completed_by_name) == ("qian7", None, "钱七")
