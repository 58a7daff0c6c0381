"""The web server ends without dropping what it was asked."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from waitress.server import BaseWSGIServer

from service.serving import Server

SOON = 20.0


class Site:
    """A server whose ``/slow`` waits until it is let go."""

    def __init__(self, grace: float) -> None:
        self.asked, self.go, self.answers = threading.Event(), threading.Event(), list[bool]()
        self.requests: list[tuple[str, bytes]] = []
        self.server = Server(self.app, "127.0.0.1", 0, 4, grace)
        self.port = self.server.port
        self.thread = threading.Thread(target=lambda: self.answers.append(self.server.run()))
        self.thread.start()

    def app(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.requests.append((environ["PATH_INFO"], environ["wsgi.input"].read()))
        if environ["PATH_INFO"] == "/slow":
            self.asked.set()
            assert self.go.wait(SOON)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "4")])
        return [b"done"]

    def client(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=SOON)

    def end(self) -> bool:
        self.server.stop()
        self.thread.join(SOON)
        assert not self.thread.is_alive()
        return self.answers[0]


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site(SOON)
    yield site
    site.go.set()
    site.end()


def test_what_runs_is_answered_and_nothing_new_is_taken(site: Site) -> None:
    idle, busy = site.client(), site.client()
    idle.request("GET", "/")
    assert idle.getresponse().read() == b"done"  # this connection stays open
    busy.request("GET", "/slow")
    assert site.asked.wait(SOON)
    site.server.stop()
    refused = threading.Event()
    while not refused.wait(0.01):
        with socket.socket() as visitor:
            if visitor.connect_ex(("127.0.0.1", site.port)):
                refused.set()
    site.go.set()
    assert busy.getresponse().read() == b"done"
    assert site.end()
    assert idle.sock.recv(1) == b""  # hung up


def test_it_does_not_close_what_its_stop_is_still_writing_to(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of a closed file may be that of another one by then."""
    pull = BaseWSGIServer.pull_trigger

    def slowly(listener: BaseWSGIServer) -> None:
        pull(listener)
        site.thread.join(0.5)  # awake, it has all the time to end
        pull(listener)

    monkeypatch.setattr(BaseWSGIServer, "pull_trigger", slowly)
    assert site.end()


def test_what_takes_too_long_is_cut_off() -> None:
    site = Site(grace=0.1)
    busy = site.client()
    busy.request("GET", "/slow")
    assert site.asked.wait(SOON)
    assert not site.end()
    site.go.set()


SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    ("rest", "taken"),
    [
        # RFC 9112 6.3: chunks count, a length beside them does not
        (b"Content-Length: 99\r\n" + CHUNKED + b"\r\n0\r\n\r\n", [("/a", b""), ("/smuggled", b"")]),
        (b"Content-Length: 3\r\nContent-Length: 99\r\n\r\nabc", []),
        (b"Content-Length: +3\r\n\r\nabc", []),
        (b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", []),
        (b"Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", []),
        (CHUNKED + b"Transfer-Encoding: identity\r\n\r\n0\r\n\r\n", []),
        (CHUNKED + b"\r\n0x3\r\nabc\r\n0\r\n\r\n", []),
        (CHUNKED + b"\r\n3;\n\r\nabc\r\n0\r\n\r\n", []),
    ],
)
def test_the_end_of_a_request_is_told_in_one_way(
    site: Site, rest: bytes, taken: list[tuple[str, bytes]]
) -> None:
    """OWASP ASVS 5.0 4.2.1: nobody hides a second request in the body of the first."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=SOON) as visitor:
        visitor.sendall(b"POST /a HTTP/1.1\r\nHost: x\r\n" + rest + SMUGGLED)
        visitor.shutdown(socket.SHUT_WR)
        while visitor.recv(4096):
            pass

    assert site.requests == taken
