"""Where FEEL is called.  ``= text`` is an expression.

Anything else a literal (the convention of ``zeebe:``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from processes import calendar as working_days
from processes import feel

from ..faults import Incident
from .instants import in_office

if TYPE_CHECKING:
    from processes.calendar import WorkingCalendar

    from ..context import Context

_MISSING = object()
#: The blanks before it are looked at once, from their beginning.
_DOT = re.compile(r"(?:(?<!\s)\s++)?\.\s*")
_LONG = 400  # characters of JSON above which a value that a condition read is described, not repeated


@lru_cache(4_096)
def source_of(text: str | None) -> str | None:
    """The expression in ``= text``; ``None`` for a literal."""
    stripped = (text or "").strip()
    return stripped[1:].strip() if stripped.startswith("=") else None


@lru_cache(4_096)
def always_expression(text: str) -> str:
    """Conditions are expressions with or without the equals sign."""
    return source_of(text) or text.strip()


@lru_cache(8)
def _functions(calendar: WorkingCalendar) -> Mapping[str, feel.Function]:
    """What a calendar answers: made once, because instances share calendars."""
    return working_days.feel_functions(calendar)


class Evaluator:
    """FEEL in the surroundings of one command: its instant and its working-day calendar."""

    __slots__ = ("_environment", "calendar", "now")

    def __init__(self, context: Context) -> None:
        #: The instant of the command as the office's clock shows it.
        self.now = in_office(context.now)
        self.calendar = context.calendar
        self._environment: feel.Environment | None = None

    @property
    def environment(self) -> feel.Environment:
        """Made when the first expression needs it: most commands need none."""
        if self._environment is None:
            functions = {} if self.calendar is None else _functions(self.calendar)
            self._environment = feel.Environment.at(self.now, functions)
        return self._environment

    def evaluate(self, scope: Mapping[str, Any], text: str) -> Any:
        """The plain value of an expression (without the leading ``=``); Incident if it cannot be had."""
        try:
            return feel.to_plain(_compiled(text).evaluate(scope, self._environment or self.environment))
        except feel.FeelError as error:
            raise Incident("expression_failed", f"表达式“{text}”无法计算：{error}") from error

    def value(self, scope: Mapping[str, Any], text: str | None) -> Any:
        """A literal, or the value of ``= expression``."""
        source = source_of(text)
        return text if source is None else self.evaluate(scope, source)

    def holds(self, scope: Mapping[str, Any], text: str, *, null_waits: bool = False) -> bool:
        """A condition.  Neither true nor false (null, say) is an incident: guessing would choose a path.

        ``null_waits``: null does not hold, for conditions that are looked at again and again.
        """
        source = always_expression(text)
        result = self.evaluate(scope, source)
        if result is True or result is False:
            return bool(result)
        if result is None and null_waits:
            return False
        shown = "空值" if result is None else json.dumps(result, ensure_ascii=False)[:60]
        raise Incident(
            "condition_not_boolean",
            f"条件“{source}”应得出真或假，实际得到{shown}；读到：{_shown(source, scope)}",
        )


def evidence(condition: str, scope: Mapping[str, Any]) -> dict[str, Any]:
    """A condition and the variables that it reads."""
    source = always_expression(condition)
    return {"condition": source, "values": values_read(source, scope)}


def values_read(source: str, scope: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that an expression reads, by path (``registration.disclosure``), with their values."""
    read: dict[str, Any] = {}
    for name, paths in _paths(source):
        value = scope.get(name, _MISSING)
        if value is not _MISSING:
            for path, steps in paths:
                read[path] = _brief(_follow(value, steps) if steps else value)
    return read


@lru_cache(4_096)
def _compiled(text: str) -> feel.Expression:
    return feel.compile(text)


@lru_cache(4_096)
def _paths(source: str) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Every variable that an expression names, and the paths into it: (as written, its steps)."""
    found = []
    for name in sorted(feel.compile(source).names):
        pattern = rf"(?<![\w.]){re.escape(name)}(?:\s*\.\s*\w+)*"
        texts = {_DOT.sub(".", text) for text in re.findall(pattern, source)}
        paths = [(text, text[len(name) :].split(".")[1:]) for text in sorted(texts) or [name]]
        found.append((name, paths))
    return found


def _follow(value: Any, steps: list[str]) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _brief(value: Any) -> Any:
    if isinstance(value, list | dict) and len(json.dumps(value, ensure_ascii=False)) > _LONG:
        return f"（{'列表' if isinstance(value, list) else '数据'}，{len(value)} 项）"
    return value


def _shown(source: str, scope: Mapping[str, Any]) -> str:
    read = values_read(source, scope)
    missing = sorted(name for name in feel.compile(source).names if name not in scope)
    parts = [f"{path}={json.dumps(value, ensure_ascii=False)}" for path, value in read.items()]
    return "，".join([*parts, *(f"{name} 不存在" for name in missing)]) or "（没有变量）"
