"""Every route × every role × own and other unit, as ``matrix.yaml`` says it (reliability S4, S6)."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import text

from processes.store import database
from service import state_of
from service.policy.table import TABLE
from tests.service.rights.cells import Row, check, filled, rows
from tests.service.rights.office import NOBODY, PEOPLE
from tests.service.rights.world import JOURNAL, World, furnish, world

ROWS = rows()
CHANGING = [row for row in ROWS if row.method != "GET" and row.allowed]
#: Takes what strangers hand in, from programs and other sites: there is no log-in to abuse.
NO_TOKEN = {"public_api.inquiries"}
#: What reading itself writes: how many questions were answered (S2-75), and what auditors read.
WRITTEN_BY_READING = {"public_answers", JOURNAL}


def test_every_route_has_a_row() -> None:
    """A row for a new route: ``{route: endpoint METHOD, path: /…, allowed: […]}`` in matrix.yaml."""
    assert {(row.endpoint, row.method) for row in ROWS} == set(TABLE)


def test_every_role_stands_in_the_matrix_with_its_own_and_another_unit() -> None:
    held = {(unit, group) for unit, groups in PEOPLE.values() for group in groups}
    for group in ("drafter", "section_head", "interp_office", "designer", "auditor", "sysadmin", "secadmin"):
        assert {("own", group), ("far", group)} <= held
    assert {group for _, group in held} >= {"press_office", "cyber_office", "gov_office_interp"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.rule("S2-04", "S2-07")
def test_row(office: World, row: Row) -> None:
    assert [wrong for who in row.only if (wrong := check(office, row, who))] == []


def _somebody(row: Row) -> str:
    """Somebody who may do it: he is refused for nothing else."""
    return sorted(row.allowed - {NOBODY} or row.allowed)[0]


@pytest.mark.parametrize("row", CHANGING, ids=lambda row: row.name)
def test_without_a_token_of_its_page_nothing_is_changed(office: World, row: Row) -> None:
    if row.endpoint in NO_TOKEN:
        assert check(office, row, _somebody(row)) is None
        return
    options = {name: filled(value, office.given) for name, value in row.body.items()}
    path, who = filled(row.path, office.given), _somebody(row)
    for headers in ({}, {"X-CSRFToken": "forged"}):
        answer = office.ask(who, row.method, path, headers=headers, **options)
        assert (answer.status_code, office.written() - {JOURNAL}) == (400, set())


@pytest.mark.parametrize("row", CHANGING, ids=lambda row: row.name)
def test_what_another_site_hands_in_changes_nothing(office: World, row: Row) -> None:
    if row.endpoint in NO_TOKEN:
        return
    options = {name: filled(value, office.given) for name, value in row.body.items()}
    path, who = filled(row.path, office.given), _somebody(row)
    for origin in ("https://evil.example", "null"):
        headers = {"X-CSRFToken": office.token, "Origin": origin}
        answer = office.ask(who, row.method, path, headers=headers, **options)
        assert (answer.status_code, office.written() - {JOURNAL}) == (403, set())


def _content(office: World) -> dict[str, str]:
    """A digest of every table."""
    found = {}
    with state_of(office.app).engine.connect() as connection:
        own = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        for name in connection.execute(text(own)).scalars():
            lines = sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"')).all()))
            found[name] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return found


def test_reading_changes_nothing(office: World) -> None:
    """Everybody reads everything that he may; afterwards every table holds what it held (S6)."""
    office.restore()
    before = _content(office)
    for row in ROWS:
        if row.method == "GET":
            office.ask(_somebody(row), "GET", filled(row.path, office.given))
            office.ask(_somebody(row), "HEAD", filled(row.path, office.given))
    after = _content(office)
    office.restore()
    changed = {name for name in before if before[name] != after[name]}
    assert changed - {"matrix_written"} <= WRITTEN_BY_READING


@pytest.mark.postgresql
def test_matters_are_kept_apart_on_postgresql(postgres_url: str) -> None:
    """The rules of objects are SQL too: they mean the same on the other database."""
    engine = database.connect(postgres_url)
    given = furnish(engine)
    engine.dispose()
    about = [
        replace(row, writes=False)  # what is written is asked on SQLite, whose triggers tell
        for row in ROWS
        if row.endpoint.startswith(
            ("instances", "process-instances", "tasks", "user-tasks", "questions", "inbox")
        )
        and row.method == "GET"
    ]
    with world(postgres_url, given) as office:
        wrong = [check(office, row, who) for row in about for who in row.only]
    assert len(about) > 15
    assert [each for each in wrong if each] == []
