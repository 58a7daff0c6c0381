"""Personal data in a matter: who hands a form back masked changes nothing; what holds none costs nothing."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from processes import commands, history, store
from processes.commands import SYSTEM, retention
from processes.personal import ERASED, keys, resolved
from processes.store import PersonalDatum
from tests.processes.conftest import Clock
from tests.processes.diagrams import REVIEW, diagram, flow
from tests.processes.matters import Sessions, begun, complete


def _form() -> bytes:
    rows = {"type": "dynamiclist", "id": "people", "path": "people", "components": [
        {"type": "textfield", "id": "phone", "key": "phone"},
        {"type": "textfield", "id": "note", "key": "note"},
    ]}  # fmt: skip
    name = {"type": "textfield", "id": "name", "key": "name"}
    root = {"type": "group", "id": "root", "path": "who", "components": [name, rows]}
    return json.dumps({"type": "default", "id": "F", "schemaVersion": 19, "components": [root]}).encode()


CALL = diagram(
    "call",
    "回访",
    '<extensionElements><jiedu:personal paths="who.name who.people.phone"/></extensionElements>'
    '<startEvent id="start"/><userTask id="task" name="回访"><extensionElements><zeebe:userTask/>'
    '<zeebe:formDefinition formId="F"/></extensionElements></userTask><endEvent id="done"/>'
    + flow("start", "task")
    + flow("task", "done"),
)
FIRST, SECOND = {"phone": "13971508842", "note": "甲"}, {"phone": "13900018842", "note": "乙"}


def _begun(sessions: Sessions, clock: Clock) -> int:
    who = {"name": "欧阳溪石", "people": [FIRST, SECOND]}
    return begun(sessions, clock, "call", {"call.bpmn": CALL, "F.form": _form()}, SYSTEM, who=who)


def _held(session: Session, number: int) -> Any:
    """What the matter holds, references in place of personal data."""
    return history.fold(store.entries(session, number)).variables[history.ROOT]["who"]


def _hands_in(sessions: Sessions, number: int, clock: Clock, who: dict[str, Any]) -> None:
    complete(sessions, clock, number, SYSTEM, who=who)


def test_with_the_first_row_gone_the_second_keeps_its_own_datum(sessions: Sessions, clock: Clock) -> None:
    number = _begun(sessions, clock)
    _hands_in(sessions, number, clock, {"name": "欧***", "people": [{"phone": "139****8842", "note": "乙"}]})
    with sessions() as session:
        held = _held(session, number)
        values = store.clear_values(session, number, held)
        assert len(keys(held)) == 2
        clear = resolved(held, lambda _, key: values[key])
    assert clear == {"name": "欧阳溪石", "people": [SECOND]}


def test_an_erased_form_handed_in_does_not_write_the_word_for_it(sessions: Sessions, clock: Clock) -> None:
    number = _begun(sessions, clock)
    with sessions.begin() as session:
        before = _held(session, number)
        retention.erase_personal_data(session, number, "本人要求", by="anquan", now=clock())
    people = [{"phone": ERASED, "note": "甲"}, {"phone": ERASED, "note": "乙"}]
    _hands_in(sessions, number, clock, {"name": ERASED, "people": people})
    with sessions() as session:
        assert _held(session, number) == before
        assert set(session.scalars(select(PersonalDatum.value))) == {None}


def test_a_command_without_personal_data_asks_for_none(
    engine: Engine, sessions: Sessions, clock: Clock
) -> None:
    statements: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    with sessions.begin() as session:
        commands.deploy(session, {"review.bpmn": REVIEW}, "", actor=SYSTEM, now=clock())
        event.listen(engine, "before_cursor_execute", count)
        commands.start_instance(session, "review", {"ok": True}, actor=SYSTEM, now=clock())
    event.remove(engine, "before_cursor_execute", count)
    assert statements
    assert [each for each in statements if PersonalDatum.__tablename__ in each] == []
