"""代理: who stands in for me, for whom I stand in, and naming and ending deputies."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from processes.errors import Forbidden, InvalidArgument, InvalidState
from service import auth, db, deputising
from service.identity import deputies
from service.identity.deputies import Plan
from service.identity.federation_tables import Deputyship
from service.identity.people import all_people, names_of, titles_of
from service.identity.tables import User
from service.people import naming

bp = Blueprint("deputy", __name__, url_prefix="/account/deputies")


@bp.get("/")
def index() -> str:
    """The list, and the form for the person of ``person`` (default: oneself)."""
    return _page(request.args.get("person", "")[:60] or auth.person().id, MultiDict(), {})


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


def _page(person_id: str, entered: MultiDict[str, str], errors: dict[str, list[str]]) -> str:
    session, me, today = db.reading(), auth.person(), deputising.today()
    person = session.get(User, person_id)
    if person is None or not deputies.may_arrange(me, person):
        raise Forbidden("只有本人、本单位主要负责人和安全管理员可以登记代理", person=person_id)
    workers = [each for each in all_people(session, today) if each.is_staff]
    anywhere = "secadmin" in me.groups
    rows = deputising.listing(session, me)
    names = names_of(session, {each for row in rows for each in (row.person_id, row.deputy_id, row.made_by)})
    titles = titles_of(session, (row.person_id for row in rows))
    return render_template(
        "web/deputies.html",
        person=person,
        arranged=[each for each in workers if deputies.may_arrange(me, session.get_one(User, each.id))],
        candidates=[
            each for each in workers if each.id != person.id and (anywhere or each.unit == person.unit_id)
        ],
        seats=deputies.posts_of(session, person.id, today),
        rows=[_row(row, names, titles) for row in rows],
        entered=entered,
        chosen=entered.getlist("posts"),
        errors=errors,
        today=today,
    )


def _row(row: Deputyship, names: dict[str, str], titles: dict[tuple[str, str], str]) -> dict[str, Any]:
    """Whom ``deputies.concerning`` shows it may end it, too, but for auditors, whom the door keeps out."""
    state, posts = deputising.state_of(row, deputising.today()), sorted(row.post_ids or ())
    return {
        "id": row.id,
        "person": names.get(row.person_id, row.person_id),
        "deputy": names.get(row.deputy_id, row.deputy_id),
        "posts": "、".join(titles.get((row.person_id, post), post) for post in posts) or "全部岗位",
        "since": row.since,
        "until": row.until,
        "reason": row.reason,
        "made_by": names.get(row.made_by, row.made_by),
        "state": state,
        "may_end": state in {"生效", "未开始"},
    }
