"""职责分离 holds whatever happens to the instance: timers, migration, modification, return."""

from __future__ import annotations

import pytest

from processes import commands, jobs, queries
from processes.commands import Actor, Move, TaskRef
from processes.errors import Forbidden
from tests.processes.conftest import HEAD, OPERATOR, Clock
from tests.processes.diagrams import diagram, flow, timer, user_task
from tests.processes.matters import Sessions, begun, complete, open_tasks, ref_of

EVERY = frozenset({"drafter@zjw", "section_head@zjw", "deputy_head@zjw"})
#: Two people who hold all three posts.
LIN = Actor("lin", "林知远", "zjw", EVERY)
SUN = Actor("sun", "孙立", "zjw", EVERY)
AUTHORS = (
    '<zeebe:ioMapping><zeebe:output source="=concatenate(if authors = null then [] else authors, involved)"'
    ' target="authors"/></zeebe:ioMapping>'
)


def reviewed(excluded: str = '<jiedu:segregation excluded="=authors"/>') -> bytes:
    """A draft and its review, which goes to the next higher after three days."""
    return diagram(
        "reviewed",
        "起草与审核",
        '<startEvent id="start"/>'
        + user_task("draft", "起草", extra=AUTHORS)
        + user_task(
            "review", "审核", 'candidateGroups="section_head"', excluded + '<jiedu:verbs allow="return"/>'
        )
        + '<boundaryEvent id="late" attachedToRef="review">'
        + timer("P3D")
        + "</boundaryEvent>"
        + user_task("higher", "上级审核", 'candidateGroups="deputy_head"', excluded)
        + '<endEvent id="done"/><endEvent id="decided"/>'
        + flow("start", "draft")
        + flow("draft", "review")
        + flow("review", "done")
        + flow("late", "higher")
        + flow("higher", "decided"),
    )


@pytest.fixture
def sessions(in_units: Sessions) -> Sessions:
    return in_units


@pytest.fixture
def drafted(sessions: Sessions, clock: Clock) -> int:
    """An instance that 林知远 has drafted and that waits for its review."""
    number = begun(sessions, clock, "reviewed", {"reviewed.bpmn": reviewed()}, LIN)
    complete(sessions, clock, number, LIN)
    return number


def deploy(sessions: Sessions, clock: Clock, text: bytes) -> None:
    with sessions.begin() as session:
        commands.deploy(session, {"reviewed.bpmn": text}, "部署", actor=OPERATOR, now=clock())


def kept_out(sessions: Sessions, clock: Clock, number: int, who: Actor) -> bool:
    """Whether the person is neither offered the open task nor may claim or complete it."""
    ref = ref_of(sessions, number)
    with sessions() as session:
        offered = queries.worklist(session, who, "todo").items
    with sessions.begin() as session, pytest.raises(Forbidden, match="职责分离"):
        commands.claim_user_task(session, ref, actor=who, now=clock())
    with sessions.begin() as session, pytest.raises(Forbidden, match="职责分离"):
        commands.complete_user_task(session, ref, {}, actor=who, now=clock())
    return ref not in [TaskRef(item.instance_id, item.element_instance_id) for item in offered]


@pytest.mark.rule("S1-10")
def test_a_timer_gives_the_author_no_review(sessions: Sessions, clock: Clock, drafted: int) -> None:
    assert kept_out(sessions, clock, drafted, LIN)
    clock.advance(days=4)
    assert jobs.run_once(sessions, now=clock()).timers == 1
    assert list(open_tasks(sessions, drafted)) == ["higher"]

    assert kept_out(sessions, clock, drafted, LIN)
    complete(sessions, clock, drafted, SUN)


@pytest.mark.rule("S1-10")
@pytest.mark.parametrize("excluded", ['<jiedu:segregation excluded="=authors"/>', ""])
def test_migration_gives_the_author_no_review(
    sessions: Sessions, clock: Clock, drafted: int, excluded: str
) -> None:
    """Not even to a version whose diagram excludes nobody: the task was offered without him."""
    deploy(sessions, clock, reviewed(excluded + "<!-- 2 -->"))
    with sessions.begin() as session:
        report = commands.migrate_instance(
            session, drafted, Move(2, reason="新"), actor=OPERATOR, now=clock()
        )
    assert report.done

    assert kept_out(sessions, clock, drafted, LIN)
    complete(sessions, clock, drafted, SUN)


@pytest.mark.rule("S1-10")
def test_modification_gives_the_author_no_review(sessions: Sessions, clock: Clock, drafted: int) -> None:
    again = [{"type": "cancel", "element_id": "review"}, {"type": "activate", "element_id": "review"}]
    with sessions.begin() as session:
        commands.modify_instance(session, drafted, again, "重新审核", actor=OPERATOR, now=clock())

    assert kept_out(sessions, clock, drafted, LIN)
    complete(sessions, clock, drafted, SUN)


@pytest.mark.rule("S1-10")
def test_return_gives_neither_author_the_review(sessions: Sessions, clock: Clock, drafted: int) -> None:
    ref = ref_of(sessions, drafted)
    with sessions.begin() as session:
        commands.return_user_task(session, ref, "draft", "缺依据", actor=SUN, now=clock())
    complete(sessions, clock, drafted, SUN)

    assert kept_out(sessions, clock, drafted, LIN)
    assert kept_out(sessions, clock, drafted, SUN)
    complete(sessions, clock, drafted, HEAD)
