"""What may not stand in the source at all (OWASP ASVS 5.0 1.2.5, 1.3.2, 1.3.7, 1.5.2)."""

from __future__ import annotations

import ast
import re

from tests.security.source_code import ROOT, calls, name

#: Where markup is made by hand: JSON with ``<>&`` written out, addresses of own files, a picture of squares.
MARKUP = {"service/web/page.py", "service/qr_code.py"}


def test_no_command_goes_through_a_shell() -> None:
    shells = [place for place, call in calls() if any(word.arg == "shell" for word in call.keywords)]
    named = [place for place, call in calls() if name(call.func) in {"system", "popen"}]

    assert shells + named == []


def test_markup_is_made_where_we_know() -> None:
    assert {place for place, call in calls() if name(call.func) == "Markup"} <= MARKUP


def test_templates_escape_everything() -> None:
    pages = list((ROOT / "service" / "templates").rglob("*.html"))
    unsafe = re.compile(r"\|\s*safe\b|autoescape\s+false|\bxmlattr\b")

    assert len(pages) > 30
    assert [page.name for page in pages if unsafe.search(page.read_text(encoding="utf8"))] == []


def test_templates_are_files_only() -> None:
    named = {"render_template_string", "from_string", "Template"}

    assert [place for place, call in calls() if name(call.func) in named] == []


def test_tokens_come_from_the_system_not_from_random() -> None:
    names = {"random", "randint", "choice", "getrandbits"}
    drawn = [place for place, call in calls() if name(call.func) in names and "random" in ast.dump(call.func)]

    assert [place for place in drawn if place.startswith("service/")] == []
