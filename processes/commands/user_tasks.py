"""What people do with user tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from processes import calendars, definitions, store
from processes.calendar import feel_functions
from processes.commands.actors import Actor, TaskRef
from processes.commands.turn import Turn
from processes.engine import AssignUserTask, CompleteUserTask, ReturnTo, Step
from processes.errors import Forbidden, InvalidArgument, InvalidState, NotFound
from processes.feel import Environment
from processes.personal import NO_PATHS, Paths, in_sight, replaced, unchanged, unmasked
from processes.rights import Capacity, Verdict, allowed_verbs, may_work_on
from processes.store import InstanceRow, TaskRow
from processes.wording import person, when


def claim_user_task(
    session: Session, task: TaskRef, *, actor: Actor, now: datetime, revision: int | None = None
) -> InstanceRow:
    """认领: the task becomes the actor's own, or that of the person whom he stands in for (代理).

    Claiming what one already has changes nothing.  Raises NotFound, InvalidState (done, or somebody else has
    it), Forbidden (not a candidate, or excluded).
    """
    turn, row = open_task(session, task, actor, now, revision)
    if row.assignee == actor.id:
        return turn.instance
    if row.assignee is not None and _verdict(row, turn).acting is None:
        raise InvalidState(
            f"任务“{row.name}”已由 {row.assignee} 认领", assignee=row.assignee, revision=row.revision
        )
    turn = _check(row, turn)
    acting = turn.actor.acting
    owner = acting.person if acting and acting.person else actor.id
    if row.assignee != owner:
        turn.run(AssignUserTask(task.element_instance_id, owner))
    return turn.instance


def unclaim_user_task(
    session: Session, task: TaskRef, *, actor: Actor, now: datetime, revision: int | None = None
) -> InstanceRow:
    """退回待认领: the assignee, or his deputy, puts the task back to its candidates; Forbidden for others."""
    turn, row = open_task(session, task, actor, now, revision)
    acting = _verdict(row, turn).acting
    if row.assignee is None or row.assignee not in (actor.id, acting and acting.person):
        raise Forbidden(f"任务“{row.name}”不是您认领的，不能放回", assignee=row.assignee)
    if not (row.candidate_groups or row.candidate_users):
        raise InvalidState(f"任务“{row.name}”是直接指派的，没有其他候选人，不能放回")
    _in_capacity(turn, acting).run(AssignUserTask(task.element_instance_id, None))
    return turn.instance


def complete_user_task(
    session: Session,
    task: TaskRef,
    data: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    revision: int | None = None,
) -> TaskRef | None:
    """办结: the form of the task, pinned by the deployment, cleans *data*; the engine goes on from there.

    Gives the task that this opens for the actor himself, the most urgent of several.  Raises NotFound;
    InvalidState when the task is done already (with who and when) or *revision* is stale; Forbidden for who
    is neither assignee nor candidate nor deputy of one; InvalidArgument with the errors of the fields.
    """
    turn, row = open_task(session, task, actor, now, revision)
    turn = _check(row, turn)
    cleaned, personal = _clean(turn, row, data)
    return _next(turn, turn.run(CompleteUserTask(task.element_instance_id, cleaned), personal))


def return_user_task(
    session: Session,
    task: TaskRef,
    target_element_id: str,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    revision: int | None = None,
) -> TaskRef | None:
    """退回: end the task and start the earlier element *target_element_id* again.

    Needs the right to complete it, and ``return`` among the ``jiedu:verbs`` of the task.  Gives what
    ``complete_user_task`` gives.
    """
    turn, row = open_task(session, task, actor, now, revision)
    turn = _check(row, turn)
    program = turn.seat(row.element_instance_id).program
    if "return" not in allowed_verbs(program, row.process_id, row.element_id):
        raise Forbidden(f"任务“{row.name}”没有设置可以退回", element_id=row.element_id)
    if not reason.strip():
        raise InvalidArgument("退回须写明原因", errors={"reason": ["不能为空"]})
    return _next(turn, turn.run(ReturnTo(task.element_instance_id, target_element_id, reason)))


def open_task(
    session: Session, task: TaskRef, actor: Actor, now: datetime, revision: int | None
) -> tuple[Turn, TaskRow]:
    """The locked instance and its open task, or the refusal that tells what became of it."""
    found = store.lock_task(session.connection(), task.instance_id, task.element_instance_id)
    if found is None:
        raise NotFound(f"没有编号为 {task} 的任务", task=str(task))
    instance, row, newest = found
    calendar = calendars.numbered(session, newest, instance.owner_unit)
    turn = Turn(session, instance, actor, now, calendar, row)
    _refuse(row, revision)
    return turn, row


def _next(turn: Turn, step: Step) -> TaskRef | None:
    number = store.opened_for(step.records, turn.actor.id)
    return None if number is None else TaskRef(turn.instance.id, number)


def _refuse(row: TaskRow, revision: int | None) -> None:
    at, by = row.completed_at, row.completed_by
    if at is not None:
        who = person(row.completed_by_name, by)
        text = f"任务“{row.name}”已由 {who} 于 {when(at)} 办结，不能再次提交"
        raise InvalidState(text, revision=row.revision, completed_by=by, completed_at=at.isoformat())
    if row.status != "open":
        raise InvalidState(
            f"任务“{row.name}”已于 {when(row.ended_at)} 随流程取消", status=row.status, revision=row.revision
        )
    if revision is not None and revision != row.revision:
        holder = f"，现由 {row.assignee} 认领" if row.assignee else ""
        seen = f"当前第 {row.revision} 版，您看到的是第 {revision} 版"
        text = f"任务“{row.name}”已有变化{holder}（{seen}），请刷新后再试"
        raise InvalidState(text, revision=row.revision, assignee=row.assignee)


def _verdict(row: TaskRow, turn: Turn) -> Verdict:
    return may_work_on(row, turn.actor, turn.instance.started_by)


def _check(row: TaskRow, turn: Turn) -> Turn:
    """The turn in the capacity in which the actor may do the task; raises Forbidden."""
    verdict = _verdict(row, turn)
    if verdict.refusal is not None:
        raise Forbidden(verdict.refusal, assignee=row.assignee)
    return _in_capacity(turn, verdict.acting)


def _in_capacity(turn: Turn, acting: Capacity | None) -> Turn:
    """The turn as the actor takes it in this capacity (None: in his own name)."""
    return replace(turn, actor=replace(turn.actor, acting=acting))


def _clean(turn: Turn, row: TaskRow, data: Mapping[str, Any]) -> tuple[dict[str, Any], Paths]:
    """The data as the form accepts it, and what of them is personal.

    A task without a form takes none but plain variables.
    """
    instance, seat = turn.instance, turn.seat(row.element_instance_id)
    form, scope = None, seat.variables
    if row.form_id is not None:
        form = definitions.form_of(turn.session, seat.program.content_hash, row.form_id)
    personal = seat.program.personal | (form.personal if form else NO_PATHS)
    replaced(dict(data), personal, in_sight)
    before = {name: scope[name] for name in data if name in scope}
    values = store.clear_values(turn.session, instance.id, before)
    cleaned = unmasked(data, before, values)
    if form is not None:
        environment = Environment(now=turn.now, functions=feel_functions(turn.calendar))
        cleaned = form.clean(cleaned, scope, environment)
    return unchanged(cleaned, before, values), personal
