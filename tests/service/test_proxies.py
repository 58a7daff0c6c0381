"""Whom the service believes about where a request comes from (OWASP ASVS 5.0 4.1.3, 15.3.4).

Over the real server: what it strips, the application never sees.
"""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask, request

from service import create_app, state_of
from service.config import Settings
from service.serving import Server

SOON = 20.0
Seen = list[tuple[str | None, str, str]]
Sent = list[tuple[str, str]]


@contextmanager
def served(app: Flask) -> Iterator[Callable[[Sent], tuple[str | None, str, str]]]:
    """Ask with these headers; address, scheme and host as the application sees them."""
    seen: Seen = []

    @app.before_request
    def note() -> None:
        seen.append((request.remote_addr, request.scheme, request.host))

    server = Server(app, "127.0.0.1", 0, 2, SOON)
    thread = threading.Thread(target=server.run)
    thread.start()

    def ask(headers: Sent) -> tuple[str | None, str, str]:
        visitor = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SOON)
        visitor.putrequest("GET", "/healthz", skip_host=True)
        for name, value in [("Host", "jiedu.example"), *headers]:
            visitor.putheader(name, value)
        visitor.endheaders()
        assert visitor.getresponse().status == 200
        visitor.close()
        return seen.pop()

    yield ask
    server.stop()
    thread.join(SOON)
    state_of(app).engine.dispose()


FORGED = [
    ("X-Forwarded-Host", "evil.example"),
    ("X-Forwarded-Port", "1"),
    ("X-Forwarded-Prefix", "/evil"),
    ("X-Real-IP", "203.0.113.9"),
    ("Forwarded", "for=203.0.113.9;host=evil.example;proto=https"),
    ("X-User-ID", "wu"),
]


def test_without_a_proxy_nobody_is_believed(settings: Settings) -> None:
    with served(create_app(settings)) as ask:
        forged = [*FORGED, ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https")]
        assert ask(forged) == ("127.0.0.1", "http", "jiedu.example")


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (1, ["198.51.100.7"], "198.51.100.7"),
        (1, ["203.0.113.9, 198.51.100.7"], "198.51.100.7"),  # the visitor wrote the first
        (1, ["203.0.113.9", "198.51.100.7"], "198.51.100.7"),
        (2, ["203.0.113.9, 198.51.100.7, 192.0.2.1"], "198.51.100.7"),
        (2, ["203.0.113.9"], "127.0.0.1"),  # past a proxy that should have been passed
        (1, [], "127.0.0.1"),
    ],
)
def test_each_proxy_is_believed_about_whom_it_heard(
    settings: Settings, proxies: int, told: list[str], address: str
) -> None:
    scheme = [("X-Forwarded-Proto", ", ".join(["https"] * proxies))]
    with served(create_app(replace(settings, proxies=proxies))) as ask:
        heard = ask([*FORGED, *scheme, *(("X-Forwarded-For", each) for each in told)])
    assert heard == (address, "https", "jiedu.example")
