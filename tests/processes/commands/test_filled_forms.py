"""办结 with a form: it has to be filled in, and the mask that it shows hides a datum without replacing it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from processes import history, personal, store
from processes.errors import InvalidArgument
from tests.processes.conftest import DRAFTER, Clock
from tests.processes.diagrams import diagram, flow, user_task
from tests.processes.matters import Sessions, begun, complete

PERSONAL = '<extensionElements><jiedu:personal paths="asker.name"/></extensionElements>'
ANSWERING = diagram(
    "answering",
    "答复",
    PERSONAL
    + '<startEvent id="start"/>'
    + user_task("answer", "答复", extra='<zeebe:formDefinition formId="F-answer"/>')
    + user_task("check", "核对")
    + '<endEvent id="done"/>'
    + flow("start", "answer")
    + flow("answer", "check")
    + flow("check", "done"),
)


def form(**properties: Any) -> bytes:
    """Who asked, with these properties, and what is answered."""
    name = {"type": "textfield", "id": "f1", "key": "name", "label": "咨询人", "properties": properties}
    answer = {"type": "textfield", "id": "f2", "key": "answer", "label": "答复"}
    answer |= {"validate": {"required": True}}
    group = {"type": "group", "id": "g", "path": "asker", "components": [name]}
    body = {"schemaVersion": 19, "id": "F-answer", "type": "default", "components": [group, answer]}
    return json.dumps(body).encode()


def asked(sessions: Sessions, clock: Clock, content: bytes, process: bytes = ANSWERING) -> int:
    """An instance in which 欧阳溪石 asks."""
    files = {"answering.bpmn": process, "F-answer.form": content}
    return begun(sessions, clock, "answering", files, asker={"name": "欧阳溪石"})


def test_the_form_has_to_be_filled_in(sessions: Sessions, clock: Clock) -> None:
    number = asked(sessions, clock, form())
    with pytest.raises(InvalidArgument) as refused:
        complete(sessions, clock, number, DRAFTER, asker={"name": "万俟云帆"})
    assert list(refused.value.errors) == ["answer"]
    assert "万俟云帆" in personal.in_hand()


@pytest.mark.parametrize("properties", [{"personal": True}, {}], ids=["field", "process"])
def test_who_leaves_the_mask_leaves_the_datum(
    sessions: Sessions, clock: Clock, properties: dict[str, Any]
) -> None:
    """Wherever it is declared personal: at the field, or at the process alone."""
    number = asked(sessions, clock, form(**properties))
    complete(sessions, clock, number, DRAFTER, asker={"name": "欧***"}, answer="向规划部门申请。")
    with sessions() as session:
        asker = history.fold(store.entries(session, number)).variables[history.ROOT]["asker"]
        assert list(store.clear_values(session, number, asker).values()) == ["欧阳溪石"]


def test_what_only_the_form_calls_personal_is_kept_apart_as_well(sessions: Sessions, clock: Clock) -> None:
    number = asked(sessions, clock, form(personal=True), ANSWERING.replace(PERSONAL.encode(), b""))
    complete(sessions, clock, number, DRAFTER, asker={"name": "万俟云帆"}, answer="向规划部门申请。")
    with sessions() as session:
        asker = history.fold(store.entries(session, number)).variables[history.ROOT]["asker"]
        assert list(store.clear_values(session, number, asker).values()) == ["万俟云帆"]


def test_a_task_without_a_form_keeps_the_datum_as_well(sessions: Sessions, clock: Clock) -> None:
    """Programs hand in what they were shown."""
    number = asked(sessions, clock, form())
    complete(sessions, clock, number, DRAFTER, asker={"name": "欧***"}, answer="向规划部门申请。")
    complete(sessions, clock, number, DRAFTER, asker={"name": "欧***"}, right=True)
    with sessions() as session:
        variables = history.fold(store.entries(session, number)).variables[history.ROOT]
        assert list(store.clear_values(session, number, variables["asker"]).values()) == ["欧阳溪石"]
        assert variables["right"] is True
