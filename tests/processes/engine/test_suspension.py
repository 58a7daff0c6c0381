"""暂停 and 恢复: nothing moves meanwhile, nothing is lost, everything comes afterwards, oldest first."""

from __future__ import annotations

import pytest

from processes.engine import (
    AssignUserTask,
    BroadcastSignal,
    Cancel,
    CompleteJob,
    CompleteUserTask,
    FailJob,
    FireTimer,
    PublishMessage,
    ResolveIncident,
    Resume,
    ReturnTo,
    SetVariables,
    Suspend,
    ThrowJobError,
)
from processes.errors import InvalidState
from tests.processes.engine.models import ext, process, records, sandbox

JOB = '<serviceTask id="job">' + ext('<zeebe:taskDefinition type="x" retries="3"/>') + "</serviceTask>"
NODES = (
    '<parallelGateway id="f"/><userTask id="work"/>' + JOB + '<boundaryEvent id="late" attachedToRef="work" '
    'cancelActivity="false"><timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition>'
    '</boundaryEvent><userTask id="urge"/><parallelGateway id="j"/><userTask id="after"/>'
)
FLOW = "s>f; f>work; f>job; late>urge; work>j; job>j; j>after; after>e"


@pytest.fixture(params=[True, False], ids=["cold", "live"])
def box(request: pytest.FixtureRequest):
    made = sandbox(process(NODES, FLOW), cold=request.param)
    made.start("p")
    return made


def number(box, element):
    return next(task.element_instance_id for task in box.user_tasks() if task.element_id == element)


def test_a_suspended_instance_accepts_nothing_that_would_move_it(box):
    [instance] = box.instances()
    task, job = number(box, "work"), box.jobs()[0].element_instance_id
    box.run(instance, Suspend("等上级意见"))
    for command in (
        CompleteUserTask(task),
        AssignUserTask(task, "li"),
        ReturnTo(task, "work", "x"),
        FireTimer(task),
        PublishMessage("m"),
        BroadcastSignal("s"),
        ResolveIncident(task),
        ThrowJobError(job, "E"),
    ):
        with pytest.raises(InvalidState, match="流程实例已暂停（等上级意见），恢复后才能继续办理"):
            box.run(instance, command)
        instance._live = None if box.cold else instance._live
    assert instance.state == "active"
    with pytest.raises(InvalidState, match="早已暂停"):
        box.run(instance, Suspend("再来"))


def test_it_goes_on_where_it_stood(box):
    [instance] = box.instances()
    box.run(instance, Suspend("等"))
    box.run(instance, Resume())
    assert [r.type for r in box.records[-2:]] == ["instance_suspended", "instance_resumed"]
    box.complete("work")
    box.complete_job("job")
    box.complete("after")
    assert instance.state == "completed"
    with pytest.raises(InvalidState):
        box.run(instance, Resume())


def test_resuming_what_runs_is_refused(box):
    with pytest.raises(InvalidState, match="没有暂停"):
        box.run(box.instances()[0], Resume())


def test_a_job_that_was_under_way_is_kept_and_its_element_leaves_afterwards(box):
    [instance] = box.instances()
    box.complete("work")
    job = box.jobs()[0].element_instance_id
    box.run(instance, Suspend("等"))
    box.run(instance, CompleteJob(job, {"done": True}))
    assert instance.variables["done"] is True
    assert box.user_tasks() == []
    with pytest.raises(InvalidState):
        box.run(instance, CompleteJob(job))
    box.run(instance, Resume())
    assert [task.element_id for task in box.user_tasks()] == ["after"]


def test_a_job_that_failed_meanwhile_is_an_incident_to_be_resolved_afterwards(box):
    [instance] = box.instances()
    job = box.jobs()[0].element_instance_id
    box.run(instance, Suspend("等"))
    box.run(instance, FailJob(job, "断网", 0))
    assert list(instance.incidents) == [job]
    box.run(instance, Resume())
    box.run(instance, ResolveIncident(job))
    assert [each.element_instance_id for each in box.jobs()] == [job]


def test_conditions_are_looked_at_after_the_resumption():
    node = (
        '<intermediateCatchEvent id="c"><conditionalEventDefinition><condition>= ready = true</condition>'
        "</conditionalEventDefinition></intermediateCatchEvent>"
    )
    box = sandbox(process(node, "s>c; c>e"))
    instance = box.start("p", {"ready": False})
    box.run(instance, Suspend("等"))
    box.run(instance, SetVariables(None, {"ready": True}))
    assert instance.state == "active"
    box.run(instance, Resume())
    assert instance.state == "completed"


def test_a_suspended_instance_can_be_cancelled(box):
    [instance] = box.instances()
    box.run(instance, Suspend("等"))
    box.run(instance, Cancel("不办了"))
    assert instance.state == "terminated"
    assert records(box, "instance_terminated") == [{"reason": "不办了"}]


def test_an_instance_that_never_stood_still_keeps_its_state_as_it_was(box):
    [instance] = box.instances()
    before = instance.engine_state
    box.run(instance, Suspend("等"))
    assert instance.engine_state["suspended"] == "等"
    box.run(instance, Resume())
    assert instance.engine_state == before
