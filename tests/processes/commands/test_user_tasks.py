"""Claiming, completing and giving back user tasks, with what is refused and how it is told."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select

from processes import commands, history, queries, store
from processes.commands import Actor, TaskRef
from processes.errors import Forbidden, InvalidArgument, InvalidState, NotFound
from tests.processes import diagrams
from tests.processes.conftest import DRAFTER, HEAD, OPERATOR, OTHER, PRESS, Clock
from tests.processes.matters import Sessions, begun


@pytest.fixture
def review(sessions: Sessions, clock: Clock) -> int:
    """An instance of the review process, with its draft open."""
    files = {"review.bpmn": diagrams.REVIEW, "countersign.bpmn": diagrams.COUNTERSIGN}
    return begun(sessions, clock, "review", files, drafter="zhang3")


def open_tasks(sessions: Sessions, actor: Actor) -> list[queries.TaskItem]:
    with sessions() as session:
        return list(queries.worklist(session, actor).items)


def complete(sessions: Sessions, clock: Clock, ref: TaskRef, actor: Actor, **data: Any) -> None:
    with sessions.begin() as session:
        commands.complete_user_task(session, ref, data, actor=actor, now=clock())


def test_every_instance_knows_its_own_number(sessions: Sessions, clock: Clock, review: int) -> None:
    given = {"drafter": "zhang3", "instance_id": 99}
    with sessions.begin() as session:
        second = commands.start_instance(session, "review", given, actor=DRAFTER, now=clock()).id
    with sessions() as session:
        for number in (review, second):
            root = history.fold(store.entries(session, number)).variables[history.ROOT]
            assert root["instance_id"] == number


def test_a_document_is_drafted_and_passed(sessions: Sessions, clock: Clock, review: int) -> None:
    [draft] = open_tasks(sessions, DRAFTER)
    assert (draft.name, draft.process_name, draft.owner_unit) == ("起草", "起草与审核", "zjw")
    complete(sessions, clock, draft.ref, DRAFTER, text="稿")
    assert open_tasks(sessions, DRAFTER) == []
    [check] = open_tasks(sessions, HEAD)
    complete(sessions, clock, check.ref, HEAD, ok=True)
    with sessions() as session:
        assert queries.instance(session, review).status == "completed"
        done = queries.worklist(session, HEAD, "done").items
        assert [(item.name, item.completed_by) for item in done] == [("审核", "li4")]


def test_what_is_not_passed_comes_back(sessions: Sessions, clock: Clock, review: int) -> None:
    complete(sessions, clock, open_tasks(sessions, DRAFTER)[0].ref, DRAFTER)
    complete(sessions, clock, open_tasks(sessions, HEAD)[0].ref, HEAD, ok=False)
    assert [task.name for task in open_tasks(sessions, DRAFTER)] == ["起草"]


def test_a_second_completion_tells_who_was_first_and_when(
    sessions: Sessions, clock: Clock, review: int
) -> None:
    ref = open_tasks(sessions, DRAFTER)[0].ref
    complete(sessions, clock, ref, DRAFTER)
    clock.advance(hours=1)
    with pytest.raises(InvalidState) as refused:
        complete(sessions, clock, ref, DRAFTER)
    assert str(refused.value) == "任务“起草”已由 张三（zhang3） 于 2026年1月7日 09:00 办结，不能再次提交"
    told = {"revision": 2, "completed_by": "zhang3", "completed_at": "2026-01-07T01:00:00+00:00"}
    assert refused.value.context == told


def test_only_candidates_may_complete(sessions: Sessions, clock: Clock, review: int) -> None:
    ref = open_tasks(sessions, DRAFTER)[0].ref
    with pytest.raises(Forbidden, match="不在任务“起草”的候选人或候选组中"):
        complete(sessions, clock, ref, HEAD)


def test_who_drafted_may_not_check(sessions: Sessions, clock: Clock, review: int) -> None:
    complete(sessions, clock, open_tasks(sessions, DRAFTER)[0].ref, DRAFTER)
    both = Actor("zhang3", "张三", "zjw", frozenset({"section_head@zjw"}))
    [check] = open_tasks(sessions, HEAD)
    assert open_tasks(sessions, both) == []
    with pytest.raises(Forbidden, match="职责分离"):
        complete(sessions, clock, check.ref, both)


def test_a_claimed_task_is_its_owners_alone(sessions: Sessions, clock: Clock, review: int) -> None:
    ref = open_tasks(sessions, DRAFTER)[0].ref
    colleague = Actor("qian7", "钱七", "zjw", DRAFTER.groups)
    with sessions.begin() as session:
        commands.claim_user_task(session, ref, actor=DRAFTER, now=clock())
        commands.claim_user_task(session, ref, actor=DRAFTER, now=clock())
    assert open_tasks(sessions, colleague) == []
    with sessions.begin() as session, pytest.raises(InvalidState, match="已由 zhang3 认领"):
        commands.claim_user_task(session, ref, actor=colleague, now=clock())
    with pytest.raises(Forbidden):
        complete(sessions, clock, ref, colleague)
    with sessions.begin() as session, pytest.raises(Forbidden, match="不是您认领的"):
        commands.unclaim_user_task(session, ref, actor=colleague, now=clock())
    with sessions.begin() as session:
        commands.unclaim_user_task(session, ref, actor=DRAFTER, now=clock())
    assert [task.assignee for task in open_tasks(sessions, colleague)] == [None]
    complete(sessions, clock, ref, colleague)


def test_a_stale_tab_is_told_so(sessions: Sessions, clock: Clock, review: int) -> None:
    [draft] = open_tasks(sessions, DRAFTER)
    with sessions.begin() as session:
        commands.claim_user_task(session, draft.ref, actor=DRAFTER, now=clock(), revision=draft.revision)
    told = r"已有变化，现由 zhang3 认领（当前第 2 版，您看到的是第 1 版）"
    with sessions.begin() as session, pytest.raises(InvalidState, match=told):
        commands.complete_user_task(
            session, draft.ref, {}, actor=DRAFTER, now=clock(), revision=draft.revision
        )
    with sessions.begin() as session:
        commands.unclaim_user_task(session, draft.ref, actor=DRAFTER, now=clock())
    told = r"已有变化（当前第 3 版，您看到的是第 1 版）"
    with sessions.begin() as session, pytest.raises(InvalidState, match=told):
        commands.claim_user_task(session, draft.ref, actor=DRAFTER, now=clock(), revision=draft.revision)


def test_unknown_tasks_and_instances_are_not_found(sessions: Sessions, clock: Clock, review: int) -> None:
    for ref in (TaskRef(review, 999), TaskRef(999, 1)):
        with pytest.raises(NotFound):
            complete(sessions, clock, ref, DRAFTER)
    with pytest.raises(NotFound, match="形如 12-34"):
        TaskRef.parse("12")
    assert TaskRef.parse("12-34") == TaskRef(12, 34)
    assert str(TaskRef(12, 34)) == "12-34"


def test_a_refusal_leaves_nothing_behind(sessions: Sessions, clock: Clock, review: int) -> None:
    ref = open_tasks(sessions, DRAFTER)[0].ref
    with sessions() as session:
        before = session.scalar(select(func.count()).select_from(store.RecordRow))
    for data in ({"date": object()}, {"number": float("nan")}):
        with pytest.raises(InvalidArgument, match="JSON"):
            complete(sessions, clock, ref, DRAFTER, **data)
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(store.RecordRow)) == before


def test_a_canceled_task_is_told_so(sessions: Sessions, clock: Clock, review: int) -> None:
    ref = open_tasks(sessions, DRAFTER)[0].ref
    with sessions.begin() as session:
        commands.cancel_instance(session, review, "重复发起", actor=OPERATOR, now=clock())
    with pytest.raises(InvalidState, match="随流程取消"):
        complete(sessions, clock, ref, DRAFTER)
    with sessions.begin() as session, pytest.raises(InvalidState, match="不能再取消"):
        commands.cancel_instance(session, review, "再次", actor=OPERATOR, now=clock())


def test_completing_takes_few_statements(
    engine: Engine, sessions: Sessions, clock: Clock, review: int
) -> None:
    ref = open_tasks(sessions, DRAFTER)[0].ref
    statements: list[str] = []

    def count(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    commits: list[int] = []
    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", lambda _connection: commits.append(1))
    complete(sessions, clock, ref, DRAFTER, registration={"title": "电梯补贴办法"})
    event.remove(engine, "before_cursor_execute", count)
    work = [statement for statement in statements if not statement.startswith("BEGIN")]
    # One of them for the ledgers, which count the title that this form changes.
    assert len(work) <= 7, "\n".join(work)
    assert len(commits) == 1


def test_two_people_at_once_one_wins(sessions: Sessions, clock: Clock, review: int) -> None:
    ref = open_tasks(sessions, DRAFTER)[0].ref
    colleague = Actor("qian7", "钱七", "zjw", DRAFTER.groups)
    barrier, outcomes = threading.Barrier(2), []

    def submit(actor: Actor) -> None:
        barrier.wait()
        try:
            complete(sessions, clock, ref, actor, by=actor.id)
            outcomes.append((actor.id, "won"))
        except InvalidState as error:
            outcomes.append((actor.id, str(error)))

    threads = [threading.Thread(target=submit, args=(actor,)) for actor in (DRAFTER, colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = next(who for who, what in outcomes if what == "won")
    [told] = [what for _, what in outcomes if what != "won"]
    assert winner in told
    assert "不能再次提交" in told
    with sessions() as session:
        assert [task.name for task in queries.worklist(session, HEAD).items] == ["审核"]
        types = [entry.record.type for entry in store.entries(session, review)]
        assert types.count("user_task_completed") == 1


def test_four_people_sign_side_by_side_at_once(sessions: Sessions, clock: Clock, review: int) -> None:
    """Parallel tasks of the same instance wait for each other; nobody is turned away."""
    with sessions.begin() as session:
        ids = [
            commands.start_instance(session, "countersign", {}, actor=PRESS, now=clock()).id for _ in range(3)
        ]
    errors: list[BaseException] = []
    tasks = open_tasks(sessions, PRESS)
    assert len(tasks) == 6
    barrier = threading.Barrier(len(tasks))

    def sign(task: queries.TaskItem, actor: Actor) -> None:
        barrier.wait()
        try:
            complete(sessions, clock, task.ref, actor, **{task.element_id or "": actor.id})
        except BaseException as error:
            errors.append(error)

    threads = [
        threading.Thread(target=sign, args=(task, (PRESS, OTHER)[number % 2]))
        for number, task in enumerate(tasks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with sessions() as session:
        assert {queries.instance(session, number).status for number in ids} == {"completed"}
