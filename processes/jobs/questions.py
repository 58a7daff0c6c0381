"""Jobs of the question library: search, store, check, gather (P15.X1, P16; S2-65, S2-71, S2-74)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from processes import library
from processes.calendar import BEIJING
from processes.jobs.library_work import (
    MATCH_THRESHOLD,
    REPEATED_QUESTIONS,
    lexicon_of,
    once,
    reading,
    today,
    told,
    unit_of,
)
from processes.jobs.settings import WorkerSettings
from processes.jobs.work import JobFailed, Work

_LIMIT = 5


def qa_search(work: Work, settings: WorkerSettings, sessions: sessionmaker[Session]) -> Mapping[str, Any]:
    """Search for ``question`` (inputs ``limit``, ``policy_ref`` and ``unit`` if wanted), the best first.

    Returns ``matches`` and ``search: {at, query, best_score, count}``: the record that the search came first
    (S2-71).  All units are searched unless one is named.
    """
    question = str(work.value("question") or "").strip()
    lexicon = lexicon_of(settings, sessions)
    unit, about = work.value("unit"), work.value("policy_ref")
    with told(), reading(sessions) as session:
        found = library.search(
            session,
            question,
            lexicon,
            today=today(work),
            limit=_number(work, "limit", _LIMIT, low=1),
            unit=str(unit) if unit else None,
            policy_ref=str(about) if about else None,
        )
        matches = [match.to_plain() for match in found]
    best = matches[0]["score"] if matches else 0
    done = {"at": work.now.isoformat(), "query": question, "best_score": best, "count": len(matches)}
    return {"matches": matches, "search": done}


def qa_store(work: Work, settings: WorkerSettings, sessions: sessionmaker[Session]) -> Mapping[str, Any]:
    """Write ``entries`` (F16; with ``qa_id``: that one) of ``unit`` with ``status``; returns ``qa_ids``.

    ``policy_ref`` is that of entries that name none.  A context ``document`` (as for ``document_status``)
    enters a document that is not registered yet.  ``held`` lists what was to be 有效 and could not:
    ``{qa_id, reason}``.
    """
    lexicon = lexicon_of(settings, sessions)
    entries = work.value("entries") or []
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise JobFailed(f"entries 应为问答条目的列表，实际为“{str(entries)[:60]}”")

    def write(session: Session) -> dict[str, Any]:
        unit = unit_of(work, session)
        _register(session, work, unit)
        rows = []
        for entry in entries:
            given = {
                "policy_ref": work.value("policy_ref"),
                **{k: v for k, v in entry.items() if v is not None},
            }
            given["status"] = work.value("status") or given.get("status")
            row = library.put_entry(
                session, given, unit=unit, lexicon=lexicon, now=work.now, instance_id=work.instance_id
            )
            rows.append((row, given["status"]))
        held = [
            {"qa_id": library.qa_id(row.id), "reason": row.reason}
            for row, wanted in rows
            if wanted == library.VALID and row.status != wanted
        ]
        return {"qa_ids": [library.qa_id(row.id) for row, _ in rows], "held": held}

    result: Mapping[str, Any] = once(work, sessions, write)
    return result


def qa_validity(work: Work, settings: WorkerSettings, sessions: sessionmaker[Session]) -> Mapping[str, Any]:
    """The entries of ``policy_ref`` and ``unit`` (either may miss) that do not hold: ``stale`` (S2-65)."""
    lexicon = lexicon_of(settings, sessions)
    unit, about = work.value("unit"), work.value("policy_ref")

    def check(session: Session) -> list[dict[str, Any]]:
        return library.stale_entries(
            session,
            today=today(work),
            lexicon=lexicon,
            now=work.now,
            policy_ref=str(about) if about else None,
            unit=str(unit) if unit else None,
            instance_id=work.instance_id,
        )

    return {"stale": once(work, sessions, check)}


def qa_gather(work: Work, settings: WorkerSettings, sessions: sessionmaker[Session]) -> Mapping[str, Any]:
    """Inquiries of ``unit`` since ``since`` that no entry answers, and those that repeat (S1-25, S2-74).

    Returns ``gathered: {inquiries: [{inquiry_no, question, answer}], repeated: [{question, count,
    inquiry_nos}]}``.  Inputs ``match_threshold`` and ``repeated_questions`` are those of ``settings``.
    """
    lexicon = lexicon_of(settings, sessions)
    threshold = _share(work, "match_threshold", MATCH_THRESHOLD)
    least = _number(work, "repeated_questions", REPEATED_QUESTIONS, low=2)
    unit = work.value("unit")
    with told(), reading(sessions) as session:
        came = list(library.inquiries(session, str(unit) if unit else None, _since(work)))
        open_ = library.without_entry(session, came, lexicon, today=today(work), threshold=threshold)
    listed = [{"inquiry_no": each.number, "question": each.question, "answer": each.answer} for each in open_]
    repeated = library.repeated(open_, lexicon, least=least, threshold=threshold)
    return {"gathered": {"inquiries": listed, "repeated": repeated}}


def _register(session: Session, work: Work, unit: str) -> None:
    """Enter the document that the entries come with, unless it is known: they do not decide what holds."""
    document = work.value("document")
    if not isinstance(document, Mapping) or library.normal_number(str(document.get("doc_no") or "")) is None:
        return
    if library.find_document(session, str(document["doc_no"])) is None:
        given = {"unit": unit, **{name: value for name, value in document.items() if value is not None}}
        library.put_document(session, given, now=work.now, instance_id=work.instance_id)


def _since(work: Work) -> datetime | None:
    value = work.value("since")
    if not value:
        return None
    try:
        if "T" in str(value):
            at = datetime.fromisoformat(str(value))
            return at if at.tzinfo else at.replace(tzinfo=BEIJING)
        return datetime.combine(date.fromisoformat(str(value)), time(), BEIJING)
    except ValueError:
        expected = "2026-02-06 这样的日期或者带时区的时刻"
        raise JobFailed(f"since 应为 {expected}，实际为“{str(value)[:40]}”") from None


def _number(work: Work, name: str, default: int, *, low: int) -> int:
    value = work.value(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < low or value != int(value):
        raise JobFailed(f"{name} 应为不小于 {low} 的整数，实际为“{str(value)[:40]}”")
    return int(value)


def _share(work: Work, name: str, default: float) -> float:
    value = work.value(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise JobFailed(f"{name} 应为 0 到 1 的数，实际为“{str(value)[:40]}”")
    return float(value)
