"""放回 and 退回: a task goes back to those who share it, or to an earlier step, if nothing is against it."""

from __future__ import annotations

import pytest

from processes import commands, queries
from processes.errors import Forbidden, InvalidArgument, InvalidState
from tests.processes.conftest import DRAFTER, HEAD, Clock
from tests.processes.diagrams import REVIEW, diagram, forked, user_task
from tests.processes.matters import Sessions, begun, open_tasks, ref_of

GIVEN = diagram(
    "given",
    "指定",
    forked(
        alone=user_task("alone", "本人办理", 'assignee="zhang3"'),
        named=user_task("named", "候选人办理", 'candidateUsers="zhang3, qian7"'),
    ),
)


def test_who_has_what_others_may_take_puts_it_back(sessions: Sessions, clock: Clock) -> None:
    tasks = open_tasks(sessions, begun(sessions, clock, "given", {"given.bpmn": GIVEN}))
    with sessions.begin() as session, pytest.raises(InvalidState, match="“本人办理”是直接指派的"):
        commands.unclaim_user_task(session, tasks["alone"], actor=DRAFTER, now=clock())
    with sessions.begin() as session:
        commands.claim_user_task(session, tasks["named"], actor=DRAFTER, now=clock())
        commands.unclaim_user_task(session, tasks["named"], actor=DRAFTER, now=clock())
    with sessions() as session:
        assert queries.task_detail(session, tasks["named"], DRAFTER).task.assignee is None
    with sessions.begin() as session, pytest.raises(Forbidden, match="“候选人办理”不是您认领的"):
        commands.unclaim_user_task(session, tasks["named"], actor=DRAFTER, now=clock())


def test_a_task_is_returned_only_where_its_diagram_allows_it_and_with_a_reason(
    sessions: Sessions, clock: Clock
) -> None:
    draft = ref_of(sessions, begun(sessions, clock, "review", {"review.bpmn": REVIEW}, drafter="zhang3"))
    with sessions.begin() as session, pytest.raises(Forbidden, match="“起草”没有设置可以退回"):
        commands.return_user_task(session, draft, "draft", "重写", actor=DRAFTER, now=clock())
    with sessions.begin() as session:
        commands.complete_user_task(session, draft, {}, actor=DRAFTER, now=clock())
        [check] = [item.ref for item in queries.worklist(session, HEAD).items]
    with sessions.begin() as session, pytest.raises(InvalidArgument) as refused:
        commands.return_user_task(session, check, "draft", "  ", actor=HEAD, now=clock())
    assert refused.value.errors == {"reason": ["不能为空"]}
    with sessions.begin() as session:
        commands.return_user_task(session, check, "draft", "缺依据", actor=HEAD, now=clock())
        assert [item.name for item in queries.worklist(session, DRAFTER).items] == ["起草"]
