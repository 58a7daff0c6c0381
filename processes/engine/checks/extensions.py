"""Checks of extension elements: nothing of the dialect is silently dropped."""

from __future__ import annotations

from collections.abc import Iterator

from processes.errors import Problem

from ..reading.document import Document
from ..reading.extensions import JIEDU, READERS, ZEEBE

#: Elements of the dialect that only group others or that only describe.
_HARMLESS = {
    f"{ZEEBE}{name}"
    for name in (
        "ioMapping",
        "taskHeaders",
        "properties",
        "property",
        "versionTag",
        "modelerTemplate",
        "bindings",
    )
}


def check(document: Document) -> Iterator[Problem]:
    """Unknown elements of the dialect."""
    for element in document.inside_executable():
        name = str(element.tag)
        if name.startswith((ZEEBE, JIEDU)) and name not in READERS and name not in _HARMLESS:
            owner = document.label(document.owner(element))
            message = f"“{owner}”的扩展元素 {name.rpartition('}')[2]} 引擎不支持，会被忽略"
            yield document.problem("BPMN-unsupported-extension", element, message)
