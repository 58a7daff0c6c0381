"""A user task: who may do it, what it is due, what its completion leaves."""

from __future__ import annotations

import pytest

from processes.engine import CompleteUserTask
from processes.errors import Forbidden, InvalidState, NotFound
from tests.processes.engine.models import ext, process, records, sandbox

REVIEW = (
    '<userTask id="t" name="初审">'
    + ext(
        '<zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="drafter, press_office" '
        'assignee="= who"/>'
        '<zeebe:taskSchedule dueDate="= due" followUpDate="2026-02-09"/>'
        '<zeebe:priorityDefinition priority="= 70 + 1"/><jiedu:segregation excluded="= [drafter]"/>'
        '<zeebe:ioMapping><zeebe:input source="= stage + 1" target="round"/>'
        '<zeebe:output source="= append(if reviews = null then [] else reviews, {by: completed_by, '
        'at: completed_at, opinion: review.opinion, round: round})" target="reviews"/></zeebe:ioMapping>'
    )
    + "</userTask>"
)
DATA = {"drafter": "li", "stage": 1, "who": None, "due": "2026-02-10T18:00:00+08:00"}


@pytest.fixture
def box():
    made = sandbox(process(REVIEW, "s>t; t>e"), unit_groups=frozenset({"drafter"}))
    made.start("p", DATA, actor="li", unit="zjw")
    return made


def test_its_creation_tells_everything_the_worklist_needs(box):
    (created,) = records(box, "user_task_created")
    assert created == {
        "name": "初审",
        "candidate_groups": ["drafter@zjw", "press_office"],
        "excluded_users": ["li"],
        "due": "2026-02-10T18:00:00+08:00",
        "follow_up": "2026-02-09T00:00:00+08:00",
        "priority": 71,
    }


def test_whoever_did_the_step_before_may_neither_claim_nor_complete(box):
    with pytest.raises(Forbidden, match="岗位分离"):
        box.complete("t", {}, actor="li")
    with pytest.raises(Forbidden):
        box.assign("t", "li", actor="li")
    with pytest.raises(Forbidden):
        box.assign("t", "li", actor="head")
    assert [task.element_id for task in box.user_tasks()] == ["t"]


def test_output_mappings_see_who_completed_it_and_nothing_else_goes_outwards(box):
    box.complete("t", {"review": {"opinion": "同意"}, "scratch": 1}, actor="wang")
    (instance,) = box.instances()
    assert instance.variables["reviews"] == [
        {"by": "wang", "at": "2026-02-06T10:00:00+08:00", "opinion": "同意", "round": 2}
    ]
    assert not {"review", "scratch", "round", "completed_by", "completed_at"} & set(instance.variables)


def test_without_output_mappings_the_data_of_the_form_goes_outwards():
    box = sandbox(process('<userTask id="t"/>', "s>t; t>e"))
    instance = box.start("p", {"a": 1})
    box.complete("t", {"a": 2, "b": {"c": 3}})
    assert instance.variables == {"initiator": "tester", "instance_id": 1, "a": 2, "b": {"c": 3}}
    assert instance.end_events == ["e"]


def test_claim_transfer_and_put_back(box):
    box.assign("t", "wang", actor="wang")
    box.assign("t", "zhao", actor="wang")
    box.assign("t", None, actor="zhao")
    told = [(r["previous"], r["assignee"]) for r in records(box, "user_task_assigned")]
    assert told == [(None, "wang"), ("wang", "zhao"), ("zhao", None)]


def test_a_finished_task_and_an_unknown_one_are_told_apart_from_other_elements(box):
    (instance,) = box.instances()
    number = box.user_tasks()[0].element_instance_id
    with pytest.raises(NotFound):
        box.run(instance, CompleteUserTask(99))
    box.complete("t", {"review": {"opinion": ""}}, actor="wang")
    with pytest.raises(InvalidState, match="已经结束"):
        box.run(instance, CompleteUserTask(number))


def test_groups_that_are_no_list_park_the_task():
    task = (
        '<userTask id="t">' + ext('<zeebe:assignmentDefinition candidateGroups="= {a: 1}"/>') + "</userTask>"
    )
    box = sandbox(process(task, "s>t; t>e"))
    instance = box.start("p")
    (incident,) = instance.incidents.values()
    assert incident.code == "assignment"
    assert "候选组" in incident.message
