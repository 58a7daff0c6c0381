"""The question library for those who keep it: lists by unit and status, one entry with its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Text, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from processes import library
from processes.errors import NotFound
from processes.queries.pages import Page, containing, page
from processes.store import PolicyDocument, QaEntry, QaPush, QaRevision


@dataclass(frozen=True)
class QaDetail:
    """An entry with its document, its versions and its pushes, the newest first."""

    entry: QaEntry
    document: PolicyDocument | None
    revisions: Sequence[QaRevision]
    pushes: Sequence[QaPush]


#: Lists are stored as text.
_JSON = (type_coerce(QaEntry.variants, Text), type_coerce(QaEntry.keywords, Text))


def qa_entries(
    session: Session,
    *,
    unit: str | None = None,
    status: str | None = None,
    search: str = "",
    number: int = 1,
    size: int = 50,
) -> Page[QaEntry]:
    """Entries of a unit (None: of all) with a status (None: any) whose texts contain *search*."""
    query = select(QaEntry).order_by(QaEntry.changed_at.desc(), QaEntry.id.desc())
    if unit is not None:
        query = query.where(QaEntry.unit == unit)
    if status is not None:
        query = query.where(QaEntry.status == status)
    if search:
        pattern = containing(search)
        texts = (QaEntry.question, QaEntry.answer, QaEntry.policy_ref, *_JSON)
        found = [text.like(pattern, escape="\\") for text in texts]
        query = query.where(or_(*found, QaEntry.id == _number(search)))
    return page(session, query, lambda row: row[0], number, size)


def qa_counts(session: Session, unit: str | None = None) -> dict[str, int]:
    """How many entries of a unit (None: of all) have each status."""
    query = select(QaEntry.status, func.count()).group_by(QaEntry.status)
    query = query if unit is None else query.where(QaEntry.unit == unit)
    found = {row[0]: row[1] for row in session.execute(query)}
    return {status: found.get(status, 0) for status in library.STATUSES}


def qa_detail(session: Session, name: str) -> QaDetail:
    """The entry QA-000012; raises NotFound."""
    entry = library.find_entry(session, name)
    revisions = select(QaRevision).where(QaRevision.entry_id == entry.id).order_by(QaRevision.revision.desc())
    pushes = select(QaPush).where(QaPush.entry_id == entry.id)
    pushes = pushes.order_by(QaPush.pushed_at.desc(), QaPush.target)
    document = library.find_document(session, entry.policy_ref)
    return QaDetail(entry, document, session.scalars(revisions).all(), session.scalars(pushes).all())


def _number(text: str) -> int | None:
    """The number of an entry, if that is what was typed."""
    try:
        return library.entry_number(text)
    except NotFound:
        return None
