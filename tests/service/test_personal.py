"""Who sees personal data in clear: who has claimed the task, what its form needs; the journal tells of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from processes import commands, definitions, queries
from processes.commands import SYSTEM, Actor, TaskRef, retention
from processes.personal import ERASED, KEY, paths
from service import db, personal, state_of
from service.identity.tables import JournalEntry
from tests.processes.diagrams import diagram, flow, user_task

LIN = Actor("lin", "林知远", "zjw", frozenset({"drafter@zjw"}))
XU = Actor("xu", "许安然", "zjw", frozenset({"drafter@zjw"}))
CLEAR = {"name": "欧阳溪石", "phone": "13971508842", "card": "110105199001021234", "note": "公开"}
MASKED = {"name": "欧***", "phone": "139****8842", "card": "110****1234", "note": "公开"}
#: The form has a field of its own for the number, and names the identity card in a text.
FIELDS = [
    {"type": "textfield", "id": "phone", "key": "phone", "properties": {"personal": True}},
    {"type": "textfield", "id": "note", "key": "note"},
]
NEEDED = {"properties": {"personal": "who.name"}}
PATHS = "who.name who.phone who.card"
MESSAGE, TRIGGER = '<message id="m" name="call"/>', '<messageEventDefinition messageRef="m"/>'


def _form(fields: list[dict[str, Any]], **more: Any) -> bytes:
    root = {"type": "group", "id": "root", "path": "who", "components": fields}
    text = {"type": "text", "id": "text", "text": "{{who.card}} {{who.names}}"}
    told = {"type": "default", "id": "F", "schemaVersion": 19, "components": [root, text], **more}
    return json.dumps(told).encode()


def _process(process_id: str, work: str, declared: str, trigger: str = "") -> bytes:
    body = (
        f'<extensionElements><jiedu:personal paths="{declared}"/></extensionElements>'
        f'<startEvent id="start">{trigger}</startEvent>{work}<endEvent id="done"/>'
        + flow("start", "work")
        + flow("work", "done")
    )
    return diagram(process_id, "回访", body, MESSAGE if trigger else "")


def _task(form: bytes | None) -> str:
    return user_task("work", "回访", extra="" if form is None else '<zeebe:formDefinition formId="F"/>')


def _begun(app: Flask, form: bytes | None, declared: str = PATHS) -> TaskRef:
    """The task of a matter that a message with somebody's data has begun."""
    files = {"it.bpmn": _process("it", _task(form), declared, TRIGGER)}
    _deploy(app, files if form is None else files | {"F.form": form})
    return _reached(app)


def _deploy(app: Flask, files: dict[str, bytes]) -> None:
    with state_of(app).sessions.begin() as session:
        commands.deploy(session, files, "", actor=SYSTEM, now=state_of(app).now())


def _reached(app: Flask) -> TaskRef:
    told, now = {"who": CLEAR, "owner_unit": "zjw"}, state_of(app).now()
    with state_of(app).sessions.begin() as session:
        [begun] = commands.publish_message(
            session, "call", told, actor=SYSTEM, now=now, personal=paths(PATHS.split())
        )
        [task] = queries.instance_detail(session, begun.id).user_tasks
        return TaskRef(begun.id, task.element_instance_id)


def _claim(app: Flask, ref: TaskRef) -> None:
    with state_of(app).sessions.begin() as session:
        commands.claim_user_task(session, ref, actor=LIN, now=state_of(app).now())


def _shown(app: Flask, ref: TaskRef, actor: Actor = LIN) -> dict[str, Any]:
    """What the form of the task shows to somebody."""
    with app.test_request_context("/"):
        session = db.reading()
        detail = queries.task_detail(session, ref, actor)
        form = definitions.form(session, *detail.definition, "F") if detail.form else None
        found: dict[str, Any] = personal.for_task(session, detail, form, detail.variables)["who"]
    return found


