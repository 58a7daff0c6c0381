"""Questions to the library: the entries that answer best, in one order on every database (S2-67, S2-71)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from processes.library import index
from processes.library.documents import documents_of, normal_number, not_in_force
from processes.library.entries import HELD, OFF, VALID, qa_id
from processes.library.lexicon import Lexicon
from processes.library.ranking import Analysis, Ranking
from processes.library.wording import wording
from processes.store import PolicyDocument, QaEntry

#: Entries below this are not worth showing to anybody.
LOWEST = 0.2
#: Most entries of one answer.
MOST = 50


@dataclass(frozen=True)
class Match:
    """An entry that may answer; ``score`` from 0 to 1, ``valid``: it may be told as it stands, today.

    ``superseded_by`` is the number of the document that replaced its own.
    """

    entry: QaEntry
    document: PolicyDocument | None
    score: float
    valid: bool

    @property
    def superseded_by(self) -> str | None:
        """What holds instead, where the document was replaced."""
        return self.document.replaced_by if self.document is not None else None

    def to_plain(self) -> dict[str, Any]:
        """The match as a variable of a process (job type ``qa_search``)."""
        return {
            "qa_id": qa_id(self.entry.id),
            "question": self.entry.question,
            "answer": self.entry.answer,
            "policy_ref": self.entry.policy_ref,
            "clause": self.entry.clause,
            "score": self.score,
            "status": self.entry.status,
            "valid": self.valid,
            "doc_status": self.document.status if self.document is not None else None,
            "superseded_by": self.superseded_by,
        }


def search(
    session: Session,
    question: str,
    lexicon: Lexicon,
    *,
    today: str,
    limit: int = 5,
    unit: str | None = None,
    policy_ref: str | None = None,
    valid_only: bool = False,
) -> list[Match]:
    """The entries that answer *question* best, the best first, at most *limit*.

    *policy_ref*: the asker named this document, so its words need not be in the question.  *valid_only*: none
    but those that may be told on the day *today* (2026-02-06); else also those that are held and those whose
    document was repealed, so that whoever asks about an old document hears of the new one.
    """
    asked = wording(question, lexicon)
    entries, found = index.frequencies(session, asked.terms)
    numbers = index.candidates(session, found)
    ranking = Ranking(asked, lexicon, entries, found)
    named = normal_number(policy_ref)
    scored = []
    for row in session.execute(_query(numbers, unit, valid_only)):
        analysis = Analysis.of_plain(row.analysis)
        given = analysis.around[1] if named is not None and row.policy_ref == named else frozenset[str]()
        score = ranking.score(analysis, given)
        if score >= LOWEST:
            scored.append((-score, row.id))
    return _matches(session, sorted(scored), today, min(limit, MOST), valid_only)


def probe(session: Session, lexicon: Lexicon, *, today: str) -> tuple[int, bool]:
    """How many entries are in force, and whether the search finds the newest of them by its own question.

    An empty library has nothing to find, which is as it should be.
    """
    in_force = QaEntry.status == VALID
    entries = session.scalar(select(func.count()).select_from(QaEntry).where(in_force)) or 0
    newest = select(QaEntry).where(in_force).order_by(QaEntry.changed_at.desc(), QaEntry.id.desc()).limit(1)
    row = session.scalars(newest).first()
    if row is None:
        return entries, True
    found = search(session, row.question, lexicon, today=today, limit=MOST)
    return entries, row.id in {match.entry.id for match in found}


def is_valid(entry: QaEntry, document: PolicyDocument | None, today: str) -> bool:
    """Whether the entry may be told on the day *today*: 有效, its days, and its document in force."""
    days = (entry.valid_from or today) <= today <= (entry.valid_to or today)
    return entry.status == VALID and days and not_in_force(document, entry.policy_ref) is None


def _query(numbers: list[int], unit: str | None, valid_only: bool) -> Any:
    statuses = (VALID,) if valid_only else (VALID, HELD, OFF)
    query = select(QaEntry.id, QaEntry.policy_ref, QaEntry.analysis)
    query = query.where(QaEntry.id.in_(numbers), QaEntry.status.in_(statuses), QaEntry.analysis.is_not(None))
    return query.where(QaEntry.unit == unit) if unit else query


def _matches(
    session: Session, scored: list[tuple[float, int]], today: str, limit: int, valid_only: bool
) -> list[Match]:
    """The best that may be shown; a few more than wanted are read, because some may not."""
    found: list[Match] = []
    for start in range(0, len(scored), MOST):
        part = {number: -score for score, number in scored[start : start + MOST]}
        rows = {row.id: row for row in session.scalars(select(QaEntry).where(QaEntry.id.in_(list(part))))}
        documents = documents_of(session, (row.policy_ref for row in rows.values()))
        for number, score in part.items():
            match = _match(rows[number], documents, score, today)
            if match.valid or (not valid_only and _worth_telling(match)):
                found.append(match)
            if len(found) >= limit:
                return found
    return found


def _match(row: QaEntry, documents: Mapping[str, PolicyDocument], score: float, today: str) -> Match:
    document = documents.get(row.policy_ref or "")
    return Match(row, document, score, is_valid(row, document, today))


def _worth_telling(match: Match) -> bool:
    """What was taken off is told only where its document is no longer in force."""
    gone = match.document is not None and not_in_force(match.document, match.entry.policy_ref) is not None
    return match.entry.status != OFF or gone
