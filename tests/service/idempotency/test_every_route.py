"""Every route that answers POST answers once under a key, through everything that stands in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, jsonify
from sqlalchemy import text
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule
from werkzeug.test import TestResponse

from service import db, idempotency, state_of
from service.idempotency import FIELD, HEADER
from tests.service.conftest import Browser

Login = Callable[[str], Browser]
#: Whoever may do it, tried in this order.
PEOPLE = ("lin", "wu", "guan", "bi", "cheng", "zhou", "du")
#: Their commands refuse what is done already, so they are asked first; the stub would do it again.
ASKED_FIRST = {"tasks.complete", "user-tasks.complete"}


@dataclass
class Stub:
    """In the place of a view: writes a row and answers another thing every time."""

    calls: int = 0

    def __call__(self, **_: Any) -> Any:
        self.calls += 1
        with db.transaction() as session:
            session.execute(text("UPDATE office_unit SET position = position + 1"))
        answer = jsonify(call=self.calls)
        answer.headers["X-Call"] = str(self.calls)
        return answer, 201


def written(app: Flask) -> int:
    """What the stubs have written so far, and has been committed."""
    with state_of(app).readers() as session:
        return session.scalar(text("SELECT min(position) FROM office_unit")) or 0


def posting(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()))


def value(converter: BaseConverter) -> str | int:
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[0]
    return 1 if isinstance(converter, IntegerConverter) else "1-2"


def address(app: Flask, rule: Rule) -> str:
    values = {name: value(converter) for name, converter in rule._converters.items()}
    found = app.url_map.bind("localhost").build(rule.endpoint, values, method="POST")
    assert isinstance(found, str)
    return found


@pytest.fixture
def people(started: str, as_user: Login) -> list[Sender]:
    return [Sender(as_user(user)) for user in PEOPLE]


class Sender:
    """A browser and its CSRF token."""

    def __init__(self, browser: Browser) -> None:
        self.client, self.csrf = browser.client, browser.token()

    def send(self, url: str, key: str, **body: str) -> TestResponse:
        headers = {"X-CSRFToken": self.csrf, HEADER: f'"{key}"', "Accept": "application/json"}
        return self.client.post(url, json=body, headers=headers)


def permitted(people: list[Sender], url: str) -> tuple[Sender, TestResponse]:
    for person in people:
        answer = person.send(url, "first-key", a="1")
        if answer.status_code != 403:
            return person, answer
    raise AssertionError(f"nobody may POST {url}")


def test_every_route_answers_once(app: Flask, people: list[Sender]) -> None:
    exempted, seen = idempotency.exempted(app), 0
    for rule in posting(app):
        if rule.endpoint in exempted:
            continue
        stub, url, seen, before = Stub(), address(app, rule), seen + 1, written(app)
        app.view_functions[rule.endpoint].__wrapped__ = stub  # type: ignore[attr-defined]
        person, first = permitted(people, url)
        if first.status_code == 404 and "oidc" in url:
            continue  # shut where no provider is set
        assert (first.status_code, first.json) == (201, {"call": 1}), (url, first.text)
        second = person.send(url, "first-key", a="1")
        assert (second.status_code, second.json) == (201, {"call": 1}), (url, second.text)
        assert second.headers["X-Call"] == "1"
        assert second.headers["Idempotent-Replayed"] == "true"
        other = person.send(url, "first-key", a="2")
        assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused"), url
        assert written(app) - before == 1, url
        assert stub.calls == 1 or rule.endpoint in ASKED_FIRST, url
        assert person.send(url, "next-key", a="1").json == {"call": stub.calls}, url
        assert written(app) - before == 2, url
    assert seen > 25


def test_what_keeps_no_answers_is_about_sessions(app: Flask) -> None:
    assert set(idempotency.exempted(app)) >= {"login.enter", "login.leave", "account.change_password"}
    assert all(idempotency.exempted(app).values())


def test_every_form_of_a_page_brings_a_key_of_its_own(started: str, as_user: Login) -> None:
    lin = as_user("lin")
    pages = [lin.text(f"/tasks/{started}"), lin.text("/start/"), lin.text("/public/ask/")]
    found = [page.split(f'name="{FIELD}" value="')[1:] for page in pages]
    keys = [rest.split('"')[0] for page in found for rest in page]
    assert all(found)
    assert len(set(keys)) == len(keys)
    assert all(len(key) >= 20 for key in keys)
