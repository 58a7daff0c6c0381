"""The security journal (安全日志): who did what to accounts, posts, rights and proofs, when and from where.

Append-only and hash-chained like the records of instances, in sixteen chains.  Writers of one chain go one
after the other, by an advisory lock on PostgreSQL and as the only writer on SQLite; those of the other chains
do not wait for them.  All entries of one person are in one chain.

``hash = H(previous + "\\n" + canonical([chain, seq, at, kind, who, what, detail, address]))`` with ``at`` in
UTC to the microsecond; the first ``previous`` is ``H("security_journal/<chain>")``.  SM3 is GB/T 32905-2016.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from processes.store import database
from processes.store.chain import digest, instant, supported
from processes.store.types import canonical
from service.identity import journal_lines
from service.identity.journal_words import DETAILS, KINDS
from service.identity.tables import JournalEntry

CHAINS = 16
#: Advisory locks of the chains begin above those of ``processes.store``.
_LOCK = 1000


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for; an empty field: everything.  ``first`` and ``before`` are aware instants."""

    #: Account that acted or that it was done to.
    person: str = ""
    kind: str = ""
    first: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class Fault:
    """An entry that is not what was written, or a gap."""

    chain: int
    seq: int
    text: str


@dataclass(frozen=True)
class Head:
    """Number and hash of the last entry of a chain, for anchors outside of the database."""

    seq: int
    hash: str


def note(
    session: Session,
    kind: str,
    *,
    who: str,
    what: str = "",
    detail: Mapping[str, Any] | None = None,
    address: str = "",
    now: datetime,
) -> JournalEntry:
    """Append an entry in the transaction of *session*: what is rolled back was not noted.

    *kind* and the keys of *detail* are named in ``journal_words``; *detail* holds plain JSON and no secret.
    *now* is aware.  Other writers of the chain wait until this transaction ends: note last, commit soon.
    Raises ValueError for a kind or key without a name.
    """
    unnamed = [word for word in (detail or {}) if word not in DETAILS]
    if kind not in KINDS or unnamed:
        raise ValueError(f"安全日志的种类或说明没有名称：{kind}，{unnamed}")
    chain = zlib.crc32(who.encode()) % CHAINS
    database.exclusive(session, _LOCK + chain)
    last = session.execute(_last(chain)).first()
    algorithm = supported(database.options(session).algorithm)
    entry = JournalEntry(
        chain=chain,
        seq=last.seq + 1 if last else 1,
        at=now,
        kind=kind,
        who=who[:60],
        what=what[:200],
        detail=canonical(dict(detail or {})),
        address=address[:60],
        algorithm=algorithm,
    )
    entry.hash = _link(last.hash if last else _root(chain, algorithm), entry)
    session.add(entry)
    session.flush()
    journal_lines.tell(session, entry)
    return entry


def entries(session: Session, search: Search, *, limit: int) -> Sequence[JournalEntry]:
    """The newest entries that fit, newest first."""
    order = (JournalEntry.at.desc(), JournalEntry.chain, JournalEntry.seq.desc())
    return list(session.scalars(select(JournalEntry).where(*_fits(search)).order_by(*order).limit(limit)))


def count(session: Session, search: Search) -> int:
    """How many entries fit."""
    return session.scalar(select(func.count()).select_from(JournalEntry).where(*_fits(search))) or 0


def heads(session: Session) -> dict[int, Head]:
    """The ends of all chains that have entries, by chain."""
    last = select(JournalEntry.chain, func.max(JournalEntry.seq).label("seq")).group_by(JournalEntry.chain)
    ends = last.subquery()
    same = (JournalEntry.chain == ends.c.chain) & (JournalEntry.seq == ends.c.seq)
    rows = session.execute(select(JournalEntry.chain, JournalEntry.seq, JournalEntry.hash).join(ends, same))
    return {row.chain: Head(row.seq, row.hash) for row in rows}


def verify(session: Session) -> list[Fault]:
    """Compute every chain again: what was changed, removed, added or reordered is named.

    Entries cut off at the end are found only by comparing ``heads`` with those kept elsewhere.
    """
    query = select(*_COLUMNS).order_by(JournalEntry.chain, JournalEntry.seq)
    return list(_faults(session.execute(query.execution_options(yield_per=1000))))


_COLUMNS = tuple(JournalEntry.__table__.columns)


def _faults(rows: Any) -> Iterator[Fault]:
    chain, seq, previous = -1, 0, ""
    for row in rows:
        if row.chain != chain:
            chain, seq, previous = row.chain, 0, ""
        if row.seq != seq + 1:
            yield Fault(chain, row.seq, f"缺少第 {seq + 1} 至 {row.seq - 1} 条")
        elif row.hash != _link(previous or _root(chain, row.algorithm), row):
            yield Fault(chain, row.seq, "内容与哈希值不符")
        seq, previous = row.seq, row.hash


def _last(chain: int) -> Select[int, str]:
    query = select(JournalEntry.seq, JournalEntry.hash).where(JournalEntry.chain == chain)
    return query.order_by(JournalEntry.seq.desc()).limit(1)


def _root(chain: int, algorithm: str) -> str:
    return digest(algorithm, f"security_journal/{chain}")


def _link(previous: str, entry: JournalEntry | Row[Any]) -> str:
    fields = [entry.chain, entry.seq, instant(entry.at), entry.kind, entry.who, entry.what]
    return digest(entry.algorithm, f"{previous}\n{canonical([*fields, entry.detail, entry.address])}")


def _fits(search: Search) -> list[ColumnElement[bool]]:
    found = []
    if search.person:
        found.append(or_(JournalEntry.who == search.person, JournalEntry.what == search.person))
    if search.kind:
        found.append(JournalEntry.kind == search.kind)
    if search.first is not None:
        found.append(JournalEntry.at >= search.first)
    if search.before is not None:
        found.append(JournalEntry.at < search.before)
    return found
