"""工作日历: what the calendars are made of, and loading a notice after a look at what it moves."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from processes import calendars, queries
from processes.calendar import Day, InvalidNotice
from processes.commands import MovedDeadline
from processes.errors import InvalidArgument, InvalidState
from service import auth, db, notices
from service.people import actor, namer
from service.state import current
from service.wording import instance_title

bp = Blueprint("notices", __name__, url_prefix="/operations/calendar")
#: Bytes of an uploaded file that are read; a real one has about 2,000.
MAX_FILE = 200_000


@bp.get("/")
def index() -> str:
    """All notices and arrangements, who loaded them when, and the form for the next one."""
    return _page("")


def _page(text: str, errors: list[str] | None = None) -> str:
    session = db.reading()
    loaded = [notices.loaded_as_data(each) for each in calendars.documents(session)]
    name = namer(session, [each["loaded_by"] for each in loaded])
    units = notices.unit_names(session)
    rows = [
        each | {"subject": notices.subject(each["year"], each["unit"], units), "by": name(each["loaded_by"])}
        for each in loaded
    ]
    version = calendars.current(session).version
    return render_template("web/calendar.html", rows=rows, version=version, text=text, errors=errors or [])


@bp.post("/preview")
def preview() -> str | tuple[str, int]:
    """What the file would move; nothing is loaded yet."""
    text = ""
    try:
        text = _text()
        db.end_reading()
        with current().sessions() as session:
            who, now = actor(auth.person()), current().now()
            report = notices.preview(session, text, actor=who, now=now)
    except InvalidArgument as error:
        return _page(text, [str(error)]), 422
    return render_template(
        "web/calendar_preview.html",
        text=text,
        report=report,
        told=notices.told(report, notices.unit_names(db.reading())),
        days=[(each.date.isoformat(), notices.KINDS[each.old.kind], _new(each.new)) for each in report.days],
        moved=_rows(report.moved),
        starts=report.starts,
        unchanged=report.version == report.previous_version,
    )


@bp.post("/")
def load() -> Response | tuple[str, int]:
    """Load what was previewed; refused when the calendar changed in between."""
    text = request.form.get("text", "")
    try:
        with db.transaction() as session:
            who, now = actor(auth.person()), current().now()
            seen = request.form.get("seen", "")
            report = notices.load(session, text, actor=who, now=now, seen=seen)
    except (InvalidArgument, InvalidState) as error:
        return _page(text, [str(error)]), 409 if isinstance(error, InvalidState) else 422
    told = notices.told(report, notices.unit_names(db.reading()))
    flash(f"已载入 {told}，移动时限 {len(report.moved)} 项。")
    return redirect(url_for("notices.index"))


def _text() -> str:
    """The pasted text, or the chosen file."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return request.form.get("text", "")
    try:
        return file.stream.read(MAX_FILE + 1).decode("utf8")
    except UnicodeDecodeError as error:
        raise InvalidNotice("文件应为 UTF-8 编码的文本") from error


def _new(day: Day) -> str:
    return notices.KINDS[day.kind] + (f"（{day.name}）" if day.name and day.kind != "weekend" else "")


def _rows(moved: tuple[MovedDeadline, ...]) -> list[dict[str, Any]]:
    """The deadlines by number and process: what the matters are about is not the administrator's."""
    session = db.reading()
    names = {item.process_id: item.name for item in queries.definitions(session)}
    return [
        {
            "instance": instance_title(None, _process(session, names, each.instance_id), each.instance_id),
            "element": each.element_id,
            "old_due": each.old_due,
            "new_due": each.new_due,
            "was_provisional": each.provisional_before,
            "is_provisional": each.provisional_after,
        }
        for each in moved
    ]


def _process(session: Session, names: dict[str, str], instance_id: int) -> str:
    process_id = queries.instance(session, instance_id).process_id
    return names.get(process_id, process_id)
