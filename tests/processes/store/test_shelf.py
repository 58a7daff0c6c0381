"""Long values and rounds of large multi-instance bodies lie in rows of their own, on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from processes import commands, history, queries, reexecution, store
from processes.commands import TaskRef
from tests.processes.conftest import DRAFTER, Clock
from tests.processes.diagrams import diagram, flow
from tests.processes.matters import Sessions, begun

MANY = 40
OPERATOR = commands.Actor("root", "管理员", None, frozenset({"sysadmin"}))
DOCUMENT = "解读" * 3_000
ASK_EVERYBODY = diagram(
    "ask",
    "征求意见",
    f"""
    <startEvent id="start"/>{flow("start", "each")}
    <subProcess id="each">
      <multiInstanceLoopCharacteristics><extensionElements>
        <zeebe:loopCharacteristics inputCollection="= people" inputElement="person"
          outputCollection="answers" outputElement="= {{person: person, answer: answer}}"/>
      </extensionElements></multiInstanceLoopCharacteristics>
      <startEvent id="begin"/>{flow("begin", "ask_one")}
      <userTask id="ask_one" name="征求意见">
        <extensionElements><zeebe:userTask/></extensionElements></userTask>
      {flow("ask_one", "end_one")}<endEvent id="end_one"/>
      <boundaryEvent id="hurry" attachedToRef="ask_one" cancelActivity="false">
        <messageEventDefinition messageRef="hurry_up"/></boundaryEvent>
      {flow("hurry", "told")}<endEvent id="told"/>
    </subProcess>
    {flow("each", "end")}<endEvent id="end"/>
    """,
    around='<message id="hurry_up" name="hurry_up"/>',
)


def started(sessions: Sessions, clock: Clock) -> int:
    people = [f"p{number}" for number in range(MANY)]
    variables = {"people": people, "document": DOCUMENT, "answer": None}
    return begun(sessions, clock, "ask", {"ask.bpmn": ASK_EVERYBODY}, **variables)


def open_tasks(session: Session, number: int) -> list[TaskRef]:
    table = store.UserTask
    query = select(table.element_instance_id).where(table.instance_id == number, table.status == "open")
    return [TaskRef(number, found) for found in session.scalars(query.order_by(table.element_instance_id))]


@contextmanager
def written(engine: Engine) -> Iterator[list[str]]:
    """The texts that reach the database as parameters meanwhile."""
    found: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if not statement.lstrip().upper().startswith("SELECT"):
            found.append(json.dumps(parameters, ensure_ascii=False, default=str))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_step_writes_its_own_round_alone(sessions: Sessions, engine: Engine, clock: Clock) -> None:
    number = started(sessions, clock)
    with sessions() as session:
        tasks = open_tasks(session, number)
        pieces = session.scalar(select(func.count()).select_from(store.StatePiece))
        assert session.scalar(select(store.StateValue.data)) == json.dumps(DOCUMENT, ensure_ascii=False)
    assert len(tasks) == MANY
    assert pieces == MANY * 3  # the round, its task, and what listens at the task
    with written(engine) as texts, sessions.begin() as session:
        commands.complete_user_task(session, tasks[7], {"answer": "同意"}, actor=DRAFTER, now=clock())
    assert not any(DOCUMENT in text for text in texts)
    assert sum(len(text.encode()) for text in texts) < 8_192
    with sessions() as session:
        assert len(open_tasks(session, number)) == MANY - 1
        assert reexecution.reexecute(session, number) == []


def test_a_message_finds_a_round_that_lies_apart(sessions: Sessions, clock: Clock) -> None:
    number = started(sessions, clock)
    with sessions.begin() as session:
        commands.publish_message(session, "hurry_up", {}, actor=DRAFTER, now=clock())
    with sessions() as session:
        view = history.fold(store.entries(session, number))
        assert view.finished["ask", "told"] == 1
        assert reexecution.reexecute(session, number) == []


def test_the_answers_of_all_rounds_come_together(sessions: Sessions, clock: Clock) -> None:
    number = started(sessions, clock)
    with sessions() as session:
        tasks = open_tasks(session, number)
    for count, task in enumerate(reversed(tasks)):
        with sessions.begin() as session:
            given = {"answer": f"第 {count} 个"}
            commands.complete_user_task(session, task, given, actor=DRAFTER, now=clock())
    with sessions() as session:
        view = history.fold(store.entries(session, number))
        assert queries.instance(session, number).status == view.status == "completed"
        answers = view.variables[history.ROOT]["answers"]
        assert [found["person"] for found in answers] == [f"p{count}" for count in range(MANY)]
        assert answers[0]["answer"] == f"第 {MANY - 1} 个"
        for table in (store.StatePiece, store.StateValue):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert reexecution.reexecute(session, number) == []


def test_cancelling_clears_what_lay_apart(sessions: Sessions, clock: Clock) -> None:
    number = started(sessions, clock)
    with sessions.begin() as session:
        commands.cancel_instance(session, number, "不再征求", actor=OPERATOR, now=clock())
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(store.StatePiece)) == 0
        view = history.fold(store.entries(session, number))
        assert (view.active, view.subscriptions) == ({}, {})
        assert reexecution.reexecute(session, number) == []
