"""The page of security names tests that exist, and every requirement once."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tests.docs.security_page import CHAPTERS, PAGE, kind, page, rows

ROOT = Path(__file__).parents[2]


@cache
def written(file: str) -> frozenset[str]:
    return frozenset(re.findall(r"^def (test_\w+)\(", (ROOT / file).read_text(encoding="utf8"), re.M))


def test_the_page_is_that_of_the_list() -> None:
    assert PAGE.read_text(encoding="utf8") == page(), "python -m tests.docs.security_page"


def test_every_requirement_stands_there_once_in_order() -> None:
    numbers = [tuple(map(int, row["number"].split("."))) for row in rows()]

    assert numbers == sorted(set(numbers))
    assert {number[0] for number in numbers} == set(CHAPTERS)
    assert all(row["level"] in (1, 2) and row["means"] and row[kind(row)] for row in rows())


def test_every_test_that_is_named_exists() -> None:
    named = {name for row in rows() for name in row.get("tests", ())}
    missing = [name for name in sorted(named) if name.split("::")[1] not in written(name.split("::")[0])]

    assert len(named) > 80
    assert missing == []
