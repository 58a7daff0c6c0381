"""Requests in the wrong shape: refused in Chinese, with the member that is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.service.conftest import Browser

Login = Callable[[str], Browser]
API = "/api/v1"
WRONG: list[tuple[str, str, object, str, str]] = [
    ("POST", "/process-instances/", {}, "process_id", "必填"),
    ("POST", "/process-instances/", {"process_id": 1}, "process_id", "应为文字"),
    ("POST", "/process-instances/", {"process_id": None}, "process_id", "不能为 null"),
    ("POST", "/process-instances/", {"process_id": ""}, "process_id", "应为 1 到 200 个字符"),
    ("POST", "/process-instances/", {"process_id": "x", "variables": 1}, "variables", "键值表"),
    ("POST", "/process-instances/", {"process_id": "x", "colour": 1}, "colour", "process_id、variables"),
    ("POST", "/process-instances/", [], "_schema", "键值表"),
    ("POST", "/user-tasks/1-2/claim", {"revision": "x"}, "revision", "应为整数"),
    ("POST", "/user-tasks/1-2/claim", {"revision": 10**20}, "revision", "数字太大"),
    ("POST", "/deployments/", {"files": {}}, "files", "至少一项"),
    ("POST", "/deployments/", {"files": {"a": 1}}, "files.a.value", "应为文字"),
    ("POST", "/deployments/", {"files": {"a": "b"}, "validate_only": 7}, "validate_only", "true 或 false"),
    ("GET", "/user-tasks/?box=nothing", None, "box", "应为 mine、group、deputy、done 之一"),
    ("GET", "/user-tasks/?per_page=1000", None, "per_page", "1 到 200"),
    ("GET", "/process-instances/?page=x", None, "page", "应为整数"),
    ("GET", "/calendar/deadline", None, "start", "必填"),
]


@pytest.mark.parametrize(("method", "path", "body", "field", "text"), WRONG)
def test_what_is_wrong_is_said_in_chinese(
    started: str, as_user: Login, method: str, path: str, body: object, field: str, text: str
) -> None:
    answer = as_user("bi" if "deployments" in path else "lin").api(method, f"{API}{path}", json=body)

    assert answer.status_code == 422
    assert text in answer.json["errors"][field][0]
    assert not re.search("[A-Z][a-z]+ [a-z]+", answer.get_data(as_text=True))


def test_a_broken_body_tells_where(started: str, as_user: Login) -> None:
    answer = as_user("lin").api(
        "POST", f"{API}/user-tasks/{started}/completion", data="{\n,", content_type="application/json"
    )

    assert answer.status_code == 400
    assert answer.json["errors"] == {"_schema": ["不是有效的 JSON：第 2 行第 1 列"]}
