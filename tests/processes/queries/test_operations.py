"""Where a task may be returned to: what was done before it, if its diagram allows returning."""

from __future__ import annotations

from typing import Any

from processes import queries
from processes.commands import Actor
from processes.store import UserTask
from tests.processes import diagrams
from tests.processes.conftest import DRAFTER, HEAD, Clock
from tests.processes.matters import Sessions, begun, complete, ref_of


def _targets(sessions: Sessions, number: int, ref: Any) -> list[str]:
    with sessions() as session:
        task, instance = session.get_one(UserTask, tuple(ref)), queries.instance(session, number)
        return [each.element_id for each in queries.return_targets(session, task, instance)]


def test_a_task_is_returned_only_where_its_diagram_says_so(sessions: Sessions, clock: Clock) -> None:
    """The review may be returned to the draft; the draft, which comes after a review, to nothing."""
    number = begun(sessions, clock, "review", {"review.bpmn": diagrams.REVIEW})

    def offered_then_done(actor: Actor, **data: Any) -> list[str]:
        found = _targets(sessions, number, ref_of(sessions, number))
        complete(sessions, clock, number, actor, **data)
        return found

    assert offered_then_done(DRAFTER) == []
    checked = ref_of(sessions, number)
    assert offered_then_done(HEAD, ok=False) == ["draft"]
    assert offered_then_done(DRAFTER) == []
    assert _targets(sessions, number, checked) == []
