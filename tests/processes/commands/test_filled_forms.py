"""办结 with a form: it has to be filled in, and the mask that it shows hides a datum without replacing it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, history, personal, queries, store
from processes.commands import TaskRef
from processes.errors import InvalidArgument
from tests.processes.conftest import DRAFTER, Clock
from tests.processes.diagrams import diagram, flow, user_task

Sessions = sessionmaker[Session]
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


def begin(sessions: Sessions, clock: Clock, content: bytes, process: bytes = ANSWERING) -> TaskRef:
    """The open task of an instance in which 欧阳溪石 asks."""
    with sessions.begin() as session:
        files = {"answering.bpmn": process, "F-answer.form": content}
        commands.deploy(session, files, "部署", actor=DRAFTER, now=clock())
        given = {"asker": {"name": "欧阳溪石"}}
        number = commands.start_instance(session, "answering", given, actor=DRAFTER, now=clock()).id
        [task] = queries.instance_detail(session, number).user_tasks
        return TaskRef(number, task.element_instance_id)


def complete(sessions: Sessions, clock: Clock, ref: TaskRef, **data: Any) -> None:
    with sessions.begin() as session:
        commands.complete_user_task(session, ref, data, actor=DRAFTER, now=clock())


def test_the_form_has_to_be_filled_in(sessions: Sessions, clock: Clock) -> None:
    ref = begin(sessions, clock, form())
    with pytest.raises(InvalidArgument) as refused:
        complete(sessions, clock, ref, asker={"name": "万俟云帆"})
    assert list(refused.value.errors) == ["answer"]
    assert "万俟云帆" in personal.in_hand()


@pytest.mark.parametrize("properties", [{"personal": True}, {}], ids=["field", "process"])
def test_who_leaves_the_mask_leaves_the_datum(
    sessions: Sessions, clock: Clock, properties: dict[str, Any]
) -> None:
    """Wherever it is declared personal: at the field, or at the process alone."""
    ref = begin(sessions, clock, form(**properties))
    complete(sessions, clock, ref, asker={"name": "欧***"}, answer="向规划部门申请。")
    with sessions() as session:
        asker = history.fold(store.entries(session, ref.instance_id)).variables[history.ROOT]["asker"]
        assert list(store.clear_values(session, ref.instance_id, asker).values()) == ["欧阳溪石"]


def test_what_only_the_form_calls_personal_is_kept_apart_as_well(sessions: Sessions, clock: Clock) -> None:
    ref = begin(sessions, clock, form(personal=True), ANSWERING.replace(PERSONAL.encode(), b""))
    complete(sessions, clock, ref, asker={"name": "万俟云帆"}, answer="向规划部门申请。")
    with sessions() as session:
        asker = history.fold(store.entries(session, ref.instance_id)).variables[history.ROOT]["asker"]
        assert list(store.clear_values(session, ref.instance_id, asker).values()) == ["万俟云帆"]


def test_a_task_without_a_form_keeps_the_datum_as_well(sessions: Sessions, clock: Clock) -> None:
    """Programs hand in what they were shown."""
    ref = begin(sessions, clock, form())
    complete(sessions, clock, ref, asker={"name": "欧***"}, answer="向规划部门申请。")
    with sessions() as session:
        [check] = [
            task
            for task in queries.instance_detail(session, ref.instance_id).user_tasks
            if task.status == "open"
        ]
    complete(
        sessions,
        clock,
        TaskRef(ref.instance_id, check.element_instance_id),
        asker={"name": "欧***"},
        right=True,
    )
    with sessions() as session:
        variables = history.fold(store.entries(session, ref.instance_id)).variables[history.ROOT]
        assert list(store.clear_values(session, ref.instance_id, variables["asker"]).values()) == ["欧阳溪石"]
        assert variables["right"] is True
