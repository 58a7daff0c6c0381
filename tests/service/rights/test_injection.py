"""What strangers write never gets into the text of a statement (OWASP ASVS 5.0 1.2.4).

Every request of the matrix is made again with hostile texts in its body, its query and its path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from sqlalchemy import event
from werkzeug.routing import RequestRedirect

from service import state_of
from tests.service.rights.cells import Row, filled, rows
from tests.service.rights.office import NOBODY
from tests.service.rights.world import World

SERVICE = Path(__file__).parents[3] / "service"
MARK = "zq7x"
HOSTILE = f"{MARK}'\"; DROP TABLE record; -- %(a)s :b {{0}} \\"
_ARGUMENT = re.compile(r"args\.get(?:list)?\(\s*\"(\w+)\"")


def arguments() -> set[str]:
    """What pages read from the query."""
    code = "".join(path.read_text(encoding="utf8") for path in SERVICE.rglob("*.py"))
    return set(_ARGUMENT.findall(code))


def of_the_api(office: World) -> Iterator[tuple[str, str]]:
    """Paths of the API with each text that they read from the query."""
    told: dict[str, Any] = office.ask("审计员", "GET", "/api/v1/openapi.json").json or {}
    for path, methods in told["paths"].items():
        for each in methods.get("get", {}).get("parameters", ()):
            if each["in"] == "query" and each["schema"].get("type") == "string" and "{" not in path:
                yield path, each["name"]


def hostile(value: Any) -> Any:
    """The same body with the text behind everything that is text."""
    if isinstance(value, dict):
        return {name: hostile(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [hostile(inner) for inner in value]
    return value + HOSTILE if isinstance(value, str) else value


def requests_of(office: World, row: Row, query: str) -> Iterator[tuple[str, dict[str, Any]]]:
    path = str(filled(row.path, office.given)).partition("?")[0]
    body = {name: hostile(filled(value, office.given)) for name, value in row.body.items()}
    yield (path if row.is_api else f"{path}?{query}"), body
    parts = path.split("/")
    for place, part in enumerate(parts):
        if part and unquote(part) in _texts_in(office, path, row.method):
            yield "/".join([*parts[:place], quote(HOSTILE, safe=""), *parts[place + 1 :]]), body


def _texts_in(office: World, path: str, method: str) -> set[str]:
    """The values of a path that its route reads as text."""
    try:
        _, values = office.app.url_map.bind("localhost").match(unquote(path), method=method)
    except RequestRedirect:
        return set()
    return {value for value in values.values() if isinstance(value, str)}


def test_hostile_texts_are_parameters_only(office: World) -> None:
    statements: list[tuple[str, str]] = []
    engine = state_of(office.app).engine

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, text: str, values: Any, _context: Any, _many: bool) -> None:
        statements.append((text, repr(values)))

    query = urlencode(dict.fromkeys(arguments(), HOSTILE))
    for row in {(row.endpoint, row.method): row for row in rows()}.values():
        who = min(row.allowed - {NOBODY}, default=NOBODY)
        for path, body in requests_of(office, row, query):
            answer = office.ask(who, row.method, path, **body)
            assert answer.status_code < 500, (row.name, path)
        if row.method != "GET":
            office.written()
    for path, name in of_the_api(office):
        assert office.ask("审计员", "GET", path, query_string={name: HOSTILE}).status_code < 500
    event.remove(engine, "before_cursor_execute", note)

    assert [text for text, _ in statements if MARK in text] == []
    assert sum(MARK in values for _, values in statements) > 40
