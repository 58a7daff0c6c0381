"""The designer opens, checks and deploys; running instances keep their version."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.service.conftest import SAMPLES, Browser

Login = Callable[[str], Browser]
PAGES = (
    "/designer/",
    "/designer/process/drafting",
    "/designer/process/drafting?version=1",
    "/designer/process/new",
    "/designer/process/new?copy=drafting",
    "/designer/form/draft",
    "/designer/form/new",
    "/designer/form/new?copy=draft",
    "/designer/decision/new",
)


@pytest.mark.parametrize("url", PAGES)
def test_pages_open_for_the_designer_alone(deployed: None, as_user: Login, url: str) -> None:
    assert as_user("bi").get(url).status_code == 200
    assert as_user("lin").get(url).status_code == 403


def test_the_modeler_gets_diagram_and_choices(deployed: None, as_user: Login) -> None:
    data = as_user("bi").data("/designer/process/drafting", "modeler")

    assert data["fileName"] == "drafting.bpmn"
    assert data["version"] == 1
    assert "<bpmn:process" in data["xml"]
    assert {"id": "draft", "name": "材料"} in data["forms"]
    assert {"id": "drafting", "name": "起草审核"} in data["processes"]


def test_the_form_editor_gets_the_document(deployed: None, as_user: Login) -> None:
    assert as_user("bi").data("/designer/form/draft", "formedit")["schema"]["id"] == "draft"


@pytest.mark.parametrize("url", ["/designer/process/no", "/designer/form/no", "/designer/decision/no"])
def test_unknown_documents_are_not_found(deployed: None, as_user: Login, url: str) -> None:
    assert as_user("bi").get(url).status_code == 404


def _sample() -> str:
    return (SAMPLES / "drafting.bpmn").read_text(encoding="utf8")


def test_the_server_names_the_element_of_every_problem(deployed: None, as_user: Login) -> None:
    broken = _sample().replace('formId="draft"', 'formId="missing"')
    answer = as_user("bi").api("POST", "/designer/validate", json={"files": {"drafting.bpmn": broken}})

    assert answer.status_code == 200
    assert "draft" in {problem["element_id"] for problem in answer.json["problems"]}


def test_a_refused_deployment_changes_nothing(deployed: None, as_user: Login) -> None:
    bi = as_user("bi")
    broken = _sample().replace('formId="draft"', 'formId="missing"')
    answer = bi.api("POST", "/designer/deploy", json={"files": {"drafting.bpmn": broken}, "note": "试试"})

    assert answer.status_code == 422
    assert answer.json["problems"]
    assert bi.data("/designer/process/drafting", "modeler")["version"] == 1


def test_a_new_version_leaves_running_instances_alone(started: str, as_user: Login) -> None:
    bi, lin = as_user("bi"), as_user("lin")
    renamed = _sample().replace('name="拟稿"', 'name="起草正文"')
    body = {"files": {"drafting.bpmn": renamed}, "note": "改名"}
    answer = bi.api("POST", "/designer/deploy", json=body)

    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.json["version"] == 2
    assert "拟稿" in lin.text(f"/tasks/{started}")
    newer = lin.post("/start/drafting").location
    assert "起草正文" in lin.text(newer)


@pytest.mark.parametrize("body", [{}, {"files": {}}, {"files": []}, {"files": {"a.bpmn": 1}}, []])
def test_requests_in_the_wrong_shape_are_refused(deployed: None, as_user: Login, body: object) -> None:
    bi = as_user("bi")

    assert bi.api("POST", "/designer/validate", json=body).status_code == 422


def test_a_deployment_needs_a_note(deployed: None, as_user: Login) -> None:
    answer = as_user("bi").api(
        "POST", "/designer/deploy", json={"files": {"drafting.bpmn": _sample()}, "note": " "}
    )

    assert answer.status_code == 422
    assert answer.json["errors"] == {"note": ["请填写部署说明"]}


def test_others_cannot_deploy(deployed: None, as_user: Login) -> None:
    answer = as_user("lin").api(
        "POST", "/designer/deploy", json={"files": {"drafting.bpmn": _sample()}, "note": "x"}
    )

    assert answer.status_code == 403


def test_new_documents_can_be_checked_as_they_are(deployed: None, as_user: Login) -> None:
    bi = as_user("bi")
    form = bi.data("/designer/form/new", "formedit")["schema"]
    copied = bi.data("/designer/process/new?copy=drafting", "modeler")["xml"]
    for name, text in (("new.form", json.dumps(form)), ("copy.bpmn", copied)):
        answer = bi.api("POST", "/designer/validate", json={"files": {name: text}})
        assert answer.json["problems"] == [], name


def _base(browser: Browser) -> int:
    return int(browser.data("/designer/process/drafting", "modeler")["base"])


def _deploy(browser: Browser, base: int | None, text: str, note: str = "改名") -> Any:
    body = {"files": {"drafting.bpmn": text}, "note": note, "base": base}
    return browser.api("POST", "/designer/deploy", json=body)


def test_nobody_overwrites_what_somebody_has_deployed_meanwhile(deployed: None, as_user: Login) -> None:
    bi, other = as_user("bi"), as_user("bi")
    mine, theirs = _base(bi), _base(other)

    first = _deploy(bi, mine, _sample().replace("拟稿", "起草"))
    assert first.status_code == 200
    assert _deploy(bi, first.json["id"], _sample().replace("拟稿", "撰写")).status_code == 200
    refused = _deploy(other, theirs, _sample().replace("审核", "复核"))
    assert refused.status_code == 409
    assert "毕图已于 2026-01-16 09:00 部署了 drafting.bpmn 的版本 3（改名）" in refused.json["detail"]
    assert _deploy(other, _base(other), _sample().replace("审核", "复核")).status_code == 200


def test_the_second_window_of_the_same_person_is_told_too(deployed: None, as_user: Login) -> None:
    bi = as_user("bi")
    base = _base(bi)

    assert _deploy(bi, base, _sample().replace("拟稿", "起草")).status_code == 200
    assert _deploy(bi, base, _sample().replace("审核", "复核")).status_code == 409
    assert _deploy(bi, base, _sample().replace("拟稿", "起草")).status_code == 200


def test_forms_are_kept_from_being_overwritten_too(deployed: None, as_user: Login) -> None:
    bi = as_user("bi")
    data = bi.data("/designer/form/draft", "formedit")

    def put(text: str) -> Any:
        files = {data["fileName"]: json.dumps(data["schema"], ensure_ascii=False).replace("材料", text)}
        return bi.api(
            "POST", "/designer/deploy", json={"files": files, "note": "改表单", "base": data["base"]}
        )

    assert put("文稿").status_code == 200
    assert put("底稿").status_code == 409


def test_a_base_that_is_no_number_is_refused(deployed: None, as_user: Login) -> None:
    answer = as_user("bi").api(
        "POST", "/designer/deploy", json={"files": {"drafting.bpmn": _sample()}, "note": "x", "base": "1"}
    )
    assert answer.status_code == 422


def test_the_deployment_names_what_it_changed(deployed: None, as_user: Login) -> None:
    answer = _deploy(as_user("bi"), None, _sample().replace("拟稿", "起草"))

    assert answer.json["changed"] == [
        {"process_id": "drafting", "name": "起草审核", "version": 2, "own": True}
    ]


def test_a_version_that_came_with_a_form_does_not_carry_its_note(deployed: None, as_user: Login) -> None:
    bi = as_user("bi")
    data = bi.data("/designer/form/draft", "formedit")
    files = {data["fileName"]: json.dumps(data["schema"], ensure_ascii=False).replace("材料", "文稿")}
    answer = bi.api("POST", "/designer/deploy", json={"files": files, "note": "只改表单"})

    assert [each["own"] for each in answer.json["changed"]] == [False]
    page = bi.text("/designer/")
    assert page.count("只改表单") == 1
    assert page.count("随被调用的流程、表单或决策表更新") == 1


def test_a_fresh_token_is_for_those_who_are_logged_in(
    deployed: None, as_user: Login, browser: Browser
) -> None:
    assert as_user("bi").api("GET", "/designer/token").json["token"]
    assert browser.api("GET", "/designer/token").status_code == 401


def test_the_list_tells_when_each_document_was_changed(deployed: None, as_user: Login) -> None:
    bi = as_user("bi")
    _deploy(bi, None, _sample().replace("拟稿", "起草"), "只改流程")

    assert bi.text("/designer/").count("只改流程") == 1


@pytest.mark.parametrize("token", [None, "stale"])
def test_a_stale_page_keeps_the_work_of_the_designer(
    deployed: None, as_user: Login, token: str | None
) -> None:
    headers = {"Accept": "application/json"} | ({"X-CSRFToken": token} if token else {})
    answer = as_user("bi").client.post("/designer/deploy", json={}, headers=headers)

    assert answer.status_code == 400
    assert "下载" in answer.json["detail"]


@pytest.mark.parametrize("body", [[], "x", 1, None, {"files": []}, {"files": {}}])
def test_a_body_of_another_shape_is_refused(deployed: None, as_user: Login, body: object) -> None:
    bi = as_user("bi")

    assert bi.api("POST", "/designer/deploy", json=body).status_code == 422
    assert bi.api("POST", "/designer/validate", json=body).status_code == 422
