"""A person with a browser: keeps the connection and the cookie, brings what the forms of the pages bring."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from time import perf_counter
from urllib.parse import urlencode

from benchmarks.web.office import PASSWORD

_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
_FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    text: str
    seconds: float
    location: str
    retry_after: str


class Visitor:
    """One person on one connection."""

    def __init__(self, port: int, name: str, connection: HTTPConnection | None = None) -> None:
        self.name = name
        self.connection = connection or HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = self.token = ""

    def log_in(self, password: str = PASSWORD) -> Answer:
        """As a person does: the page, the form."""
        self._take_token(self.get("/login"))
        answer = self.post("/login", {"user": self.name, "password": password})
        assert answer.status == 302, answer.text
        self._take_token(self.get("/account/"))
        return answer

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """A form of a page."""
        body = urlencode({"csrf_token": self.token, **fields})
        return self._ask("POST", path, body, {"Content-Type": _FORM_TYPE})

    def complete(self, ref: str, data: dict[str, object], key: str | None = None) -> Answer:
        """Hand in the form of a task, under a key as every form has one."""
        fields = {
            "data": json.dumps(data, ensure_ascii=False),
            "idempotency_key": key or secrets.token_hex(8),
        }
        return self.post(f"/tasks/{ref}/completion", fields)

    def complete_by_call(self, ref: str, data: dict[str, object]) -> Answer:
        """The same as a program does it."""
        return self.call(
            f"/api/v1/user-tasks/{ref}/completion",
            {"data": data},
            **{"Idempotency-Key": secrets.token_hex(8)},
        )

    def call(self, path: str, body: dict[str, object], **headers: str) -> Answer:
        """A POST of a program."""
        told = {"Content-Type": "application/json", "X-CSRFToken": self.token, **headers}
        return self._ask("POST", path, json.dumps(body, ensure_ascii=False), told)

    def _take_token(self, page: Answer) -> None:
        found = _TOKEN.search(page.text)
        assert found, page.text
        self.token = found[1]

    def _ask(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
        told = {"Cookie": self.cookie, **(headers or {})} if self.cookie else headers or {}
        begun = perf_counter()
        try:
            self.connection.request(method, path, body.encode() or None, told)
            answer = self.connection.getresponse()
        except (HTTPException, ConnectionError):
            self.connection.close()
            raise
        text = answer.read().decode()
        took = perf_counter() - begun
        if (cookie := answer.headers.get("Set-Cookie")) is not None:
            self.cookie = cookie.split(";", 1)[0]
        named = (answer.headers.get(name, "") for name in ("Location", "Retry-After"))
        return Answer(answer.status, text, took, *named)
