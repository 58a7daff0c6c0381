"""The candidate index: which entries have a word.  SQLite keeps it in FTS5, PostgreSQL in a GIN index.

Both are asked the same question about the same words, so both give the same candidates; the order is made by
``processes.library.ranking`` alone.  The rarest words of a question choose the candidates: what has none of
them shares only words that are everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from processes.store import LIBRARY, QaTerm, exclusive

#: Entries that are ranked for one question, about.
MOST = 400
#: Counts the entries of the index.
_ALL = ""

_PUT = {
    "sqlite": "INSERT INTO qa_index (rowid, terms) VALUES (:id, :terms)",
    "postgresql": "INSERT INTO qa_index (entry_id, terms) VALUES (:id, array_to_tsvector(:terms))",
}
_DROP = {
    "sqlite": "DELETE FROM qa_index WHERE rowid = :id",
    "postgresql": "DELETE FROM qa_index WHERE entry_id = :id",
}
_FIND = {
    "sqlite": "SELECT rowid FROM qa_index WHERE qa_index MATCH :query ORDER BY rowid LIMIT :most",
    "postgresql": (
        "SELECT entry_id FROM qa_index WHERE terms @@ CAST(:query AS tsquery) ORDER BY entry_id LIMIT :most"
    ),
}
_CLEAR = "DELETE FROM qa_index"


def replace(session: Session, entry_id: int, before: Collection[str], after: Collection[str]) -> None:
    """Let the index say that the entry has the words *after*; it has said *before*."""
    exclusive(session, LIBRARY)
    dialect = session.get_bind().dialect.name
    if before:
        session.execute(text(_DROP[dialect]), {"id": entry_id})
    if after:
        _put(session, dialect, [(entry_id, after)])
    _count(session, dict.fromkeys({*before, *([_ALL] if before else [])}, -1))
    _count(session, dict.fromkeys({*after, *([_ALL] if after else [])}, 1))


def refill(session: Session, entries: Iterable[tuple[int, Collection[str]]]) -> None:
    """Empty the index and fill it with *entries* and their words."""
    exclusive(session, LIBRARY)
    dialect = session.get_bind().dialect.name
    session.execute(text(_CLEAR))
    session.execute(delete(QaTerm))
    counts: dict[str, int] = {}
    rows = [(entry_id, terms) for entry_id, terms in entries if terms]
    for _, terms in rows:
        for term in (*terms, _ALL):
            counts[term] = counts.get(term, 0) + 1
    if rows:
        _put(session, dialect, rows)
        session.execute(insert(QaTerm), [{"term": term, "entries": n} for term, n in counts.items()])


def frequencies(session: Session, terms: Collection[str]) -> tuple[int, dict[str, int]]:
    """How many entries the index has, and how many of them have each of *terms* (those of none miss)."""
    query = select(QaTerm.term, QaTerm.entries).where(QaTerm.term.in_([_ALL, *terms]), QaTerm.entries > 0)
    found = {row.term: row.entries for row in session.execute(query)}
    return found.pop(_ALL, 0), found


def candidates(session: Session, found: Mapping[str, int]) -> list[int]:
    """The entries that have one of the rarest words, at most about ``MOST``, by number.

    *found* is what ``frequencies`` gave.  When even the rarest word is in too many entries, those that have
    all the words, else the first of those that have the rarest.
    """
    rarest = sorted(found, key=lambda term: (found[term], term))
    chosen, total = list[str](), 0
    for term in rarest:
        total += found[term]
        if total > MOST:
            break
        chosen.append(term)
    if chosen or not rarest:
        return _find(session, chosen, any_of=True)
    return _find(session, rarest, any_of=False) or _find(session, rarest[:1], any_of=True)


def _find(session: Session, terms: Sequence[str], *, any_of: bool) -> list[int]:
    if not terms:
        return []
    dialect = session.get_bind().dialect.name
    if dialect == "postgresql":
        query = (" | " if any_of else " & ").join(f"'{term}'" for term in terms)
    else:
        query = (" OR " if any_of else " AND ").join(f'"{term}"' for term in terms)
    rows = session.execute(text(_FIND[dialect]), {"query": query, "most": MOST})
    return [row[0] for row in rows]


def _put(session: Session, dialect: str, rows: Sequence[tuple[int, Collection[str]]]) -> None:
    statement = text(_PUT[dialect])
    if dialect == "postgresql":
        statement = statement.bindparams(bindparam("terms", type_=postgresql.ARRAY(postgresql.TEXT)))
    told: list[dict[str, Any]] = [
        {"id": number, "terms": sorted(terms) if dialect == "postgresql" else " ".join(sorted(terms))}
        for number, terms in rows
    ]
    session.execute(statement, told)


def _count(session: Session, changes: Mapping[str, int]) -> None:
    if not changes:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(QaTerm)
    counted = {"entries": QaTerm.entries + statement.excluded.entries}
    statement = statement.on_conflict_do_update(index_elements=["term"], set_=counted)
    rows = [{"term": term, "entries": change} for term, change in sorted(changes.items())]
    session.execute(statement, rows)
