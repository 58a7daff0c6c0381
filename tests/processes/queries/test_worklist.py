"""The inbox shows what the actor may do, and nothing else, in the order in which it is due."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, queries, store
from processes.commands import Actor
from processes.queries import Filter
from processes.store import UserTaskCandidate
from processes.store.places import CLAIMED
from tests.processes.conftest import DRAFTER, HEAD, OTHER, PRESS, Clock
from tests.processes.diagrams import diagram, forked, user_task

Sessions = sessionmaker[Session]
NOBODY = Actor("wu9", "吴九", "zjw")
EXCLUDED = '<jiedu:segregation excluded="=[&quot;wang5&quot;]"/>'
SCHEDULE = '<zeebe:taskSchedule dueDate="=due"/>'
MIXED = diagram(
    "mixed",
    "各类任务",
    forked(
        group=user_task("group", "组内任务", 'candidateGroups="drafter"', SCHEDULE),
        person=user_task("person", "指定任务", 'assignee="zhang3"'),
        named=user_task("named", "候选人任务", 'candidateUsers="zhang3, wu9"'),
        kept=user_task("kept", "回避任务", 'candidateGroups="press_office"', EXCLUDED),
        open='<userTask id="open" name="自己的任务"><extensionElements><zeebe:userTask/></extensionElements>'
        "</userTask>",
    ),
)


@pytest.fixture
def number(sessions: Sessions, clock: Clock) -> int:
    with sessions.begin() as session:
        commands.deploy(session, {"mixed.bpmn": MIXED}, "", actor=DRAFTER, now=clock())
    with sessions.begin() as session:
        variables = {"due": "2026-01-20T18:00:00+08:00", "document": {"title": "电梯加装补贴100%办法"}}
        return commands.start_instance(session, "mixed", variables, actor=NOBODY, now=clock(), unit="zjw").id


def shown(sessions: Sessions, actor: Actor, view: Filter = "todo", **narrowed: str) -> list[str]:
    with sessions() as session:
        return [item.name for item in queries.worklist(session, actor, view, **narrowed).items]  # type: ignore[arg-type]


def test_everybody_sees_his_own(sessions: Sessions, number: int) -> None:
    assert shown(sessions, DRAFTER) == ["组内任务", "指定任务", "候选人任务"]
    assert shown(sessions, DRAFTER, "mine") == ["指定任务"]
    assert shown(sessions, DRAFTER, "groups") == ["组内任务", "候选人任务"]
    assert shown(sessions, NOBODY) == ["候选人任务", "自己的任务"]
    assert shown(sessions, HEAD) == []


def test_who_is_excluded_does_not_see_the_task(sessions: Sessions, number: int) -> None:
    assert shown(sessions, PRESS) == []
    assert shown(sessions, OTHER) == ["回避任务"]


def test_what_is_shown_can_be_done_and_nothing_else(sessions: Sessions, number: int) -> None:
    with sessions() as session:
        tasks = queries.instance_detail(session, number).user_tasks
        for actor in (DRAFTER, HEAD, PRESS, OTHER, NOBODY):
            visible = {item.ref for item in queries.worklist(session, actor).items}
            for task in tasks:
                ref = commands.TaskRef(task.instance_id, task.element_instance_id)
                allowed = queries.task_detail(session, ref, actor).refusal is None
                assert allowed == (ref in visible), (actor.id, task.name)


def test_done_tasks_and_counts(sessions: Sessions, clock: Clock, number: int) -> None:
    with sessions() as session:
        [mine] = queries.worklist(session, DRAFTER, "mine").items
        assert queries.counts(session, DRAFTER) == {"mine": 1, "groups": 2}
    with sessions.begin() as session:
        commands.complete_user_task(session, mine.ref, {}, actor=DRAFTER, now=clock())
    assert shown(sessions, DRAFTER, "done") == ["指定任务"]
    with sessions() as session:
        assert queries.counts(session, DRAFTER) == {"mine": 0, "groups": 2}


@pytest.mark.parametrize(
    ("search", "found"),
    [("电梯", 3), ("100%办", 3), ("100_办", 0), ("候选", 1), ("各类", 3), ("  ", 3), ("没有", 0)],
)
def test_search_looks_into_names_and_title(sessions: Sessions, number: int, search: str, found: int) -> None:
    assert len(shown(sessions, DRAFTER, search=search)) == found
    with sessions() as session:
        assert queries.worklist(session, DRAFTER, search=search).total == found


def test_pages(sessions: Sessions, clock: Clock, number: int) -> None:
    for days in range(4):
        with sessions.begin() as session:
            variables = {"due": f"2026-01-{19 - days}T18:00:00+08:00"}
            commands.start_instance(session, "mixed", variables, actor=NOBODY, now=clock())
    with sessions() as session:
        first = queries.worklist(session, DRAFTER, "groups", size=4)
        last = queries.worklist(session, DRAFTER, "groups", number=99, size=4)
        assert (last.total, last.pages, last.number, len(last.items)) == (10, 3, 3, 2)
        assert first.pages > 1
        dues = [item.due for item in first.items if item.due]
        assert dues == sorted(dues)
        assert len(dues) == 4
        page = queries.instances(session, started_by="wu9", search="电梯")
        assert [(item.id, item.title) for item in page.items] == [(number, "电梯加装补贴100%办法")]
        assert queries.instances(session, status="active", size=2).total == 5


def test_a_page_of_many_is_the_beginning_of_all(sessions: Sessions, clock: Clock, number: int) -> None:
    """Found by the index of places alone, the tasks come as sorting all of them would put them."""
    for days in (3, 0, 2):
        with sessions.begin() as session:
            variables = {"due": f"2026-01-{19 - days}T18:00:00+08:00"}
            commands.start_instance(session, "mixed", variables, actor=NOBODY, now=clock())
    with sessions() as session:
        every = [item.ref for item in queries.worklist(session, DRAFTER, "todo", size=100).items]
        mine = {item.ref for item in queries.worklist(session, DRAFTER, "mine", size=100).items}
        free = [ref for ref in every if ref not in mine]
        pages = [queries.worklist(session, DRAFTER, "groups", number=n, size=3).items for n in (1, 2, 3)]
        assert [item.ref for each in pages for item in each] == free[:9]


def test_a_claimed_task_leaves_its_place_and_comes_back(
    sessions: Sessions, clock: Clock, number: int
) -> None:
    before = places(sessions)
    with sessions() as session:
        ref = queries.worklist(session, DRAFTER, "groups").items[0].ref
    with sessions.begin() as session:
        commands.claim_user_task(session, ref, actor=DRAFTER, now=clock())
    assert {place for key, place in places(sessions).items() if key[:2] == ref} == {CLAIMED}
    with sessions.begin() as session:
        commands.unclaim_user_task(session, ref, actor=DRAFTER, now=clock())
    assert places(sessions) == before
    with sessions.begin() as session:
        store.rebuild(session)
    assert places(sessions) == before


def test_the_next_task_of_an_instance(sessions: Sessions, clock: Clock, number: int) -> None:
    with sessions() as session:
        [mine] = queries.worklist(session, DRAFTER, "mine").items
        assert queries.next_task(session, DRAFTER, number + 1) is None
        his = queries.worklist(session, NOBODY, "groups").items
        assert str(queries.next_task(session, NOBODY, number)) in {str(item.ref) for item in his}
        free = {item.ref for item in queries.worklist(session, DRAFTER, "groups").items}
        assert queries.next_task(session, DRAFTER, number) in {mine.ref, *free}
        assert queries.next_task(session, PRESS, number) is None


def places(sessions: Sessions) -> dict[tuple[int, int, str, str], str]:
    with sessions() as session:
        rows = session.scalars(select(UserTaskCandidate))
        return {(row.instance_id, row.element_instance_id, row.kind, row.name): row.place for row in rows}
