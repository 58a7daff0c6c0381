"""Where commands compete: each in a thread and a transaction of its own, all let go at once."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, queries, soundness, store
from processes.commands import Actor, TaskRef
from processes.errors import InvalidState, NotFound, ProcessError
from tests.processes.conftest import BEIJING
from tests.processes.diagrams import diagram, flow, timer, user_task

Contender = Callable[[Session], object]
PEOPLE = [Actor(f"p{n}", f"承办{n}", "zjw", frozenset({"drafter@zjw"})) for n in range(16)]
OPERATOR = Actor("root1", "周管", "xxk", frozenset({"sysadmin"}))
_STOP = '<message id="m_stop" name="stop"/><message id="m_paper" name="paper"/>'


def _arena(process_id: str, waiting: str, label: str = "竞争") -> bytes:
    """Something that waits, with a limit and a message that each interrupt it."""
    return diagram(
        process_id,
        label,
        f'<startEvent id="start"/>{waiting}<boundaryEvent id="late" attachedToRef="t">{timer("PT1H")}'
        '</boundaryEvent><boundaryEvent id="stopped" attachedToRef="t">'
        '<messageEventDefinition messageRef="m_stop"/></boundaryEvent>'
        '<endEvent id="done"/><endEvent id="was_late"/><endEvent id="was_stopped"/>'
        + flow("start", "t")
        + flow("t", "done")
        + flow("late", "was_late")
        + flow("stopped", "was_stopped"),
        _STOP,
    )


_MACHINE = (
    '<serviceTask id="t" name="办理"><extensionElements>'
    '<zeebe:taskDefinition type="echo" retries="1"/></extensionElements></serviceTask>'
)
_BOTH = (
    '<startEvent id="start"/><parallelGateway id="fork"/>'
    + user_task("left", "甲")
    + user_task("right", "乙")
    + '<parallelGateway id="join"/><endEvent id="done"/>'
    + flow("start", "fork")
    + "".join(flow("fork", name) + flow(name, "join") for name in ("left", "right"))
    + flow("join", "done")
)
_ORDER = (
    '<startEvent id="start"><messageEventDefinition messageRef="m_order"/></startEvent>'
    + user_task("t", "照办")
    + '<endEvent id="done"/>'
    + flow("start", "t")
    + flow("t", "done")
)
_DUE = timer('=deadline("20WD", date("2026-01-07"))', "timeDate")
_COUNTED = (
    '<startEvent id="start"/><parallelGateway id="fork"/>'
    f'<intermediateCatchEvent id="due">{_DUE}</intermediateCatchEvent><endEvent id="e"/>'
    + user_task("t", "办理")
    + f'<intermediateCatchEvent id="then">{_DUE}</intermediateCatchEvent><endEvent id="f"/>'
    + flow("start", "fork")
    + flow("fork", "due")
    + flow("due", "e")
    + flow("fork", "t")
    + flow("t", "then")
    + flow("then", "f")
)
FILES = {
    "task.bpmn": _arena("task", user_task("t", "办理", extra='<jiedu:verbs allow="return"/>')),
    "machine.bpmn": _arena("machine", _MACHINE),
    "paper.bpmn": _arena("paper", '<receiveTask id="t" name="来文" messageRef="m_paper"/>'),
    "both.bpmn": diagram("both", "会合", _BOTH),
    "counted.bpmn": diagram("counted", "计时", _COUNTED),
    "order.bpmn": diagram("order", "受命", _ORDER, '<message id="m_order" name="order"/>'),
}


def other(label: str) -> bytes:
    """Another version of ``task``."""
    return _arena("task", user_task("t", "办理"), label)


class Arena:
    """A database with the processes, and what becomes of those who compete in it."""

    def __init__(self, sessions: sessionmaker[Session], seed: int) -> None:
        self.sessions, self.chance = sessions, random.Random(seed)
        self.now = datetime(2026, 1, 7, 9, 0, tzinfo=BEIJING)
        self.started: list[int] = []
        with sessions.begin() as session:
            commands.deploy(session, FILES, "", actor=OPERATOR, now=self.now)

    def start(self, process_id: str) -> int:
        """An instance."""
        with self.sessions.begin() as session:
            number = commands.start_instance(session, process_id, {}, actor=PEOPLE[0], now=self.now).id
        self.started.append(number)
        return number

    def crowd(self) -> list[Actor]:
        """From two to sixteen people."""
        return PEOPLE[: self.chance.choice((2, 3, 5, 8, 16))]

    def task(self, number: int, element_id: str = "t") -> TaskRef:
        """The task of an instance."""
        with self.sessions() as session:
            mine = (store.UserTask.instance_id == number, store.UserTask.element_id == element_id)
            return TaskRef(
                number, session.scalars(select(store.UserTask.element_instance_id).where(*mine)).one()
            )

    def job(self, number: int) -> int:
        """The element of an instance that has a job."""
        with self.sessions() as session:
            query = select(store.Job.element_instance_id).where(store.Job.instance_id == number)
            return session.scalars(query).one()

    def timer(self, number: int) -> tuple[int, int, int]:
        """The timer of an instance."""
        with self.sessions() as session:
            [found] = [row for row in queries.timers(session) if row.instance_id == number]
            return found.instance_id, found.element_instance_id, found.index

    @property
    def later(self) -> datetime:
        """When the timers are due."""
        return self.now + timedelta(hours=2)

    def dues(self) -> set[datetime]:
        """When the deadlines of all instances are due."""
        with self.sessions() as session:
            return {row.due for row in queries.timers(session)}

    def race(self, *contenders: Contender) -> list[object]:
        """What each gave, or its refusal; anything else is raised."""
        barrier = threading.Barrier(len(contenders))
        pauses = [self.chance.random() * 0.003 for _ in contenders]
        outcomes: list[Any] = [None] * len(contenders)

        def run(place: int) -> None:
            barrier.wait(60)
            threading.Event().wait(pauses[place])
            try:
                with self.sessions.begin() as session:
                    outcomes[place] = contenders[place](session) or "won"
            except BaseException as error:  # told below, not by the thread
                outcomes[place] = error

        threads = [threading.Thread(target=run, args=(place,)) for place in range(len(contenders))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        for outcome in outcomes:
            if isinstance(outcome, BaseException) and not isinstance(outcome, ProcessError):
                raise outcome
        return outcomes

    def status(self, number: int) -> str:
        """Of an instance."""
        with self.sessions() as session:
            return queries.instance(session, number).status

    def count(self, number: int, kind: str) -> int:
        """How many records of a kind an instance has."""
        with self.sessions() as session:
            return sum(row.type == kind for row in store.records(session, number))

    def clear(self) -> None:
        """End what a scenario left: its listeners would take the messages of the next."""
        for number in self.started:
            if self.status(number) in ("active", "suspended"):
                with self.sessions.begin() as session:
                    commands.cancel_instance(session, number, "试毕", actor=OPERATOR, now=self.now)

    def sound(self) -> list[soundness.Breach]:
        """What does not hang together in the instances that were started here."""
        with self.sessions() as session:
            found = [breach for number in self.started for breach in soundness.compare(session, number)]
            session.rollback()
        return found


def refused(outcomes: Sequence[object], *, gone: bool = False) -> list[ProcessError]:
    """The refusals: all say that the state is another (409) or, where *gone*, that there is no such thing."""
    found = [outcome for outcome in outcomes if isinstance(outcome, ProcessError)]
    kinds = (InvalidState, NotFound) if gone else InvalidState
    assert all(isinstance(error, kinds) for error in found), found
    return found


def one_wins(outcomes: Sequence[object], *, gone: bool = False) -> None:
    """Exactly one did it."""
    assert len(refused(outcomes, gone=gone)) == len(outcomes) - 1, outcomes
