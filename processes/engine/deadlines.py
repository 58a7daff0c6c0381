"""Recomputing statutory deadlines with another calendar: a notice of the State Council moved working days.

What is recomputed: variables that hold a deadline context, timers that carry one, and date timers whose
expression reads a
variable that changed.  Nothing is silent: every move is a record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimeDateEventDefinition

from processes import calendar as working_days
from processes import feel
from processes.errors import InvalidArgument
from processes.records import RecordType

from . import scopes, timers
from .expressions import OFFICE_ZONE, always_expression
from .faults import Incident
from .instants import parse_instant
from .tokens import Token

if TYPE_CHECKING:
    from .instance import Instance

_KEYS = {"due", "basis", "start", "calendar"}


def recompute(instance: Instance) -> None:
    """Bring every open deadline of the instance to the calendar of the context."""
    if instance.context.calendar is None:
        raise InvalidArgument("重算时限需要工作日历")
    changed: set[str] = set()
    for number in sorted(instance.tokens):
        changed |= _variables(instance.tokens[number])
    for token in instance.listeners("timer"):
        for index in sorted(token.internal.get("timers", {}), key=int):
            _timer(token, index, changed)


def is_deadline(value: Any) -> bool:
    """Whether a value is a deadline context that ``deadline(…)`` gave."""
    return isinstance(value, dict) and value.keys() >= _KEYS and isinstance(value["basis"], str)


def _again(instance: Instance, old: dict[str, Any]) -> dict[str, Any]:
    calendar = instance.context.calendar
    if calendar is None or old["calendar"] == calendar.version or old["basis"] == "custom":
        return old
    start: Any = parse_instant(str(old["start"]))
    if "T" not in str(old["start"]):
        start = start.astimezone(OFFICE_ZONE).date()
    found = working_days.deadline(calendar, old["basis"], start, old.get("n")).as_context()
    news = {**old, **dict(feel.to_plain(found))}
    if old.get("rule"):
        news["rule"] = old["rule"]
    return news


def _variables(token: Token) -> set[str]:
    held = token.variables or {}
    news = {name: _again(token.instance, value) for name, value in held.items() if is_deadline(value)}
    moved = {name: value for name, value in news.items() if value != held[name]}
    scopes.assign(token, moved)
    return set(moved)


def _timer(token: Token, index: str, changed: set[str]) -> None:
    instance, old = token.instance, token.internal["timers"][index]
    definition = token.spec.definitions[int(index)][1]
    explanation = old.get("explanation")
    news = dict(old)
    if is_deadline(explanation):
        again = _again(instance, explanation)
        news |= {"explanation": again, "due": again["due"]}
    elif isinstance(definition, TimeDateEventDefinition) and not timers.LITERAL.match(
        definition.expression or ""
    ):
        read = feel.compile(always_expression(definition.expression)).names
        if not read & changed:
            return
        try:
            host = token.home() if token.spec.boundary else token
            news = timers.evaluate(instance.evaluator, scopes.view(host), definition, old.get("rule"))
        except Incident:
            return  # the deadline it was computed from is gone; the timer keeps its instant
    token.internal["timers"][index] = news
    if news["due"] != old["due"]:
        told = {"due": news["due"], "previous": old["due"], "explanation": news.get("explanation")}
        instance.emit(RecordType.TIMER_RESCHEDULED, token, index=int(index), **told)
