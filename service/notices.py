"""Notices and arrangements as administrators load them: checked, previewed, listed; for page and CLI."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import commands
from processes.calendar import BEIJING, EVERY_UNIT, Arrangement, Notice, load_document
from processes.calendars import Loaded
from processes.commands import Actor, MovedDeadline, NoticeReport
from processes.errors import InvalidArgument
from service.identity.tables import Unit

KINDS = {
    "workday": "工作日",
    "makeup": "调休上班",
    "weekend": "周末",
    "holiday": "放假",
    "closed": "停止办公",
    "open": "照常上班",
}


def preview(session: Session, text: str, *, actor: Actor, now: datetime) -> NoticeReport:
    """What loading *text* would do; nothing is kept.

    Raises InvalidNotice, and InvalidArgument for an unknown unit or a notice that its loader approved.
    """
    _check(session, text, actor)
    return commands.preview_calendar_notice(session, text, actor=actor, now=now)


def load(
    session: Session, text: str, *, actor: Actor, now: datetime, seen: str | None = None
) -> NoticeReport:
    """Load *text*; raises as ``preview`` does, and InvalidState when the calendar is not the *seen* one."""
    _check(session, text, actor)
    return commands.load_calendar_notice(session, text, actor=actor, now=now, seen=seen)


def _check(session: Session, text: str, actor: Actor) -> None:
    """Unit, and that two persons answer for a notice (F30: uploaded by, approved by)."""
    check_unit(session, text)
    document = load_document(text)
    if isinstance(document, Notice) and document.approved_by in (actor.id, actor.name):
        message = f"复核人（approved_by）“{document.approved_by}”不能是载入人本人，请由另一人核对。"
        raise InvalidArgument(
            message, {"approved_by": [message]}, field="approved_by", got=document.approved_by
        )


def check_unit(session: Session, text: str) -> None:
    """Refuse the arrangement of a unit that the office does not have: it would never hold for anybody."""
    document = load_document(text)
    if not isinstance(document, Arrangement) or document.unit == EVERY_UNIT:
        return
    if session.get(Unit, document.unit) is None:
        message = f"没有编号为“{document.unit}”的单位，请核对 unit（机构文件中的单位编号，或“全部”）。"
        raise InvalidArgument(message, {"unit": [message]}, field="unit", got=document.unit)


def unit_names(session: Session) -> dict[str, str]:
    """The units of the office by id."""
    return {unit.id: unit.name for unit in session.scalars(select(Unit))}


def subject(year: int | None, unit: str | None, names: Mapping[str, str]) -> str:
    """What a document is about, in words; *names* are those of the units."""
    if year is not None:
        return f"{year} 年安排"
    if unit is None or unit == EVERY_UNIT:
        return "全部单位的办公安排"
    return f"{names[unit]}（{unit}）的办公安排" if unit in names else f"单位 {unit} 的办公安排"


def told(report: NoticeReport, names: Mapping[str, str]) -> str:
    """The report in one sentence; *names* are those of the units."""
    about = subject(report.year, report.unit, names)
    if report.version == report.previous_version:
        return f"{about}早已载入，没有变化：日历版本 {report.version}"
    return f"{about}：日历版本 {report.previous_version} → {report.version}"


def as_data(report: NoticeReport) -> dict[str, Any]:
    """The report as plain JSON."""
    return {
        "year": report.year,
        "unit": report.unit,
        "title": report.title,
        "number": report.number,
        "previous_version": report.previous_version,
        "version": report.version,
        "days": [
            {"date": change.date.isoformat(), "before": change.old.kind, "after": change.new.kind}
            for change in report.days
        ],
        "moved": [_moved(each) for each in report.moved],
        "starts": [
            {
                "process_id": each.process_id,
                "element_id": each.element_id,
                "old_due": each.old_due.astimezone(BEIJING).isoformat(),
                "new_due": each.new_due.astimezone(BEIJING).isoformat(),
            }
            for each in report.starts
        ],
    }


def _moved(each: MovedDeadline) -> dict[str, Any]:
    return {
        "instance_id": each.instance_id,
        "title": each.title,
        "element_id": each.element_id,
        "old_due": each.old_due.astimezone(BEIJING).isoformat(),
        "new_due": None if each.new_due is None else each.new_due.astimezone(BEIJING).isoformat(),
        "provisional_before": each.provisional_before,
        "provisional_after": each.provisional_after,
        "explanation": each.explanation,
    }


def loaded_as_data(loaded: Loaded) -> dict[str, Any]:
    """A document of the calendar as plain JSON."""
    document = loaded.document
    return {
        "year": None if isinstance(document, Arrangement) else document.year,
        "unit": document.unit if isinstance(document, Arrangement) else None,
        "title": document.title,
        "number": document.number,
        "issued": None if document.issued is None else document.issued.isoformat(),
        "source": document.source,
        "url": document.url if isinstance(document, Notice) else None,
        "approved_by": document.approved_by if isinstance(document, Notice) else None,
        "version": loaded.version,
        "loaded_by": loaded.loaded_by,
        "loaded_at": None if loaded.loaded_at is None else loaded.loaded_at.astimezone(BEIJING).isoformat(),
        "in_force": loaded.in_force,
    }
