"""催办 (S2-12, S2-90): whoever supervises reminds those who have a task; the instance keeps the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from processes.commands.actors import Actor, TaskRef
from processes.commands.user_tasks import open_task
from processes.engine import UrgeUserTask
from processes.errors import Forbidden, InvalidArgument
from processes.rights import may_urge
from processes.store import InstanceRow, Notification

#: Longest text (characters).
LONGEST = 500


def urge_user_task(
    session: Session, task: TaskRef, text: str, to: Sequence[str], *, actor: Actor, now: datetime
) -> InstanceRow:
    """Tell the people *to* (user ids; the caller knows who is in which group) to get on with an open task.

    They get a notification in the transaction that records it.  Raises NotFound, InvalidState (done),
    Forbidden (neither a supervising office nor the unit's interpretation office), InvalidArgument (a text
    that is empty or too long, or nobody to tell).
    """
    turn, row = open_task(session, task, actor, now, None)
    if not may_urge(actor.groups, turn.instance.owner_unit):
        raise Forbidden("只有主管部门、新闻办、网信办和本单位政策解读工作机构可以催办")
    said = text.strip()
    if not 0 < len(said) <= LONGEST:
        raise InvalidArgument(
            "没有催办", errors={"text": [f"应为 1 到 {LONGEST} 个字，实际为 {len(said)} 个"]}
        )
    if not to:
        raise InvalidArgument(f"没有催办：任务“{row.name}”的候选组里现在没有人")
    people = sorted(set(to))
    turn.run(UrgeUserTask(task.element_instance_id, said, people))
    subject = f"催办：{row.name}（{turn.instance.title or turn.instance.id}）"
    session.add_all(
        Notification(
            instance_id=task.instance_id, seq=turn.instance.seq, user_id=user_id, kind="reminder",
            subject=subject, text=f"{actor.name}：{said}", created_at=now,
        )
        for user_id in people
    )  # fmt: skip
    return turn.instance
