"""Does every entry still hold?  (P16.X1, S2-65) and is the index what the entries say?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.library.documents import documents_of, normal_number, not_in_force
from processes.library.entries import HELD, OFF, VALID, qa_id, set_status
from processes.library.lexicon import Lexicon
from processes.library.ranking import Analysis
from processes.store import LIBRARY, PolicyDocument, QaEntry, QaTerm, exclusive


def stale_entries(
    session: Session,
    *,
    today: str,
    lexicon: Lexicon,
    now: datetime,
    policy_ref: str | None = None,
    unit: str | None = None,
    instance_id: int | None = None,
) -> list[dict[str, Any]]:
    """The entries that may not be told, each with its reason: ``{qa_id, question, policy_ref, reason}``.

    Looked at are all but those that are 下线, of a document, of a unit or of both.  What is 有效 and does not
    hold (its days are over) is held at once.
    """
    exclusive(session, LIBRARY)
    query = select(QaEntry).where(QaEntry.status != OFF)
    if unit:
        query = query.where(QaEntry.unit == unit)
    if policy_ref:
        query = query.where(QaEntry.policy_ref == normal_number(policy_ref))
    rows = session.scalars(query.order_by(QaEntry.id).with_for_update()).all()
    documents = documents_of(session, (row.policy_ref for row in rows))
    found = []
    for row in rows:
        why = _why(row, documents.get(row.policy_ref or ""), today)
        if why is None:
            continue
        if row.status == VALID:
            set_status(session, row, HELD, why, lexicon=lexicon, now=now, instance_id=instance_id)
        told = {"qa_id": qa_id(row.id), "question": row.question, "policy_ref": row.policy_ref}
        found.append({**told, "reason": why})
    return found


def broken_entries(session: Session) -> list[str]:
    """The entries that are 有效 though their document is not in force: none while invariant 10 holds."""
    rows = session.scalars(select(QaEntry).where(QaEntry.status == VALID).order_by(QaEntry.id)).all()
    documents = documents_of(session, (row.policy_ref for row in rows))
    return [
        qa_id(row.id)
        for row in rows
        if not_in_force(documents.get(row.policy_ref or ""), row.policy_ref) is not None
    ]


def wrong_counts(session: Session) -> dict[str, int]:
    """Words whose count in the index is not what the entries say, with the difference."""
    counts: dict[str, int] = {}
    for (analysis,) in session.execute(select(QaEntry.analysis).where(QaEntry.analysis.is_not(None))):
        terms = Analysis.of_plain(analysis).terms
        for term in (*terms, *([""] if terms else [])):
            counts[term] = counts.get(term, 0) - 1
    for term, entries in session.execute(select(QaTerm.term, QaTerm.entries)):
        counts[term] = counts.get(term, 0) + entries
    return {term: difference for term, difference in sorted(counts.items()) if difference}


def _why(row: QaEntry, document: PolicyDocument | None, today: str) -> str | None:
    why = not_in_force(document, row.policy_ref)
    if why is None and row.valid_to is not None and row.valid_to < today:
        why = f"有效期已于 {row.valid_to} 届满"
    return why or (row.reason or "待核" if row.status == HELD else None)
