"""Messages and signals from outside and between instances."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, history, jobs, queries, reexecution, store
from processes.errors import NotFound
from tests.processes.conftest import DRAFTER, Clock
from tests.processes.diagrams import diagram, flow

Sessions = sessionmaker[Session]
Start = Callable[..., int]
_MESSAGES = (
    '<message id="m_answer" name="answer"><extensionElements>'
    '<zeebe:subscription correlationKey="=package_id"/></extensionElements></message>'
    '<message id="m_order" name="order"/><message id="m_news" name="published"/>'
    '<signal id="s_alarm" name="alarm"/>'
)
ASK = diagram(
    "ask",
    "等答复",
    '<startEvent id="start"/><intermediateCatchEvent id="wait" name="等待答复">'
    '<messageEventDefinition messageRef="m_answer"/></intermediateCatchEvent><endEvent id="done"/>'
    + flow("start", "wait")
    + flow("wait", "done"),
    _MESSAGES,
)
ANSWER = diagram(
    "answer",
    "答复",
    '<startEvent id="start"/><endEvent id="told"><messageEventDefinition messageRef="m_answer"/></endEvent>'
    + flow("start", "told"),
    _MESSAGES,
)
ORDERED = diagram(
    "ordered",
    "受命",
    '<startEvent id="start"><messageEventDefinition messageRef="m_order"/></startEvent><endEvent id="done"/>'
    + flow("start", "done"),
    _MESSAGES,
)
ORDER = diagram(
    "order",
    "下令",
    '<startEvent id="start"/><endEvent id="told"><messageEventDefinition messageRef="m_order"/></endEvent>'
    + flow("start", "told"),
    _MESSAGES,
)
NEWS = diagram(
    "news",
    "发布",
    '<startEvent id="start"/><endEvent id="told"><messageEventDefinition messageRef="m_news"/></endEvent>'
    + flow("start", "told"),
    _MESSAGES,
)
HEARS = diagram(
    "hears",
    "听消息",
    '<startEvent id="start"/><intermediateCatchEvent id="wait"><messageEventDefinition messageRef="m_news"/>'
    '</intermediateCatchEvent><endEvent id="done"/>' + flow("start", "wait") + flow("wait", "done"),
    _MESSAGES,
)
ALARMED = diagram(
    "alarmed",
    "待警",
    '<startEvent id="start"/><intermediateCatchEvent id="wait"><signalEventDefinition signalRef="s_alarm"/>'
    '</intermediateCatchEvent><endEvent id="done"/>' + flow("start", "wait") + flow("wait", "done"),
    _MESSAGES,
)
ALARM = diagram(
    "alarm",
    "报警",
    '<startEvent id="start"/><endEvent id="told"><signalEventDefinition signalRef="s_alarm"/></endEvent>'
    + flow("start", "told"),
    _MESSAGES,
)


@pytest.fixture
def start(sessions: Sessions, clock: Clock) -> Start:
    """Start a process and return the number of the instance."""
    contents = (ASK, ANSWER, ORDERED, ORDER, NEWS, HEARS, ALARMED, ALARM)
    with sessions.begin() as session:
        named = {f"{number}.bpmn": content for number, content in enumerate(contents)}
        commands.deploy(session, named, "", actor=DRAFTER, now=clock())

    def start(process_id: str, **variables: object) -> int:
        with sessions.begin() as session:
            return commands.start_instance(session, process_id, variables, actor=DRAFTER, now=clock()).id

    return start


def status(sessions: Sessions, number: int) -> str:
    with sessions() as session:
        return queries.instance(session, number).status


def test_a_message_reaches_the_instance_with_its_key(sessions: Sessions, clock: Clock, start: Start) -> None:
    first, second = start("ask", package_id="A"), start("ask", package_id="B")
    with sessions.begin() as session:
        [reached] = commands.publish_message(session, "answer", {"yes": 1}, "B", actor=DRAFTER, now=clock())
    assert reached.id == second
    assert (status(sessions, first), status(sessions, second)) == ("active", "completed")


def test_who_asks_for_no_key_hears_every_message_of_the_name(
    sessions: Sessions, clock: Clock, start: Start
) -> None:
    listening = start("hears")
    with sessions.begin() as session:
        [reached] = commands.publish_message(session, "published", {}, "A", actor=DRAFTER, now=clock())
    assert (reached.id, status(sessions, listening)) == (listening, "completed")


def test_nobody_waiting_is_told(sessions: Sessions, clock: Clock, start: Start) -> None:
    start("ask", package_id="A")
    with sessions.begin() as session, pytest.raises(NotFound, match="没有流程在等待消息“answer”（关联键 C）"):
        commands.publish_message(session, "answer", {}, "C", actor=DRAFTER, now=clock())


def test_instances_write_to_each_other(sessions: Sessions, clock: Clock, start: Start) -> None:
    waiting = start("ask", package_id="A")
    start("answer", package_id="A")
    assert status(sessions, waiting) == "active"
    assert jobs.deliver_messages(sessions, now=clock()) == 1
    assert status(sessions, waiting) == "completed"
    with sessions() as session:
        assert session.scalars(select(store.Delivery)).all() == []
        assert reexecution.reexecute(session, waiting) == []


def test_a_message_for_nobody_stays_visible(sessions: Sessions, clock: Clock, start: Start) -> None:
    start("answer", package_id="A")
    assert jobs.run_once(sessions, now=clock()).messages == 1
    assert jobs.run_once(sessions, now=clock()).messages == 0
    with sessions() as session:
        [lost] = queries.unmatched_messages(session)
        assert (lost.name, lost.correlation_key) == ("answer", "A")


def test_a_message_that_no_process_listens_to_is_counted_apart(
    sessions: Sessions, clock: Clock, start: Start
) -> None:
    start("answer", package_id="A")
    for _ in range(2):
        start("news")
        clock.advance(hours=1)
        jobs.run_once(sessions, now=clock())
    with sessions() as session:
        assert [row.name for row in queries.unmatched_messages(session)] == ["answer"]
        [unheard] = queries.unheard_messages(session)
        assert (unheard.name, unheard.count) == ("published", 2)
        assert unheard.latest == clock().replace(hour=clock().hour - 1)


def test_a_message_that_a_new_process_would_take_is_no_longer_by_design(
    sessions: Sessions, clock: Clock, start: Start
) -> None:
    start("news")
    jobs.run_once(sessions, now=clock())
    reader = ORDERED.replace(b'Ref="m_order"', b'Ref="m_news"').replace(b'"ordered"', b'"reader"')
    with sessions.begin() as session:
        commands.deploy(session, {"reader.bpmn": reader}, "", actor=DRAFTER, now=clock())
    with sessions() as session:
        assert queries.unheard_messages(session) == []
        assert [row.name for row in queries.unmatched_messages(session)] == ["published"]


def test_a_message_starts_a_process_in_the_same_unit(sessions: Sessions, clock: Clock, start: Start) -> None:
    start("order")
    jobs.run_once(sessions, now=clock())
    with sessions() as session:
        [started] = queries.instances(session, process_id="ordered").items
        assert (started.status, started.started_by, started.owner_unit) == ("completed", "system", "zjw")


def send(sessions: Sessions, clock: Clock, **variables: object) -> store.Instance:
    """What an ``order`` from outside has started."""
    with sessions.begin() as session:
        [started] = commands.publish_message(session, "order", variables, actor=DRAFTER, now=clock())
    return started


@pytest.mark.parametrize(("told", "owner"), [("wjw", "wjw"), (None, "zjw"), ("", "zjw"), (7, "zjw")])
def test_a_message_says_whose_matter_it_starts(
    sessions: Sessions, clock: Clock, start: Start, told: object, owner: str
) -> None:
    started = send(sessions, clock, owner_unit=told)
    with sessions() as session:
        first = next(store.entries(session, started.id)).record
        root = history.fold(store.entries(session, started.id)).variables[0]
        assert queries.instance(session, started.id).owner_unit == root["owner_unit"] == owner
        assert first.payload["unit"] == "zjw"
        assert reexecution.reexecute(session, started.id) == []


def test_a_message_that_says_nothing_starts_a_matter_of_its_sender(
    sessions: Sessions, clock: Clock, start: Start
) -> None:
    assert send(sessions, clock).owner_unit == "zjw"


class Hall:
    """An office with one competent unit."""

    def opening(self, session: Session, unit: str | None) -> dict[str, object]:
        return {"units": ["甲"], "at": "乙", "profile": f"of {unit}"}

    def competent(self, session: Session) -> list[str]:
        return ["zfb"]


def test_what_the_office_gives_goes_to_started_instances_and_yields_to_the_message(
    sessions: Sessions, clock: Clock, start: Start
) -> None:
    waiting = start("ask", package_id="A")
    sessions.configure(info=dict.fromkeys(sessions.kw["info"], store.Options(office=Hall())))
    started = send(sessions, clock, at="丙", owner_unit="wjw")
    with sessions.begin() as session:
        commands.publish_message(session, "answer", {}, "A", actor=DRAFTER, now=clock())
    with sessions() as session:
        begun = history.fold(store.entries(session, started.id)).variables[0]
        assert (begun["units"], begun["at"], begun["profile"]) == (["甲"], "丙", "of wjw")
        assert "units" not in history.fold(store.entries(session, waiting)).variables[0]


def test_a_signal_reaches_everybody_who_waits(sessions: Sessions, clock: Clock, start: Start) -> None:
    waiting = [start("alarmed"), start("alarmed")]
    other = start("ask", package_id="A")
    start("alarm")
    jobs.run_once(sessions, now=clock())
    assert [status(sessions, number) for number in waiting] == ["completed", "completed"]
    assert status(sessions, other) == "active"
