"""Whoever is overtaken learns the revision that the task has now."""

from __future__ import annotations

from collections.abc import Callable

from tests.service.conftest import Browser

API = "/api/v1/user-tasks"


def test_a_claim_and_a_completion_that_come_late(started: str, as_user: Callable[[str], Browser]) -> None:
    lin, xu = as_user("lin"), as_user("xu")
    assert lin.api("POST", f"{API}/{started}/claim", json={}).status_code == 204
    now = lin.get(f"{API}/{started}").json["revision"]

    late = xu.api("POST", f"{API}/{started}/claim", json={})
    assert (late.status_code, late.json["context"]["revision"]) == (409, now)

    data = {"data": {"material": {"title": "加装电梯问答", "unit": "zjw"}}}
    assert lin.api("POST", f"{API}/{started}/completion", json=data).status_code == 204
    late = lin.api("POST", f"{API}/{started}/completion", json=data)
    assert late.status_code == 409
    assert late.json["context"]["revision"] > now
