"""The entries of the question library: a question, its answer, the document it rests on, whether it holds.

Invariant 10: an entry that is 有效 rests on a document that is 现行有效 (S2-65).  Every write keeps it:
where it cannot hold, the entry becomes 待核 and says why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from processes.errors import InvalidArgument, NotFound
from processes.library import index
from processes.library.documents import day, documents_of, find_document, normal_number, not_in_force
from processes.library.lexicon import Lexicon
from processes.library.ranking import Analysis, phrasing
from processes.library.wording import wording
from processes.store import LIBRARY, PolicyDocument, QaEntry, QaRevision, exclusive

DRAFT, VALID, HELD, OFF = "草稿", "有效", "待核", "下线"
STATUSES = (DRAFT, VALID, HELD, OFF)
#: Characters of a question, an answer, and how many ways to ask and keywords an entry may have.
LONGEST_QUESTION, LONGEST_ANSWER, MOST_WORDS = 200, 5000, 20
_ID = re.compile(r"QA-(\d{1,15})")


def qa_id(number: int) -> str:
    """How an entry is named everywhere: QA-000012."""
    return f"QA-{number:06d}"


def entry_number(name: str) -> int:
    """The number of QA-000012; raises NotFound for anything else."""
    found = _ID.fullmatch(name.strip())
    if found is None:
        raise NotFound(f"问答编号应形如 QA-000012，实际为“{name[:40]}”", qa_id=name)
    return int(found[1])


def find_entry(session: Session, name: str, *, lock: bool = False) -> QaEntry:
    """The entry QA-000012; raises NotFound."""
    entry = session.get(QaEntry, entry_number(name), with_for_update=lock or None)
    if entry is None:
        raise NotFound(f"没有编号为 {name} 的问答", qa_id=name)
    return entry


def put_entry(
    session: Session,
    told: Mapping[str, Any],
    *,
    unit: str,
    lexicon: Lexicon,
    now: datetime,
    instance_id: int | None = None,
) -> QaEntry:
    """Write an entry of F16: a new one, or the one of ``qa_id``; what is not told stays as it was.

    *told*: ``question``, ``answer``, ``status`` and optionally ``qa_id``, ``variants``, ``keywords``,
    ``policy_ref``, ``clause``, ``valid_from``, ``valid_to``, ``source``.  有效 becomes 待核 with a
    reason where the document is not in force.  Raises InvalidArgument and NotFound.
    """
    exclusive(session, LIBRARY)  # writers go one after the other, so that none waits for another's entry
    known = find_entry(session, str(told["qa_id"]), lock=True) if told.get("qa_id") else None
    if known is not None and known.unit != unit:
        raise InvalidArgument(f"问答 {told['qa_id']} 属于单位 {known.unit}，不能由单位 {unit} 改写")
    row = known or QaEntry(unit=unit, created_at=now, revision=0, pushed_to=[], variants=[], keywords=[])
    row.question = _needed(told, "question", row.question, LONGEST_QUESTION)
    row.answer = _needed(told, "answer", row.answer, LONGEST_ANSWER)
    row.variants = _words(told, "variants", row.variants)
    row.keywords = _words(told, "keywords", row.keywords)
    for name in ("clause", "source"):
        setattr(row, name, _given(told, name) or getattr(row, name))
    for name in ("valid_from", "valid_to"):
        setattr(row, name, day(told.get(name), name) or getattr(row, name))
    document = find_document(session, _given(told, "policy_ref") or row.policy_ref)
    row.policy_ref = (
        document.doc_no if document else normal_number(_given(told, "policy_ref") or row.policy_ref)
    )
    row.status, row.reason = _status(told, row), None
    _settle(session, row, document, lexicon, now, instance_id)
    return row


def set_status(
    session: Session,
    row: QaEntry,
    status: str,
    reason: str | None,
    *,
    lexicon: Lexicon,
    now: datetime,
    instance_id: int | None = None,
) -> None:
    """Give an entry (locked) another status, as far as its document allows."""
    exclusive(session, LIBRARY)
    row.status, row.reason = status, reason
    _settle(session, row, find_document(session, row.policy_ref), lexicon, now, instance_id)


def hold_entries(
    session: Session,
    document: PolicyDocument,
    *,
    lexicon: Lexicon,
    now: datetime,
    instance_id: int | None = None,
) -> list[str]:
    """Hold what rests on a document that is no longer in force; names the entries concerned.

    Where the document is in force its entries stay as they are: that they hold again is for people to say.
    """
    exclusive(session, LIBRARY)
    query = select(QaEntry).where(QaEntry.policy_ref == document.doc_no, QaEntry.status != OFF)
    rows = session.scalars(query.order_by(QaEntry.id).with_for_update()).all()
    why = not_in_force(document, document.doc_no)
    for row in rows:
        if why is not None and row.status in (VALID, HELD):
            set_status(session, row, HELD, why, lexicon=lexicon, now=now, instance_id=instance_id)
        else:
            _find_again(session, row, document, lexicon)
    return [qa_id(row.id) for row in rows if row.status != DRAFT] if why is not None else []


def analyse(row: QaEntry, title: str | None, lexicon: Lexicon) -> Analysis:
    """What the search sees of an entry whose document has *title*."""
    asked = (row.question, *row.variants)
    keywords = frozenset(term for word in row.keywords for term in wording(word, lexicon).terms)
    around = (
        keywords,
        frozenset(wording(title or "", lexicon).terms),
        frozenset(wording(row.answer, lexicon).terms),
    )
    return Analysis(tuple(phrasing(wording(text, lexicon)) for text in asked), around)


def is_stale(session: Session, lexicon: Lexicon) -> bool:
    """Whether an entry was read with another word list."""
    other = or_(QaEntry.lexicon < lexicon.version, QaEntry.lexicon > lexicon.version)
    return session.scalar(select(QaEntry.id).where(other).limit(1)) is not None


def refresh(session: Session, lexicon: Lexicon, *, everything: bool = False) -> int:
    """Read the entries again with this word list, when they were read with another one; counts them.

    *everything*: also those that were read with this one.
    """
    if not everything and not is_stale(session, lexicon):
        return 0
    exclusive(session, LIBRARY)
    rows = session.scalars(select(QaEntry).order_by(QaEntry.id).with_for_update()).all()
    titles = {
        each.doc_no: each.title for each in documents_of(session, (r.policy_ref for r in rows)).values()
    }
    words = []
    for row in rows:
        found = analyse(row, titles.get(row.policy_ref or ""), lexicon) if row.status != DRAFT else None
        row.analysis, row.lexicon = (found.to_plain(), lexicon.version) if found else (None, None)
        words.append((row.id, found.terms if found else frozenset()))
    session.flush()
    index.refill(session, words)
    return len(rows)


def _settle(
    session: Session,
    row: QaEntry,
    document: PolicyDocument | None,
    lexicon: Lexicon,
    now: datetime,
    instance_id: int | None,
) -> None:
    """Keep the invariant, write the entry and its revision, and let the index know."""
    why = not_in_force(document, row.policy_ref)
    if row.status == VALID and why is not None:
        row.status, row.reason = HELD, why
    row.revision, row.changed_at, row.instance_id = row.revision + 1, now, instance_id
    session.add(row)
    session.flush()
    _find_again(session, row, document, lexicon)
    told = {"status": row.status, "reason": row.reason, "question": row.question, "answer": row.answer}
    session.add(QaRevision(entry_id=row.id, revision=row.revision, at=now, instance_id=instance_id, **told))
    session.flush()


def _find_again(session: Session, row: QaEntry, document: PolicyDocument | None, lexicon: Lexicon) -> None:
    before = Analysis.of_plain(row.analysis).terms if row.analysis else frozenset()
    after = analyse(row, document.title if document else None, lexicon) if row.status != DRAFT else None
    plain = after.to_plain() if after else None
    if plain == row.analysis and row.lexicon == (lexicon.version if after else None):
        return
    row.analysis, row.lexicon = plain, lexicon.version if after else None
    session.flush()
    index.replace(session, row.id, before, after.terms if after else frozenset())


def _status(told: Mapping[str, Any], row: QaEntry) -> str:
    status = _given(told, "status") or row.status or DRAFT
    if status not in STATUSES:
        text = f"应为 {'、'.join(STATUSES)} 之一，实际为“{status[:40]}”"
        raise InvalidArgument(f"问答没有保存：status {text}", errors={"status": [text]})
    return status


def _needed(told: Mapping[str, Any], name: str, before: str | None, longest: int) -> str:
    text = _given(told, name) or before
    if text is None or len(text) > longest:
        got = f"{len(text)} 字" if text else "空"
        wanted = f"应为 1 至 {longest} 字，实际为{got}"
        raise InvalidArgument(f"问答没有保存：{name} {wanted}", errors={name: [wanted]})
    return text


def _words(told: Mapping[str, Any], name: str, before: Sequence[str]) -> list[str]:
    """A list of texts; in a form they may be one text with a line for each, or with commas."""
    value = told.get(name)
    if value is None:
        return list(before)
    parts = re.split(r"[\n、,，;；]+", value) if isinstance(value, str) else value
    found = [str(part).strip() for part in parts if str(part).strip()]
    return [part[:LONGEST_QUESTION] for part in dict.fromkeys(found)][:MOST_WORDS]


def _given(told: Mapping[str, Any], name: str) -> str | None:
    value = told.get(name)
    return str(value).strip() or None if value is not None else None
