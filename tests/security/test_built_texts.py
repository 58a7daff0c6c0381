"""Texts that something else reads as its language are fixed: SQL, patterns, format strings.

OWASP ASVS 5.0 1.2.4, 1.2.9, 1.3.10.  Where one is built all the same, the place and its reason stand here.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from tests.security.source_code import ROOT, calls, calls_in, is_fixed, name, owner

#: SQL is built of the names of our own tables and functions, as migrations write them.
MIGRATIONS = ("processes/migrations/", "service/migrations/")
SQL = {
    "processes/store/grants.py": "a role whose name is letters, digits and _, tables that the database lists",
    "processes/store/places.py": "two statements of our own, joined",
    "processes/store/database.py": "a number",
    "service/doctor/database.py": "tables and settings of our own, out of a tuple",
    "service/health.py": "tables of our own, out of a tuple",
    "service/backup/manifest.py": "the schemas of our own tables",
    "service/pressure.py": "a number",
}
#: A pattern is built of text that is escaped there, or is one that a designer wrote and a reader translated.
PATTERNS = {
    "processes/feel/names.py": "re.escape of every word of a name",
    "processes/engine/running/expressions.py": "re.escape of a name",
    "processes/feel/builtins/patterns.py": "patterns of matches() and its like, translated or escaped",
    "processes/forms/patterns.py": "the pattern of a form, translated, limited in time",
    "processes/forms/texts.py": "country codes written out",
}
FORMATS = {
    "processes/feel/run.py": "warnings of our own functions",
    "processes/store/places.py": "two constants by their dialect",
    "processes/importing/juel_calls.py": "a constant of a table of units",
    "processes/importing/python_calls.py": "a constant of a table of units",
    "processes/decisions/tables.py": "a text written out in the line before",
    "processes/papers/inspection.py": "a constant table of wordings",
    "processes/forms/checks.py": "our own messages; those of a document are not formatted",
    "service/qr_code.py": "a picture written out, which escapes what is filled in",
    "service/web/page.py": "markup written out, which escapes what is filled in",
    "service/pressure.py": "two statements written out in the line before",
}
_COMPILERS = {"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
_TEXTS = {"text", "literal_column", "DDL"}
_RUNNERS = {"execute", "executemany", "executescript", "exec_driver_sql"}


def sql(call: ast.Call) -> bool:
    """A statement of text that is not fixed."""
    if not call.args or is_fixed(call.args[0]):
        return False
    if name(call.func) in _TEXTS:
        return owner(call.func) in {"", "sa", "sqlalchemy"}
    return name(call.func) in _RUNNERS and _is_put_together(call.args[0])


def pattern(call: ast.Call) -> bool:
    """A pattern of which something is neither fixed nor escaped."""
    compiles = owner(call.func) in {"re", "regex"} and name(call.func) in _COMPILERS
    return compiles and bool(call.args) and not _is_escaped(call.args[0])


def format_string(call: ast.Call) -> bool:
    """``x.format(…)`` of a text that is not written there."""
    function = call.func
    formats = isinstance(function, ast.Attribute) and function.attr in {"format", "format_map", "vformat"}
    return formats and isinstance(function, ast.Attribute) and not is_fixed(function.value)


def _is_put_together(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return name(node.func) == "format"
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def _is_escaped(node: ast.expr) -> bool:
    """Fixed, but for what ``re.escape`` made."""
    if isinstance(node, ast.JoinedStr):
        return all(_is_escaped(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _is_escaped(node.value)
    return is_fixed(node) or (isinstance(node, ast.Call) and name(node.func) == "escape")


def places(judge: Callable[[ast.Call], bool]) -> set[str]:
    return {place for place, call in calls() if judge(call)}


@pytest.mark.parametrize(
    ("judge", "code"),
    [
        (sql, "session.execute(text(f'SELECT * FROM record WHERE name = {name}'))"),
        (sql, "session.execute(text('DELETE FROM record WHERE name = ' + name))"),
        (sql, "connection.exec_driver_sql('SELECT %s' % name)"),
        (sql, "cursor.execute('SELECT {}'.format(name))"),
        (sql, "sa.literal_column(order)"),
        (pattern, "re.search(f'^{name}', value)"),
        (pattern, "re.compile(name)"),
        (format_string, "message.format(user=user)"),
        (format_string, "name.format_map(values)"),
    ],
)
def test_what_is_built_is_found(judge: Callable[[ast.Call], bool], code: str) -> None:
    assert any(judge(call) for call in calls_in(code))


@pytest.mark.parametrize(
    ("judge", "code"),
    [
        (sql, "session.execute(text('SELECT name FROM record WHERE id = :id'), {'id': number})"),
        (sql, "session.execute(select(User).where(User.name == name))"),
        (sql, "session.execute(text(_FIND[dialect]), {'query': query})"),
        (pattern, "re.search(rf'^{re.escape(name)}{_TAIL.pattern}', value)"),
        (format_string, "'{}：{}'.format(name, text)"),
    ],
)
def test_what_is_fixed_is_not(judge: Callable[[ast.Call], bool], code: str) -> None:
    assert not any(judge(call) for call in calls_in(code))


def test_sql_is_built_of_no_input() -> None:
    built = {place for place in places(sql) if "sqlalchemy" in (ROOT / place).read_text(encoding="utf8")}

    assert {place for place in built if not place.startswith(MIGRATIONS)} == set(SQL)


def test_patterns_are_built_of_escaped_text() -> None:
    assert places(pattern) == set(PATTERNS)


def test_no_input_is_a_format_string() -> None:
    assert places(format_string) == set(FORMATS)
