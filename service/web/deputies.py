"""代理: who stands in for me, for whom I stand in, and naming and ending deputies."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from processes.errors import Forbidden, InvalidArgument, InvalidState
from service import auth, db, deputising
from service.identity import deputies
from service.identity.deputies import Plan
from service.identity.federation_tables import Deputyship
from service.identity.people import Person, all_people, names_of
from service.identity.tables import User
from service.people import naming

bp = Blueprint("deputy", __name__, url_prefix="/account/deputies")


@bp.get("/")
def index() -> str:
    """The list, and the form for the person of ``person`` (default: oneself)."""
    return _page(request.args.get("person", "")[:60] or auth.person().id, {}, {})


@bp.post("/")
def name() -> Response | tuple[str, int]:
    """Name a deputy."""
    form = request.form
    person = form.get("person", "")[:60]
    try:
        plan = Plan(
            person=person,
            deputy=form.get("deputy", "")[:60],
            since=deputising.day_of(form, "since"),
            until=deputising.day_of(form, "until"),
            posts=None if form.get("all") else frozenset(form.getlist("posts")),
            reason=form.get("reason", ""),
        )
        deputising.name(plan, auth.person())
    except InvalidArgument as error:
        return _page(person, form, error.errors), 422
    except InvalidState as error:
        texts = [naming(str(error), error.context.get("assignee"))]
        return _page(person, form, {"since": texts}), 409
    flash("代理已登记，到期自动结束。")
    return redirect(url_for("deputy.index"))


@bp.post("/<int:number>/end")
def end(number: int) -> Response:
    """End one before its time."""
    deputising.end(number, auth.person())
    flash("代理已结束。")
    return redirect(url_for("deputy.index"))


def _page(person_id: str, entered: Any, errors: dict[str, list[str]]) -> str:
    session, me, today = db.reading(), auth.person(), deputising.today()
    person = session.get(User, person_id)
    if person is None or not deputies.may_arrange(me, person):
        raise Forbidden("只有本人、本单位主要负责人和安全管理员可以登记代理", person=person_id)
    people = all_people(session, today)
    anywhere = "secadmin" in me.groups
    rows = deputising.listing(session, me)
    names = names_of(session, {each for row in rows for each in (row.person_id, row.deputy_id, row.made_by)})
    return render_template(
        "web/deputies.html",
        person=person,
        arranged=[each for each in people if _arranges(me, each)],
        candidates=[
            each for each in people if each.id != person.id and _may_stand_in(each, person, anywhere)
        ],
        seats=deputies.posts_of(session, person.id, today),
        rows=[_row(row, names, me) for row in rows],
        entered=entered,
        chosen=set(entered.getlist("posts")) if hasattr(entered, "getlist") else set(),
        errors=errors,
        today=today,
    )


def _arranges(me: Person, other: Person) -> bool:
    found = db.reading().get(User, other.id)
    return found is not None and other.is_staff and deputies.may_arrange(me, found)


def _may_stand_in(other: Person, person: User, anywhere: bool) -> bool:
    return other.is_staff and (anywhere or other.unit == person.unit_id)


def _row(row: Deputyship, names: dict[str, str], me: Person) -> dict[str, Any]:
    state = deputising.state_of(row, deputising.today())
    person = db.reading().get(User, row.person_id)
    mine = row.deputy_id == me.id or (person is not None and deputies.may_arrange(me, person))
    return {
        "id": row.id,
        "person": names.get(row.person_id, row.person_id),
        "deputy": names.get(row.deputy_id, row.deputy_id),
        "posts": row.posts or "全部岗位",
        "since": row.since,
        "until": row.until,
        "reason": row.reason,
        "made_by": names.get(row.made_by, row.made_by),
        "state": state,
        "may_end": mine and state in {"生效", "未开始"},
    }
