"""Deny by default: every route is named in the policy table, and what is not named is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from service import create_app, state_of
from service.config import Settings
from service.policy.rules import ANYBODY, MEMBERS, Rule
from service.policy.table import TABLE, indexed
from tests.service.conftest import Browser

OPEN = {"static", "health", "metrics", "demo_site", "login", "oidc", "public", "public_api"}


@pytest.fixture
def demonstration(settings: Settings) -> Flask:
    """An application with every route that there is."""
    app = create_app(replace(settings, demo=True))
    state_of(app).engine.dispose()
    return app


def test_every_route_is_named_and_every_name_is_a_route(demonstration: Flask) -> None:
    """A new route needs a row in service/policy/*_routes.py: who may use it, and for what."""
    routes = {
        (rule.endpoint, method)
        for rule in demonstration.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert routes - set(TABLE) == set()
    assert set(TABLE) - routes == set()


def test_nothing_is_open_but_what_the_public_uses() -> None:
    found = {rule.endpoint.partition(".")[0] for rule in TABLE.values() if ANYBODY in rule.roles}

    assert found == OPEN


@pytest.mark.parametrize("user", ["lin", "cheng", "wu", None])
def test_a_route_without_a_row_is_refused(
    app: Flask, as_user: Callable[[str], Browser], user: str | None
) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret", methods=["GET", "POST"])
    browser = as_user(user) if user else Browser(app.test_client())
    answer = browser.get("/forgotten")

    assert answer.status_code == 403
    assert "权限表" in answer.get_data(as_text=True)
    assert browser.post("/forgotten").status_code == 403
    assert browser.client.open("/forgotten", method="OPTIONS").status_code == 403


def test_a_method_without_a_row_is_refused(
    app: Flask, as_user: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    app.add_url_rule("/half", "half", lambda: "told", methods=["GET", "POST"])
    monkeypatch.setitem(TABLE, ("half", "GET"), Rule("half", "GET", MEMBERS, "一半"))  # type: ignore[index]
    lin = as_user("lin")

    assert lin.get("/half").status_code == 200
    assert lin.client.head("/half").status_code == 200
    assert lin.post("/half").status_code == 403


def test_a_route_is_named_once() -> None:
    row = Rule("inbox.show", "GET", MEMBERS, "工作台")
    other = replace(row, method="POST")

    assert indexed([row, other]) == {("inbox.show", "GET"): row, ("inbox.show", "POST"): other}
    with pytest.raises(ValueError, match="named twice"):
        indexed([row, replace(row, roles=ANYBODY)])


def test_what_other_sites_hand_in_is_refused(app: Flask, as_user: Callable[[str], Browser]) -> None:
    lin = as_user("lin")
    for origin in ("https://evil.example", "null", "http://localhost.evil.example"):
        answer = lin.post("/notifications/read", headers={"Origin": origin})
        assert answer.status_code == 403, origin
        assert "其他网站" in answer.get_data(as_text=True)
    for origin in ("http://localhost", "http://127.0.0.1:8000"):
        assert lin.post("/notifications/read", headers={"Origin": origin}).status_code == 302, origin
