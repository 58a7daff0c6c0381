"""问答库: the entries of my unit (of all units for who oversees), each with its history and instances."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from processes import library, queries
from processes.store import Instance
from service import auth, db
from service.identity.people import Person, units
from service.policy.units import open_entry, sees_every_unit
from service.state import current
from service.web.listing import SIZE, neighbours, page_number, page_url, search_text

bp = Blueprint("questions", __name__, url_prefix="/questions")
COLOURS = {library.VALID: "green", library.HELD: "yellow", library.OFF: "grey", library.DRAFT: "grey"}


@bp.get("/")
def index() -> str:
    """The library, by unit, status and text."""
    session, person = db.reading(), auth.person()
    names = {unit.id: unit.name for unit in units(session)}
    unit = _unit(person, request.args.get("unit", ""), names)
    status, search = request.args.get("status", ""), search_text()
    status = status if status in library.STATUSES else ""
    found = queries.qa_entries(
        session, unit=unit, status=status or None, search=search, number=page_number(), size=SIZE
    )
    return render_template(
        "web/questions.html",
        rows=found.items,
        qa_id=library.qa_id,
        names=names,
        colours=COLOURS,
        counts=queries.qa_counts(session, unit),
        q=search,
        status=status,
        unit=unit or "",
        may_choose=sees_every_unit(person),
        page=neighbours(found),
        page_url=page_url("questions.index", q=search, status=status, unit=unit),
        sites=sorted(current().settings.public.embed_origins),
        base_url=current().settings.base_url,
    )


@bp.get("/<name>")
def show(name: str) -> str:
    """One entry: what it says, why it is held, what it said before, where it went."""
    session, person = db.reading(), auth.person()
    detail = queries.qa_detail(session, name)
    open_entry(detail.entry, person)
    names = {unit.id: unit.name for unit in units(session)}
    numbers = {each.instance_id for each in detail.revisions if each.instance_id}
    known = {number for number in numbers if session.get(Instance, number) is not None}
    return render_template(
        "web/question.html",
        qa_id=library.qa_id(detail.entry.id),
        detail=detail,
        unit_name=names.get(detail.entry.unit, detail.entry.unit),
        colours=COLOURS,
        instances=known,
    )


def _unit(person: Person, asked: str, names: dict[str, str]) -> str | None:
    """Whose entries are shown; None: all."""
    if not sees_every_unit(person):
        return person.unit
    if asked and asked not in names:
        abort(404)
    return asked or None
