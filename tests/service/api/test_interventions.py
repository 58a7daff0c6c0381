"""Interventions over the API: for administrators, who are not told what the matters are about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from processes import commands
from processes.commands import SYSTEM
from service.state import State
from tests.processes.commands.test_migrations import FIRST, SECOND
from tests.processes.diagrams import GARDEN
from tests.service.conftest import Browser

Login = Callable[[str], Browser]
HERE = "/api/v1/process-instances"


@pytest.fixture
def running(state: State) -> None:
    """Instance 1 of ``garden``, 2 of the first of two versions of ``moving``."""
    for files in ({"garden.bpmn": GARDEN}, FIRST):
        with state.sessions.begin() as session:
            commands.deploy(session, files, "", actor=SYSTEM, now=state.now())
    for process in ("garden", "moving"):
        with state.sessions.begin() as session:
            commands.start_instance(session, process, {"title": "机密"}, actor=SYSTEM, now=state.now())
    with state.sessions.begin() as session:
        commands.deploy(session, SECOND, "", actor=SYSTEM, now=state.now())


CANCEL = {"type": "cancel", "element_id": "consult"}
CANCEL = {"type": "cancel", "element_id": "consult"}
POSTS = [
    (f"{HERE}/1/suspension", {"reason": "等"}),
    (f"{HERE}/1/resumption", {}),
    (f"{HERE}/1/cancellation", {"reason": "不办"}),
    (f"{HERE}/1/modification", {"reason": "改", "instructions": [CANCEL]}),
    (f"{HERE}/1/return", {"reason": "退", "element_instance_id": 5, "target": "write"}),
    (f"{HERE}/1/variables", {"variables": {"a": 1}}),
    (f"{HERE}/2/migration", {"version": 2}),
    ("/api/v1/process-definitions/moving/versions/1/migration", {"version": 2}),
]


@pytest.mark.parametrize(("url", "body"), POSTS, ids=lambda value: str(value)[:60])
def test_only_administrators_intervene(running: None, as_user: Login, url: str, body: object) -> None:
    assert as_user("lin").api("POST", url, json=body).status_code == 403


def test_an_instance_stands_still_and_goes_on(running: None, as_user: Login) -> None:
    wu = as_user("wu")
    told = wu.api("POST", f"{HERE}/1/suspension", json={"reason": "等"}).json
    assert told == {"id": 1, "process_id": "garden", "version": 1, "status": "suspended"}
    again = wu.api("POST", f"{HERE}/1/suspension", json={"reason": "等"})
    assert (again.status_code, again.json["code"]) == (409, "invalid_state")
    assert wu.api("POST", f"{HERE}/1/suspension", json={}).status_code == 422
    assert wu.api("POST", f"{HERE}/1/resumption", json={}).json["status"] == "active"
    assert wu.api("POST", f"{HERE}/1/cancellation", json={"reason": "不办"}).json["status"] == "terminated"


def test_tokens_are_seen_and_moved(running: None, as_user: Login) -> None:
    wu = as_user("wu")
    before = wu.get(f"{HERE}/1/tokens").json
    assert "机密" not in str(before)
    assert {token["element_id"] for token in before["tokens"]} == {"work", "write", "consult"}
    targets = {target["element_id"]: target for target in before["targets"]}
    tell = {"process_id": "garden", "element_id": "tell", "name": "告知", "kind": "serviceTask"}
    assert (targets["tell"], "start" in targets) == (tell, False)
    move = {"type": "move", "element_id": "consult", "target": "tell"}
    wrong = {"reason": "改", "instructions": [move | {"target": "nowhere"}]}
    answer = wu.api("POST", f"{HERE}/1/modification", json=wrong)
    assert (answer.status_code, answer.json["detail"]) == (404, "第 1 条指令：流程图中没有元素“nowhere”")
    right = {"reason": "改", "instructions": [move]}
    assert wu.api("POST", f"{HERE}/1/modification", json=right).status_code == 200
    after = wu.get(f"{HERE}/1/tokens").json["tokens"]
    assert {token["element_id"]: token["state"] for token in after}["tell"] == "ready"
    number = next(token["element_instance_id"] for token in after if token["element_id"] == "write")
    body = {"reason": "退", "element_instance_id": number, "target": "write"}
    assert wu.api("POST", f"{HERE}/1/return", json=body).status_code == 200
    assert wu.api("POST", f"{HERE}/1/variables", json={"variables": {"more": True}}).status_code == 200


def test_an_instruction_in_the_wrong_shape_is_told_by_its_place(running: None, as_user: Login) -> None:
    given = [CANCEL, {"type": "moved", "element_id": 5, "to": "tell"}, 3]
    answer = as_user("wu").api("POST", f"{HERE}/1/modification", json={"reason": "改", "instructions": given})
    assert answer.status_code == 422
    assert answer.json["errors"]["instructions.1.type"] == ["应为 cancel、activate、move 之一"]
    assert answer.json["errors"]["instructions.1.element_id"] == ["应为文字"]
    assert answer.json["errors"]["instructions.1.to"][0].startswith("没有这一项，可用的有：type、")
    assert list(answer.json["errors"])[-1] == "instructions.2._schema"


def test_a_dry_run_then_the_move(running: None, as_user: Login) -> None:
    wu, body = as_user("wu"), {"version": 2, "mapping": {"draft": "write"}, "dry_run": True}
    report = wu.api("POST", f"{HERE}/2/migration", json=body).json
    assert (report["done"], report["problems"], report["moves"][0]["to"]) == (False, [], "write")
    assert report["forms"][0]["added"] == ["basis"]
    refused = wu.api("POST", f"{HERE}/2/migration", json={"version": 2})
    assert (refused.status_code, refused.json["problems"][0]["code"]) == (409, "MIGRATION-missing")
    url = "/api/v1/process-definitions/moving/versions/1/migration"
    [many] = wu.api("POST", url, json=body | {"dry_run": False}).json["items"]
    assert (many["instance_id"], many["done"]) == (2, True)
    assert wu.get(f"{HERE}/2/tokens").json["version"] == 2


def test_a_message_is_kept(running: None, as_user: Login) -> None:
    wu, body = as_user("wu"), {"name": "later", "time_to_live": "PT1H", "message_id": "7"}
    assert wu.api("POST", "/api/v1/messages/", json=body).json == {"instances": []}
    assert wu.api("POST", "/api/v1/messages/", json=body).status_code == 409
    assert wu.api("POST", "/api/v1/messages/", json={"name": "later"}).status_code == 404
    assert wu.api("POST", "/api/v1/messages/", json=body | {"time_to_live": "soon"}).status_code == 422
