"""The JSON API: the same commands and queries as the pages, problem+json for refusals."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.service.conftest import SAMPLES, Browser

Login = Callable[[str], Browser]
API = "/api/v1"
MATERIAL = {"material": {"title": "加装电梯问答", "unit": "zjw"}}


def test_strangers_get_a_problem(app: Flask) -> None:
    answer = app.test_client().get(f"{API}/user-tasks/")

    assert answer.status_code == 401
    assert answer.content_type.startswith("application/problem+json")
    assert answer.json["title"] == "请先登录"


def test_changes_need_the_csrf_header(started: str, as_user: Login) -> None:
    lin = as_user("lin")
    answer = lin.client.post(f"{API}/user-tasks/{started}/claim", json={})

    assert answer.status_code == 400
    assert answer.json["code"] == "csrf"


def test_openapi_describes_every_resource(as_user: Login) -> None:
    document = as_user("lin").get(f"{API}/openapi.json").json

    assert document["openapi"].startswith("3.")
    for path in (
        "/process-definitions/",
        "/deployments/",
        "/process-instances/",
        "/process-instances/{instance_id}/history",
        "/process-instances/{instance_id}/records",
        "/user-tasks/{task_id}/completion",
        "/user-tasks/{task_id}/claim",
        "/messages/",
        "/forms/{form_id}",
        "/calendar/deadline",
    ):
        assert f"{API}{path}" in document["paths"], path


def test_an_instance_from_start_to_end(deployed: None, as_user: Login) -> None:
    lin, zhou = as_user("lin"), as_user("zhou")
    started = lin.api("POST", f"{API}/process-instances/", json={"process_id": "drafting"})
    assert started.status_code == 201
    number = started.json["id"]
    assert started.json["owner_unit"] == "zjw"

    tasks = lin.get(f"{API}/user-tasks/?box=group").json["items"]
    assert [task["name"] for task in tasks] == ["拟稿"]
    assert tasks[0]["form_id"] == "draft"
    assert tasks[0]["candidate_users"] == []
    task = lin.get(f"{API}/user-tasks/{tasks[0]['id']}").json
    assert {name: task[name] for name in tasks[0]} == tasks[0]
    assert task["variables"]["initiator"] == "lin"

    body = {"data": MATERIAL, "revision": task["revision"]}
    assert lin.api("POST", f"{API}/user-tasks/{task['id']}/completion", json=body).status_code == 204

    review = zhou.get(f"{API}/user-tasks/?box=group").json["items"][0]
    assert zhou.api("POST", f"{API}/user-tasks/{review['id']}/claim", json={}).status_code == 204
    assert zhou.get(f"{API}/user-tasks/").json["items"][0]["assignee"] == "zhou"
    body = {"data": {"review": {"decision": "pass"}}}
    assert zhou.api("POST", f"{API}/user-tasks/{review['id']}/completion", json=body).status_code == 204

    assert lin.get(f"{API}/process-instances/{number}").json["status"] == "completed"
    assert lin.get(f"{API}/process-instances/?status=completed").json["items"][0]["id"] == number
    assert zhou.get(f"{API}/user-tasks/?box=done").json["items"][0]["completed_by"] == "zhou"


def test_field_errors_are_a_member(started: str, as_user: Login) -> None:
    body = {"data": {"material": {"unit": "zjw", "other": 1}}}
    answer = as_user("lin").api("POST", f"{API}/user-tasks/{started}/completion", json=body)

    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"material.title", "material.other"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "data"),
        ({"data": []}, "data"),
        ({"data": {}, "extra": 1}, "extra"),
        ({"data": {}, "revision": "x"}, "revision"),
    ],
)
def test_bodies_in_the_wrong_shape_are_refused(
    started: str, as_user: Login, body: dict[str, object], field: str
) -> None:
    answer = as_user("lin").api("POST", f"{API}/user-tasks/{started}/completion", json=body)

    assert answer.status_code == 422
    assert field in answer.json["errors"]


def test_a_body_that_is_no_json_is_refused(started: str, as_user: Login) -> None:
    answer = as_user("lin").api(
        "POST", f"{API}/user-tasks/{started}/completion", data="{", content_type="application/json"
    )

    assert answer.status_code == 400
    assert answer.content_type.startswith("application/problem+json")


def test_a_second_completion_is_a_conflict(started: str, as_user: Login) -> None:
    lin, xu = as_user("lin"), as_user("xu")
    lin.api("POST", f"{API}/user-tasks/{started}/completion", json={"data": MATERIAL})
    answer = xu.api("POST", f"{API}/user-tasks/{started}/completion", json={"data": MATERIAL})

    assert answer.status_code == 409
    assert answer.json["code"] == "invalid_state"
    assert "林知远" in answer.json["detail"]
    assert answer.json["context"]["completed_by"] == "lin"


def test_a_claim_is_put_back(started: str, as_user: Login) -> None:
    lin = as_user("lin")
    lin.api("POST", f"{API}/user-tasks/{started}/claim", json={})

    assert as_user("xu").api("POST", f"{API}/user-tasks/{started}/claim", json={}).status_code == 409
    assert lin.api("POST", f"{API}/user-tasks/{started}/unclaim", json={}).status_code == 204
    assert as_user("xu").api("POST", f"{API}/user-tasks/{started}/claim", json={}).status_code == 204


def test_other_units_are_kept_out(started: str, as_user: Login) -> None:
    fang, number = as_user("fang"), started.partition("-")[0]

    assert fang.get(f"{API}/process-instances/{number}").status_code == 403
    assert fang.get(f"{API}/process-instances/{number}/records").status_code == 403
    assert fang.get(f"{API}/process-instances/{number}/history").status_code == 403
    assert fang.get(f"{API}/user-tasks/{started}").status_code == 403
    assert fang.get(f"{API}/process-instances/").json["items"] == []


def test_a_task_shows_its_variables_only_to_who_may_do_it(started: str, as_user: Login) -> None:
    assert as_user("zhou").get(f"{API}/user-tasks/{started}").json["variables"] == {}


def test_records_carry_their_hashes_and_come_in_pages(started: str, as_user: Login) -> None:
    cheng, number = as_user("cheng"), started.partition("-")[0]
    first = cheng.get(f"{API}/process-instances/{number}/records?per_page=3").json
    rest = cheng.get(f"{API}/process-instances/{number}/records?after=3").json

    assert [record["seq"] for record in first["items"]] == [1, 2, 3]
    assert first["more"] is True
    assert rest["items"][0]["seq"] == 4
    assert len({record["hash"] for record in first["items"]}) == 3
    assert first["items"][0]["type"] == "command_accepted"


def test_history_is_the_instance_at_a_moment(started: str, as_user: Login) -> None:
    cheng, number = as_user("cheng"), started.partition("-")[0]
    now = cheng.get(f"{API}/process-instances/{number}/history").json
    then = cheng.get(f"{API}/process-instances/{number}/history?until=2").json

    assert [element["element_id"] for element in now["active"]] == ["draft", "late"] or "draft" in str(
        now["active"]
    )
    assert then["seq"] == 2
    assert then["user_tasks"] == []


def test_a_deployment_may_name_what_it_was_made_from(deployed: None, as_user: Login) -> None:
    bi = as_user("bi")
    text = (SAMPLES / "drafting.bpmn").read_text(encoding="utf8")

    def put(name: str) -> int:
        body = {"files": {"drafting.bpmn": text.replace("拟稿", name)}, "note": "改名", "base": 1}
        return int(bi.api("POST", f"{API}/deployments/", json=body).status_code)

    assert [put("起草"), put("撰写")] == [201, 409]


def test_deployments_are_for_designers(deployed: None, as_user: Login) -> None:
    text = (SAMPLES / "drafting.bpmn").read_text(encoding="utf8")
    broken = {"files": {"drafting.bpmn": text.replace('formId="draft"', 'formId="missing"')}}
    bi = as_user("bi")

    assert as_user("lin").api("POST", f"{API}/deployments/", json=broken).status_code == 403
    checked = bi.api("POST", f"{API}/deployments/", json={**broken, "validate_only": True})
    assert checked.status_code == 200
    assert checked.json["problems"][0]["element_id"] == "draft"
    refused = bi.api("POST", f"{API}/deployments/", json=broken)
    assert refused.status_code == 422
    assert refused.json["problems"]

    good = {"files": {"drafting.bpmn": text.replace("拟稿", "起草")}, "note": "改名"}
    deployed_now = bi.api("POST", f"{API}/deployments/", json=good)
    assert deployed_now.status_code == 201
    assert deployed_now.json["changed"] == [{"name": "起草审核", "process_id": "drafting", "version": 2}]
    versions = bi.get(f"{API}/process-definitions/drafting").json["items"]
    assert [version["version"] for version in versions] == [2, 1]


def test_messages_come_from_administrators_and_must_reach_somebody(deployed: None, as_user: Login) -> None:
    assert as_user("lin").api("POST", f"{API}/messages/", json={"name": "x"}).status_code == 403

    answer = as_user("wu").api("POST", f"{API}/messages/", json={"name": "x", "correlation_key": "k"})
    assert answer.status_code == 404
    assert "没有流程在等待消息" in answer.json["detail"]


def test_forms_in_force(deployed: None, as_user: Login) -> None:
    lin = as_user("lin")

    assert lin.get(f"{API}/forms/draft").json["id"] == "draft"
    assert lin.get(f"{API}/forms/nothing").status_code == 404


def test_deadlines_explain_themselves(as_user: Login) -> None:
    lin = as_user("lin")
    answer = lin.get(f"{API}/calendar/deadline?basis=20WD&start=2026-02-06").json

    assert answer["due_date"] == "2026-03-12"
    assert len(answer["counted"]) == 20
    assert "民法典" in answer["explanation"]
    assert lin.get(f"{API}/calendar/deadline?basis=20WD&start=soon").status_code == 422
    assert lin.get(f"{API}/calendar/deadline?basis=abc&start=2026-02-06").status_code == 422
    assert lin.get(f"{API}/calendar/deadline").status_code == 422


def test_unknown_paths_are_problems(as_user: Login) -> None:
    answer = as_user("lin").get(f"{API}/nothing")

    assert answer.status_code == 404
    assert answer.content_type.startswith("application/problem+json")
