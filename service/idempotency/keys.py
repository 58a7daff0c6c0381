"""The key of a request: where it comes from, whose it is, and what it was first sent with.

Neither the key nor the person nor the body can be read from what is kept: all of it goes through HMAC with
the secret of the installation.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_login import current_user

from processes.errors import InvalidArgument
from service.state import current

HEADER = "Idempotency-Key"
#: The hidden field of a form on a page.
FIELD = "idempotency_key"
#: An RFC 8941 string, or the same without its quotes.
_FORM = re.compile(r'"([\x21\x23-\x5b\x5d-\x7e]{1,200})"|([\x21\x23-\x5b\x5d-\x7e]{1,200})')
#: Fields that differ between two sendings of the same form.
_PASSING = frozenset({FIELD, "csrf_token"})


@dataclass(frozen=True)
class Key:
    """``id`` names the answer in the table, ``digest`` is that of the request, ``seal`` opens the answer."""

    id: str
    digest: str
    seal: bytes


def form_key() -> str:
    """A new key for a form of a page."""
    return secrets.token_urlsafe(16)


def given() -> Key | None:
    """The key of this request, if it has one.  Raises InvalidArgument for one that is none."""
    text = request.headers.get(HEADER)
    if text is None:
        text = request.form.get(FIELD)
    if text is None:
        return None
    found = _FORM.fullmatch(text.strip())
    if found is None:
        told = f"应为 1 至 200 个可见的 ASCII 字符，不含引号和反斜线，实际为“{text[:40]}”"
        raise InvalidArgument(f"{HEADER} {told}", errors={HEADER: [told]})
    key = found[1] or found[2]
    place = json.dumps([key, _who(), request.method, request.path])
    return Key(_digest("key", place).hex(), _digest("request", _asked()).hex(), _digest("answer", place))


def _who() -> str:
    """The person; a stranger is whoever shows the same token, if any."""
    person = getattr(current_user, "person", None)
    return f"person {person.id}" if person is not None else f"stranger {request.headers.get('Authorization')}"


def _asked() -> bytes:
    """What was sent, without what changes when a browser or a library sends it again."""
    parts: list[Any] = [request.query_string.decode("latin-1"), request.mimetype]
    parts += sorted(item for item in request.form.items(multi=True) if item[0] not in _PASSING)
    for name, file in sorted(request.files.items(multi=True), key=lambda item: item[0]):
        parts.append([name, file.filename, hashlib.file_digest(file.stream, "sha256").hexdigest()])  # type: ignore[arg-type]
        file.stream.seek(0)
    if not request.form and not request.files:
        parts.append(hashlib.sha256(request.get_data(cache=True)).hexdigest())
    return json.dumps(parts).encode()


def _digest(purpose: str, content: str | bytes) -> bytes:
    key = f"idempotency {purpose} {current().settings.secret_key}".encode()
    return hmac.new(key, content.encode() if isinstance(content, str) else content, hashlib.sha256).digest()
