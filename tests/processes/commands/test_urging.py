"""催办: who supervises tells those who have the task; somebody has to be told."""

from __future__ import annotations

from typing import Any

import pytest

from processes import commands, queries
from processes.commands import TaskRef
from processes.errors import Forbidden, InvalidArgument
from tests.processes import diagrams
from tests.processes.conftest import DRAFTER, PRESS, Clock
from tests.processes.matters import Sessions, begun, ref_of


def _begun(sessions: Sessions, clock: Clock, **variables: Any) -> TaskRef:
    return ref_of(sessions, begun(sessions, clock, "review", {"review.bpmn": diagrams.REVIEW}, **variables))


@pytest.mark.parametrize(
    ("variables", "matter"),
    [({}, "1"), ({"registration": {"title": "电梯补贴办法"}}, "电梯补贴办法")],
)
def test_whoever_is_urged_reads_which_task_of_which_matter(
    sessions: Sessions, clock: Clock, variables: dict[str, Any], matter: str
) -> None:
    ref = _begun(sessions, clock, **variables)
    with sessions.begin() as session:
        commands.urge_user_task(session, ref, " 今天请办结 ", ["li4", "li4"], actor=PRESS, now=clock())
    with sessions() as session:
        [told] = queries.notifications(session, "li4")
        assert (told.subject, told.text) == (f"催办：起草（{matter}）", "王五：今天请办结")


def test_an_urging_that_reaches_nobody_is_refused(sessions: Sessions, clock: Clock) -> None:
    ref = _begun(sessions, clock)
    with sessions.begin() as session, pytest.raises(InvalidArgument, match="候选组里现在没有人"):
        commands.urge_user_task(session, ref, "今天请办结", [], actor=PRESS, now=clock())


def test_who_works_on_it_does_not_urge(sessions: Sessions, clock: Clock) -> None:
    ref = _begun(sessions, clock)
    with sessions.begin() as session, pytest.raises(Forbidden, match="可以催办"):
        commands.urge_user_task(session, ref, "今天请办结", ["li4"], actor=DRAFTER, now=clock())
