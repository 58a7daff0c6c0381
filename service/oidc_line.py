"""How the identity provider is asked: its own hosts alone, no redirect, within a time and a size.

The sessions of the OpenID Connect client are told to send everything over ``processes.jobs.fetch``.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from requests import ConnectionError, PreparedRequest, Response, Session
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers

from processes.jobs import LinkRules
from processes.jobs.fetch import NotReachable, exchange
from service.settings.federation import Oidc

#: Seconds for a whole answer, and bytes of it: metadata and keys are some thousand.
TIMEOUT, LARGEST = 10.0, 500_000
#: What ``http.client`` says itself, or what would be answered packed.
_LEFT_OUT = {"accept-encoding", "connection"}


class Line(BaseAdapter):
    """Sends what a session of ``requests`` asks; settings of the environment (proxies) do not count."""

    def __init__(self, hosts: frozenset[str]) -> None:
        super().__init__()
        self._rules = LinkRules(hosts, TIMEOUT, LARGEST, redirects=0)

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        """Raises ``requests.ConnectionError`` for a host of somebody else, and when there is no answer."""
        body: Any = request.body  # a form, written or encoded
        content: bytes | None = body.encode() if isinstance(body, str) else body
        url = str(request.url)
        headers = {
            name: str(value) for name, value in request.headers.items() if name.lower() not in _LEFT_OUT
        }
        try:
            reply = exchange(str(request.method), url, headers, self._rules, content)
        except NotReachable as error:
            raise ConnectionError(str(error), request=request) from error
        return _response(request, reply.status, dict(reply.headers.items()), reply.body)

    def close(self) -> None:
        """Nothing stays open."""


def hosts(chosen: Oidc) -> frozenset[str]:
    """Where the provider may be asked: at its issuer, and at the hosts that the settings name."""
    issuer = urlsplit(chosen.issuer)
    port = issuer.port or {"http": 80, "https": 443}.get(issuer.scheme, 0)
    return chosen.hosts | {f"{issuer.hostname}:{port}"}


def install(session: Session, allowed: frozenset[str]) -> None:
    """Let the session ask over ``Line`` alone."""
    line = Line(allowed)
    for scheme in ("https://", "http://"):
        session.mount(scheme, line)


def _response(request: PreparedRequest, status: int, headers: Mapping[str, str], body: bytes) -> Response:
    made = Response()
    made.request, made.url, made.status_code = request, str(request.url), status
    made.headers = CaseInsensitiveDict(headers)
    made.encoding = get_encoding_from_headers(made.headers)
    made.raw = io.BytesIO(body)
    return made
