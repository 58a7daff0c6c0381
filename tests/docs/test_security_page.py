"""The page of security names tests that exist, and every requirement once."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from tests.docs.security_page import CHAPTERS, PAGE, kind, page, rows
from tests.security.standard import requirements

ROOT = Path(__file__).parents[2]


@cache
def written(file: str) -> frozenset[str]:
    return frozenset(re.findall(r"^def (test_\w+)\(", (ROOT / file).read_text(encoding="utf8"), re.M))


def test_the_page_is_that_of_the_list() -> None:
    assert PAGE.read_text(encoding="utf8") == page(), "python -m tests.docs.security_page"


def test_every_requirement_stands_there_once_in_order() -> None:
    assert [(row["number"], row["level"]) for row in rows()] == list(requirements(1, 2))
    assert {int(row["number"].partition(".")[0]) for row in rows()} == set(CHAPTERS)
    assert all(row["means"] and row[kind(row)] for row in rows())


def test_the_standard_is_whole() -> None:
    """As it counts itself: 70, 183 and 92 requirements."""
    assert Counter(level for _, level in requirements(1, 2, 3)) == {1: 70, 2: 183, 3: 92}


def test_every_test_that_is_named_exists() -> None:
    named = {name for row in rows() for name in row.get("tests", ())}
    missing = [name for name in sorted(named) if name.split("::")[1] not in written(name.split("::")[0])]

    assert len(named) > 80
    assert missing == []
