"""Everything that changes the system.  One function is one command is one transaction of the caller's.

``with sessions.begin() as session: commands.complete_user_task(session, …)``; a refusal leaves nothing
behind.
"""

from __future__ import annotations

from processes.commands.actors import SYSTEM, TIMER, WORKER, Actor, TaskRef
from processes.commands.calendar import (
    MovedDeadline,
    NoticeReport,
    load_calendar_notice,
    preview_calendar_notice,
)
from processes.commands.deployments import deploy
from processes.commands.instances import (
    cancel_instance,
    fire_timer,
    resolve_incident,
    set_variables,
    start_instance,
)
from processes.commands.jobs import complete_job, fail_job, retry_job
from processes.commands.messages import broadcast_signal, deliver, publish_message
from processes.commands.notifications import read_notifications
from processes.commands.user_tasks import (
    claim_user_task,
    complete_user_task,
    return_user_task,
    unclaim_user_task,
)
from processes.definitions import DeployedVersion, DeploymentResult

__all__ = [
    "SYSTEM",
    "TIMER",
    "WORKER",
    "Actor",
    "DeployedVersion",
    "DeploymentResult",
    "MovedDeadline",
    "NoticeReport",
    "TaskRef",
    "broadcast_signal",
    "cancel_instance",
    "claim_user_task",
    "complete_job",
    "complete_user_task",
    "deliver",
    "deploy",
    "fail_job",
    "fire_timer",
    "load_calendar_notice",
    "preview_calendar_notice",
    "publish_message",
    "read_notifications",
    "resolve_incident",
    "retry_job",
    "return_user_task",
    "set_variables",
    "start_instance",
    "unclaim_user_task",
]
