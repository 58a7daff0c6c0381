"""An office of invented people with cheap passwords, and three small processes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import pairwise

from argon2 import PasswordHasher
from sqlalchemy import update

from processes import commands, queries
from processes.commands import SYSTEM, Actor
from processes.store import database
from service import migrations
from service.config import Settings
from service.identity.office import load_office
from service.identity.office_file import read_office
from service.identity.tables import User
from service.state import State, open_state

PASSWORD = "Correct-horse-9"
#: A limit of requests that no measurement reaches: what it refused would not have been measured.
ANY_NUMBER = "1000000 per minute"
SECRET = "for measurements only"
#: A process of three tasks one after the other, like those that peers are measured with.
STEPS = "three_steps"
#: One task for each of the people in ``people``, all at once.
TOGETHER = "together"
#: A task that a group may claim.
SHARED = "shared"

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="http://jiedu.gov.example/measured">'
)
_FORM = {
    "type": "default",
    "id": "three_fields",
    "schemaVersion": 19,
    "properties": {"name": "三项"},
    "components": [
        {
            "type": "group",
            "id": "root",
            "label": "内容",
            "path": "entered",
            "components": [
                {
                    "type": "textfield",
                    "id": "a",
                    "key": "title",
                    "label": "标题",
                    "validate": {"required": True},
                },
                {"type": "textarea", "id": "b", "key": "text", "label": "说明"},
                {"type": "checkbox", "id": "c", "key": "agreed", "label": "同意"},
            ],
        }
    ],
}
#: What is filled in: about 75 Chinese characters and a yes.
ENTERED = {
    "entered": {"title": "既有住宅加装电梯补贴办法", "text": "补贴对象、标准和程序。" * 6, "agreed": True}
}


def people(count: int) -> list[str]:
    """The accounts: p001, p002 …"""
    return [f"p{number:03}" for number in range(1, count + 1)]


def furnish(url: str, accounts: list[str]) -> State:
    """Tables, people and processes in an empty database."""
    state = open_state(Settings(database_url=url, secret_key=SECRET))
    database.upgrade(state.engine)
    migrations.upgrade(state.engine)
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with state.sessions.begin() as session:
        load_office(session, read_office(_office(accounts)), today=datetime.now(UTC).date())
        session.execute(update(User).values(password_hash=cheap))
        commands.deploy(session, documents(), "首次部署", actor=SYSTEM, now=state.now())
    return state


def begin(state: State, count: int) -> list[str]:
    """So many instances of ``STEPS``; the references of their first tasks."""
    starter = Actor("p001", "人员p001", "zjw", frozenset({"drafter@zjw"}))
    found = []
    for _ in range(count):
        with state.sessions.begin() as session:
            instance = commands.start_instance(session, STEPS, {}, actor=starter, now=state.now()).id
            task = queries.next_task(session, starter, instance)
        found.append(str(task))
    return found


def documents() -> dict[str, bytes]:
    """Diagrams and form."""
    steps = [_task(f"step{number}", _CANDIDATES.format("drafter") + _FORM_OF) for number in (1, 2, 3)]
    together = _task("sign", '<zeebe:assignmentDefinition assignee="=person"/>' + _FORM_OF, _EACH)
    return {
        f"{STEPS}.bpmn": _process(STEPS, "三步", steps),
        f"{TOGETHER}.bpmn": _process(TOGETHER, "会签", [together]),
        f"{SHARED}.bpmn": _process(SHARED, "待领", [_task("work", _CANDIDATES.format("section_head"))]),
        "three_fields.form": json.dumps(_FORM, ensure_ascii=False).encode(),
    }


_CANDIDATES = '<zeebe:assignmentDefinition candidateGroups="{}"/>'
_FORM_OF = '<zeebe:formDefinition formId="three_fields"/>'
_EACH = (
    "<multiInstanceLoopCharacteristics><extensionElements>"
    '<zeebe:loopCharacteristics inputCollection="=people" inputElement="person" '
    'outputCollection="signed" outputElement="=person"/>'
    "</extensionElements></multiInstanceLoopCharacteristics>"
)


def _task(name: str, extensions: str, loop: str = "") -> tuple[str, str]:
    inner = f"<extensionElements><zeebe:userTask/>{extensions}</extensionElements>{loop}"
    return name, f'<userTask id="{name}" name="{name}">{inner}</userTask>'


def _process(process_id: str, name: str, tasks: list[tuple[str, str]]) -> bytes:
    nodes = ["start", *(task for task, _ in tasks), "end"]
    flows = [f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(nodes)]
    body = (
        '<startEvent id="start"/>'
        + "".join(xml for _, xml in tasks)
        + '<endEvent id="end"/>'
        + "".join(flows)
    )
    process = f'<process id="{process_id}" name="{name}" isExecutable="true">{body}</process>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{_HEAD}{process}</definitions>'.encode()


def _office(accounts: list[str]) -> str:
    groups = "".join(
        f"  - {{code: {code}, name: {name}, scope: unit}}\n"
        for code, name in (("drafter", "承办人"), ("section_head", "科室负责人"))
    )
    roles = "  - {code: sysadmin, name: 系统管理员, scope: role}\n"
    posts = "posts: [{group: drafter, from: 2025-01-01}]"
    users = "".join(f"  - {{id: {each}, name: 人员{each}, unit: zjw, {posts}}}\n" for each in accounts)
    head = "posts: [{group: section_head, from: 2025-01-01}]"
    users += f"  - {{id: head, name: 科长, unit: zjw, {head}}}\n"
    users += "  - {id: admin, name: 管理员, unit: zjw, posts: [{group: sysadmin, from: 2025-01-01}]}\n"
    return f"office: 测量\nunits:\n  - {{id: zjw, name: 住建委}}\ngroups:\n{groups}{roles}users:\n{users}"
