"""Log-in by an identity provider: with a certified one, and with answers that must not be believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from service import create_app, state_of
from service.config import ConfigError, Settings
from service.identity import oidc
from service.identity.tables import JournalEntry, User
from service.settings.accounts import Accounts
from service.settings.federation import Federation, Oidc
from tests.service.conftest import PASSWORD, Browser
from tests.service.identity import providers
from tests.service.identity.providers import Hostile


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    with providers.certified() as found:
        yield found


@pytest.fixture(scope="module")
def provider() -> Iterator[Hostile]:
    with providers.hostile() as found:
        yield found


def test_nothing_of_the_certified_provider_is_left_running() -> None:
    with providers.certified() as issuer:
        assert requests.get(f"{issuer}/.well-known/openid-configuration", timeout=20).status_code == 200
    with pytest.raises(requests.ConnectionError):
        requests.get(issuer, timeout=20)


def application(settings: Settings, issuer: str, **changes: Any) -> Flask:
    chosen = Oidc(issuer=issuer, client_id=providers.CLIENT, client_secret=providers.SECRET, **changes)
    return create_app(replace(settings, federation=Federation(oidc=chosen)))


@pytest.fixture
def app(settings: Settings, issuer: str) -> Iterator[Flask]:
    made = application(settings, issuer)
    yield made
    state_of(made).engine.dispose()


@pytest.fixture
def victim(settings: Settings, provider: Hostile) -> Iterator[Flask]:
    """An application that asks the hostile provider, where 林知远 is linked to ``s-1``."""
    provider.claims, provider.metadata, provider.algorithm, provider.status = {}, {}, "RS256", 200
    made = application(settings, provider.issuer)
    with state_of(made).sessions.begin() as session:
        oidc.link(session, provider.issuer, "s-1", "lin", by="lu", now=1)
    yield made
    state_of(made).engine.dispose()


def enter(app: Flask, provider: Hostile, code: str = "c") -> tuple[Browser, TestResponse]:
    browser = Browser(app.test_client())
    off = browser.get("/login/oidc?next=/instances/")
    assert off.location.startswith(f"{provider.issuer}/auth?"), off.get_data(as_text=True)
    return browser, browser.get(provider.authorize(off.location, code))


def path_of(address: str) -> str:
    return address.removeprefix(providers.BASE)


def test_a_person_links_his_account_logs_in_and_out(app: Flask, issuer: str) -> None:
    browser = Browser(app.test_client())
    stranger = browser.get(path_of(providers.log_in(browser.get("/login/oidc").location, "lin.zhiyuan")))
    assert stranger.status_code == 403
    assert "标识 lin.zhiyuan" in stranger.get_data(as_text=True)
    assert browser.get("/instances/").status_code == 302
    assert browser.login("lin").status_code == 302
    refused = browser.post("/account/oidc/", {"current": "wrong"})
    assert (refused.status_code, "当前密码不正确" in refused.get_data(as_text=True)) == (422, True)
    off = browser.post("/account/oidc/", {"current": PASSWORD})
    back = browser.get(path_of(providers.log_in(off.location, "lin.zhiyuan")))
    assert (back.status_code, back.location) == (302, "/account/oidc/")
    assert "lin.zhiyuan" in browser.text("/account/oidc/")

    again = Browser(app.test_client())
    assert "用统一身份认证登录" in again.text("/login")
    answer = again.get(
        path_of(providers.log_in(again.get("/login/oidc?next=//evil.example").location, "lin.zhiyuan"))
    )
    assert (answer.status_code, answer.location) == (302, "/")
    assert "林知远" in again.text("/")
    assert f"form-action 'self' {issuer}" in again.get("/").headers["Content-Security-Policy"]
    out = again.post("/logout")
    assert out.location.startswith(f"{issuer}/session/end?")
    assert "post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A8000%2Flogin" in out.location
    assert again.get("/").status_code == 302
    with state_of(app).readers() as session:
        kinds = set(session.scalars(select(JournalEntry.kind)))
    assert {"oidc_linked", "login", "login_refused", "logout"} <= kinds
    assert browser.post("/account/oidc/unlinking").status_code == 302
    third = Browser(app.test_client())
    refused = third.get(path_of(providers.log_in(third.get("/login/oidc").location, "lin.zhiyuan")))
    assert refused.status_code == 403


def test_the_right_answer_lets_in(victim: Flask, provider: Hostile) -> None:
    browser, answer = enter(victim, provider)
    assert (answer.status_code, answer.location) == (302, "/instances/")
    assert "林知远" in browser.text("/")


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another log-in"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": None},
        {"aud": [providers.CLIENT, "other"], "azp": "other"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"iat": 4_000_000_000},
    ],
    ids=str,
)
def test_what_proves_nothing_is_refused(victim: Flask, provider: Hostile, claims: dict[str, Any]) -> None:
    provider.claims = claims
    browser, answer = enter(victim, provider)
    assert answer.status_code == 403, answer.get_data(as_text=True)
    assert browser.get("/").status_code == 302


@pytest.mark.parametrize("algorithm", ["none", "HS256", "stranger"])
def test_signatures_are_those_of_the_provider_alone(victim: Flask, provider: Hostile, algorithm: str) -> None:
    provider.algorithm = algorithm
    browser, answer = enter(victim, provider)
    assert answer.status_code == 403, answer.get_data(as_text=True)
    assert browser.get("/").status_code == 302


def test_an_answer_works_once_and_in_its_own_browser(victim: Flask, provider: Hostile) -> None:
    browser = Browser(victim.test_client())
    back = provider.authorize(browser.get("/login/oidc").location, "once")
    stranger = Browser(victim.test_client())
    assert stranger.get(back).status_code == 403
    assert browser.get(back).status_code == 302
    browser.post("/logout")
    assert browser.get(back).status_code == 403
    other = browser.get("/login/oidc").location
    assert browser.get(provider.authorize(other, "c").replace("code=c", "code=once")).status_code == 403
    assert browser.get("/login/oidc/callback").status_code == 403
    assert browser.get("/login/oidc/callback?error=access_denied").status_code == 403


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://169.254.169.254/latest"},
        {"jwks_uri": "file:///etc/passwd"},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
    ],
    ids=str,
)
def test_metadata_that_lead_elsewhere_are_not_followed(
    victim: Flask, provider: Hostile, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata
    answer = Browser(victim.test_client()).get("/login/oidc")
    assert (answer.status_code, "暂时不可用" in answer.get_data(as_text=True)) == (503, True)
    provider.metadata = {}
    assert enter(victim, provider)[1].status_code == 302


@pytest.mark.parametrize("status", [500, 302])
def test_a_provider_that_fails_is_told_so(victim: Flask, provider: Hostile, status: int) -> None:
    provider.status = status
    assert Browser(victim.test_client()).get("/login/oidc").status_code == 503


def test_a_provider_that_is_away_is_told_so(settings: Settings) -> None:
    made = application(settings, "http://127.0.0.1:1")
    assert Browser(made.test_client()).get("/login/oidc").status_code == 503
    assert Browser(made.test_client()).login("lin").status_code == 302
    state_of(made).engine.dispose()


def test_who_needs_two_factors_shows_them_there(settings: Settings, provider: Hostile) -> None:
    provider.claims, provider.metadata, provider.algorithm, provider.status = {}, {}, "RS256", 200
    strict = replace(settings, accounts=Accounts(second_factor=frozenset({"all"})))
    made = application(strict, provider.issuer, second_factor=frozenset({"otp", "level3"}))
    with state_of(made).sessions.begin() as session:
        oidc.link(session, provider.issuer, "s-1", "lin", by="lu", now=1)
    statuses = []
    for claims in ({}, {"amr": ["pwd"]}, {"amr": ["pwd", "otp"]}, {"acr": "level3"}, {"acr": "level1"}):
        provider.claims = claims
        statuses.append(enter(made, provider)[1].status_code)
    assert statuses == [403, 403, 302, 302, 403]
    state_of(made).engine.dispose()


def test_an_account_that_is_switched_off_stays_out(victim: Flask, provider: Hostile) -> None:
    with state_of(victim).sessions.begin() as session:
        session.get_one(User, "lin").active = False
    assert enter(victim, provider)[1].status_code == 403


def test_only_the_security_administrator_links_others(victim: Flask) -> None:
    lin = Browser(victim.test_client())
    lin.login("lin")
    assert lin.post("/account/oidc/links", {"user": "xu", "subject": "s-2"}).status_code == 403
    assert lin.post("/account/oidc/unlinking", {"user": "xu"}).status_code == 403


def test_the_security_administrator_links_others_and_ends_it(victim: Flask) -> None:
    guan = Browser(victim.test_client())
    guan.login("guan")
    assert guan.post("/account/oidc/links", {"user": "xu", "subject": "s-2"}).status_code == 302
    assert "s-2" in guan.text("/account/oidc/")
    assert guan.post("/account/oidc/unlinking", {"user": "xu"}).status_code == 302
    assert "s-2" not in guan.text("/account/oidc/")


def test_what_somebody_else_has_begun_links_nobody(victim: Flask, provider: Hostile) -> None:
    provider.claims = {"sub": "s-3"}
    browser = Browser(victim.test_client())
    browser.login("xu")
    off = browser.post("/account/oidc/", {"current": PASSWORD}).location
    with browser.client.session_transaction() as kept:
        kept["oidc_linking"] = "zhou"
    answer = browser.get(provider.authorize(off))
    assert (answer.status_code, "登录的账号已更换" in answer.get_data(as_text=True)) == (403, True)
    assert "s-3" not in browser.text("/account/oidc/")


def test_settings_belong_together() -> None:
    full = {
        "JIEDU_OIDC_ISSUER": "https://id.example/",
        "JIEDU_OIDC_CLIENT_ID": "a",
        "JIEDU_OIDC_CLIENT_SECRET": "b",
    }
    assert Oidc.from_environment(full).issuer == "https://id.example"
    for name, value in (
        ("JIEDU_OIDC_CLIENT_ID", ""),
        ("JIEDU_OIDC_CLIENT_SECRET", ""),
        ("JIEDU_OIDC_ISSUER", "http://id.example"),
    ):
        with pytest.raises(ConfigError, match=name):
            Oidc.from_environment({**full, name: value})
