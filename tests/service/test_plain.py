"""JSON of strangers: read, or refused in Chinese; never an error of ours."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.errors import InvalidArgument
from service import plain
from tests.service.conftest import Browser

Login = Callable[[str], Browser]
ODD = [
    "[" * 50_000,
    "[" * 20_000 + "]" * 20_000,
    '{"a":' * 65 + "1" + "}" * 65,
    '{"material": {"title": "\\ud800"}}',
    '{"\\udc00": 1}',
    '{"material": {"title": "\\u0000"}}',
    '{"n": NaN}',
    '{"n": 1, "m": {"n": 2, "n": 3}}',
    '{"n": -Infinity}',
    '{"n": 1e999}',
    '{"n": ' + "9" * 5000 + "}",
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_what_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(InvalidArgument, match="没有保存"):
        plain.read(text)


@pytest.mark.parametrize("text", ["", "{", "{]", "True"])
def test_what_is_no_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        plain.read(text)


leaves = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(alphabet="甲a\n😀\u202e")


@given(st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text("ab"), inner)))
def test_all_other_json_is_read_as_it_is(data: object) -> None:
    assert plain.read(json.dumps(data)) == data


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_pages_and_api_refuse_it(started: str, as_user: Login, text: str) -> None:
    lin, json_body = as_user("lin"), {"content_type": "application/json"}

    page = lin.post(f"/tasks/{started}/completion", {"data": text})
    assert page.status_code == 422
    assert "没有保存" in page.get_data(as_text=True)
    body = f'{{"process_id": "drafting", "variables": {{"x": {text}}}}}'
    for url in ("/api/v1/process-instances/", f"/api/v1/user-tasks/{started}/completion"):
        answer = lin.api("POST", url, data=body, **json_body)
        assert answer.status_code == 422
        assert "没有保存" in answer.json["detail"]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_designer_and_administrator_are_refused_too(deployed: None, as_user: Login, text: str) -> None:
    body = f'{{"files": {{"a.form": {text}}}, "note": "x"}}'
    for url in ("/designer/validate", "/designer/deploy"):
        answer = as_user("bi").api("POST", url, data=body, content_type="application/json")
        assert answer.status_code == 422
    page = as_user("wu").post("/operations/incidents/1/1", {"variables": text})
    assert page.status_code == 422
    assert "_schema" not in page.get_data(as_text=True)
