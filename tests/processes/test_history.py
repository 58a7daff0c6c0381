"""The records alone tell the instance at any moment, and what happened in Chinese."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from processes import commands, definitions, history, jobs, narrative, queries, reexecution, store
from processes.engine.running.state import load
from tests.processes.conftest import DRAFTER, HEAD, OPERATOR, Clock
from tests.processes.diagrams import GARDEN, REVIEW, SCOPES
from tests.processes.matters import Sessions, begun


def walked(sessions: Sessions, clock: Clock) -> list[history.Entry]:
    """Draft, a round back, draft claimed, passed."""
    number = begun(sessions, clock, "review", {"review.bpmn": REVIEW}, drafter="zhang3")
    for actor, data in ((DRAFTER, {"text": 1}), (HEAD, {"ok": False}), (DRAFTER, {}), (HEAD, {"ok": True})):
        with sessions.begin() as session:
            [task] = queries.worklist(session, actor).items
            if actor is HEAD:
                commands.claim_user_task(session, task.ref, actor=actor, now=clock.advance(hours=1))
            commands.complete_user_task(session, task.ref, data, actor=actor, now=clock.advance(hours=1))
    with sessions() as session:
        return list(store.entries(session, number))


def test_the_view_at_every_moment(sessions: Sessions, clock: Clock) -> None:
    entries = walked(sessions, clock)
    groups = list(history.by_step(entries))
    seen = []
    for group in groups:
        view = history.fold(entries, until=group[-1].seq)
        seen.append((view.status, [task.name for task in view.user_tasks.values()]))
        assert view.step == group[0].step
    assert seen == [
        ("active", ["起草"]),
        ("active", ["审核"]),
        ("active", ["审核"]),
        ("active", ["起草"]),
        ("active", ["审核"]),
        ("active", ["审核"]),
        ("completed", []),
    ]
    claimed = history.fold(entries, until=groups[2][-1].seq)
    assert [task.assignee for task in claimed.user_tasks.values()] == ["li4"]
    end = history.fold(entries)
    assert (end.finished["review", "draft"], end.flows["review", "passed_draft"]) == (2, 1)
    assert (end.end_events, end.active, end.variables[history.ROOT]["text"]) == (["done"], {}, 1)
    assert json.loads(json.dumps(end.to_plain()))["variables"]["0"]["ok"] is True


def test_the_story_in_chinese(sessions: Sessions, clock: Clock) -> None:
    lines = narrative.tell(walked(sessions, clock), {"review": "起草与审核"})
    assert [line.summary for line in lines] == [
        "张三 发起“起草与审核”",
        "张三 完成“起草”",
        "李四 认领“审核”",
        "李四 完成“审核”",
        "张三 完成“起草”",
        "李四 认领“审核”",
        "李四 完成“审核”",
    ]
    assert lines[1].consequences == ("产生任务“审核”",)
    assert lines[-1].consequences == ("到达“结束事件”", "流程结束")
    assert (lines[1].process_id, lines[1].element_id, lines[1].actor) == ("review", "draft", "zhang3")
    assert lines[1].first == lines[0].last + 1


def test_elements_people_and_variables_are_called_by_their_names(sessions: Sessions, clock: Clock) -> None:
    number = begun(sessions, clock, "review", {"review.bpmn": REVIEW}, drafter="zhang3")
    with sessions.begin() as session:
        [task] = queries.worklist(session, DRAFTER).items
        commands.complete_user_task(session, task.ref, {}, actor=DRAFTER, now=clock())
    with sessions.begin() as session:
        [task] = queries.worklist(session, HEAD).items
        commands.claim_user_task(session, task.ref, actor=HEAD, now=clock())
        commands.set_variables(session, number, {"text": 2}, actor=OPERATOR, now=clock())
        commands.return_user_task(session, task.ref, "draft", "补充依据", actor=HEAD, now=clock())
    with sessions() as session:
        entries = list(store.entries(session, number))
    lines = narrative.tell(entries, title={"text": "文稿"}.get)
    assert [line.summary for line in lines][-2:] == [
        "周管 修改数据“文稿”",
        "李四 把“审核”退回到“起草”：补充依据",
    ]
    assert "任务“审核”随之取消" in lines[-1].consequences
    assert "退回到“起草”：补充依据" in lines[-1].consequences


def test_timers_jobs_and_interventions_are_told(sessions: Sessions, clock: Clock) -> None:
    number = begun(sessions, clock, "garden", {"garden.bpmn": GARDEN})
    jobs.run_once(sessions, now=clock.advance(days=6))
    with sessions.begin() as session:
        commands.set_variables(session, number, {"more": False}, actor=OPERATOR, now=clock())
        commands.cancel_instance(session, number, "重复", actor=OPERATOR, now=clock())
    with sessions() as session:
        lines = narrative.tell(store.entries(session, number))
    assert [line.summary for line in lines][-3:] == [
        "“逾期”到时触发",
        "周管 修改数据“more”",
        "周管 取消流程：重复",
    ]
    assert lines[-1].consequences[-1] == "流程被取消"


def test_variables_by_scope_are_those_of_the_engine(sessions: Sessions, clock: Clock) -> None:
    number = begun(sessions, clock, "scopes", {"scopes.bpmn": SCOPES}, items=[1, 2, 3])
    for left in (3, 2, 1):
        with sessions.begin() as session:
            compare_scopes(session, number)
            tasks = queries.worklist(session, DRAFTER).items
            assert len(tasks) == left
            commands.complete_user_task(session, tasks[0].ref, {}, actor=DRAFTER, now=clock())
    with sessions() as session:
        view = history.fold(store.entries(session, number))
        assert (view.status, view.variables[history.ROOT]["results"]) == ("completed", [2, 3, 4])
        assert reexecution.reexecute(session, number) == []


def compare_scopes(session: Session, number: int) -> None:
    instance = queries.instance(session, number)
    program = definitions.program(session, instance.deployment_id, instance.content_hash)
    live = load(program, json.loads(instance.state or "{}"))
    view = history.fold(store.entries(session, number))
    held = {token: dict(live.tokens[token].variables or {}) for token in live.tokens}
    held = {token: values for token, values in held.items() if values}
    assert {scope: values for scope, values in view.variables.items() if values} == held
    for task in view.user_tasks:
        assert view.visible(task) == dict(live.visible(live.tokens[task]))
