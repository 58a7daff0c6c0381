"""Processes that wait: for a timer, for a machine, for both."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, store
from tests.processes.conftest import DRAFTER, Clock
from tests.processes.diagrams import diagram, flow, timer

WAIT = diagram(
    "wait",
    "等待",
    '<startEvent id="start"/><intermediateCatchEvent id="t" name="到期">'
    + timer("=due", "timeDate")
    + '</intermediateCatchEvent><endEvent id="done"/>'
    + flow("start", "t")
    + flow("t", "done"),
)
WORK = diagram(
    "work",
    "后台",
    '<startEvent id="start"/><serviceTask id="task" name="办理"><extensionElements>'
    '<zeebe:taskDefinition type="echo" retries="2"/></extensionElements></serviceTask>'
    '<endEvent id="done"/>' + flow("start", "task") + flow("task", "done"),
)


def deploy(sessions: sessionmaker[Session], clock: Clock) -> None:
    """Both processes."""
    with sessions.begin() as session:
        files = {"wait.bpmn": WAIT, "work.bpmn": WORK}
        commands.deploy(session, files, "", actor=DRAFTER, now=clock())


def start(sessions: sessionmaker[Session], clock: Clock, process_id: str, minutes: float = 0) -> int:
    """An instance; the timer of ``wait`` is due in so many minutes."""
    due = (clock() + timedelta(minutes=minutes)).isoformat()
    with sessions.begin() as session:
        return commands.start_instance(session, process_id, {"due": due}, actor=DRAFTER, now=clock()).id


def ended(sessions: sessionmaker[Session]) -> int:
    """How many instances are completed."""
    with sessions() as session:
        query = select(func.count()).select_from(store.Instance).where(store.Instance.status == "completed")
        return session.scalar(query) or 0
