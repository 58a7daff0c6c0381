"""How often each page and each form asks the database, once the process knows the definitions."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask

from benchmarks.web.counting import asked
from service import state_of
from service.idempotency import FIELD
from tests.service.conftest import Browser

Login = Callable[[str], Browser]
MATERIAL = {"material": {"title": "加装电梯问答", "text": "补贴怎么申请？"}}


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/", 7),
        ("/?box=group", 7),
        ("/?box=started", 7),
        ("/tasks/{task}", 10),
        ("/instances/1", 19),
        ("/instances/", 7),
        ("/notifications/", 4),
        ("/login", 2),
    ],
)
def test_a_page_asks_little(app: Flask, started: str, as_user: Login, path: str, most: int) -> None:
    lin, address = as_user("lin"), path.format(task=started)
    lin.get(address)
    with asked(state_of(app).engine) as found:
        assert lin.get(address).status_code in {200, 302}
    print(f"{path}: {len(found.statements)} statements")
    assert len(found.statements) <= most, "\n".join(found.statements)
    assert found.commits == 0


def test_a_completion_asks_little_also_under_a_key(app: Flask, started: str, as_user: Login) -> None:
    lin = as_user("lin")
    lin.get(f"/tasks/{started}")
    fields = {"csrf_token": lin.token(), "data": json.dumps(MATERIAL), "revision": "1", FIELD: "k-1"}
    with asked(state_of(app).engine) as found:
        assert lin.client.post(f"/tasks/{started}/completion", data=fields).status_code == 302
    listing = "\n".join(found.statements)
    assert found.commits == 1, listing
    keys = [each for each in found.statements if "idempotency_key" in each]
    assert len(keys) == 1, "its row in the commit; nobody looks for an answer that was never given"
    print(f"completion: {len(found.statements)} statements of the request")
    assert len(found.statements) <= 9, listing  # one of them for the title, which the ledgers count


def test_a_form_that_is_sent_again_renders_no_page(app: Flask, started: str, as_user: Login) -> None:
    lin = as_user("lin")
    fields = {"csrf_token": lin.token(), "data": json.dumps(MATERIAL), FIELD: "k-1"}
    for most in (9, 5):  # the second: who it is, the task that is done, and twice the answer
        with asked(state_of(app).engine) as found:
            assert lin.client.post(f"/tasks/{started}/completion", data=fields).status_code == 302
        assert len(found.statements) <= most, "\n".join(found.statements)


def test_a_program_completes_with_less(app: Flask, started: str, as_user: Login) -> None:
    lin = as_user("lin")
    path, headers = f"/api/v1/user-tasks/{started}/completion", {"X-CSRFToken": lin.token()}
    with asked(state_of(app).engine) as found:
        answer = lin.client.post(path, json={"data": MATERIAL}, headers=headers)
        assert answer.status_code == 204, answer.text
    print(f"completion by a program: {len(found.statements)} statements")
    assert len(found.statements) <= 8, "\n".join(found.statements)
    assert found.commits == 1
