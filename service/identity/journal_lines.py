"""Entries of the security journal as log lines, once they are committed: a collector keeps them elsewhere.

Whoever owns the database can rewrite the journal; the lines, with the hashes, lie on another machine
(OWASP ASVS 5.0 16.4.3).
"""

from __future__ import annotations

import structlog
from sqlalchemy import event
from sqlalchemy.orm import Session

from processes.store.chain import instant
from service.identity.tables import JournalEntry

log = structlog.get_logger("jiedu.journal")
_WAITING = "jiedu_journal_lines"


def tell(session: Session, entry: JournalEntry) -> None:
    """Write the line when the transaction of *session* has been committed; never when it is rolled back."""
    session.info.setdefault(_WAITING, []).append(entry)


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for entry in session.info.pop(_WAITING, ()):
        if entry in session:  # else its savepoint was rolled back
            _write(entry)


@event.listens_for(Session, "after_rollback")
def _rolled_back(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_WAITING, None)


def _write(entry: JournalEntry) -> None:
    log.info(
        "security_journal",
        kind=entry.kind,
        who=entry.who,
        what=entry.what,
        detail=entry.detail,
        address=entry.address,
        at=instant(entry.at),
        chain=entry.chain,
        seq=entry.seq,
        hash=entry.hash,
    )
