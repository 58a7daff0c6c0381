"""What happens without a person: timers, messages between instances, effects."""

from __future__ import annotations

from processes.jobs.anchors import sweep as send_anchors
from processes.jobs.effects import perform
from processes.jobs.handlers import HANDLERS
from processes.jobs.relay import Line, Ticket, Unreachable, take
from processes.jobs.settings import (
    BACK_OFF,
    DESK,
    HOTLINE,
    WEBSITE,
    AnchorRules,
    ChannelRules,
    Directory,
    Erased,
    LibraryRules,
    LinkRules,
    Nobody,
    OutgoingRules,
    Recipient,
    Smtp,
    WebhookRules,
    WorkerSettings,
)
from processes.jobs.sweep import Counts
from processes.jobs.tries import CAREFUL
from processes.jobs.work import Handler, JobFailed, Work
from processes.jobs.worker import deliver_messages, run, run_once

__all__ = [
    "BACK_OFF",
    "CAREFUL",
    "DESK",
    "HANDLERS",
    "HOTLINE",
    "WEBSITE",
    "AnchorRules",
    "ChannelRules",
    "Counts",
    "Directory",
    "Erased",
    "Handler",
    "JobFailed",
    "LibraryRules",
    "Line",
    "LinkRules",
    "Nobody",
    "OutgoingRules",
    "Recipient",
    "Smtp",
    "Ticket",
    "Unreachable",
    "WebhookRules",
    "Work",
    "WorkerSettings",
    "deliver_messages",
    "perform",
    "run",
    "run_once",
    "send_anchors",
    "take",
]
