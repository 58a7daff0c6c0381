"""Which function does the work of which job type."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from processes.jobs.link_check import link_check
from processes.jobs.notify import notify
from processes.jobs.work import Handler

#: Built in; a worker may be given more.
HANDLERS: Mapping[str, Handler] = MappingProxyType({"notify": notify, "link_check": link_check})
