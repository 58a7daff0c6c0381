"""Effects: leased, counted before they run, tried again later, given up for all to see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from processes import commands, jobs, narrative, queries, reexecution, store
from processes.errors import Forbidden, InvalidState
from processes.jobs import JobFailed, Work, effects
from tests.processes.conftest import DRAFTER, OPERATOR, Clock
from tests.processes.diagrams import diagram, flow
from tests.processes.matters import Sessions, begun


def service(job_type: str, retries: int = 3) -> bytes:
    """One service task."""
    return diagram(
        "service",
        "后台",
        '<startEvent id="start"/><serviceTask id="work" name="办理"><extensionElements>'
        f'<zeebe:taskDefinition type="{job_type}" retries="{retries}"/></extensionElements></serviceTask>'
        '<endEvent id="done"/>' + flow("start", "work") + flow("work", "done"),
    )


THROWN = diagram(
    "thrown",
    "通知后继续",
    '<startEvent id="start"/><intermediateThrowEvent id="tell" name="催办通知"><extensionElements>'
    '<zeebe:taskDefinition type="echo" retries="2"/></extensionElements>'
    '<messageEventDefinition messageRef="m"/></intermediateThrowEvent><endEvent id="done"/>'
    + flow("start", "tell")
    + flow("tell", "done"),
    '<message id="m" name="reminder"/>',
)


class Echo:
    """A handler that fails a number of times first."""

    def __init__(self, failures: int = 0) -> None:
        self.failures, self.seen = failures, list[Work]()

    def __call__(self, work: Work, *_: Any) -> Mapping[str, Any]:
        self.seen.append(work)
        if len(self.seen) <= self.failures:
            raise JobFailed("对方系统没有回应")
        return {"answer": work.variables.get("question")}


def start(sessions: Sessions, clock: Clock, diagram: bytes, process_id: str = "service") -> int:
    return begun(sessions, clock, process_id, {"it.bpmn": diagram}, question=42)


def sweep(sessions: Sessions, clock: Clock, handler: Any) -> jobs.Counts:
    return jobs.run_once(sessions, now=clock(), handlers={"echo": handler})


def detail(sessions: Sessions, number: int) -> queries.InstanceDetail:
    with sessions() as session:
        return queries.instance_detail(session, number)


def test_the_result_goes_back_into_the_process(sessions: Sessions, clock: Clock) -> None:
    number, echo = start(sessions, clock, service("echo")), Echo()
    assert sweep(sessions, clock, echo).effects == 1
    assert sweep(sessions, clock, echo).done == 0
    assert len(echo.seen) == 1
    found = detail(sessions, number)
    assert (found.instance.status, found.jobs[0].status) == ("completed", "completed")


def test_failures_are_tried_again_with_growing_waits_and_the_same_key(
    sessions: Sessions, clock: Clock
) -> None:
    number, echo = start(sessions, clock, service("echo")), Echo(failures=2)
    for wait in (timedelta(), timedelta(seconds=10), timedelta(minutes=1)):
        clock.now += wait - timedelta(seconds=1)
        if wait:
            assert sweep(sessions, clock, echo).done == 0
        clock.now += timedelta(seconds=1)
        assert sweep(sessions, clock, echo).done == 1
    assert detail(sessions, number).instance.status == "completed"
    assert len({work.key for work in echo.seen}) == 1
    assert [work.attempt for work in echo.seen] == [1, 2, 3]


def test_what_keeps_failing_becomes_an_incident_and_can_be_tried_again(
    sessions: Sessions, clock: Clock
) -> None:
    number, echo = start(sessions, clock, service("echo")), Echo(failures=3)
    for _ in range(5):
        sweep(sessions, clock, echo)
        clock.advance(minutes=10)
    assert len(echo.seen) == 3
    with sessions() as session:
        [(incident, _)] = queries.incidents(session)
    assert "对方系统没有回应（已尝试 3 次）" in incident.message
    with sessions.begin() as session, pytest.raises(InvalidState, match="不是失败的后台任务"):
        commands.retry_job(session, number, incident.element_instance_id, actor=OPERATOR, now=clock())
    with sessions.begin() as session:
        commands.resolve_incident(session, number, incident.element_instance_id, actor=OPERATOR, now=clock())
    with sessions.begin() as session, pytest.raises(InvalidState, match="已由 root1"):
        commands.resolve_incident(session, number, incident.element_instance_id, actor=OPERATOR, now=clock())
    assert sweep(sessions, clock, echo).effects == 1
    assert detail(sessions, number).instance.status == "completed"
    with sessions() as session:
        assert reexecution.reexecute(session, number) == []


def test_a_handler_that_kills_its_worker_is_given_up(sessions: Sessions, clock: Clock) -> None:
    """Its tries were counted before it ran: a crash loop ends, too."""
    start(sessions, clock, service("echo", retries=2))
    for _ in range(2):
        with sessions.begin() as session:
            assert effects.lease(session, jobs.WorkerSettings(), clock()) is not None
        clock.advance(minutes=3)  # the worker died; its lease ends
    assert sweep(sessions, clock, Echo()).failed == 1
    with sessions() as session:
        [(incident, _)] = queries.incidents(session)
    assert "执行程序中途退出，已尝试 2 次" in incident.message


def test_a_worker_that_was_too_slow_is_fenced_off(sessions: Sessions, clock: Clock) -> None:
    number, settings = start(sessions, clock, service("echo")), jobs.WorkerSettings()
    with sessions.begin() as session:
        slow = effects.lease(session, settings, clock())
    assert slow is not None
    with sessions.begin() as session:
        assert effects.lease(session, settings, clock()) is None
    clock.advance(minutes=3)
    with sessions.begin() as session:
        quick = effects.lease(session, settings, clock())
    assert quick is not None
    assert quick.key == slow.key
    handlers = {"echo": Echo()}
    assert not effects.perform(slow, sessions, settings, handlers, clock)
    assert detail(sessions, number).instance.status == "active"
    assert effects.perform(quick, sessions, settings, handlers, clock)
    assert detail(sessions, number).instance.status == "completed"


def test_a_job_that_nobody_can_do_is_an_incident_at_once(sessions: Sessions, clock: Clock) -> None:
    start(sessions, clock, service("unheard_of"))
    assert sweep(sessions, clock, Echo()).failed == 1
    with sessions() as session:
        [(incident, _)] = queries.incidents(session)
    assert "没有能处理“unheard_of”类型任务的程序" in incident.message


def test_an_effect_does_not_hold_up_the_process_and_is_recorded(sessions: Sessions, clock: Clock) -> None:
    number = start(sessions, clock, THROWN, "thrown")
    assert detail(sessions, number).instance.status == "completed"
    sweep(sessions, clock, Echo())
    with sessions() as session:
        lines = narrative.tell(store.entries(session, number))
        assert reexecution.reexecute(session, number) == []
    assert lines[-1].summary == "系统已执行 echo"


def test_an_effect_that_keeps_failing_stays_visible_and_can_be_tried_again(
    sessions: Sessions, clock: Clock
) -> None:
    number, echo = start(sessions, clock, THROWN, "thrown"), Echo(failures=2)
    for _ in range(4):
        sweep(sessions, clock, echo)
        clock.advance(minutes=10)
    with sessions() as session:
        [job] = queries.failed_jobs(session)
        assert session.query(store.Effect).count() == 0
    assert job.message == "对方系统没有回应（已尝试 2 次）"
    with sessions.begin() as session, pytest.raises(Forbidden, match="只有系统管理员"):
        commands.retry_job(session, number, job.element_instance_id, actor=DRAFTER, now=clock())
    with sessions.begin() as session:
        commands.retry_job(session, number, job.element_instance_id, actor=OPERATOR, now=clock())
    assert sweep(sessions, clock, echo).effects == 1
    with sessions.begin() as session, pytest.raises(InvalidState, match="不是失败的后台任务"):
        commands.retry_job(session, number, job.element_instance_id, actor=OPERATOR, now=clock())
    with sessions() as session:
        assert queries.failed_jobs(session) == []
        before = [job.status for job in queries.instance_detail(session, number).jobs]
    with sessions.begin() as session:
        store.rebuild(session)
    assert [job.status for job in detail(sessions, number).jobs] == before == ["completed"]


def test_canceling_the_instance_withdraws_the_effect(sessions: Sessions, clock: Clock) -> None:
    number = start(sessions, clock, service("echo"))
    with sessions.begin() as session:
        commands.cancel_instance(session, number, "不办了", actor=OPERATOR, now=clock())
    assert sweep(sessions, clock, Echo()).done == 0
    assert detail(sessions, number).jobs[0].status == "canceled"
