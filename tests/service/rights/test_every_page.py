"""From every page that is shown after a log-in one can log out (OWASP ASVS 5.0 7.4.4)."""

from __future__ import annotations

from tests.service.rights.cells import filled, rows
from tests.service.rights.office import NOBODY
from tests.service.rights.world import World

BUTTON = '<form method="post" action="/logout">'
#: Pages for everybody, which look the same before and after a log-in, and the place of another system.
OPEN = ("public.", "demo_site.", "login.")


def test_every_page_lets_one_out(office: World) -> None:
    reading = {row.endpoint: row for row in rows() if row.method == "GET" and row.allowed - {NOBODY}}
    asked = [(row, min(row.allowed - {NOBODY})) for row in reading.values()]
    refused = [(reading["journal.index"], "承办人"), (reading["designer.index"], "离岗人员")]
    pages, without = 0, []
    for row, who in asked + refused:
        if row.endpoint.startswith(OPEN):
            continue
        answer = office.ask(who, "GET", filled(row.path, office.given), headers={"Accept": "text/html"})
        if answer.mimetype == "text/html" and not 300 <= answer.status_code < 400:
            pages += 1
            without += [] if BUTTON in answer.get_data(as_text=True) else [f"{row.name} {who}"]
    assert pages > 35
    assert without == []
