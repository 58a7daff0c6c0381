"""岗位分离 and what may be done to a task, as the engine keeps them whoever gives the command."""

from __future__ import annotations

from typing import Any

import pytest

from processes.engine import Context
from processes.engine.elements.segregation import completion
from processes.errors import Forbidden
from processes.sandbox import Sandbox
from tests.processes.engine.models import NOW, ext, process, records, sandbox

DONE_BEFORE = "wang 已办理过本轮的另一环节，不能再办理“二审”"


def second(verbs: str = "", **given: Any) -> Sandbox:
    """A second review that waits; ``authors`` are excluded from it, ``signed`` has the first."""
    task = ext(
        '<zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="head" assignee="= who"/>'
        '<jiedu:segregation excluded="= authors" once="= signed"/>' + verbs
    )
    box = sandbox(process(f'<userTask id="t" name="二审">{task}</userTask>', "s>t; t>e"))
    box.start("p", {"who": None, "authors": [], "signed": [], **given})
    return box


def holders(box: Sandbox) -> list[tuple[str | None, str | None]]:
    """Who had it and who has it, for every time that it went to somebody else."""
    return [(told["previous"], told["assignee"]) for told in records(box, "user_task_assigned")]


def test_who_did_one_part_neither_claims_nor_completes_the_other() -> None:
    box = second(signed=["wang"])
    with pytest.raises(Forbidden, match=DONE_BEFORE):
        box.assign("t", "wang", actor="wang")
    with pytest.raises(Forbidden, match=DONE_BEFORE):
        box.complete("t", actor="wang")
    box.complete("t", actor="zhao")
    assert box.user_tasks() == []


def test_who_did_one_part_may_give_the_other_away() -> None:
    box = second(signed=["wang"], who="wang")
    box.assign("t", "zhao", actor="wang")
    again = second(signed=["wang"], who="wang")
    again.assign("t", None, actor="wang")
    assert (holders(box), holders(again)) == ([("wang", "zhao")], [("wang", None)])


def test_who_is_excluded_puts_back_what_was_given_to_him() -> None:
    box = second(authors=["wang"], who="wang")
    with pytest.raises(Forbidden, match="wang 参与过前一环节，按岗位分离不能办理“二审”"):
        box.complete("t", actor="wang")
    box.assign("t", None, actor="wang")
    assert holders(box) == [("wang", None)]


def test_a_task_goes_to_somebody_else_only_where_its_diagram_allows_it() -> None:
    kept = second('<jiedu:verbs allow="return"/>')
    kept.assign("t", "wang", actor="wang")
    with pytest.raises(Forbidden, match="“二审”不允许转办"):
        kept.assign("t", "zhao", actor="wang")
    kept.assign("t", None, actor="wang")
    passed = second('<jiedu:verbs allow="return transfer"/>', who="wang")
    passed.assign("t", "zhao", actor="wang")
    assert (holders(kept), holders(passed)) == ([(None, "wang"), ("wang", None)], [("wang", "zhao")])


@pytest.mark.parametrize(
    ("capacity", "told"),
    [
        ({}, {}),
        ({"on_behalf_of": "li"}, {"completed_for": "li", "involved": ["wang", "li"]}),
        ({"acting_post": "head"}, {"completed_for": "head", "involved": ["wang"]}),
    ],
)
def test_a_completion_keeps_in_whose_name_only_where_it_is_anothers(
    capacity: dict[str, str], told: dict[str, Any]
) -> None:
    """Most are done in the own name: the state is the shorter for it."""
    at = NOW.isoformat()
    around = Context(now=NOW, actor="wang", **capacity)  # type: ignore[arg-type]
    assert completion(around, at) == {"completed_by": "wang", "completed_at": at, **told}
