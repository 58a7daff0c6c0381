"""The fixed set of entries and questions, and how well a search answers them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy.orm import Session

from processes import library

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = "2026-06-01"
#: ``settings.match_threshold``.
THRESHOLD = 0.6


@cache
def fixed_set(name: str = "questions") -> dict[str, Any]:
    """The file questions.yaml, or blind.yaml."""
    text = Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def furnish(session: Session, name: str = "questions") -> dict[str, int]:
    """Store documents and entries of a set; the numbers of the entries by their names in the file."""
    lexicon = library.default_lexicon()
    for number, title in fixed_set(name)["policies"].items():
        library.put_document(session, {"doc_no": number, "title": title, "unit": "zjw"}, now=NOW)
    numbers = {}
    for told in fixed_set(name)["entries"]:
        entry = {**told, "policy_ref": told["policy"], "status": library.VALID}
        row = library.put_entry(session, entry, unit="zjw", lexicon=lexicon, now=NOW)
        assert row.status == library.VALID, row.reason
        numbers[told["id"]] = row.id
    return numbers


@dataclass(frozen=True)
class Asked:
    """A question of the set, the entry that answers it (None: none), and what was found, the best first."""

    question: str
    expected: int | None
    found: tuple[tuple[int, float], ...]

    @property
    def best(self) -> tuple[int | None, float]:
        """The best entry with its score."""
        return self.found[0] if self.found else (None, 0.0)

    @property
    def instant(self) -> bool:
        """Whether the best entry would be given as the answer at once."""
        return self.best[1] >= THRESHOLD


def ask_all(session: Session, numbers: dict[str, int], name: str = "questions") -> Iterator[Asked]:
    """Every question of a set, in its order."""
    lexicon = library.default_lexicon()
    for told in fixed_set(name)["questions"]:
        about = told.get("about")
        matches = library.search(session, told["ask"], lexicon, today=TODAY, policy_ref=about)
        found = tuple((match.entry.id, match.score) for match in matches)
        yield Asked(told["ask"], numbers[told["answer"]] if told["answer"] else None, found)


@dataclass(frozen=True)
class Quality:
    """Shares of the answerable questions, and the number of wrong answers that would be given at once."""

    answerable: int
    unanswerable: int
    recall_at_1: float
    recall_at_5: float
    instant: float
    false_instant: int


def quality(asked: list[Asked]) -> Quality:
    """How well the questions were answered."""
    known = [each for each in asked if each.expected is not None]
    return Quality(
        answerable=len(known),
        unanswerable=len(asked) - len(known),
        recall_at_1=sum(each.best[0] == each.expected for each in known) / len(known),
        recall_at_5=sum(each.expected in dict(each.found) for each in known) / len(known),
        instant=sum(each.instant and each.best[0] == each.expected for each in known) / len(known),
        false_instant=sum(each.instant and each.best[0] != each.expected for each in asked),
    )
