"""What an import did, place by place."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from lxml import etree

from .names import BPMN


class Kind(StrEnum):
    """What became of a part of the original document."""

    MAPPED = "mapped"  # the same meaning in our dialect
    CHANGED = "changed"  # carried over with a difference that somebody should look at
    DROPPED = "dropped"  # has no effect here and is not needed
    UNMAPPED = "unmapped"  # lost, or left in a form that deployment refuses: somebody has to do something


#: How people call the kinds.
WORDS = {
    Kind.MAPPED: "已转换",
    Kind.CHANGED: "有改动，请核对",
    Kind.DROPPED: "不需要，已删去",
    Kind.UNMAPPED: "没有转换，需要处理",
}


@dataclass(frozen=True, kw_only=True)
class Note:
    """One finding.  ``subject`` names the part of the original (``camunda:assignee``), ``original`` and
    ``result`` are its texts before and after, ``message`` is a Chinese sentence, ``line`` counts from 1.
    """

    kind: Kind
    subject: str
    message: str
    element_id: str | None = None
    line: int | None = None
    original: str | None = None
    result: str | None = None

    def to_plain(self) -> dict[str, Any]:
        """The note as JSON data."""
        return {**asdict(self), "kind": str(self.kind)}


class Report:
    """Collects notes; in the order of the document when it is read out."""

    def __init__(self) -> None:
        self._notes: list[Note] = []

    def add(
        self,
        kind: Kind,
        element: etree._Element,
        subject: str,
        message: str,
        original: str | None = None,
        result: str | None = None,
    ) -> None:
        """A note about an element (or the nearest one of the standard around it that has an id)."""
        owner: etree._Element | None = element
        while owner is not None and not (owner.get("id") and str(owner.tag).startswith(BPMN)):
            owner = owner.getparent()
        self._notes.append(
            Note(
                kind=kind,
                subject=subject,
                message=message,
                element_id=None if owner is None else owner.get("id"),
                line=line_of(element),
                original=original,
                result=result,
            )
        )

    def read(self) -> list[Note]:
        """All notes by line; those of one line in the order in which they were made."""
        return sorted(self._notes, key=lambda note: note.line or 0)


def line_of(element: etree._Element) -> int | None:
    """The line in the original; that of the nearest element around it for elements that were added."""
    at: etree._Element | None = element
    while at is not None:
        line: Any = at.sourceline
        if line is not None:
            return int(line)
        at = at.getparent()
    return None
