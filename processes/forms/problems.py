"""Collects the faults of one form document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from processes.errors import InvalidDefinition, Problem


class Problems:
    """The problems of one document; *text* (empty for parsed data) gives line numbers."""

    def __init__(self, text: str, data: Mapping[str, Any]) -> None:
        self._text = text
        self._form_id = data.get("id") if isinstance(data.get("id"), str) else None
        self._found: list[Problem] = []

    def add(self, code: str, message: str, remedy: str, element_id: Any = None) -> None:
        """Note one problem of the component *element_id* (of the form itself for None)."""
        element = element_id if isinstance(element_id, str) and element_id else self._form_id
        line = self._line(element) if element else None
        self._found.append(Problem(code=code, message=message, element_id=element, line=line, remedy=remedy))

    def _line(self, element_id: str) -> int | None:
        found = re.search(rf'"id"\s*:\s*"{re.escape(element_id)}"', self._text)
        return self._text.count("\n", 0, found.start()) + 1 if found else None

    def raise_if_any(self) -> None:
        """Refuse the document when anything was found."""
        if self._found:
            name = f"“{self._form_id}”" if self._form_id else ""
            first = self._found[0].message
            raise InvalidDefinition(f"表单{name}有 {len(self._found)} 处错误：{first}", self._found)
