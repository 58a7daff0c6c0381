"""Jobs: work that is waited for, effects that are not, failures and BPMN errors."""

from __future__ import annotations

import pytest

from processes.engine import CompleteJob, ResolveIncident
from processes.errors import NotFound
from tests.processes.engine.models import ext, process, records, sandbox

CHECK = (
    '<serviceTask id="check">'
    + ext(
        '<zeebe:taskDefinition type="link_check" retries="2"/>'
        '<zeebe:taskHeaders><zeebe:header key="kind" value="互链"/></zeebe:taskHeaders>'
        '<zeebe:ioMapping><zeebe:input source="= url" target="document_url"/>'
        '<zeebe:output source="= ok" target="links"/></zeebe:ioMapping>'
    )
    + '</serviceTask><boundaryEvent id="broken" attachedToRef="check">'
    '<errorEventDefinition errorRef="E"/></boundaryEvent>'
    '<userTask id="repair"/>'
)
ERROR = '<error id="E" errorCode="LINK"/>'


@pytest.fixture
def box():
    made = sandbox(process(CHECK, "s>check; check>e; broken>repair; repair>e"), ERROR)
    made.start("p", {"url": "http://x"})
    return made


def test_a_job_carries_its_inputs_and_headers_and_its_result_is_mapped(box):
    assert records(box, "job_created") == [
        {
            "type": "link_check",
            "retries": 2,
            "headers": {"kind": "互链"},
            "variables": {"document_url": "http://x"},
            "waits": True,
        }
    ]
    box.complete_job("check", {"ok": True, "noise": 1})
    (instance,) = box.instances()
    assert instance.state == "completed"
    assert instance.variables["links"] is True
    assert "noise" not in instance.variables


def test_a_failing_job_keeps_its_retries_then_becomes_an_incident_and_asks_anew(box):
    (instance,) = box.instances()
    box.fail_job("check", "超时", retries=1)
    assert instance.incidents == {}
    box.fail_job("check", "超时", retries=0)
    (incident,) = instance.incidents.values()
    assert (incident.code, box.jobs()) == ("job_failed", [])
    with pytest.raises(NotFound):
        box.complete_job("check")
    box.run(instance, ResolveIncident(incident.element_instance_id, {"url": "http://y"}))
    assert [(job.retries, job.variables) for job in box.jobs()] == [(2, {"document_url": "http://y"})]
    box.complete_job("check", {"ok": True})
    assert instance.state == "completed"


def test_a_worker_may_throw_an_error_to_the_boundary(box):
    box.throw_job_error("check", "LINK", "三条失效")
    assert [task.element_id for task in box.user_tasks()] == ["repair"]
    assert records(box, "job_canceled") == [{}]
    assert box.jobs() == []


def test_an_error_that_nobody_catches_parks_the_job(box):
    (instance,) = box.instances()
    box.throw_job_error("check", "OTHER")
    (incident,) = instance.incidents.values()
    assert incident.code == "unhandled_error"


def test_an_effect_is_sent_and_not_waited_for():
    notify = (
        '<sendTask id="n">'
        + ext(
            '<zeebe:taskDefinition type="notify"/><zeebe:ioMapping>'
            '<zeebe:input source="= [&quot;press_office&quot;]" target="to_groups"/></zeebe:ioMapping>'
        )
        + "</sendTask>"
    )
    box = sandbox(process(notify, "s>n; n>e"))
    instance = box.start("p")
    assert instance.state == "completed"
    (job,) = records(box, "job_created")
    assert (job["waits"], job["variables"]) == (False, {"to_groups": ["press_office"]})
    box.complete_job("n")
    assert box.jobs() == []
    with pytest.raises(Exception, match="已经结束"):
        box.run(instance, CompleteJob(1))
