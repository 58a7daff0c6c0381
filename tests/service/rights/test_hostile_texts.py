"""Whatever a person can type is text on every page that shows it (OWASP ASVS 5.0 1.2.1, 1.3.1)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

import service
from processes import commands
from processes.commands import SYSTEM
from service import state_of
from tests.processes.diagrams import diagram, flow, user_task
from tests.service.rights.cells import Row, filled, rows
from tests.service.rights.office import NOBODY
from tests.service.rights.world import NOW, World

#: Ends attributes, scripts, text areas and titles; without double quotes it stays JSON inside JSON.
INSIDE = "'><jd-evil onclick=x></textarea></title></script><jd-evil>"
HOSTILE = f'"{INSIDE}'
#: Columns that show what somebody has typed, or what another system has answered.
PLAIN = {
    "office_user": "name",
    "office_unit": "name",
    "office_membership": "title",
    "office_group": "name",
    "process_instance": "title",
    "process_definition": "name version_tag",
    "deployment": "note",
    "element_instance": "name",
    "user_task": "name completed_by_name lane",
    "notification": "subject text",
    "incident": "message",
    "job": "message",
    "job_fault": "error name",
    "delivery": "name error",
    "timer": "explanation rule",
    "qa_entry": "question answer clause reason",
    "policy_document": "title theme document_url interpretation_url",
    "deputyship": "reason",
    "api_token": "name hint",
    "legal_hold": "reason lift_reason",
    "login_session": "address agent",
    "security_journal": "what address",
}
#: Columns of JSON, where the words of the matters are replaced.
JSON = {
    "state_value": "data",
    "state_piece": "data",
    "process_instance": "state",
    "record": "payload",
    "job": "variables",
}
WORDS = ("加装电梯", "缺解读材料", "老旧小区", "怎么补")


class Reader(HTMLParser):
    """Notes elements and attributes that nobody but the hostile text can have made."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "jd-evil" or any(name.startswith(("on", "jd-evil")) for name, _ in attrs):
            self.made.append(f"{tag} {attrs}")
        for name, value in attrs:
            if name in ("href", "src", "action") and (value or "").strip().lower().startswith("javascript:"):
                self.made.append(f"{tag} {name}={value}")


def poison(path: str) -> None:
    with sqlite3.connect(path) as database:
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        for table, columns in PLAIN.items():
            for column in columns.split():
                value = f"javascript:'{HOSTILE}" if column.endswith("_url") else HOSTILE
                database.execute(f"UPDATE {table} SET {column} = ?", (value,))
        for table, column in JSON.items():
            for word in WORDS:
                database.execute(f"UPDATE {table} SET {column} = replace({column}, ?, ?)", (word, INSIDE))


@pytest.fixture(scope="module")
def poisoned(office: World) -> World:
    """The office, with a diagram whose names are hostile, too."""
    name = escape(HOSTILE, {'"': "&quot;"})
    body = f'<startEvent id="s" name="{name}"/>' + user_task("t", name) + flow("s", "t")
    evil = diagram("evil", name, body)
    with state_of(office.app).sessions.begin() as session:
        commands.deploy(session, {"evil.bpmn": evil}, HOSTILE, actor=SYSTEM, now=NOW)
    assert office.path is not None
    poison(str(office.path))
    return office


def pages() -> Iterator[Row]:
    for row in rows():
        if (
            row.method == "GET"
            and row.allowed
            and not row.path.startswith(("/api/", "/static/", "/public/api/"))
        ):
            yield row


def test_nothing_that_was_typed_becomes_an_element(poisoned: World) -> None:
    made, shown = {}, set()
    for row in pages():
        who = sorted(row.allowed - {NOBODY} or row.allowed)[0]
        answer = poisoned.ask(who, "GET", filled(row.path, poisoned.given))
        if not answer.mimetype.startswith("text/html"):
            continue
        text, reader = answer.get_data(as_text=True), Reader()
        reader.feed(text)
        shown |= {row.endpoint} if "jd-evil" in text else set()
        if reader.made or answer.status_code >= 500:
            made[row.name] = (answer.status_code, reader.made[:3])

    assert made == {}
    assert len(shown) > 20


def test_every_link_to_another_site_is_an_address_of_the_web() -> None:
    """Addresses that are typed pass ``web_address``; all others are made by ``url_for`` or a view."""
    own = {"back", "choice.link", "row.open", "row.copy", "earlier.open", "action", "base_url"}
    own |= {"url(page.next)", "url(page.previous)"}
    templates = Path(service.__file__).parent / "templates"
    written = {
        found.strip()
        for page in templates.rglob("*.html")
        for found in re.findall(r'(?:href|src|action)="\{\{(.*?)\}\}', page.read_text(encoding="utf8"))
    }
    foreign = {each for each in written if not each.startswith(("url_for(", "asset("))}

    assert {each for each in foreign if not each.endswith("| web_address")} - own == set()
    assert len(foreign - own) > 3
