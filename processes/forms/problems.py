"""Collects the faults of one form document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from processes.errors import InvalidDefinition, Problem


@dataclass(frozen=True)
class Written:
    """An expression that the form view evaluates too; ``unary``: as a unary test."""

    element_id: str
    what: str
    text: str
    unary: bool = False


class Problems:
    """The problems of one document; *text* (empty for parsed data) gives line numbers.

    ``written`` are its expressions, as far as they decide something in the browser.
    """

    def __init__(self, text: str, data: Mapping[str, Any]) -> None:
        self._text = text
        self._form_id = data.get("id") if isinstance(data.get("id"), str) else None
        self._found: list[Problem] = []
        self.written: list[Written] = []

    def add(self, code: str, message: str, remedy: str, element_id: Any = None) -> None:
        """Note one problem of the component *element_id* (of the form itself for None)."""
        self._note(code, message, remedy, element_id, "error")

    def warn(self, code: str, message: str, remedy: str, element_id: Any = None) -> None:
        """Note what does not prevent the deployment."""
        self._note(code, message, remedy, element_id, "warning")

    def _note(self, code: str, message: str, remedy: str, element_id: Any, severity: str) -> None:
        element = element_id if isinstance(element_id, str) and element_id else self._form_id
        line = self._line(element) if element else None
        problem = Problem(
            code=code, message=message, element_id=element, line=line, remedy=remedy, severity=severity
        )
        self._found.append(problem)

    def _line(self, element_id: str) -> int | None:
        found = re.search(rf'"id"\s*:\s*"{re.escape(element_id)}"', self._text)
        return self._text.count("\n", 0, found.start()) + 1 if found else None

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What was noted beside the errors."""
        return tuple(problem for problem in self._found if problem.severity == "warning")

    def raise_if_any(self) -> None:
        """Refuse the document when an error was found."""
        errors = [problem for problem in self._found if problem.severity == "error"]
        if errors:
            name = f"“{self._form_id}”" if self._form_id else ""
            raise InvalidDefinition(f"表单{name}有 {len(errors)} 处错误：{errors[0].message}", errors)
