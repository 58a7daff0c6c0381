"""Recomputing statutory deadlines with another calendar: a notice of the State Council moved working days.

What moves: deadline contexts and their reminders wherever variables hold them, timers that carry one, date
timers whose expression reads a variable that moved, and in the same way the due dates of open user tasks.
Nothing is silent: every move is a record.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimeDateEventDefinition

from processes import calendar as working_days
from processes import feel
from processes.errors import InvalidArgument
from processes.records import RecordType

from ..faults import Incident
from ..running import scopes
from ..running.expressions import always_expression, source_of
from ..running.instants import parse_instant
from ..running.tokens import Token
from ..running.values import plain
from . import timers
from .assignment import Due, due_from

if TYPE_CHECKING:
    from ..running.instance import Instance

_DEADLINE = {"due", "basis", "start", "calendar"}
_REMINDER = {"due", "label", "deadline", "basis", "calendar"}
_CLOCK = re.compile(r"\b(now|today)\s*\(")


def recompute(instance: Instance) -> None:
    """Bring every open deadline of the instance to the calendar of the context."""
    if instance.context.calendar is None:
        raise InvalidArgument("重算时限需要工作日历")
    renewal = _Renewal(instance.context.calendar)
    instance.fetch_all()
    tokens = [instance.tokens[number] for number in sorted(instance.tokens)]
    for token in tokens:
        renewal.look([plain(value) for value in (token.variables or {}).values()])
        renewal.look([timer.get("explanation") for timer in token.internal.get("timers", {}).values()])
    changed: set[str] = set()
    for token in tokens:
        held = {name: plain(value) for name, value in (token.variables or {}).items()}
        moved = {name: news for name, value in held.items() if (news := renewal.of(value)) != value}
        scopes.assign(token, moved)
        changed |= set(moved)
    for token in instance.listeners("timer"):
        for index in sorted(token.internal.get("timers", {}), key=int):
            _timer(token, index, changed, renewal)
    for token in tokens:
        if "task" in token.internal:
            _task(token, changed, renewal)


class _Renewal:
    """Old deadlines and what becomes of them."""

    def __init__(self, calendar: working_days.WorkingCalendar) -> None:
        self.calendar = calendar
        self.known: dict[tuple[str, str], dict[str, Any]] = {}  # (basis, old due) -> new deadline context

    def look(self, value: Any) -> None:
        """Compute the deadlines inside a value anew."""
        if isinstance(value, list):
            for each in value:
                self.look(each)
        elif isinstance(value, dict):
            if value.keys() >= _DEADLINE and isinstance(value["basis"], str):
                self.known[value["basis"], value["due"]] = self.again(value)
            else:
                self.look(list(value.values()))

    def again(self, old: dict[str, Any]) -> dict[str, Any]:
        """A deadline counted anew."""
        return working_days.counted_again(old, self.calendar)

    def of(self, value: Any) -> Any:
        """The value with its deadlines and reminders renewed."""
        if isinstance(value, list):
            return [self.of(each) for each in value]
        if not isinstance(value, dict):
            return value
        if value.keys() >= _DEADLINE:
            return self.known.get((value["basis"], value["due"]), value)
        if value.keys() >= _REMINDER:
            parent = self.known.get((value["basis"], value["deadline"]), {})
            same = [each for each in parent.get("reminders", []) if each["label"] == value["label"]]
            return same[0] if same else value
        return {name: self.of(each) for name, each in value.items()}


def _timer(token: Token, index: str, changed: set[str], renewal: _Renewal) -> None:
    old = token.internal["timers"][index]
    news = _evaluated(token, index, old, changed)
    if news is None and "cron" in old:
        again = timers.by_cron(old["cron"], parse_instant(old["since"]), renewal.calendar)
        news = {**old, **(again or {})}
    if news is None:
        explanation = renewal.of(old.get("explanation"))
        if explanation == old.get("explanation"):
            return
        news = {**old, "explanation": explanation, "due": explanation["due"]}
    token.internal["timers"][index] = news
    if news["due"] != old["due"]:
        told = {"due": news["due"], "previous": old["due"], "explanation": news.get("explanation")}
        token.instance.emit(RecordType.TIMER_RESCHEDULED, token, index=int(index), **told)


def _evaluated(token: Token, index: str, old: timers.Timer, changed: set[str]) -> timers.Timer | None:
    """The timer evaluated again, when it is a date that a moved variable gives and no clock."""
    definition = token.spec.definitions[int(index)][1]
    text = definition.expression or ""
    if (
        not isinstance(definition, TimeDateEventDefinition)
        or timers.LITERAL.match(text)
        or _CLOCK.search(text)
    ):
        return None
    if not feel.compile(always_expression(text)).names & changed:
        return None
    host = token.home() if token.spec.boundary else token
    try:
        return timers.evaluate(token.instance.evaluator, scopes.view(host), definition, old.get("rule"))
    except Incident:
        return None  # what it was computed from is gone; the timer keeps its instant


def _task(token: Token, changed: set[str], renewal: _Renewal) -> None:
    work = token.internal["task"]
    news = _due(token, changed)
    if news is None and "deadline" in work:
        context = renewal.again(work["deadline"])
        news = Due(context["due"], context)
    if news is None or news.at is None:
        return
    previous = work.get("due")
    work.pop("deadline", None)
    work.update(news.kept())
    if news.at != previous:
        told: dict[str, Any] = {"due": news.at, "previous": previous, "explanation": news.deadline}
        token.instance.emit(RecordType.USER_TASK_RESCHEDULED, token, **told)


def _due(token: Token, changed: set[str]) -> Due | None:
    """The due date evaluated again, when a moved variable gives it and no clock."""
    source = source_of(token.spec.extensions.get("schedule", {}).get("dueDate"))
    if source is None or _CLOCK.search(source) or not feel.compile(source).names & changed:
        return None
    try:
        value = token.instance.evaluator.evaluate(scopes.view(token), source)
        span = isinstance(value, str) and value.startswith("P")  # counted from the creation of the task
        return None if span else due_from(token.instance, value)
    except Incident:
        return None  # as for timers
