"""Every datum of the database has a level, and what must not be read is a secret (OWASP ASVS 5.0 14.1.1)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Table

from processes.store import Base as ProcessTables
from service.idempotency import table
from service.identity import federation_tables, tables
from tests.security.source_code import ROOT

PAGE = (ROOT / "docs" / "reference" / "personal-data.md").read_text(encoding="utf8")
LEVELS = ("公开", "内部", "个人", "秘密")
_ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| (.*?) ?\|$", re.MULTILINE)
_COLUMN = re.compile(r"`(\w+)` (\w+)")
#: Columns of people, by their names.
PERSON = re.compile(r"\w+_by(_name)?|actor|assignee|user_id|person_id|deputy_id|email|address")
#: Names of workers and of documents.
NOBODY = {"leased_by", "replaced_by"}


def every() -> dict[str, Table]:
    found = [*ProcessTables.metadata.tables.values(), *tables.User.metadata.tables.values()]
    found += [*federation_tables.OidcAccount.metadata.tables.values(), *table.__dict__.values()]
    return {each.name: each for each in found if isinstance(each, Table)}


def levels() -> dict[str, dict[str, str]]:
    """Table → column → level."""
    told = {name: (level, dict(_COLUMN.findall(rest))) for name, level, rest in _ROW.findall(PAGE)}
    return {
        name: {column.name: others.get(column.name, level) for column in every()[name].columns}
        for name, (level, others) in told.items()
        if name in every()
    }


def test_every_table_has_a_level() -> None:
    told = [name for name, _, _ in _ROW.findall(PAGE.partition("## 数据表的等级")[2])]

    assert len(every()) > 45
    assert sorted(told) == sorted(every())


def test_every_column_that_is_named_exists() -> None:
    named = {
        (name, column): level
        for name, _, rest in _ROW.findall(PAGE.partition("## 数据表的等级")[2])
        for column, level in _COLUMN.findall(rest)
    }

    assert [each for each in named if each[1] not in every()[each[0]].columns] == []
    assert set(named.values()) <= set(LEVELS)


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_says_how_it_is_protected(level: str) -> None:
    assert re.search(rf"^\| {level} \| [^|]+ \| [^|]+ \| [^|]+ \|$", PAGE, re.MULTILINE)


def test_what_nobody_may_read_is_secret_and_who_did_it_is_personal() -> None:
    secret = {"salt", "password_hash", "digest", "secret"}
    wrong = []
    for name, columns in levels().items():
        for column, level in columns.items():
            if column in secret and level != "秘密":
                wrong.append(f"{name}.{column}: {level}")
            if PERSON.fullmatch(column) and column not in NOBODY and level not in ("个人", "秘密"):
                wrong.append(f"{name}.{column}: {level}")

    assert wrong == []
