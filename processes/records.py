"""The vocabulary of facts: past tense, never edited, never deleted.  State changes only by records."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple


class RecordType(StrEnum):
    """What can happen to a process instance; docs/reference/records.md describes the payloads."""

    COMMAND_ACCEPTED = "command_accepted"
    INSTANCE_STARTED = "instance_started"
    INSTANCE_COMPLETED = "instance_completed"
    INSTANCE_TERMINATED = "instance_terminated"
    INSTANCE_FAILED = "instance_failed"
    INSTANCE_SUSPENDED = "instance_suspended"
    INSTANCE_RESUMED = "instance_resumed"
    INSTANCE_MODIFIED = "instance_modified"
    INSTANCE_MIGRATED = "instance_migrated"
    ELEMENT_MIGRATED = "element_migrated"
    ELEMENT_ACTIVATED = "element_activated"
    ELEMENT_COMPLETED = "element_completed"
    ELEMENT_TERMINATED = "element_terminated"
    PROCESS_CALLED = "process_called"
    SEQUENCE_FLOW_TAKEN = "sequence_flow_taken"
    TOKEN_CONSUMED = "token_consumed"
    TOKEN_PLACED = "token_placed"
    VARIABLES_CHANGED = "variables_changed"
    VARIABLES_COPIED = "variables_copied"
    VARIABLES_REMOVED = "variables_removed"
    USER_TASK_CREATED = "user_task_created"
    USER_TASK_ASSIGNED = "user_task_assigned"
    USER_TASK_URGED = "user_task_urged"
    USER_TASK_RESCHEDULED = "user_task_rescheduled"
    USER_TASK_COMPLETED = "user_task_completed"
    USER_TASK_CANCELED = "user_task_canceled"
    TIMER_CREATED = "timer_created"
    TIMER_FIRED = "timer_fired"
    TIMER_CANCELED = "timer_canceled"
    TIMER_RESCHEDULED = "timer_rescheduled"
    MESSAGE_SUBSCRIBED = "message_subscribed"
    MESSAGE_UNSUBSCRIBED = "message_unsubscribed"
    MESSAGE_CORRELATED = "message_correlated"
    MESSAGE_THROWN = "message_thrown"
    SIGNAL_SUBSCRIBED = "signal_subscribed"
    SIGNAL_UNSUBSCRIBED = "signal_unsubscribed"
    SIGNAL_THROWN = "signal_thrown"
    SIGNAL_CAUGHT = "signal_caught"
    CONDITION_SUBSCRIBED = "condition_subscribed"
    CONDITION_UNSUBSCRIBED = "condition_unsubscribed"
    ERROR_THROWN = "error_thrown"
    ESCALATION_THROWN = "escalation_thrown"
    COMPENSATION_STARTED = "compensation_started"
    JOB_CREATED = "job_created"
    JOB_COMPLETED = "job_completed"
    JOB_FAILED = "job_failed"
    JOB_CANCELED = "job_canceled"
    DECISION_EVALUATED = "decision_evaluated"
    INCIDENT_CREATED = "incident_created"
    INCIDENT_RESOLVED = "incident_resolved"
    RETURNED = "returned"
    ROUND_ADDED = "round_added"


class Record(NamedTuple):
    """One fact about one process instance; a tuple, because a step makes a dozen of them.

    ``at`` is aware (stored in UTC); ``actor`` is a user id, ``timer``, ``worker`` or ``system``.
    ``element_instance_id`` counts from 1 within the instance; ``scope_id`` is the element instance around
    it (``None``: the instance); ``process_id`` names the process whose diagram shows the element.
    ``payload`` is plain JSON data.
    """

    type: RecordType
    at: datetime
    actor: str
    process_id: str | None = None
    element_id: str | None = None
    element_instance_id: int | None = None
    scope_id: int | None = None
    payload: dict[str, Any] = {}  # noqa: RUF012  nobody changes a payload
