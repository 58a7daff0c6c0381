"""Converted documents run: the same decisions, people, loops and calls."""

from __future__ import annotations

from typing import Any

import pytest

from processes.errors import InvalidState
from processes.importing import convert
from processes.sandbox import Sandbox, SandboxInstance
from tests.processes.importing import peers
from tests.processes.importing.surroundings import AROUND


def started(document: bytes, variables: dict[str, Any]) -> tuple[Sandbox, SandboxInstance]:
    box = Sandbox()
    box.deploy({"imported.bpmn": convert(document).document, **AROUND})
    return box, box.start("main", variables, actor="zhang")


def test_a_camunda_process_runs_to_its_end():
    box, instance = started(
        peers.CAMUNDA,
        {"number": 7, "kind": "乙", "extra_group": "night", "patience": "P2D", "signers": ["a", "b"]},
    )
    task = box.user_tasks()[0]
    assert (task.assignee, task.candidate_groups, task.candidate_users) == (
        "zhang",
        ["clerks", "night"],
        ["li", "wang"],
    )
    assert task.due == "2026-01-10T09:00:00+08:00"
    assert instance.variables_at(task.element_instance_id) == {
        "hint": "编号 7", "kinds": ["甲", "乙"], "origin": {"place": "窗口"},
    }  # fmt: skip
    box.complete("register", {"sum": 6, "post": "a"})
    assert (instance.variables["amount"], instance.variables["rate_is"]) == (6, True)
    archive = box.jobs()[0]
    assert (archive.type, archive.retries) == ("archive", 5)
    box.complete_job(archive)
    java = box.jobs()[0]
    assert (java.type, java.headers) == ("check_address", {"level": "strict", "resultVariable": "address_ok"})
    assert java.variables == {"who": "zhang"}
    box.complete_job(java, {"address_ok": True})
    assert (instance.variables["twice"], instance.variables["label"]) == (13, "big")
    box.complete_job("groovy")
    assert [task.assignee for task in box.user_tasks()] == ["a", "b"]
    box.advance("P2D")
    assert "reminded" in instance.completed
    box.complete("sign")  # one of two is half
    called = box.user_tasks()[0]
    assert called.candidate_groups == ["checkers"]
    assert {"given": 6, "post": "a"}.items() <= instance.variables_at(instance_of(instance, "check")).items()
    box.complete("c_task", {"verdict": "fine"})
    assert instance.variables["checked"] == "fine"
    assert "verdict" not in instance.variables
    box.publish_message("answer")
    assert [job.type for job in box.jobs()] == ["send_result"]
    assert instance.state == "completed"


def instance_of(instance: SandboxInstance, element: str) -> int:
    return next(
        n for n, visit in instance.elements.items() if visit.element_id == element and visit.state == "active"
    )


def test_a_condition_that_does_not_hold_takes_the_default_flow():
    box, instance = started(
        peers.CAMUNDA, {"number": 7, "kind": "乙", "extra_group": [], "patience": "P2D", "signers": []}
    )
    box.complete("register", {"sum": 6, "post": "b"})
    assert instance.end_events == ["stop"]


def test_a_flowable_process_runs_to_its_end():
    box, instance = started(peers.FLOWABLE, {"amount": 3, "days": ["一", "二"], "approved": True})
    assert box.user_tasks()[0].assignee == "zhang"
    box.complete("ask")
    approve = box.user_tasks()[0]
    assert (approve.candidate_users, approve.candidate_groups) == (["zhao"], ["managers"])
    assert approve.due == "2026-01-10T09:00:00+08:00"
    box.complete("approve")
    assert instance.variables["rule_result"] == "ok"
    mail = box.jobs()[0]
    assert (mail.type, mail.variables, mail.headers) == ("mail", {"to": "zhang"}, {"subject": "已批准"})
    box.complete_job(mail)
    box.complete_job("bean")
    for day in ("一", "二"):
        task = box.user_tasks()[0]
        assert instance.variables_at(task.element_instance_id)["day"] == day
        box.complete("each")
    assert instance.variables["done_days"] == [{"day": "一"}, {"day": "二"}]
    box.complete("s_task")
    assert instance.state == "completed"


def test_an_error_code_without_a_definition_is_caught():
    box, instance = started(peers.FLOWABLE, {"amount": 3, "days": ["一"], "approved": True})
    box.complete("ask")
    box.complete("approve")
    box.complete_job("mail")
    box.throw_job_error("bean", "NO_LEDGER")
    assert instance.end_events == ["stop"]


def test_a_spiffworkflow_process_runs_to_its_end():
    box, instance = started(peers.SPIFF, {"price": 4, "parts": ["x", "y"], "role": "a"})
    task = box.user_tasks()[0]
    assert task.candidate_groups == ["buyers"]
    assert instance.variables_at(task.element_instance_id) == {"limit": 10}
    box.complete("enter", {"quantity": 5})
    assert {"amount": 20, "total": 25, "big": True, "names": ["X", "Y"]}.items() <= instance.variables.items()
    box.complete_job("program")
    operator = box.jobs()[0]
    assert operator.type == "http/GetRequest"
    box.complete_job("operator", {"answer": {"status": 200}})
    assert instance.state == "active"
    box.publish_message("reply", None, {"order": {"no": str(instance.variables["number"])}})
    box.advance("PT15M")
    assert [task.element_id for task in box.user_tasks()] == ["each", "each"]
    box.complete("each", {"result": "stop"})
    assert instance.variables["results"] == ["stop", None]
    assert instance.variables["rule_result"] == "ok"
    assert instance.state == "completed"


def test_a_reply_of_another_conversation_is_not_taken():
    box, instance = started(peers.SPIFF, {"price": 4, "parts": ["x"], "role": "a"})
    box.complete("enter", {"quantity": 5})
    box.complete_job("program")
    box.complete_job("operator")
    waiting = [visit.element_id for visit in instance.elements.values() if visit.state == "active"]
    assert waiting == ["receive"]
    with pytest.raises(InvalidState):
        box.publish_message("reply", None, {"order": {"no": "other"}})
    assert instance.variables["amount"] == 20
    assert [v.element_id for v in instance.elements.values() if v.state == "active"] == ["receive"]
