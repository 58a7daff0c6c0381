"""Everything that changes the system.  One function is one command is one transaction of the caller's.

``with sessions.begin() as session: commands.complete_user_task(session, …)``; a refusal leaves nothing
behind.
"""

from __future__ import annotations

from processes.commands.actors import CONSOLE, SYSTEM, TIMER, WORKER, Actor, TaskRef
from processes.commands.affected import MovedStart
from processes.commands.calendar import NoticeReport, load_calendar_notice, preview_calendar_notice
from processes.commands.deployments import deploy
from processes.commands.forms_ahead import FormChange
from processes.commands.instances import fire_timer, start_instance
from processes.commands.interventions import (
    cancel_instance,
    modify_instance,
    resolve_incident,
    resume_instance,
    return_element,
    set_variables,
    suspend_instance,
)
from processes.commands.jobs import complete_job, fail_job, retry_fault, retry_job
from processes.commands.messages import broadcast_signal, deliver, publish_message
from processes.commands.migrations import (
    MigrationReport,
    Move,
    migrate_instance,
    migrate_instances,
    plan_migration,
)
from processes.commands.moved import MovedDeadline
from processes.commands.notifications import read_notifications
from processes.commands.urging import urge_user_task
from processes.commands.user_tasks import (
    claim_user_task,
    complete_user_task,
    return_user_task,
    unclaim_user_task,
)
from processes.definitions import DeployedVersion, DeploymentResult

__all__ = [
    "CONSOLE",
    "SYSTEM",
    "TIMER",
    "WORKER",
    "Actor",
    "DeployedVersion",
    "DeploymentResult",
    "FormChange",
    "MigrationReport",
    "Move",
    "MovedDeadline",
    "MovedStart",
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
    "migrate_instance",
    "migrate_instances",
    "modify_instance",
    "plan_migration",
    "preview_calendar_notice",
    "publish_message",
    "read_notifications",
    "resolve_incident",
    "resume_instance",
    "retry_fault",
    "retry_job",
    "return_element",
    "return_user_task",
    "set_variables",
    "start_instance",
    "suspend_instance",
    "unclaim_user_task",
    "urge_user_task",
]
