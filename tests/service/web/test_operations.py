"""What waits for an administrator."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from processes import commands, jobs
from processes.commands import SYSTEM
from service import state_of
from tests.processes.diagrams import diagram, flow
from tests.service.conftest import SAMPLES, Browser, Clock

Login = Callable[[str], Browser]


@pytest.fixture
def broken(app: Flask, deployed: None, as_user: Login, clock: Clock) -> str:
    """An instance that stopped at its gateway, because the condition reads a variable that is not there."""
    state = state_of(app)
    text = (SAMPLES / "drafting.bpmn").read_text(encoding="utf8")
    text = text.replace('=review.decision = "pass"', "=checked")
    with state.sessions.begin() as session:
        commands.deploy(session, {"drafting.bpmn": text.encode()}, "坏条件", actor=SYSTEM, now=clock())
    ref = as_user("lin").post("/start/drafting").location.removeprefix("/tasks/")
    as_user("lin").complete(ref, {"material": {"title": "加装电梯材料"}})
    zhou = as_user("zhou")
    review = zhou.get("/api/v1/user-tasks/?box=group").json["items"][0]["id"]
    assert zhou.complete(review, {"review": {"decision": "pass"}}).status_code == 302
    return ref.partition("-")[0]


def test_an_incident_is_shown_and_resolved(broken: str, as_user: Login) -> None:
    wu = as_user("wu")
    page = wu.text("/operations/")
    assert "异常（1）" in page
    assert f"第 {broken} 号 起草审核" in page
    assert "加装电梯材料" not in page
    assert "有 1 处异常" in as_user("lin").text(f"/instances/{broken}")
    action = page.split(f'action="/operations/incidents/{broken}/')[1].split('"')[0]

    assert wu.post(f"/operations/incidents/{broken}/{action}", {"variables": "{"}).status_code == 422
    assert wu.post(f"/operations/incidents/{broken}/{action}", {"variables": "[]"}).status_code == 422
    answer = wu.post(f"/operations/incidents/{broken}/{action}", {"variables": '{"checked": true}'})

    assert answer.status_code == 302
    assert "异常（0）" in wu.text("/operations/")
    assert "已办结" in as_user("lin").text(f"/instances/{broken}")


def test_others_are_kept_out(deployed: None, as_user: Login) -> None:
    lin = as_user("lin")

    assert lin.get("/operations/").status_code == 403
    assert lin.post("/operations/incidents/1/1").status_code == 403
    assert lin.post("/operations/jobs/1/1").status_code == 403
    assert as_user("wu").post("/operations/jobs/1/1").status_code == 404


def test_announcements_that_no_process_takes_are_counted_apart(
    app: Flask, as_user: Login, clock: Clock
) -> None:
    told = flow("start", "told")
    for process, key in (("news", ""), ("answer", "A")):
        said = f'<zeebe:subscription correlationKey="=&quot;{key}&quot;"/>' if key else ""
        text = diagram(
            process,
            "发布",
            '<startEvent id="start"/><endEvent id="told"><messageEventDefinition messageRef="m"/></endEvent>'
            + told,
            f'<message id="m" name="{process}"><extensionElements>{said}</extensionElements></message>',
        )
        with state_of(app).sessions.begin() as session:
            commands.deploy(session, {f"{process}.bpmn": text}, "", actor=SYSTEM, now=clock())
            commands.start_instance(session, process, {}, actor=SYSTEM, now=clock())
    jobs.run_once(state_of(app).sessions, now=clock())

    page = as_user("wu").text("/operations/")
    assert "无人接收的消息（1）" in page
    unheard = page.partition("暂无流程接收")[2]
    assert "“news”：1 条" in unheard
    assert "answer" not in unheard
