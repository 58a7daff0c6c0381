"""The same name twice means one thing alone (OWASP ASVS 5.0 15.3.7)."""

from __future__ import annotations

import ast

from flask import Flask

from tests.security.source_code import ROOT, name, owner


def test_query_form_and_cookies_are_never_mixed() -> None:
    """``request.values`` would let an address override what a form says."""
    mixed = [
        path.name
        for path in (ROOT / "service").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(node, ast.Attribute)
        and node.attr in ("values", "params")
        and name(node.value) == "request"
        and owner(node) == "request"
    ]

    assert mixed == []


def test_the_first_of_two_counts(app: Flask) -> None:
    client = app.test_client()
    for address in ("/public/api/questions?q=甲&q=乙", "/public/api/questions?q=甲&Q=乙&q[]=丙"):
        assert client.get(address).get_json()["question"] == "甲"


def test_an_address_says_nothing_for_a_body(app: Flask) -> None:
    client = app.test_client()
    given = {"question": "怎么申请补助？"}
    told = client.post("/public/api/inquiries?channel=12345&owner_unit=zjw", json=given)
    assert told.status_code in (201, 202)
    twice = client.post(
        "/public/api/inquiries",
        data='{"question": "怎么申请补助？", "channel": "12345", "channel": "网民留言"}',
        content_type="application/json",
    )
    assert (twice.status_code, "写了两次" in twice.get_data(as_text=True)) == (422, True)
    form = client.post("/public/api/inquiries", data={"question": "怎么申请补助？"})
    assert form.status_code == 422
