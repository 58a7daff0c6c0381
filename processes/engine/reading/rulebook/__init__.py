"""The rules of deployment: one list.  Every problem that the engine tells of is made here, by its code."""

from __future__ import annotations

from typing import Any

from processes.errors import Problem

from . import documents, events, flows, tasks
from .rule import Rule

__all__ = ["RULES", "Rule", "problem"]

RULES: dict[str, Rule] = {
    rule.code: rule for part in (documents, flows, events, tasks) for rule in part.RULES
}


def problem(code: str, message: str, *, remedy: str | None = None, **place: Any) -> Problem:
    """A breach of the rule ``code``; ``place``: file, element_id, line.  KeyError for a code not listed."""
    rule = RULES[code]
    return Problem(code=code, message=message, remedy=remedy or rule.remedy, severity=rule.severity, **place)
