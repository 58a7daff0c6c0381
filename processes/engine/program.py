"""The compiled deployment: specifications shared by every instance of its processes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from processes.personal import NO_PATHS, Paths

if TYPE_CHECKING:
    from processes.decisions import Model
    from processes.errors import Problem

    from .context import Resources


@dataclass(frozen=True)
class ProcessInfo:
    """One process of a deployment.

    ``file`` is the name of the BPMN document that draws it, ``version_tag`` its ``zeebe:versionTag``.
    """

    id: str
    name: str
    file: str
    executable: bool = True
    version_tag: str | None = None


@dataclass(frozen=True)
class StartEventInfo:
    """A start event.  ``name`` is the message or signal name; ``definition`` belongs to the engine."""

    process_id: str
    element_id: str
    kind: Literal["none", "message", "signal", "timer", "condition"]
    name: str | None = None
    definition: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, eq=False)
class Program:
    """What ``compile`` gives.

    ``warnings`` did not prevent the deployment.  ``specs`` belongs to the engine: process and sub-process
    bodies by key.  ``personal`` are the paths of personal data that its processes declare,
    ``retention`` says by process how long is kept what has ended.  A program is immutable and shared by all
    instances and threads; cache it by ``content_hash``.
    """

    processes: Mapping[str, ProcessInfo]
    start_events: tuple[StartEventInfo, ...]
    decisions: Mapping[str, Model]
    forms: frozenset[str]
    content_hash: str
    warnings: tuple[Problem, ...]
    specs: Mapping[str, Any] = field(repr=False)
    personal: Paths = NO_PATHS
    retention: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def starts(self, kind: str, name: str) -> list[StartEventInfo]:
        """The start events of executable processes that a message or signal of this name opens."""
        return [start for start in self.start_events if start.kind == kind and start.name == name]

    def holds(self, process_id: str, tag: str | None = None) -> bool:
        """Whether it has the process, with this version tag when one is given."""
        info = self.processes.get(process_id)
        return info is not None and tag in (None, info.version_tag)


def content_hash(resources: Resources) -> str:
    """SHA-256 over the documents of a set, independent of their order."""
    digest = hashlib.sha256()
    for kind, documents in (("bpmn", resources.bpmn), ("dmn", resources.dmn), ("form", resources.forms)):
        for name in sorted(documents):
            digest.update(f"{kind}:{name}:{len(documents[name])}\n".encode())
            digest.update(documents[name])
    return digest.hexdigest()
