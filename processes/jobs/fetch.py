"""Fetching a page that somebody else named, without being led into the own network (SSRF); sending data to
where the office said."""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from processes.jobs.settings import LinkRules
from processes.jobs.tls import client_context
from processes.jobs.work import JobFailed

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = {301, 302, 303, 307, 308}
#: Addresses of IPv6 that stand for one of IPv4, which a gateway may reach: where its 32 bits begin (RFC 4291
#: §2.5.5, RFC 6052 §2.1, RFC 3056 §2), and those of sites (RFC 3879), which Python takes for public.
_EMBEDDING = {
    ipaddress.IPv6Network("::/96"): 96,
    ipaddress.IPv6Network("::ffff:0:0:0/96"): 96,
    ipaddress.IPv6Network("64:ff9b::/96"): 96,
    ipaddress.IPv6Network("2002::/16"): 16,
}
_INTERNAL = tuple(map(ipaddress.ip_network, ("fec0::/10", "64:ff9b:1::/48", "192.88.99.0/24")))
#: What stays as it is in an address; everything else is written as octets of UTF-8 (RFC 3987 §3.1).
_WRITTEN = "!#$%&'()*+,/:;=?@[]~"
_PIECE = 65_536  # bytes read at once
_ASKING = {"User-Agent": "jiedu-link-check", "Accept": "text/html"}


class NotReachable(JobFailed):
    """The page cannot be had; the text is Chinese and names the address."""


class NotAllowed(NotReachable):
    """The address is not one that may be fetched."""


@dataclass(frozen=True)
class Reply:
    """What a server answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """The body in the character set that the server names, else UTF-8."""
        try:
            return self.body.decode(self.headers.get_content_charset() or "utf-8", errors="replace")
        except LookupError:
            return self.body.decode(errors="replace")


def fetch(url: str, rules: LinkRules) -> tuple[str, str]:
    """The address that *url* led to, and the text of the page there; raises NotReachable.

    The name is resolved once and the connection goes to the very address that was judged.
    """
    for _ in range(rules.redirects + 1):
        reply = _exchange("GET", _parts(url), url, rules, _ASKING)
        if reply.status not in _REDIRECTS:
            if reply.status != http.client.OK:
                raise NotReachable(f"网页 {url} 返回状态 {reply.status}，应为 200")
            return url, reply.text
        url = _led(url, reply.headers.get("Location", ""))
    raise NotReachable(f"网页 {url} 跳转超过 {rules.redirects} 次")


def _led(url: str, location: str) -> str:
    """Where a redirect leads; servers write other letters as octets (RFC 9110 §5.5)."""
    try:
        return urljoin(url, location.encode("latin-1").decode())
    except ValueError:
        raise NotReachable(f"网页 {url} 跳转到无法识别的网址") from None


def exchange(
    method: str, url: str, headers: Mapping[str, str], rules: LinkRules, content: bytes | None = None
) -> Reply:
    """Ask an address that the office has set, once; what it answers, whatever its status.

    The office may name a host of its own network, so *rules* list it; no redirect is followed, because nobody
    has named where it leads.  What follows the path may be a secret and is not told.  Raises NotReachable.
    """
    return _exchange(method, _parts(url), url.partition("?")[0], rules, headers, content)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        named = parts.scheme in _PORTS and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        named = False
    if not named or parts.username is not None:
        raise NotAllowed(f"网址应以 http:// 或 https:// 开头并带主机名，实际为“{url}”")
    return parts


def _exchange(
    method: str,
    parts: SplitResult,
    url: str,
    rules: LinkRules,
    headers: Mapping[str, str],
    content: bytes | None = None,
) -> Reply:
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    address = _address(host, port, url, rules)
    connection = http.client.HTTPConnection(host, port, timeout=rules.timeout)
    connection.default_port = _PORTS[parts.scheme]  # what the header Host leaves out
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_WRITTEN)
    until, line = time.monotonic() + rules.timeout, None
    try:
        line = _socket(parts.scheme, host, address, port, rules.timeout)
        connection.sock = _Line(line, until)
        connection.request(method, target, body=content, headers=dict(headers))
        response = connection.getresponse()
        return Reply(response.status, response.headers, _body(response, url, rules))
    except TimeoutError as error:
        raise NotReachable(f"网页 {url} 没有在 {rules.timeout:g} 秒内发完") from error
    except (OSError, http.client.HTTPException) as error:
        raise NotReachable(f"网页 {url} 无法打开：{error or type(error).__name__}") from error
    finally:
        connection.close()
        if line is not None:
            line.close()


def _body(response: http.client.HTTPResponse, url: str, rules: LinkRules) -> bytes:
    body = bytearray()
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > rules.size:
            raise NotReachable(f"网页 {url} 超过 {rules.size} 字节")
    return bytes(body)


class _Line:
    """A connection as ``http.client`` uses it; nothing is read after a moment (of ``time.monotonic``).

    A server that sends a byte now and then, of the header or of the body, holds nobody.
    """

    def __init__(self, line: socket.socket, until: float) -> None:
        self._line, self._until = line, until

    def sendall(self, content: Any) -> None:
        """Send everything."""
        self._line.sendall(content)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What comes in."""
        return io.BufferedReader(_Incoming(self._line, self._until))

    def close(self) -> None:
        """Whoever opened the connection closes it."""


class _Incoming(io.RawIOBase):
    def __init__(self, line: socket.socket, until: float) -> None:
        self._line, self._until = line, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._line.settimeout(left)
        return self._line.recv_into(buffer)


def _socket(scheme: str, host: str, address: str, port: int, timeout: float) -> socket.socket:
    plain = socket.create_connection((address, port), timeout=timeout)
    if scheme != "https":
        return plain
    return client_context().wrap_socket(plain, server_hostname=host)


def _address(host: str, port: int, url: str, rules: LinkRules) -> str:
    """The address to connect to; raises NotAllowed for one of the own network."""
    listed = bool(rules.hosts & {host, f"{host}:{port}"})
    if rules.hosts and not listed:
        raise NotAllowed(f"网址 {url} 的主机 {host} 不在允许检查的名单中")
    try:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise NotReachable(f"找不到主机 {host}（{url}）") from error
    if not listed and not _public(found):
        raise NotAllowed(f"网址 {url} 指向内部网络地址，不允许检查")
    return found[0]


def _public(addresses: Iterable[str]) -> bool:
    """Every address must be public: a name with one private address could lead there at the next look."""
    judged = [ipaddress.ip_address(address.partition("%")[0]) for address in addresses]
    return bool(judged) and all(_is_public(address) for address in judged)


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return _is_public(address.ipv4_mapped)
        for network, begin in _EMBEDDING.items():
            if address in network and not _is_public(_embedded(address, begin)):
                return False
    if any(address in network for network in _INTERNAL):
        return False
    return address.is_global and not address.is_multicast


def _embedded(address: ipaddress.IPv6Address, begin: int) -> ipaddress.IPv4Address:
    return ipaddress.IPv4Address(int(address) >> (96 - begin) & 0xFFFFFFFF)
