"""Tables, connections and ``append``: hash-chained records and the rows that follow from them."""

from __future__ import annotations

from processes.store.append import append, entries, records, to_record
from processes.store.catalogue import (
    CalendarNotice,
    Delivery,
    Deployment,
    DeploymentResource,
    Effect,
    Notification,
    ProcessDefinition,
    Resource,
    StartEvent,
)
from processes.store.database import UNIT_GROUPS, Options, connect, options, readers, sessions, upgrade
from processes.store.rebuild import rebuild
from processes.store.tables import (
    READ_TABLES,
    Base,
    ElementInstance,
    Incident,
    Instance,
    Job,
    MessageSubscription,
    RecordRow,
    Timer,
    UserTask,
    UserTaskCandidate,
)

__all__ = [
    "READ_TABLES",
    "UNIT_GROUPS",
    "Base",
    "CalendarNotice",
    "Delivery",
    "Deployment",
    "DeploymentResource",
    "Effect",
    "ElementInstance",
    "Incident",
    "Instance",
    "Job",
    "MessageSubscription",
    "Notification",
    "Options",
    "ProcessDefinition",
    "RecordRow",
    "Resource",
    "StartEvent",
    "Timer",
    "UserTask",
    "UserTaskCandidate",
    "append",
    "connect",
    "entries",
    "options",
    "readers",
    "rebuild",
    "records",
    "sessions",
    "to_record",
    "upgrade",
]
