"""What the public reads: answers from approved entries in force, published interpretations, figures.

Nothing is made up: an answer is the text of an entry that is 有效, and always names it (S2-76).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from processes import library
from processes.errors import NotFound
from processes.library.documents import documents_of
from processes.library.figures import office_day
from processes.library.published import Interpretation, interpretations, navigation
from processes.library.search import is_valid
from processes.store import PolicyDocument, QaEntry
from service import db
from service.identity.people import OFFICE_TIME, units
from service.rule_settings import rule_settings
from service.state import current

#: Where an answer may be given at once, unless the settings say otherwise.
THRESHOLD = 0.6
LONGEST_QUESTION = 200
MOST_HITS = 20


def lexicon() -> library.Lexicon:
    """The word list of this installation."""
    own = current().settings.library.lexicon
    return library.load_lexicon(str(own) if own else None)


def today() -> str:
    """The day in the office: 2026-02-06."""
    return office_day(current().now())


def search(
    question: str, *, limit: int = 10, unit: str | None = None, policy: str | None = None
) -> list[dict[str, Any]]:
    """The entries in force that fit, the best first; ``instant`` where one may be given as the answer."""
    session = db.reading()
    found = library.search(
        session,
        question[:LONGEST_QUESTION],
        lexicon(),
        today=today(),
        limit=min(limit, MOST_HITS),
        unit=unit,
        policy_ref=policy,
        valid_only=True,
    )
    names, least = unit_names(session), threshold(session)
    return [
        {**plain(match.entry, match.document, names), "score": match.score, "instant": match.score >= least}
        for match in found
    ]


def answer(question: str, policy: str | None = None) -> dict[str, Any]:
    """The one answer if there is one, and what else may be meant; every text names its entry (S2-76)."""
    found = search(question, limit=5, policy=policy)
    best = found[0] if found and found[0]["instant"] else None
    others = [
        {name: each[name] for name in ("qa_id", "question", "score")} for each in found if each is not best
    ]
    return {"question": question, "answered": best is not None, "answer": best, "suggestions": others}


def entry(name: str) -> dict[str, Any]:
    """An entry in force; raises NotFound for all others, as if they were not there."""
    session = db.reading()
    row = library.find_entry(session, name)
    document = documents_of(session, [row.policy_ref]).get(row.policy_ref or "")
    if not is_valid(row, document, today()):
        raise NotFound(f"没有编号为 {name} 的问答", qa_id=name)
    return plain(row, document, unit_names(session))


def plain(row: QaEntry, document: PolicyDocument | None, names: Mapping[str, str]) -> dict[str, Any]:
    """An entry as the public sees it."""
    return {
        "qa_id": library.qa_id(row.id),
        "question": row.question,
        "answer": row.answer,
        "clause": row.clause,
        "unit": row.unit,
        "unit_name": names.get(row.unit, row.unit),
        "policy_ref": row.policy_ref,
        "policy_title": document.title if document else None,
        "document_url": document.document_url if document else None,
        "interpretation_url": document.interpretation_url if document else None,
        "changed_on": office_day(row.changed_at),
    }


def published(wanted: Mapping[str, str]) -> tuple[list[dict[str, Any]], dict[str, list[tuple[str, int]]]]:
    """The interpretations that are wanted, and the ways into the whole list."""
    session = db.reading()
    names, every = unit_names(session), interpretations(session)
    chosen = interpretations(session, wanted) if any(wanted.values()) else every
    return [_plain_interpretation(each, names) for each in chosen], navigation(every)


def _plain_interpretation(each: Interpretation, names: Mapping[str, str]) -> dict[str, Any]:
    document = each.document
    return {
        "title": document.title,
        "doc_no": document.doc_no,
        "unit": document.unit,
        "unit_name": names.get(document.unit or "", document.unit),
        "status": document.status,
        "replaced_by": document.replaced_by,
        "theme": document.theme,
        "issue_date": document.issue_date,
        "document_url": document.document_url,
        "interpretations": [dict(material) for material in each.materials],
    }


def statistics(year: int) -> dict[str, Any]:
    """The figures of a year; entries and documents are those of now."""
    session = db.reading()
    begin, end = (datetime(number, 1, 1, tzinfo=OFFICE_TIME) for number in (year, year + 1))
    found, names = library.figures(session, since=begin, until=end), unit_names(session)
    rows = [
        {
            "unit": unit,
            "unit_name": names.get(unit, unit or "未定单位"),
            "entries": found.entries.get(unit, 0),
            **_inquiries(found.inquiries.get(unit, library.Answered())),
        }
        for unit in sorted(
            {*found.entries, *found.inquiries},
            key=lambda unit: list(names).index(unit) if unit in names else len(names),
        )
    ]
    return {
        "year": year,
        "entries": sum(found.entries.values()),
        "documents": found.documents,
        "interpretations": found.interpretations,
        "asked": found.asked,
        "answered": found.answered,
        "inquiries": _inquiries(found.total),
        "units": rows,
    }


def _inquiries(answered: library.Answered) -> dict[str, Any]:
    told = {name: getattr(answered, name) for name in ("received", "instant", "in_time", "late")}
    rate = answered.rate
    return {**told, "instant_rate": None if rate is None else round(rate, 4)}


def threshold(session: Session) -> float:
    """``settings.match_threshold`` of the rules in force."""
    value = rule_settings(session, current().now()).get("match_threshold")
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else THRESHOLD


def unit_names(session: Session) -> dict[str, str]:
    """Names of the units, in the order of the office file."""
    return {unit.id: unit.name for unit in units(session)}
