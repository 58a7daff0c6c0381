"""``document_status``: a document comes into force, is changed, repealed or lapses (P31, S2-65)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from processes import library
from processes.jobs.library_work import lexicon_of, once, unit_of
from processes.jobs.settings import WorkerSettings
from processes.jobs.work import Work

_READ = (
    "doc_no",
    "title",
    "status",
    "issue_date",
    "replaced_by",
    "document_url",
    "interpretation_url",
    "theme",
    "materials",
)


def document_status(
    work: Work, settings: WorkerSettings, sessions: sessionmaker[Session]
) -> Mapping[str, Any]:
    """Write the document ``doc_no``; when it is no longer in force its entries are held.

    Inputs: ``doc_no``, ``title``, ``unit``, ``status`` and if wanted ``issue_date``, ``replaced_by``,
    ``document_url``, ``interpretation_url``, ``theme``, ``materials: [{form, title, url}]``.  Returns
    ``document: {doc_no, status, affected_qa}`` with the entries that were held.
    """
    lexicon = lexicon_of(settings, sessions)

    def write(session: Session) -> dict[str, Any]:
        given = {name: work.value(name) for name in _READ} | {"unit": unit_of(work, session)}
        row = library.put_document(session, given, now=work.now, instance_id=work.instance_id)
        held = library.hold_entries(session, row, lexicon=lexicon, now=work.now, instance_id=work.instance_id)
        return {"doc_no": row.doc_no, "status": row.status, "affected_qa": held}

    return {"document": once(work, sessions, write)}
