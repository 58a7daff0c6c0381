"""Fields for passwords hide what is typed; pasting and password managers work (ASVS 5.0 6.2.6, 6.2.7)."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "service" / "templates"
SCRIPTS = ROOT / "service" / "ui" / "src"
_INPUT = re.compile(r"<input\b(?:\{%.*?%\}|\{\{.*?\}\}|[^>])*>", re.S)
_FIELD = re.compile(r'type="password"|autocomplete="(?:current|new)-password"')


def fields() -> list[tuple[str, str]]:
    """Every input for a password, with its file."""
    return [
        (path.name, field)
        for path in sorted(TEMPLATES.rglob("*.html"))
        for field in _INPUT.findall(path.read_text(encoding="utf8"))
        if _FIELD.search(field)
    ]


def test_what_is_typed_is_hidden_and_named_for_password_managers() -> None:
    assert {name for name, _ in fields()} == {"login.html", "fields.html"}
    for name, field in fields():
        assert 'type="password"' in field, name
        assert re.search(r'autocomplete="(?:current-password|new-password|\{\{ autocomplete \}\})"', field), (
            name
        )


def test_nothing_is_cut_off_or_kept_from_being_pasted() -> None:
    for name, field in fields():
        for hindrance in ("maxlength", "readonly", "onpaste", 'autocomplete="off"', "pattern="):
            assert hindrance not in field, name


def test_every_password_comes_from_such_a_field() -> None:
    """A form that asks for one by another input would show it."""
    macros = re.compile(r'\{\{ password\("(\w+)", "[^"]+", "(?:current|new)-password"')
    named = {name for path in TEMPLATES.rglob("*.html") for name in macros.findall(path.read_text("utf8"))}
    asked = {
        name
        for path in (ROOT / "service" / "web").glob("*.py")
        for name in re.findall(r'form\.get\("(password|current|again)"', path.read_text("utf8"))
    }

    assert asked == named == {"password", "current", "again"}


def test_no_script_listens_to_pasting_outside_of_the_designer() -> None:
    """Diagrams are copied and pasted there; no page with a password loads it."""
    scripts = [path for path in SCRIPTS.rglob("*.ts") if "modeler" not in path.as_posix()]
    listening = [path.name for path in scripts if re.search(r"[\"']paste[\"']", path.read_text("utf8"))]

    assert len(scripts) > 20
    assert listening == []
