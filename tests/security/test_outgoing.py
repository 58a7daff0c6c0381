"""Addresses that somebody else chose do not lead into the own network (OWASP ASVS 5.0 1.3.6, 15.3.2)."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests

from processes.jobs import fetch
from processes.jobs.fetch import NotAllowed, NotReachable
from processes.jobs.settings import LinkRules
from service import oidc_line
from service.settings.federation import Oidc

INTERNAL = (
    "127.0.0.1 0.0.0.0 10.0.0.1 100.64.0.1 169.254.169.254 192.168.0.1 198.18.0.1 224.0.0.1 240.0.0.1 "
    "::1 :: fe80::1 fec0::1 fd00::1 ff02::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:0:127.0.0.1 "
    "64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::a00:1 2002:7f00:1:: 2002:a00:1::1 2001:0:1:: 2001:db8::1"
)
REDIRECTS = {
    "/bad": "http://[",
    "/file": "file:///etc/hostname",
    "/inside": "http://[64:ff9b::7f00:1]/",
    "/user": "http://a@b/",
    "/chinese": "/解读".encode().decode("latin-1"),
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        led = REDIRECTS.get(self.path)
        self.send_response(302 if led else 200)
        if led:
            self.send_header("Location", led)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, LinkRules]]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    yield f"http://{host}", LinkRules(hosts=frozenset({host}))
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("address", INTERNAL.split())
def test_no_spelling_of_an_internal_address_is_public(address: str) -> None:
    assert not fetch._is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2400:3200::1", "64:ff9b::808:808", "2002:808:808::1"])
def test_public_addresses_are_public(address: str) -> None:
    assert fetch._is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "①②⑦.0.0.1", "[::1]"]
)
def test_other_spellings_of_a_host_lead_to_the_same_verdict(host: str) -> None:
    with pytest.raises(NotReachable):
        fetch.fetch(f"http://{host}/", LinkRules())


@pytest.mark.parametrize("path", ["/bad", "/file", "/inside", "/user"])
def test_a_redirect_is_judged_like_the_first_address(site: tuple[str, LinkRules], path: str) -> None:
    with pytest.raises(NotReachable):
        fetch.fetch(site[0] + path, site[1])


def test_chinese_addresses_and_redirects_are_followed(site: tuple[str, LinkRules]) -> None:
    assert fetch.fetch(f"{site[0]}/文件?q=解", site[1])[1] == "/%E6%96%87%E4%BB%B6?q=%E8%A7%A3"
    assert fetch.fetch(f"{site[0]}/chinese", site[1])[1] == "/%E8%A7%A3%E8%AF%BB"


def test_line_ends_in_an_address_make_no_header(site: tuple[str, LinkRules]) -> None:
    try:
        answered = fetch.fetch(f"{site[0]}/a\r\nX-Made-Up: 1", site[1])[1]
    except NotAllowed:
        return
    assert "\n" not in answered


def test_the_address_that_was_judged_is_the_one_that_is_reached(
    site: tuple[str, LinkRules], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(2, 1, 6, "", ("8.8.8.8" if len(asked) == 1 else "127.0.0.1", port))]

    reached: list[str] = []
    monkeypatch.setattr(fetch.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(fetch, "_socket", lambda *given: reached.append(given[2]) or _away())
    with pytest.raises(NotReachable):
        fetch.fetch("http://rebinding.test/", LinkRules())

    assert (asked, reached) == (["rebinding.test"], ["8.8.8.8"])


def _away() -> None:
    raise OSError("away")


class Dripping:
    """A server that sends a byte each second, of the clock that the test holds."""

    def __init__(self, sent: bytes) -> None:
        self.now, self._sent, self.closed = 0.0, sent, False

    def recv_into(self, buffer: memoryview) -> int:
        self.now += 1
        piece, self._sent = self._sent[:1], self._sent[1:]
        buffer[: len(piece)] = piece
        return len(piece)

    def sendall(self, _: bytes) -> None:
        return

    def settimeout(self, seconds: float) -> None:
        assert 0 < seconds <= LIMIT

    def close(self) -> None:
        self.closed = True


LIMIT = 60.0
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n"


@pytest.fixture
def drip(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], Dripping]:
    def made(sent: bytes) -> Dripping:
        server = Dripping(sent)
        monkeypatch.setattr(fetch, "_socket", lambda *_: server)
        monkeypatch.setattr(fetch.time, "monotonic", lambda: server.now)
        return server

    return made


@pytest.mark.parametrize(
    "sent",
    [HEAD + b"\r\n" + b"x" * 5000, HEAD + b"X-Slow: " + b"x" * 5000, b"HTTP/1.1 " + b"2" * 5000],
    ids=["body", "header", "status"],
)
def test_who_drips_is_given_up(drip: Callable[[bytes], Dripping], sent: bytes) -> None:
    server, rules = drip(sent), LinkRules(frozenset({"127.0.0.1"}), timeout=LIMIT)
    with pytest.raises(NotReachable, match="没有在 60 秒内发完"):
        fetch.fetch("http://127.0.0.1/", rules)

    assert (server.now, server.closed) == (LIMIT, True)


def test_who_is_slow_but_through_is_read(drip: Callable[[bytes], Dripping]) -> None:
    drip(b"HTTP/1.1 200 OK\r\n\r\nx")

    rules = LinkRules(frozenset({"127.0.0.1"}), timeout=LIMIT)
    assert fetch.fetch("http://127.0.0.1/", rules) == ("http://127.0.0.1/", "x")


@pytest.mark.parametrize("place", ["http://127.0.0.1:2/", "http://169.254.169.254/", "http://other.example/"])
def test_the_provider_is_asked_at_its_own_hosts_alone(place: str) -> None:
    with requests.Session() as session:
        oidc_line.install(session, oidc_line.hosts(Oidc(issuer="http://127.0.0.1:1")))
        with pytest.raises(requests.ConnectionError, match="不在允许检查的名单中"):
            session.post(place, data={"code": "c"}, timeout=5)


def test_the_answer_of_the_provider_has_a_time_and_a_size(drip: Callable[[bytes], Dripping]) -> None:
    with requests.Session() as session:
        oidc_line.install(session, oidc_line.hosts(Oidc(issuer="http://127.0.0.1")))
        server = drip(HEAD + b"\r\n" + b"x" * 5000)
        with pytest.raises(requests.ConnectionError, match="没有在 10 秒内发完"):
            session.get("http://127.0.0.1/jwks", timeout=5)
    assert server.now == oidc_line.TIMEOUT


def test_a_large_answer_of_the_provider_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = socket.socketpair()
    monkeypatch.setattr(fetch, "_socket", lambda *_: left)
    size = oidc_line.LARGEST + 1
    sent = f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode() + b"x" * size
    threading.Thread(target=right.sendall, args=(sent,), daemon=True).start()
    with requests.Session() as session, right:
        oidc_line.install(session, oidc_line.hosts(Oidc(issuer="http://127.0.0.1")))
        with pytest.raises(requests.ConnectionError, match="超过 500000 字节"):
            session.get("http://127.0.0.1/jwks", timeout=5)
