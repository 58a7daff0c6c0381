"""What is saved as a table holds texts, never formulas (OWASP ASVS 5.0 1.2.10)."""

from __future__ import annotations

import ast
import io
import zipfile
from collections.abc import Callable

from flask import Flask
from lxml import etree

from service import state_of
from service.identity import journal
from service.identity.tables import User
from tests.security.source_code import ROOT, calls, name
from tests.service.conftest import Browser, Clock

#: How a cell begins that spreadsheets take for a formula.
HOSTILE = ("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "＝1+1")
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def test_the_journal_is_text(app: Flask, as_user: Callable[[str], Browser], session_clock: Clock) -> None:
    with state_of(app).sessions.begin() as session:
        for text in HOSTILE:
            journal.note(session, "login_failed", who="", what=text, address=text, now=session_clock())
        session.get_one(User, "lin").name = HOSTILE[0]
    answer = as_user("cheng").get("/journal/journal.xlsx")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        shared = etree.fromstring(book.read("xl/sharedStrings.xml"))
        assert [each for each in book.namelist() if "externalLink" in each or "connections" in each] == []
    texts = ["".join(each.itertext()) for each in shared.iter(f"{_SHEET}si")]
    assert {text for text in HOSTILE[:4] if not any(text in found for found in texts)} == set()
    assert list(sheet.iter(f"{_SHEET}f", f"{_SHEET}hyperlink")) == []
    kinds = {cell.get("t") for row in sheet.iter(f"{_SHEET}row") for cell in row if len(cell)}
    assert kinds <= {"s", None}


def test_tables_are_written_in_one_place_and_cell_by_cell() -> None:
    """``write`` of the library would guess a formula from the text."""
    places = {
        path.relative_to(ROOT).as_posix()
        for package in ("processes", "service")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(node, ast.Import)
        and {each.name for each in node.names} & {"xlsxwriter", "csv", "openpyxl"}
    }
    written = {name(call.func) for place, call in calls() if place == "service/workbook.py"}

    assert places == {"service/workbook.py"}
    assert {each for each in written if each.startswith("write")} == {
        "write_string",
        "write_number",
        "write_datetime",
        "write_blank",
    }
