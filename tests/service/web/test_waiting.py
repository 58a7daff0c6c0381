"""What the workers will do next, for the administrator, who does not see what it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from processes import commands
from processes.commands import SYSTEM
from service import state_of
from tests.processes.diagrams import diagram, flow
from tests.service.conftest import Browser, Clock

Login = Callable[[str], Browser]
PERSONAL = "张三丰的投诉"
BODY = (
    '<startEvent id="S"/>'
    '<parallelGateway id="G"/>'
    '<intermediateCatchEvent id="T" name="等待答复期满">'
    "<timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition>"
    "</intermediateCatchEvent>"
    '<serviceTask id="J" name="通知"><extensionElements>'
    '<zeebe:taskDefinition type="notify"/></extensionElements></serviceTask>'
    '<endEvent id="E1"/><endEvent id="E2"/>'
    + flow("S", "G")
    + flow("G", "T")
    + flow("G", "J")
    + flow("T", "E1")
    + flow("J", "E2")
)


@pytest.fixture
def waiting(app: Flask, clock: Clock) -> int:
    """An instance with a timer and an effect."""
    state = state_of(app)
    with state.sessions.begin() as session:
        files = {"w.bpmn": diagram("w", "两件事", BODY)}
        commands.deploy(session, files, "", actor=SYSTEM, now=clock())
        told = {"title": PERSONAL}
        return commands.start_instance(session, "w", told, actor=SYSTEM, now=clock()).id


def test_timers_and_jobs_are_listed_by_number_and_step(waiting: int, as_user: Login) -> None:
    wu = as_user("wu")
    for address, says in (
        ("/operations/timers", "等待答复期满"),
        ("/operations/jobs", "notify"),
    ):
        page = wu.text(address)
        assert f"第 {waiting} 号" in page
        assert says in page
        assert PERSONAL not in page
        assert address in wu.text("/operations/")


def test_only_what_is_due_is_listed_when_asked(waiting: int, as_user: Login, clock: Clock) -> None:
    wu = as_user("wu")
    assert "没有已到期的定时器" in wu.text("/operations/timers?due=1")
    clock.now += timedelta(hours=2)
    assert "已到期" in wu.text("/operations/timers?due=1").partition("<tbody>")[2]


def test_nobody_else_reads_them(waiting: int, as_user: Login) -> None:
    for person in ("lin", "cheng"):
        for address in ("/operations/timers", "/operations/jobs"):
            assert as_user(person).get(address).status_code == 403
