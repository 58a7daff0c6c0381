"""Answers as they are kept: sealed, so that the table alone tells nobody what was answered."""

from __future__ import annotations

import json
import secrets
import zlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Response, flash

from service import flashes
from service.flashes import Said
from service.idempotency.keys import Key

_NONCE = 12
#: Headers that belong to one sending of the answer and not to the answer.
_PASSING = frozenset({"set-cookie", "date", "server", "connection"})


@dataclass(frozen=True)
class Answer:
    """Status, headers and body, and what the next page is to say (category and text)."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    said: Said

    def response(self) -> Response:
        """The answer once more; ``Idempotent-Replayed`` tells that nothing was done for it."""
        waiting = flashes.waiting()
        for category, text in self.said:
            if (category, text) not in waiting:
                flash(text, category)
        response = Response(self.body, self.status, self.headers)
        response.headers["Idempotent-Replayed"] = "true"
        return response


def of(response: Response, before: Said) -> Answer:
    """What is worth keeping of a response.  Cookies are not: a log-in is never given out again."""
    headers = [(name, text) for name, text in response.headers.items() if name.lower() not in _PASSING]
    return Answer(response.status_code, headers, response.get_data(), flashes.waiting()[len(before) :])


def seal(answer: Answer, key: Key) -> bytes:
    """The answer for the table: AES-256-GCM under a key that only whoever asked can bring."""
    head = json.dumps([answer.status, answer.headers, answer.said], ensure_ascii=False).encode()
    plain = zlib.compress(b"%d\n%b%b" % (len(head), head, answer.body))
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key.seal).encrypt(nonce, plain, key.digest.encode())


def unseal(sealed: bytes, key: Key) -> Answer | None:
    """The answer that was kept; None when it was for another request."""
    try:
        text = AESGCM(key.seal).decrypt(sealed[:_NONCE], sealed[_NONCE:], key.digest.encode())
    except InvalidTag:
        return None
    size, _, rest = zlib.decompress(text).partition(b"\n")
    status, headers, spoken = json.loads(rest[: int(size)])
    named = [(str(name), str(value)) for name, value in headers]
    return Answer(status, named, rest[int(size) :], [(str(kind), str(each)) for kind, each in spoken])
