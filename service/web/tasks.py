"""任务页: claim, put back, fill in the form, complete."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from processes import calendars, commands, definitions, queries
from processes.commands import TaskRef
from processes.errors import InvalidArgument, InvalidState
from processes.papers import offered
from processes.queries import TaskDetail
from service import auth, db, papers, personal, plain, urging
from service.idempotency import give_way, refuses_repeats
from service.identity.people import group_names
from service.lights import light
from service.numbers import number
from service.people import actor, namer, naming
from service.policy import matters, traces
from service.state import current
from service.wording import instance_title

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.get("/<ref>")
def show(ref: str) -> str:
    """The task with its form, what came before, and its deadline in words."""
    return _page(_detail(ref))


@bp.post("/<ref>/claim")
def claim(ref: str) -> Response:
    """认领."""
    with db.transaction() as session:
        task = TaskRef.parse(ref)
        commands.claim_user_task(
            session, task, actor=actor(auth.person()), now=current().now(), revision=_revision()
        )
    flash("已认领。")
    return redirect(url_for("tasks.show", ref=ref))


@bp.post("/<ref>/unclaim")
def unclaim(ref: str) -> Response:
    """放回待领."""
    with db.transaction() as session:
        task = TaskRef.parse(ref)
        commands.unclaim_user_task(
            session, task, actor=actor(auth.person()), now=current().now(), revision=_revision()
        )
    flash("已放回待领。")
    return redirect(url_for("inbox.show", box="group"))


@bp.post("/<ref>/urging")
def urge(ref: str) -> Response:
    """催办, from the page of the instance."""
    instance = urging.urge(ref, request.form.get("text", ""), auth.person())
    flash("已催办，办理人会收到站内通知。")
    return redirect(url_for("instances.show", instance_id=instance.id))


@bp.post("/<ref>/return")
def return_(ref: str) -> Response | tuple[str, int]:
    """退回 to an earlier step, with the reason."""
    target, reason = request.form.get("target", ""), request.form.get("reason", "")
    try:
        with db.transaction() as session:
            who, now, seen = actor(auth.person()), current().now(), _revision()
            task = TaskRef.parse(ref)
            found = commands.return_user_task(
                session, task, target, reason, actor=who, now=now, revision=seen
            )
    except InvalidState as error:
        return _page(_detail(ref), conflict=naming(str(error), error.context.get("assignee"))), 409
    flash("已退回。")
    return _on_to(found)


@bp.post("/<ref>/completion")
@refuses_repeats
def complete(ref: str) -> Response | tuple[str, int]:
    """办结: a refusal keeps what was entered."""
    data = _submitted()
    try:
        with db.transaction() as session:
            task = TaskRef.parse(ref)
            found = commands.complete_user_task(
                session, task, data, actor=actor(auth.person()), now=current().now(), revision=_revision()
            )
    except InvalidArgument as error:
        detail = _detail(ref)
        traces.note_unapproved(auth.person(), detail, error.errors)
        return _page(detail, entered=data, errors=error.errors or {"": [str(error)]}), 422
    except InvalidState as error:
        give_way()
        conflict = naming(str(error), error.context.get("assignee"))
        return _page(_detail(ref), entered=data, conflict=conflict), 409
    flash("已办结。")
    return _on_to(found)


def _on_to(task: TaskRef | None) -> Response:
    """To the task that the step has given to whoever took it, else to his inbox."""
    return redirect(url_for("tasks.show", ref=str(task)) if task is not None else url_for("inbox.show"))


def _revision() -> int | None:
    """The revision that the page was made from.  Raises InvalidState when there never was such a one."""
    text = request.form.get("revision", "")
    found = number(text)
    if text and found is None:
        raise InvalidState("页面上的任务版本号不正确，没有保存任何内容，请刷新后再试", expected="非负整数")
    return found


def _submitted() -> dict[str, Any]:
    try:
        data = plain.read(request.form.get("data") or "{}")
    except ValueError as error:
        raise InvalidArgument("表单数据不是有效的 JSON，请刷新页面后重新填写") from error
    if not isinstance(data, dict):
        raise InvalidArgument("表单数据应为键值表，请刷新页面后重新填写")
    return data


def _detail(ref: str) -> TaskDetail:
    return matters.open_task(db.reading(), ref, auth.person())


def _page(
    detail: TaskDetail,
    *,
    entered: dict[str, Any] | None = None,
    errors: dict[str, list[str]] | None = None,
    conflict: str | None = None,
) -> str:
    session, task = db.reading(), detail.task
    history = papers.read(session, detail.instance)
    name = namer(session, {task.assignee, task.completed_by, *(paper.by for paper in history)})
    can_complete = detail.refusal is None
    calendar = calendars.current(session, detail.instance.owner_unit)
    return render_template(
        "web/task.html",
        ref=str(detail.ref),
        task=task,
        title=instance_title(detail.instance.title, detail.process_name, detail.instance.id),
        process_name=detail.process_name,
        task_light=light(calendar, task.due, current().now(), task.follow_up),
        refusal=detail.refusal and naming(detail.refusal, task.assignee),
        can_complete=can_complete,
        acting_for=detail.acting.name if detail.acting else "",
        return_targets=queries.return_targets(session, task, detail.instance) if can_complete else (),
        conflict=conflict,
        form=_form(detail, entered, errors or {}, readonly=not can_complete),
        documents=papers.documents(history, name),
        opinions=papers.opinions(history, name),
        deadlines=papers.deadlines(detail.variables),
        official=offered(detail.variables),
        assignee=name(task.assignee),
        completed_by=task.completed_by_name or name(task.completed_by),
        demo_links=_demo_links(detail.instance.id),
        candidates=list(group_names(session, task.candidate_groups).values()),
    )


def _demo_links(instance_id: int) -> dict[str, str]:
    """Addresses of the demo site that link to each other; none outside of demonstrations."""
    settings = current().settings
    kinds = ("documents", "interpretations") if settings.demo else ()
    return {kind: f"{settings.base_url}/demo-site/{kind}/case-{instance_id}" for kind in kinds}


def _form(
    detail: TaskDetail, entered: dict[str, Any] | None, errors: dict[str, list[str]], *, readonly: bool
) -> dict[str, Any] | None:
    """The data of the form island; None for a task without a form."""
    if detail.form is None or detail.task.form_id is None:
        return None
    session = db.reading()
    form = definitions.form(session, *detail.definition, detail.task.form_id)
    scope = detail.variables if detail.task.status == "open" else papers.submitted(session, detail.task)
    known = personal.for_task(session, detail, form, form.prefill(scope))
    own = {name: value for name, value in known.items() if name in form.variables}
    return {
        "schema": json.loads(detail.form),
        "data": entered if entered is not None else own,
        "context": {name: value for name, value in known.items() if name not in form.variables},
        "readonly": readonly,
        "errors": errors,
    }
