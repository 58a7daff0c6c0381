"""Inquiries that the library does not answer yet, and those that come again and again (S1-25, S2-74)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.library.lexicon import Lexicon
from processes.library.ranking import Analysis, Ranking, phrasing
from processes.library.search import search
from processes.library.wording import wording
from processes.records import RecordType
from processes.store import Instance, RecordRow

#: The process whose instances are inquiries.
INQUIRY = "jd_inquiry"
#: Inquiries that one gathering looks at, the latest.
MOST = 5000
_READ = ("inquiry", "reply", "inquiry_outcome")
_NOTHING: tuple[frozenset[str], frozenset[str], frozenset[str]] = (frozenset(), frozenset(), frozenset())


@dataclass(frozen=True)
class Inquiry:
    """An answered or open inquiry, as far as the library needs it: nothing about who asked."""

    number: str
    question: str
    answer: str | None
    unit: str | None


def inquiries(session: Session, unit: str | None, since: datetime | None) -> Iterator[Inquiry]:
    """The inquiries that came since then and that *unit* answers or has received, in their order."""
    query = select(Instance.id, Instance.owner_unit).where(Instance.process_id == INQUIRY)
    if since is not None:
        query = query.where(Instance.started_at >= since)
    rows = session.execute(query.order_by(Instance.id.desc()).limit(MOST)).all()
    owners = {row.id: row.owner_unit for row in rows}
    for number, told in _variables(session, sorted(owners)):
        found = _inquiry(number, told, owners[number])
        if found is not None and unit in (None, found.unit, owners[number]):
            yield found


def inquiry_of(session: Session, instance_id: int) -> dict[str, Any] | None:
    """What an inquiry asks and how it was answered; None when the instance is none.

    ``question``, ``received_at``, ``replied_at``, ``answer``, ``policy_ref``, ``clause``.
    """
    instance = session.get(Instance, instance_id)
    if instance is None or instance.process_id != INQUIRY:
        return None
    [(_, told)] = _variables(session, [instance_id])
    inquiry, reply = _context(told.get("inquiry")), _context(told.get("reply"))
    answered = {name: reply.get(name) for name in ("replied_at", "answer", "policy_ref", "clause")}
    return {"question": inquiry.get("question"), "received_at": inquiry.get("received_at"), **answered}


def without_entry(
    session: Session, found: Sequence[Inquiry], lexicon: Lexicon, *, today: str, threshold: float
) -> list[Inquiry]:
    """Those that no entry in force would answer at once today."""
    kept = []
    for each in found:
        best = search(session, each.question, lexicon, today=today, limit=1, valid_only=True)
        if not best or best[0].score < threshold:
            kept.append(each)
    return kept


def repeated(
    found: Sequence[Inquiry], lexicon: Lexicon, *, least: int, threshold: float
) -> list[dict[str, Any]]:
    """Questions that were asked at least *least* times: ``{question, count, inquiry_nos}``, the most first.

    Each question joins the first group whose first question it repeats, by the measure of the search.
    """
    groups: list[tuple[Analysis, list[Inquiry]]] = []
    having: dict[str, list[int]] = {}
    for each in found:
        said = wording(each.question, lexicon)
        ranking = Ranking(said, lexicon, len(found), {})
        near = sorted({number for term in said.terms for number in having.get(term, ())})
        scores = [(ranking.score(groups[number][0]), -number) for number in near]
        score, number = max(scores, default=(0.0, 0))
        if score >= threshold:
            groups[-number][1].append(each)
            continue
        for term in said.terms:
            having.setdefault(term, []).append(len(groups))
        groups.append((Analysis((phrasing(said),), _NOTHING), [each]))
    often = [members for _, members in groups if len(members) >= least]
    often.sort(key=lambda members: (-len(members), members[0].number))
    return [
        {
            "question": members[0].question,
            "count": len(members),
            "inquiry_nos": [each.number for each in members],
        }
        for members in often
    ]


def _inquiry(instance_id: int, told: Mapping[str, Any], owner: str | None) -> Inquiry | None:
    inquiry, reply, outcome = (_context(told.get(name)) for name in _READ)
    question = inquiry.get("question")
    if not isinstance(question, str) or not question.strip():
        return None
    number = inquiry.get("inquiry_no") or f"Q-{instance_id:06d}"
    answer = reply.get("answer")
    return Inquiry(
        str(number), question.strip(), str(answer) if answer else None, outcome.get("unit") or owner
    )


def _context(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _variables(session: Session, instances: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """What the variables of inquiries held last: ended instances keep none, but their records tell."""
    for start in range(0, len(instances), 500):
        part = instances[start : start + 500]
        query = select(RecordRow.instance_id, RecordRow.payload).where(
            RecordRow.instance_id.in_(part),
            RecordRow.scope_id.is_(None),
            RecordRow.type.in_([RecordType.VARIABLES_CHANGED, RecordType.INSTANCE_STARTED]),
        )
        found: dict[int, dict[str, Any]] = {number: {} for number in part}
        for number, payload in session.execute(query.order_by(RecordRow.instance_id, RecordRow.seq)):
            told = json.loads(payload)
            values = told.get("values") or told.get("variables") or {}
            found[number] |= {name: values[name] for name in _READ if name in values}
        yield from found.items()
