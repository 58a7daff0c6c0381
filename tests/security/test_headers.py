"""Every answer is guarded: pages, refusals, files, probes, programs (ASVS 5.0 3.2 – 3.5, 5.4, 13.4, 14.3)."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

import pytest
from flask import Flask

from service import create_app, state_of
from service.auth import safe_target
from service.downloads import File, attachment
from tests.security.uploading import Office

PATHS = (
    "/login",
    "/",
    "/nowhere",
    "/static/pages.css",
    "/static/none.js",
    "/healthz",
    "/public/",
    "/api/v1/rules/x",
)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(app: Flask, path: str) -> None:
    headers = app.test_client().get(path).headers

    for directive in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert directive in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert path.startswith("/static/") or headers["Cache-Control"] == "no-store"


def test_over_https_browsers_are_told_to_stay_there(app: Flask) -> None:
    app = create_app(replace(state_of(app).settings, base_url="https://jiedu.test"))
    answer = app.test_client().get("/login", base_url="https://jiedu.test")
    state_of(app).engine.dispose()

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-jiedu=")
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config.py",
        "/static/%2e%2e/config.py",
        "/static/..%5cconfig.py",
        "/static//etc/passwd",
        "/static/%2e%2e%2f%2e%2e%2fsetup.cfg",
        "/static/ui/../../config.py",
        "/demo-site/documents/..%2fx",
        "/.git/config",
        "/static/",
        "/static/ui/",
    ],
)
def test_paths_lead_out_of_no_folder(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code in {302, 308, 404}


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "BREW"])
def test_other_methods_are_not_served(app: Flask, method: str) -> None:
    assert app.test_client().open("/login", method=method).status_code in {400, 403, 405}


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.test",
        "//evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "/\t/evil.test",
        "javascript:alert(1)",
        "/%0d%0aX: 1\r\nX: 1",
        "///evil.test",
        "http:evil.test",
        "evil.test",
        " //evil.test",
        " ///evil.test",
        "//[",
        "http:/evil.test",
        "/\u2028x",
        "",
    ],
)
def test_nobody_is_led_to_another_site(target: str) -> None:
    assert safe_target(target) == "/"


@pytest.mark.parametrize(
    "name", ['a"; x=y.pdf', "a\r\nSet-Cookie: a=b.pdf", "\u202egpj.pdf", "解读.pdf", "a/../b.pdf"]
)
def test_names_of_downloads_make_no_header(app: Flask, name: str) -> None:
    with app.test_request_context("/"):
        header = attachment(File(name, "application/pdf", b"")).headers["Content-Disposition"]

    assert header.startswith("attachment; filename=\"file.pdf\"; filename*=UTF-8''")
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert unquote(header.partition("''")[2]) == name


def test_a_very_long_address_is_answered_in_time(app: Flask) -> None:
    assert app.test_client().get("/" + "a" * 100_000).status_code == 404


def test_logging_out_clears_the_browser(office: Office) -> None:
    browser, _ = office.enter("bi")

    assert browser.post("/logout").headers["Clear-Site-Data"] == '"cache", "storage"'
