"""JSON to an address that the office has set: once per key for the receiver, signed where a key is agreed.

The receiver computes HMAC-SHA256 (RFC 2104) over ``<X-Jiedu-Timestamp>.<Idempotency-Key>.<body>`` and
compares it with ``X-Jiedu-Signature: sha256=<hex>``; it refuses old time stamps and knows a repetition by
the key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from processes.characters import UNKEEPABLE
from processes.jobs.fetch import exchange
from processes.jobs.settings import LinkRules
from processes.jobs.work import JobFailed

_JSON = {
    "Content-Type": "application/json; charset=utf-8",
    "Accept": "application/json",
    "User-Agent": "jiedu",
}
_LONGEST = 200  # characters of a receipt that are kept


@dataclass(frozen=True)
class Limits:
    """How long an answer may take (seconds) and how long it may be (bytes)."""

    timeout: float = 20.0
    size: int = 100_000


@dataclass(frozen=True)
class Answer:
    """What the receiver said: ``data`` is its JSON object, empty when it sent none.

    In its texts U+FFFD stands for what could not be stored or shown.
    """

    status: int
    data: Mapping[str, Any]

    @property
    def receipt(self) -> str:
        """The receipt that it gave, else the status."""
        given = self.data.get("receipt")
        return str(given)[:_LONGEST] if given else f"HTTP {self.status}"


def post(
    url: str, content: bytes, key: str, headers: Mapping[str, str], limits: Limits, receiver: str
) -> Answer:
    """Send JSON; raises JobFailed, naming *receiver*, unless it was taken (2xx)."""
    host = urlsplit(url).hostname or ""
    own = LinkRules(frozenset({host}), limits.timeout, limits.size, redirects=0)
    reply = exchange("POST", url, {**_JSON, "Idempotency-Key": key, **headers}, own, content)
    if not 200 <= reply.status < 300:
        address = url.partition("?")[0]
        raise JobFailed(f"{receiver}（{address}）没有收下，返回状态 {reply.status}，应为 2xx")
    return Answer(reply.status, _told(reply.text))


def _told(text: str) -> Mapping[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {
        name: UNKEEPABLE.sub("\ufffd", value) if isinstance(value, str) else value
        for name, value in data.items()
    }


def post_signed(
    url: str, body: Mapping[str, Any], key: str, secret: str, now: datetime, limits: Limits, receiver: str
) -> Answer:
    """Send *body* as JSON with the signature of *secret*; raises JobFailed."""
    if not secret:
        raise JobFailed(f"没有设置发往“{receiver}”的签名密钥")
    content = json.dumps(body, ensure_ascii=False).encode()
    stamp = str(int(now.timestamp()))
    shown = {"X-Jiedu-Timestamp": stamp, "X-Jiedu-Signature": f"sha256={sign(secret, stamp, key, content)}"}
    return post(url, content, key, shown, limits, receiver)


def sign(secret: str, stamp: str, key: str, content: bytes) -> str:
    """The hexadecimal HMAC-SHA256 of time stamp, key and body."""
    return hmac.new(secret.encode(), f"{stamp}.{key}.".encode() + content, hashlib.sha256).hexdigest()
