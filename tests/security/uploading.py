"""Hands files in through the real routes and judges what came of each of them.

No 5xx, an answer in time, and after a refusal the same rows as before it.
"""

from __future__ import annotations

import io
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import text
from werkzeug.test import TestResponse

from benchmarks.web.office import ANY_NUMBER
from processes import commands
from processes.commands import SYSTEM
from processes.store import Base, database
from service import create_app, migrations, state_of
from service.config import Settings
from service.identity.office import load_office
from service.identity.office_file import read_office
from service.identity.tables import User
from service.settings.load import Load
from tests.service.conftest import OFFICE, OFFICE_TIME, SAMPLES, Browser, Clock, cheap_hash

LONGEST = 5.0  # CPU-seconds of one request
_TABLES = sorted(Base.metadata.tables)
_DEPLOYMENT = "/api/v1/deployments/"
_CALENDAR = "/operations/calendar/"


class Wrong(AssertionError):
    """What must not come of an upload."""


@dataclass
class Tally:
    """What became of the files: answers by status, and the longest CPU time."""

    answers: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0

    def told(self) -> str:
        """One line for people."""
        kinds = ", ".join(f"{number:,} × {name}" for name, number in sorted(self.answers.items()))
        return f"{self.answers.total():,} requests ({kinds}), longest {self.longest:.2f} CPU-seconds"


class Office:
    """A service with a designer and a system administrator who hand things in."""

    def __init__(self, folder: Path) -> None:
        now = Clock(datetime(2026, 1, 16, 9, 0, tzinfo=OFFICE_TIME))
        settings = Settings(
            database_url=f"sqlite:///{folder / 'office.sqlite3'}",
            secret_key="for tests only",
            clock=now,
            session_clock=now,
            login_limit="1000 per minute",
            load=Load(person_limit=ANY_NUMBER),
        )
        self._furnish(settings.database_url, now.now)
        self.app = create_app(settings)
        self.engine = state_of(self.app).engine
        self.tally = Tally()
        self.people = {who: self.enter(who) for who in ("bi", "wu")}

    @staticmethod
    def _furnish(url: str, now: datetime) -> None:
        engine = database.connect(url)
        database.upgrade(engine)
        migrations.upgrade(engine)
        office = read_office(OFFICE)
        with database.sessions(engine).begin() as session:
            load_office(session, office, today=date(2026, 1, 1))
            for person in ("bi", "wu"):
                session.get_one(User, person).password_hash = cheap_hash()
            files = {file.name: file.read_bytes() for file in SAMPLES.iterdir()}
            commands.deploy(session, files, "首次部署", actor=SYSTEM, now=now)
        engine.dispose()

    def enter(self, who: str) -> tuple[Browser, str]:
        """A browser in which the person has logged in, and the token of its pages."""
        browser = Browser(self.app.test_client())
        assert browser.login(who).status_code == 302
        return browser, browser.token()

    def deploy(self, name: str, content: bytes | str, *, page: bool = False, check: bool = False) -> int:
        """Hand in one file as the designer does (``page``) or a program; gives the status.

        What is taken is opened in its pages, too.
        """
        body: dict[str, Any] = {"note": "试验", "files": {name: "@"}}
        if check and not page:
            body["validate_only"] = True
        written = json.dumps(content) if isinstance(content, str) else _quoted(content)
        sent = json.dumps(body, ensure_ascii=False).encode().replace(b'"@"', _bytes(written), 1)
        path = ("/designer/validate" if check else "/designer/deploy") if page else _DEPLOYMENT
        answer = self._send("bi", path, check, data=sent, content_type="application/json")
        if answer.status_code < 300 and not check:
            self._look(answer.json or {}, name, content)
        return answer.status_code

    def _look(self, told: dict[str, Any], name: str, content: bytes | str) -> None:
        for each in told.get("changed", ()):
            for place in ("/designer/process/", "/definitions/"):
                self._send("bi", place + quote(str(each["process_id"]), safe=""), True, method="GET")
        if name.endswith(".dmn"):
            self._send("bi", "/designer/decision/" + quote(name, safe=""), True, method="GET")
        if name.endswith(".form"):
            text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
            form = quote(json.loads(text)["id"], safe="")
            self._send("bi", f"/designer/form/{form}", True, method="GET")
            self._send("bi", f"/api/v1/forms/{form}", True, method="GET")
        self._send("bi", "/designer/", True, method="GET")

    def calendar(self, content: bytes, *, file: bool = True) -> int:
        """Hand in a notice to be previewed and, when that is right, load it; gives the last status."""
        pasted: dict[str, Any] = {"text": content.decode(errors="replace")}
        data = {"file": (io.BytesIO(content), "notice.yaml")} if file else pasted
        answer = self._send("wu", _CALENDAR + "preview", True, data=data)
        seen = re.search(r'name="seen" value="(.*?)"', answer.get_data(as_text=True))
        if answer.status_code == 200 and seen:
            pasted = {"text": content.decode(errors="replace"), "seen": seen[1]}
            answer = self._send("wu", _CALENDAR, False, data=pasted)
        return answer.status_code

    def _send(self, who: str, path: str, keeps: bool, method: str = "POST", **options: Any) -> TestResponse:
        """One request; *keeps*: it may not write anything even when it is taken."""
        browser, token = self.people[who]
        before, begun = self.rows(), time.process_time()
        answer = browser.client.open(path, method=method, headers={"X-CSRFToken": token}, **options)
        spent = time.process_time() - begun
        self.tally.answers[f"{method} {answer.status_code}"] += 1
        self.tally.longest = max(self.tally.longest, spent)
        if answer.status_code >= 500 or answer.status_code == 429:  # refused unread: that proves nothing
            raise Wrong(f"{method} {path}: {answer.status_code}")
        if spent > LONGEST:
            raise Wrong(f"{method} {path}: {spent:.1f} CPU-seconds")
        if (keeps or answer.status_code >= 300) and answer.status_code != 302 and self.rows() != before:
            raise Wrong(f"{method} {path}: {answer.status_code}, but rows were written")
        return answer

    def rows(self) -> tuple[int, ...]:
        """The number of rows of every table of the engine."""
        union = " UNION ALL ".join(f'SELECT count(*) FROM "{name}"' for name in _TABLES)
        with self.engine.connect() as connection:
            return tuple(connection.scalars(text(union)))

    def close(self) -> None:
        """Give the database back."""
        self.engine.dispose()


def _bytes(written: str | bytes) -> bytes:
    return written if isinstance(written, bytes) else written.encode()


def _quoted(content: bytes) -> bytes:
    """A JSON string with these very bytes in it, though they may be no UTF-8."""
    escaped = {0x22: b'\\"', 0x5C: b"\\\\"}
    return (
        b'"'
        + b"".join(escaped.get(each, b"\\u%04x" % each if each < 32 else bytes([each])) for each in content)
        + b'"'
    )
