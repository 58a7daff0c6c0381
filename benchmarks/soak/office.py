"""The office of the soak: many instances of one process with five timers, two tasks and two effects."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import commands, store
from processes.commands import Actor
from service import migrations
from service.identity.office import load_office
from service.identity.office_file import read_office
from service.identity.tables import User
from service.state import State
from tests.processes.diagrams import diagram, flow, timer, user_task

PASSWORD = "Correct-horse-9-battery"
CHANNEL, MESSAGE = "政府网站", "soak_done"
PEOPLE = ("lin", "xu", "zhou", "fang")
OFFICE = """
office: 测试区
units:
  - {id: zjw, name: 住建委}
groups:
  - {code: drafter, name: 承办人, scope: unit}
users:
""" + "".join(
    f"  - {{id: {name}, name: 承办{name}, unit: zjw, posts: [{{group: drafter, from: 2025-01-01}}]}}\n"
    for name in PEOPLE
)
TIMERS = ("t1", "t2", "t3", "t4", "t5")
TASKS = ("a", "b")
#: A worker that is killed while it sends costs a try; none may be the last.
_RETRIES = 1000
_ECHO = "".join(
    f'<zeebe:input source="{source}" target="{target}"/>'
    for source, target in (("site", "adapter"), (CHANNEL, "channel"), ("标题", "title"), ("正文", "body"))
)
_BRANCHES = "".join(
    f'<intermediateCatchEvent id="{name}">{timer(f"={name}", "timeDate")}</intermediateCatchEvent>'
    for name in TIMERS
) + "".join(user_task(name, f"办理{name}") for name in TASKS)
SOAK = diagram(
    "soak",
    "耐久",
    '<startEvent id="start"/><parallelGateway id="fork"/>'
    + _BRANCHES
    + '<parallelGateway id="join"/><serviceTask id="publish" name="发布"><extensionElements>'
    f'<zeebe:taskDefinition type="publish" retries="{_RETRIES}"/><zeebe:ioMapping>{_ECHO}</zeebe:ioMapping>'
    '</extensionElements></serviceTask><intermediateThrowEvent id="tell" name="告知">'
    '<messageEventDefinition messageRef="m"/></intermediateThrowEvent><endEvent id="done"/>'
    + flow("start", "fork")
    + "".join(flow("fork", name) + flow(name, "join") for name in TIMERS + TASKS)
    + flow("join", "publish")
    + flow("publish", "tell")
    + flow("tell", "done"),
    f'<message id="m" name="{MESSAGE}"/>',
)
_STARTER = Actor("lin", "承办lin", "zjw", frozenset({"drafter@zjw"}))


@dataclass(frozen=True)
class Stock:
    """What there is to do: the references of all tasks, how many timers, and when the first is due."""

    begin: datetime
    tasks: list[str]
    instances: int
    timers: int


def furnish(state: State) -> None:
    """Tables, people who can log in, the process."""
    store.upgrade(state.engine)
    migrations.upgrade(state.engine)
    office = read_office(OFFICE)
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with state.sessions.begin() as session:
        load_office(session, office, today=date(2026, 1, 1))
        for person in PEOPLE:
            session.get_one(User, person).password_hash = quick
        commands.deploy(session, {"soak.bpmn": SOAK}, "耐久试验", actor=_STARTER, now=state.now())


def stock(state: State, instances: int, begin: datetime, seconds: float, chance: random.Random) -> Stock:
    """Start the instances; their timers are due at random in *seconds* from *begin* on."""
    for first in range(0, instances, 50):
        with state.sessions.begin() as session:
            for _ in range(min(50, instances - first)):
                due = {name: _moment(begin, chance.random() * seconds) for name in TIMERS}
                commands.start_instance(session, "soak", due, actor=_STARTER, now=state.now())
    with state.readers() as session:
        return Stock(begin, _tasks(session), instances, instances * len(TIMERS))


def _moment(begin: datetime, seconds: float) -> str:
    return (begin + timedelta(seconds=seconds)).isoformat()


def _tasks(session: Session) -> list[str]:
    query = select(store.UserTask.instance_id, store.UserTask.element_instance_id)
    return [f"{row[0]}-{row[1]}" for row in session.execute(query)]