def _noted(app: Flask) -> list[tuple[str, Any]]:
    with state_of(app).readers() as session:
        rows = session.query(JournalEntry).filter_by(kind="personal_data_read")
        return [(row.what, json.loads(row.detail)["fields"]) for row in rows]


def test_who_has_claimed_the_task_sees_what_its_form_needs_and_that_is_noted(app: Flask) -> None:
    ref = _begun(app, _form(FIELDS, **NEEDED))
    assert _shown(app, ref) == MASKED
    _claim(app, ref)
    assert _shown(app, ref, XU) == MASKED
    assert _noted(app) == []

    assert _shown(app, ref) == CLEAR | {"card": MASKED["card"]}
    assert _noted(app) == [(str(ref.instance_id), "who.name、who.phone")]


@pytest.mark.parametrize("form", [None, _form(FIELDS[1:]), _form(FIELDS[1:], properties={"name": "回访"})])
def test_a_form_that_needs_nothing_shows_nothing(app: Flask, form: bytes | None) -> None:
    """That its text names a datum is not enough."""
    ref = _begun(app, form)
    _claim(app, ref)

    assert _shown(app, ref) == MASKED
    assert _noted(app) == []


@pytest.mark.parametrize(
    ("form", "clear"),
    [
        (_form(FIELDS), {"phone"}),
        (_form(FIELDS[1:], **NEEDED), {"name"}),
        (_form(FIELDS[1:]), {"card"}),
    ],
    ids=["field", "root", "named"],
)
def test_where_the_process_declares_nothing_its_form_does_or_else_names_what_it_shows(
    app: Flask, form: bytes, clear: set[str]
) -> None:
    """Naming counts only in deployments from before there were declarations, and as a whole name."""
    ref = _begun(app, form, declared="")
    _claim(app, ref)

    assert _shown(app, ref) == MASKED | {name: CLEAR[name] for name in clear}


def test_the_form_of_a_called_process_follows_what_its_own_version_declares(app: Flask) -> None:
    """The matter itself began in a deployment from before there were declarations."""
    form, latest = _form(FIELDS[1:]), '<zeebe:calledElement processId="part" bindingType="latest"/>'
    work = (
        f'<subProcess id="work"><startEvent id="a"/>{user_task("first", "受理")}<callActivity id="call">'
        f'<extensionElements>{latest}</extensionElements></callActivity><endEvent id="z"/>'
        f"{flow('a', 'first')}{flow('first', 'call')}{flow('call', 'z')}</subProcess>"
    )
    before = {"part.bpmn": _process("part", _task(form), ""), "F.form": form}
    _deploy(app, {"it.bpmn": _process("it", work, "", TRIGGER), **before})
    first, state = _reached(app), state_of(app)
    _deploy(app, {"part.bpmn": _process("part", _task(form), PATHS)})
    with state.sessions.begin() as session:
        commands.complete_user_task(session, first, {}, actor=LIN, now=state.now())
        tasks = queries.instance_detail(session, first.instance_id).user_tasks
        [ref] = [
            TaskRef(first.instance_id, each.element_instance_id) for each in tasks if each.status == "open"
        ]
    _claim(app, ref)

    assert _shown(app, ref) == MASKED


def test_what_was_erased_is_erased_for_everybody(app: Flask) -> None:
    ref, state = _begun(app, _form(FIELDS, **NEEDED)), state_of(app)
    _claim(app, ref)
    with state.sessions.begin() as session:
        retention.erase_personal_data(session, ref.instance_id, "本人要求", by="guan", now=state.now())

    assert _shown(app, ref) == {**dict.fromkeys(CLEAR, ERASED), "note": "公开"}
    assert _noted(app) == []


def test_records_are_shown_masked(app: Flask) -> None:
    ref = _begun(app, _form(FIELDS, **NEEDED))

    with state_of(app).readers() as session:
        told = str([entry.record.payload for entry in personal.entries(session, ref.instance_id)])

    assert all(text in told for text in MASKED.values())
    assert not any(text in told for name, text in CLEAR.items() if name != "note")
    assert KEY not in told
