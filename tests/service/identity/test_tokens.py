"""API tokens: what they open, what they never open, and how they end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from benchmarks.web.counting import asked
from processes.errors import Forbidden, NotFound
from service.identity import tokens
from service.identity.federation_tables import ApiToken
from service.identity.people import find_person
from service.identity.tables import LoginSession, User
from service.policy import api_routes
from service.policy.scopes import scope_of
from service.state import State
from tests.service.conftest import Browser, Clock


def make(state: State, user: str, *scopes: str, days: int = 30) -> str:
    now = int(state.settings.session_clock().timestamp())
    with state.sessions.begin() as session:
        return tokens.make_token(session, user, "脚本", scopes, days, now=now, longest=365)[0]


def ask(app: Flask, token: str, method: str, path: str, **options: Any) -> TestResponse:
    """A program without cookies and without a CSRF token."""
    headers = {"Authorization": f"Bearer {token}", **options.pop("headers", {})}
    return app.test_client(use_cookies=False).open(path, method=method, headers=headers, **options)


def test_a_token_is_shown_once_and_kept_as_a_digest(
    app: Flask, state: State, as_user: Callable[[str], Browser]
) -> None:
    lin = as_user("lin")
    refused = lin.post("/account/tokens/", {"name": " ", "days": "9999"})
    assert refused.status_code == 422
    for text in ("应为 1 到 60 个字", "有效期应为 1 到 365 天，得到 9999", "至少选一项"):
        assert text in refused.get_data(as_text=True)
    page = lin.post("/account/tokens/", {"name": "报表", "days": "30", "scopes": "read"}).get_data(
        as_text=True
    )
    found = re.search(r"jiedu_pat_[\w-]{43}", page)
    assert found
    again = lin.text("/account/tokens/")
    assert found[0] not in again
    assert "报表" in again
    with state.readers() as session:
        row = session.scalars(select(ApiToken)).one()
        assert found[0] not in str(vars(row))
        assert (row.scopes, row.used_at) == ("read", None)
    assert ask(app, found[0], "GET", "/api/v1/user-tasks/").status_code == 200
    with state.readers() as session:
        assert session.scalars(select(ApiToken)).one().used_at is not None


def test_its_use_is_noted_at_most_once_a_minute(app: Flask, state: State, session_clock: Clock) -> None:
    token, found = make(state, "lin", "read"), []
    for wait in (0, 59, 1, 59, 1):
        session_clock.advance(seconds=wait)
        assert ask(app, token, "GET", "/api/v1/user-tasks/").status_code == 200
        with state.readers() as session:
            found.append(session.scalars(select(ApiToken.used_at)).one())
    assert [each - found[0] for each in found] == [0, 0, 60, 60, 120]


def test_what_is_no_token_of_ours_is_not_even_looked_up(state: State) -> None:
    with state.readers() as session, asked(state.engine) as found:
        for text in ("", "ghp_" + "A" * 43, tokens.PREFIX + "A" * 200):
            assert tokens.find_token(session, text, now=0, on=date(2026, 1, 16)) is None
    assert found.statements == []


def test_it_works_without_csrf_and_makes_no_session(app: Flask, state: State, started: str) -> None:
    token = make(state, "lin", "work")
    with state.readers() as session:
        before = len(session.scalars(select(LoginSession)).all())
    data = {"material": {"title": "某办法"}}
    answer = ask(app, token, "POST", f"/api/v1/user-tasks/{started}/completion", json={"data": data})
    assert answer.status_code == 204, answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers
    with state.readers() as session:
        assert len(session.scalars(select(LoginSession)).all()) == before


def test_a_scope_only_narrows(app: Flask, state: State, deployed: None) -> None:
    read, work = make(state, "lin", "read"), make(state, "lin", "work")
    start = {"json": {"process_id": "drafting"}}
    refused = ask(app, read, "POST", "/api/v1/process-instances/", **start)
    assert (refused.status_code, refused.content_type) == (403, "application/problem+json; charset=utf-8")
    assert refused.json is not None
    assert "令牌的范围（read）不包括 work" in refused.json["detail"]
    made = ask(app, work, "POST", "/api/v1/process-instances/", **start)
    assert made.status_code == 201
    assert ask(app, work, "GET", "/api/v1/user-tasks/").status_code == 403
    everything = make(state, "lin", *tokens.SCOPES)
    assert made.json is not None
    suspend = f"/api/v1/process-instances/{made.json['id']}/suspension"
    assert ask(app, everything, "POST", suspend, json={"reason": "试"}).status_code == 403
    named = ask(app, everything, "POST", "/api/v1/deputies/", json={})
    assert named.json is not None
    assert (named.status_code, "不能用令牌" in named.json["detail"]) == (403, True)


def test_it_ends_by_time_by_revocation_and_with_the_account(
    app: Flask, state: State, session_clock: Clock, as_user: Callable[[str], Browser]
) -> None:
    short, long, other = (
        make(state, who, "read", days=days) for who, days in (("lin", 1), ("lin", 9), ("xu", 9))
    )

    def status(token: str) -> int:
        return ask(app, token, "GET", "/api/v1/user-tasks/").status_code

    assert [status(each) for each in (short, long, other)] == [200, 200, 200]
    session_clock.advance(days=1)
    assert [status(each) for each in (short, long, other)] == [401, 200, 200]
    assert as_user("xu").post("/account/tokens/2/revocation").status_code == 403
    assert as_user("lin").post("/account/tokens/2/revocation").status_code == 302
    with state.sessions.begin() as session:
        session.get_one(User, "xu").active = False
    used = int(session_clock().timestamp())
    session_clock.advance(minutes=1)
    assert [status(each) for each in (long, other)] == [401, 401]
    with state.readers() as session:
        assert session.scalars(select(ApiToken.used_at).where(ApiToken.user_id == "xu")).one() == used


@pytest.mark.parametrize("token", ["", "x", "jiedu_pat_" + "A" * 43, "jiedu_pat_" + "A" * 500])
def test_a_wrong_token_is_refused_even_beside_a_good_cookie(
    app: Flask, token: str, as_user: Callable[[str], Browser]
) -> None:
    lin = as_user("lin")
    headers = {"Authorization": f"Bearer {token}"}
    answer = lin.get("/api/v1/user-tasks/", headers=headers)
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json; charset=utf-8")
    assert answer.json is not None
    assert answer.json["code"] == "invalid_token"
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert lin.get("/api/v1/user-tasks/").status_code == 200


def test_it_opens_no_page(app: Flask, state: State) -> None:
    token = make(state, "lin", *tokens.SCOPES)
    for path in ("/", "/account/tokens/", "/instances/"):
        assert ask(app, token, "GET", path, headers={"Accept": "text/html"}).status_code == 302


def test_a_cookie_still_needs_its_csrf_token(as_user: Callable[[str], Browser], deployed: None) -> None:
    lin = as_user("lin")
    answer = lin.client.post("/api/v1/process-instances/", json={"process_id": "drafting"})
    assert answer.status_code == 400


def test_every_route_of_the_api_says_what_a_token_needs() -> None:
    """A new resource takes no token until ``policy.scopes`` names it; those that never do are listed here."""
    never = {f"{rule.method} {rule.endpoint}" for rule in api_routes.ROUTES if scope_of(rule) is None}
    assert never == {"POST deputies.name", "POST deputies.end"}
    assert {scope_of(rule) for rule in api_routes.ROUTES} - {None, ""} == set(tokens.SCOPES)


def test_the_document_names_both_ways_in(app: Flask, state: State) -> None:
    document = ask(app, make(state, "lin", "read"), "GET", "/api/v1/openapi.json").json
    assert document is not None
    assert document["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    assert document["security"] == [{"session": []}, {"token": []}]


def test_a_token_that_never_was_cannot_be_revoked(state: State) -> None:
    make(state, "lin", "read")
    with state.sessions.begin() as session, pytest.raises(NotFound, match="没有编号为 99 的令牌"):
        tokens.revoke_token(session, 99, by=None, now=0)


def test_everybody_sees_his_own_tokens_and_the_security_administrator_all(
    state: State, as_user: Callable[[str], Browser]
) -> None:
    for user in ("lin", "zhou"):
        make(state, user, "read")
    with state.readers() as session:
        assert [row.user_id for row in tokens.tokens_of(session, "lin")] == ["lin"]
        assert {row.user_id for row in tokens.tokens_of(session, None)} == {"lin", "zhou"}
    page = as_user("lin").text("/account/tokens/")
    assert "jiedu_pat_" in page
    assert "周启明" not in page
    assert "周启明" in as_user("guan").text("/account/tokens/")


def test_a_token_is_revoked_by_its_owner_and_the_security_administrator_alone(state: State) -> None:
    make(state, "lin", "read")
    for user in ("lin", "guan"):
        with state.sessions() as session:
            by = find_person(session, user, state.now().date())
            assert tokens.revoke_token(session, 1, by=by, now=5).revoked_by == user
    with state.sessions() as session, pytest.raises(Forbidden, match="只有本人和安全管理员"):
        tokens.revoke_token(session, 1, by=find_person(session, "wu", state.now().date()), now=5)


def test_it_stays_noted_who_revoked_a_token_first(state: State) -> None:
    make(state, "lin", "read")
    with state.sessions.begin() as session:
        lin = find_person(session, "lin", state.now().date())
        tokens.revoke_token(session, 1, by=lin, now=5)
        row = tokens.revoke_token(session, 1, by=None, now=9)
        assert (row.revoked_at, row.revoked_by) == (5, "lin")
    make(state, "lin", "read")
    with state.sessions.begin() as session:
        assert tokens.revoke_token(session, 2, by=None, now=9).revoked_by == "cli"
        assert tokens.live_tokens(session, "lin", now=9) == []


def test_the_page_tells_which_tokens_still_let_in(
    state: State, as_user: Callable[[str], Browser], session_clock: Clock
) -> None:
    for days in (1, 9, 9):
        make(state, "lin", "read", days=days)
    lin = as_user("lin")
    lin.post("/account/tokens/2/revocation")
    session_clock.advance(hours=24)
    page = as_user("lin").text("/account/tokens/")
    assert re.findall(r'data-label="状态">(\w+)<', page) == ["有效", "已撤销", "已过期"]
    assert re.findall(r"/account/tokens/(\d)/revocation", page) == ["3"]


def test_what_was_entered_stays_when_no_token_is_made(as_user: Callable[[str], Browser]) -> None:
    page = as_user("lin").post("/account/tokens/", {"name": "报表", "days": "0", "scopes": "audit"}).text
    assert 'name="name" required maxlength="60" value="报表"' in page
    assert re.findall(r'value="(\w+)" checked', page) == ["audit"]
