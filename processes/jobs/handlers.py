"""Which function does the work of which job type."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from processes.jobs.channels import publish
from processes.jobs.compare_channels import compare_channels
from processes.jobs.documents import document_status
from processes.jobs.link_check import link_check
from processes.jobs.notify import notify
from processes.jobs.pushing import hotline_sync, qa_push
from processes.jobs.questions import qa_gather, qa_search, qa_store, qa_validity
from processes.jobs.rule_pack import rule_pack
from processes.jobs.statistics import count
from processes.jobs.work import Handler

#: Built in; a worker may be given more.
HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "notify": notify,
        "link_check": link_check,
        "compare_channels": compare_channels,
        "publish": publish,
        "statistics": count,
        "rule_pack": rule_pack,
        "qa_search": qa_search,
        "qa_store": qa_store,
        "qa_validity": qa_validity,
        "qa_push": qa_push,
        "qa_gather": qa_gather,
        "hotline_sync": hotline_sync,
        "document_status": document_status,
    }
)
