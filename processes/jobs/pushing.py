"""``qa_push`` and ``hotline_sync``: the library leaves for the website, the desk and 12345 (S2-13, S2-66).

Where an address is set the entries go there by HTTP, else into a file for somebody to carry.  Entries that no
longer hold are sent as withdrawn: the other side takes them off.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import library
from processes.jobs.library_work import once, reading, told, was_done
from processes.jobs.posting import Limits, post
from processes.jobs.settings import DESK, HOTLINE, WEBSITE, LibraryRules, WorkerSettings
from processes.jobs.work import JobFailed, Work
from processes.library.documents import day, documents_of
from processes.library.figures import office_day
from processes.store import PolicyDocument, QaEntry, QaPush

TARGETS = (WEBSITE, DESK, HOTLINE)
_SYNC = "12345知识库"


def qa_push(work: Work, settings: WorkerSettings, sessions: sessionmaker[Session]) -> Mapping[str, Any]:
    """Send the entries ``qa_ids`` to ``targets`` (default: all three places).

    Returns ``pushes: [{target, qa_ids, pushed_at, receipt}]``.  Each place gets a job once: it is noted when
    it has answered, and what is sent again before that carries the same ``Idempotency-Key``.
    """
    names, targets = _texts(work, "qa_ids"), _texts(work, "targets") or list(TARGETS)
    wrong = [target for target in targets if target not in TARGETS]
    if wrong:
        raise JobFailed(f"targets 应为 {'、'.join(TARGETS)}，实际有“{wrong[0][:40]}”")
    with told(), reading(sessions) as session:
        parcel = _parcel(session, [library.find_entry(session, name) for name in names])
    pushes = [
        _deliver(work, settings.library, sessions, target, settings.library.endpoints.get(target, ""), parcel)
        for target in targets
    ]
    return {"pushes": [{**push, "qa_ids": names} for push in pushes]}


def hotline_sync(work: Work, settings: WorkerSettings, sessions: sessionmaker[Session]) -> Mapping[str, Any]:
    """Send ``qa_ids``, else what changed from day ``period_from`` to ``period_to``, to the base of 12345.

    ``period`` names it (2026年第2季度), or is a context ``{from, to}``.  Without any of them everything is
    sent.  Returns ``synced: {count, at, receipt}``; ``count`` are the entries in force that were sent.
    """
    names = _texts(work, "qa_ids")
    with told(), reading(sessions) as session:
        rows = [library.find_entry(session, name) for name in names] if names else _changed(session, work)
        parcel = {"period": work.value("period"), **_parcel(session, rows)}
    push = _deliver(work, settings.library, sessions, _SYNC, settings.library.hotline, parcel)
    return {"synced": {"count": len(parcel["entries"]), "at": push["pushed_at"], "receipt": push["receipt"]}}


def _parcel(session: Session, rows: Sequence[QaEntry]) -> dict[str, Any]:
    """The entries in force as they are told, and the names of those to be taken off."""
    drafts = [library.qa_id(row.id) for row in rows if row.status == library.DRAFT]
    if drafts:
        raise JobFailed(f"只能推送有效的问答，{'、'.join(drafts)} 还是草稿")
    documents = documents_of(session, (row.policy_ref for row in rows))
    kept = [row for row in rows if row.status == library.VALID]
    return {
        "entries": [_plain(row, documents[row.policy_ref or ""]) for row in kept],
        "withdrawn": [library.qa_id(row.id) for row in rows if row.status != library.VALID],
    }


def _plain(row: QaEntry, document: PolicyDocument) -> dict[str, Any]:
    names = (
        "unit",
        "question",
        "variants",
        "answer",
        "clause",
        "keywords",
        "valid_from",
        "valid_to",
        "revision",
    )
    told = {name: getattr(row, name) for name in names}
    about = {
        "policy_ref": document.doc_no,
        "policy_title": document.title,
        "document_url": document.document_url,
    }
    return {"qa_id": library.qa_id(row.id), **told, **about}


def _changed(session: Session, work: Work) -> list[QaEntry]:
    """Entries that are or were told and that changed in the period; without one, all of them."""
    period = work.value("period")
    days = period if isinstance(period, Mapping) else {}
    first = day(work.value("period_from") or days.get("from"), "period_from") or "0000-00-00"
    last = day(work.value("period_to") or days.get("to"), "period_to") or "9999-99-99"
    query = select(QaEntry).where(QaEntry.status != library.DRAFT).order_by(QaEntry.id)
    rows = [row for row in session.scalars(query) if first <= office_day(row.changed_at) <= last]
    return [row for row in rows if row.status == library.VALID or row.pushed_to]


def _deliver(
    work: Work,
    rules: LibraryRules,
    sessions: sessionmaker[Session],
    target: str,
    url: str,
    parcel: Mapping[str, Any],
) -> Mapping[str, Any]:
    """Send once, then note it."""
    part = f"-{target}"
    done = was_done(work, sessions, part)
    if done is None:
        key = f"jiedu-{work.key}-{TARGETS.index(target) if target in TARGETS else 'sync'}"
        body = {"target": target, "key": key, "pushed_at": work.now.isoformat(), **parcel}
        receipt = _send(url, body, rules, key) if url else _put(rules.outbox, target, body, key)
        noted = {"target": target, "pushed_at": work.now.isoformat(), "receipt": receipt}
        done = once(work, sessions, lambda session: _note(session, work, parcel, noted), part)
    result: Mapping[str, Any] = done
    return result


def _send(url: str, body: Mapping[str, Any], rules: LibraryRules, key: str) -> str:
    shown = {"Authorization": f"Bearer {rules.token}"} if rules.token else {}
    content = json.dumps(body, ensure_ascii=False).encode()
    limits = Limits(rules.timeout, rules.size)
    return post(url, content, key, shown, limits, str(body["target"])).receipt


def _put(outbox: Path | None, target: str, body: Mapping[str, Any], key: str) -> str:
    """A file for somebody to carry; it appears whole or not at all."""
    if outbox is None:
        raise JobFailed(f"没有设置“{target}”的接收网址，也没有设置存放推送文件的目录")
    try:
        folder = outbox / target
        folder.mkdir(parents=True, exist_ok=True)
        draft, name = folder / f".{key}.tmp", f"{key}.json"
        draft.write_text(json.dumps(body, ensure_ascii=False, indent=2), encoding="utf8")
        os.replace(draft, folder / name)
    except OSError as error:
        raise JobFailed(f"推送文件没有写成：{error.strerror or error}") from error
    return f"{outbox.name}/{target}/{name}"


def _note(session: Session, work: Work, parcel: Mapping[str, Any], noted: dict[str, Any]) -> dict[str, Any]:
    target = noted["target"]
    kinds = [(entry["qa_id"], "push") for entry in parcel["entries"]]
    kinds += [(name, "withdraw") for name in parcel["withdrawn"]]
    for name, kind in kinds:
        row = library.find_entry(session, name, lock=True)
        others = [place for place in row.pushed_to if place != target]
        row.pushed_to = [*others, target] if kind == "push" else others
        told = {"kind": kind, "pushed_at": work.now, "receipt": noted["receipt"]}
        session.add(QaPush(entry_id=row.id, target=target, key=work.key, **told))
    return noted


def _texts(work: Work, name: str) -> list[str]:
    value = work.value(name) or []
    if not isinstance(value, list):
        raise JobFailed(f"{name} 应为列表，实际为“{str(value)[:60]}”")
    return list(dict.fromkeys(str(each) for each in value))
