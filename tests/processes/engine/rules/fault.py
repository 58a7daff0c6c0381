"""One breach of one rule: a document that deploys, and the smallest change that breaks the rule."""

from __future__ import annotations

from dataclasses import dataclass

from processes.engine import Resources

from ..models import document


@dataclass(frozen=True)
class Fault:
    """``good`` keeps the rule ``code``, ``bad`` breaks it: the inside of ``bpmn:definitions`` (text), a whole
    file (bytes) or a set.

    ``element``: the id that the problem must name.
    """

    code: str
    good: str | Resources
    bad: str | bytes | Resources
    element: str | None = None


def resources(given: str | bytes | Resources) -> Resources:
    """What is to be compiled."""
    if isinstance(given, Resources):
        return given
    return Resources({"a.bpmn": document(given) if isinstance(given, str) else given})


def swap(text: str, *pairs: str) -> str:
    """``text`` with the first occurrence of each old part (old, new, old, new …) replaced."""
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text, f"{old} is not in the document"
        text = text.replace(old, new, 1)
    return text
