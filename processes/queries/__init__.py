"""Questions; none of them changes anything.  Use them with ``store.readers`` sessions."""

from __future__ import annotations

from processes.queries.catalogue import (
    DefinitionItem,
    FileChange,
    FileItem,
    calendar_notices,
    definition,
    definition_versions,
    definitions,
    failed_jobs,
    file_changes,
    files,
    incidents,
    newest_deployment,
    notifications,
    timers,
    unheard_messages,
    unmatched_messages,
)
from processes.queries.instances import (
    InstanceDetail,
    InstanceItem,
    TaskDetail,
    diagram,
    instance,
    instance_detail,
    instances,
    process_names,
    task_detail,
)
from processes.queries.involvement import is_involved, is_visible
from processes.queries.pages import Page
from processes.queries.pieces import count_unread, open_task_names, records_of
from processes.queries.worklist import FILTERS, Filter, TaskItem, counts, worklist

__all__ = [
    "FILTERS",
    "DefinitionItem",
    "FileChange",
    "FileItem",
    "Filter",
    "InstanceDetail",
    "InstanceItem",
    "Page",
    "TaskDetail",
    "TaskItem",
    "calendar_notices",
    "count_unread",
    "counts",
    "definition",
    "definition_versions",
    "definitions",
    "diagram",
    "failed_jobs",
    "file_changes",
    "files",
    "incidents",
    "instance",
    "instance_detail",
    "instances",
    "is_involved",
    "is_visible",
    "newest_deployment",
    "notifications",
    "open_task_names",
    "process_names",
    "records_of",
    "task_detail",
    "timers",
    "unheard_messages",
    "unmatched_messages",
    "worklist",
]
